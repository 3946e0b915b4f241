"""A tablet comes in with a code, is let in with its token, and is turned away the moment it is revoked."""

import json
import logging
from datetime import timedelta
from threading import Barrier, Thread

import pghistory
import pytest
from django.core.cache import cache
from django.db import IntegrityError, OperationalError, connection, transaction
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from apps.accounts.models import User
from apps.centres.actions import memberships
from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.sync import tokens
from apps.sync.actions import enrolment, tablets
from apps.sync.api.limits import PerTablet, WrongCodes
from apps.sync.api.tablet import TabletView, clock_offset
from apps.sync.models import Enrolment, Tablet, TabletState
from config.logs import Exceptions
from tests.people import MAY, cast
from tests.sync.tablets import enrolled, offered


@pytest.fixture
def people(db):
    cache.clear()
    return cast()


def enrol(client, body, **headers):
    content = body if isinstance(body, bytes) else json.dumps(body)
    return client.post("/api/v1/sync/enrol", content, content_type="application/json", headers=headers)


def status(client, token, **headers):
    given = {"Authorization": f"Tablet {token}", "X-Client-Schema": "1", "Accept-Language": "en", **headers}
    return client.get("/api/v1/sync/status", headers={name: value for name, value in given.items() if value})


def said(answer):
    return answer.status_code, answer.json().get("code"), answer.json().get("action")


class Renaming(TabletView):
    """An address at which a tablet gives itself another name."""

    def get(self, request):
        tablets.rename(tablet=self.tablet, name="Other", by=request.user)
        return Response({})


def test_a_code_is_good_for_one_token_with_which_the_tablet_is_let_in(people, client):
    code = tokens.code_of(offered(people).pk)
    answer = enrol(client, {"code": code.lower().replace("-", " "), "device_name": "SM-T295", "app_version": "1.2"})
    told = answer.json()
    assert answer.status_code == 201
    assert (told["tablet"]["name"], told["centre"]["code"], told["user"]["name"]) == ("Tablet 1", "RAK", "Physio")
    assert told["schema"] == 1
    assert told["last_op_seq"] == 0
    assert status(client, told["token"]).status_code == 200
    state = Tablet.objects.get().state
    assert (state.app_version, state.device_name) == ("1.2", "SM-T295")


def test_neither_code_nor_token_is_kept(people, client):
    code = tokens.code_of(offered(people).pk)
    token = enrol(client, {"code": code}).json()["token"]
    assert len(token) >= 43
    rows = [*Enrolment.objects.values(), *Tablet.objects.values(), *TabletState.objects.values()]
    for secret in (code, tokens.plain(code), token):
        assert secret not in str(rows)


def test_used_expired_and_unknown_codes_get_the_same_answer(people, client):
    used, late = offered(people), offered(people, name="2", at=now() - enrolment.OPEN_FOR)
    enrolment.redeem(code=tokens.code_of(used.pk), at=now())
    gone = offered(people, name="3", user=people.doctor)
    memberships.end(membership=people.doctor.memberships.get(), on=MAY, by=people.administrator)
    codes = [tokens.code_of(one.pk) for one in (used, late, gone)] + ["ABCD-EFGH-JKLM", "", "가" * 100]
    answers = {enrol(client, {"code": code}).content for code in codes}
    assert len(answers) == 1
    assert json.loads(answers.pop())["code"] == "invalid_code"
    assert Tablet.objects.count() == 1


def test_whoever_guesses_codes_soon_has_to_wait(people, client):
    for _attempt in range(WrongCodes.window.most):
        assert enrol(client, {"code": "AAAA"}).status_code == 422
    answer = enrol(client, {"code": tokens.code_of(offered(people).pk)})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert 0 < int(answer.headers["Retry-After"]) <= WrongCodes.window.seconds


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", ""), (b"[1]", ""), (b"{", ""), (b'{"code": "a", "code": "b"}', ""), (b'{"code": "a\\u0000"}', "/code"),
        ({}, "/code"), ({"code": 7}, "/code"), ({"code": "a" * 201}, "/code"), ({"code": "a", "x": "y"}, ""),
        ({"code": "a", "device_name": []}, "/device_name"),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_meant_is_refused_with_its_place(people, client, body, where):
    """(MUST 19)"""
    answer = enrol(client, body)
    assert (answer.status_code, answer.json()["code"], answer.json()["where"]) == (400, "malformed", where)


def test_a_revoked_tablet_is_refused_on_its_next_call_and_told_what_to_do(people, client):
    """(MUST 17)"""
    for name, action in (("1", "wipe"), ("2", "relogin")):
        made = enrolled(people, name=name)
        assert status(client, made.token).status_code == 200
        tablets.revoke(tablet=made.tablet, action=action, reason="Lost.", by=people.administrator, at=now())
        assert said(status(client, made.token)) == (401, "revoked", action)
        assert made.tablet.state.__class__.objects.get(tablet=made.tablet).last_error == "revoked"


def test_an_expired_tablet_and_one_whose_person_left_have_to_sign_in_again(people, client):
    """(MUST 17)"""
    made = enrolled(people)
    memberships.end(membership=people.physio.memberships.get(), on=MAY, by=people.administrator)
    assert said(status(client, made.token)) == (401, "no_access", "relogin")
    inactive = enrolled(people, name="2", user=people.doctor)
    User.objects.filter(pk=people.doctor.pk).update(is_active=False)
    assert said(status(client, inactive.token)) == (401, "no_access", "relogin")
    Tablet.objects.filter(pk=made.tablet.pk).update(enrolled_at=now() - timedelta(2), expires_at=now())
    assert said(status(client, made.token)) == (401, "expired", "relogin")


@pytest.mark.parametrize("header", ["", "Tablet", "Tablet ", "Tablet abc", "Bearer abc", "Tablet a b", "Tablet é"])
def test_without_a_token_of_ours_nobody_is_let_in(people, client, header):
    answer = status(client, "", Authorization=header)
    assert said(answer) == (401, "unknown_tablet", "relogin")
    assert answer.headers["WWW-Authenticate"].startswith("Tablet")


def test_a_browser_that_is_signed_in_is_not_a_tablet(people, client):
    client.force_login(people.administrator)
    assert status(client, "", Authorization="").status_code == 401


@pytest.mark.parametrize(
    ("schema", "expected"),
    [("1", 200), ("0", 200), ("", 400), ("x", 400), ("-1", 400), ("²", 400), ("9999999", 400), ("2", 409)],
)
def test_the_form_an_app_speaks_is_asked_for(people, client, schema, expected):
    assert status(client, enrolled(people).token, **{"X-Client-Schema": schema}).status_code == expected


def test_an_app_that_is_too_old_is_told_so_and_that_it_was_here_is_noted(people, client, monkeypatch):
    """(MUST 18)"""
    monkeypatch.setattr("apps.sync.api.status.StatusView.oldest_schema", 1)
    made = enrolled(people)
    answer = status(client, made.token, **{"X-Client-Schema": "0", "X-Unsent-Operations": "12"})
    assert (answer.status_code, answer.json()["code"], answer.json()["current"]) == (426, "too_old", 1)
    state = TabletState.objects.get()
    assert (state.last_error, state.unsent, state.schema) == ("too_old", 12, 0)
    assert state.last_error_at == state.last_seen_at


def test_each_call_leaves_what_the_tablet_told_of_itself(people, client):
    ahead = (now() + timedelta(hours=2)).isoformat()
    told = {"X-App-Version": "1.4\t2" + "9" * 60, "X-Unsent-Operations": "7", "X-Device-Time": ahead}
    assert status(client, enrolled(people).token, **told).status_code == 200
    state = TabletState.objects.get()
    assert abs(state.clock_offset - 7200) < 20
    assert (state.app_version[:5], len(state.app_version), state.unsent) == ("1.429", 30, 7)
    assert state.last_seen_at is not None
    assert state.last_error == ""


@pytest.mark.parametrize("text", ["", "x", "2016-05-10", "2016-05-10T10:00:00", "2016-13-45T10:00:00Z", "9" * 50])
def test_a_clock_that_tells_no_instant_is_not_measured(text):
    """(MUST 20)"""
    assert clock_offset(text, at=now()) is None


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00"])
def test_a_clock_however_wrong_is_measured_in_what_a_column_holds(text):
    """(MUST 20)"""
    assert abs(clock_offset(text, at=now())) < 2**31


@pytest.mark.parametrize("path", ["", "/", "/enrol", "/status/", "/nowhere", "/nowhere/", "/push/x", "/%00", "/a//b"])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options"])
def test_a_wrong_path_or_method_is_a_problem_and_never_a_page_or_a_redirect(people, client, path, method):
    """(MUST 19)"""
    answer = getattr(client, method)(f"/api/v1/sync{path}")
    assert answer.status_code in (400, 401, 404, 405)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["code"]


def test_while_the_database_is_away_the_tablet_is_asked_to_wait(people, client, monkeypatch):
    """(MUST 19)"""

    def away(**_asked):
        raise OperationalError("connection refused")

    monkeypatch.setattr(tablets, "find", away)
    answer = status(client, "abc")
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "unavailable", "10")


def test_a_tablet_gone_wild_has_to_wait(people, client, monkeypatch):
    """(MUST 19)"""
    monkeypatch.setattr(PerTablet.window, "most", 2)
    token = enrolled(people).token
    answers = [status(client, token) for _call in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) <= 60
    assert TabletState.objects.get().last_error == "too_many_requests"


def test_a_note_that_cannot_be_written_spoils_no_answer(people, client, monkeypatch):
    def away(**_told):
        raise OperationalError

    token = enrolled(people).token
    monkeypatch.setattr(tablets, "note", away)
    assert status(client, token).status_code == 200


def test_no_token_and_no_code_reaches_a_log(people, client, caplog, monkeypatch):
    with caplog.at_level(logging.DEBUG):
        code = tokens.code_of(offered(people).pk)
        token = enrol(client, {"code": code}).json()["token"]
        enrol(client, {"code": code})
        monkeypatch.setattr("apps.sync.api.status.described", lambda _tablet: 1 / 0)
        client.raise_request_exception = False
        assert status(client, token).status_code == 500
    told = [
        str(vars(record)) + str(Exceptions()(record.exc_info) if record.exc_info else "") for record in caplog.records
    ]
    assert "ZeroDivisionError" in str(told)
    for secret in (token, code, tokens.plain(code), tokens.digest(token)):
        assert secret not in str(told)


def test_a_tablet_signed_in_again_keeps_its_numbers_and_its_old_token_ends(people, client):
    made = enrolled(people)
    TabletState.objects.update(last_op_seq=41)
    tablets.revoke(tablet=made.tablet, action="relogin", reason="Found again.", by=people.administrator, at=now())
    again = enrolment.offer_again(tablet=Tablet.objects.get(), valid_days=30, by=people.administrator, at=now())
    answer = enrol(client, {"code": tokens.code_of(again.pk)})
    assert (answer.status_code, answer.json()["last_op_seq"]) == (201, 41)
    assert status(client, answer.json()["token"]).status_code == 200
    assert said(status(client, made.token)) == (401, "unknown_tablet", "relogin")
    assert Tablet.objects.get().revoked_at is None


def test_what_was_told_to_delete_everything_never_comes_back(people):
    made = enrolled(people).tablet
    again = enrolment.offer_again(tablet=made, valid_days=30, by=people.administrator, at=now())
    gone = tablets.revoke(tablet=made, action="wipe", reason="Stolen.", by=people.administrator, at=now())
    with pytest.raises(Refused) as told:
        enrolment.offer_again(tablet=gone, valid_days=30, by=people.administrator, at=now())
    assert told.value.code == "not_allowed_now"
    with pytest.raises(Refused) as told:
        enrolment.redeem(code=tokens.code_of(again.pk), at=now())
    assert told.value.code == "invalid_code"


def test_a_tablet_is_for_whoever_sees_patients_and_has_a_name_of_its_own(people):
    with pytest.raises(Refused) as told:
        offered(people, user=people.auditor)
    assert told.value.field == "user"
    enrolled(people)
    with pytest.raises(Refused) as told:
        offered(people)
    assert told.value.field == "name"
    assert offered(people, centre=people.songrim, user=people.songrim_physio)


def test_two_codes_for_one_name_bring_one_tablet(people):
    first, second = offered(people), offered(people, user=people.doctor)
    enrolment.redeem(code=tokens.code_of(first.pk), at=now())
    with pytest.raises(Refused) as told:
        enrolment.redeem(code=tokens.code_of(second.pk), at=now())
    assert told.value.code == "invalid_code"
    assert Enrolment.objects.get(pk=second.pk).used_at is None


def test_the_same_key_is_one_offer(people):
    key = new_id()
    assert offered(people, id=key) == offered(people, id=key)
    assert Enrolment.objects.count() == 1


def test_what_a_tablet_does_is_on_the_trail_as_its_persons_through_it(people):
    """(MUST 10)"""
    made = enrolled(people)
    request = APIRequestFactory().get("/", headers={"Authorization": f"Tablet {made.token}", "X-Client-Schema": "1"})
    with pghistory.context(source="web", user=None):
        Renaming.as_view()(request)
    trail = made.tablet.events.latest("pgh_id").pgh_context
    assert trail == {"source": "tablet", "user": str(people.physio.pk), "tablet": str(made.tablet.pk)}


@pytest.mark.parametrize(
    ("constraint", "model", "change"),
    [
        ("tablet_expires_after_enrolment", Tablet, {"expires_at": now() - timedelta(400)}),
        ("tablet_revoked_with_a_reason", Tablet, {"revoked_at": now()}),
        ("tablet_counts_upwards", TabletState, {"max_issued": -1}),
        ("enrolment_expires_later", Enrolment, {"expires_at": now() - timedelta(400), "used_at": None}),
        ("enrolment_used_in_time_by_a_tablet", Enrolment, {"used_at": now() + timedelta(1)}),
        ("enrolment_for_a_year_at_most", Enrolment, {"valid_days": 0}),
    ],
)
def test_what_can_never_be_is_refused_by_the_database(people, constraint, model, change):
    enrolled(people)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.update(**change)


def test_two_tablets_in_use_have_two_names(people):
    enrolled(people)
    other = enrolled(people, name="2").tablet
    with pytest.raises(IntegrityError, match="one_tablet_of_a_name_in_use"), transaction.atomic():
        Tablet.objects.filter(pk=other.pk).update(name="Tablet 1")


def test_of_two_tablets_that_show_one_code_at_once_one_comes_in(committed):
    code = tokens.code_of(offered(committed).pk)
    start, came = Barrier(2), []

    def come():
        start.wait()
        try:
            came.append(enrolment.redeem(code=code, at=now()).tablet)
        except Refused as refusal:
            came.append(refusal.code)
        finally:
            connection.close()

    both = [Thread(target=come) for _tablet in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(map(str, came)) == ["Tablet 1", "invalid_code"]
    assert Tablet.objects.count() == 1
