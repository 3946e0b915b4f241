"""Every address that writes: once however often it is sent, only what is fresh, only by those who may."""

import pytest

from apps.centres.models import StoredAnswer
from apps.core.ids import new_id
from tests.api.asking import kind, read, send
from tests.api.cases import CASES, FRESH, IN_STATES, OF_ROWS
from tests.things import Things


@pytest.fixture
def things(people):
    return Things(people)


def sign_in(client, things, name):
    client.force_login(getattr(things.people, name))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_done_and_answered_with_what_it_made(client, things, case):
    sign_in(client, things, case.by)
    row = case.row(things)
    answer = send(client, case.address(row), case.said(things), match=case.match(client, row))
    assert answer.status_code == case.status, answer.content.decode()
    assert "Idempotency-Replayed" not in answer.headers
    place = answer.headers.get("Location", f"/api/v1/{row}").removeprefix("/api/v1/")
    again = read(client, place)
    assert (again.json(), again.headers["ETag"]) == (answer.json(), answer.headers["ETag"])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_sent_again_it_is_answered_again_and_done_once(client, things, case):
    sign_in(client, things, case.by)
    row, key, body = case.row(things), new_id(), case.said(things)
    match = case.match(client, row)
    first = send(client, case.address(row), body, key=key, match=match)
    assert first.status_code == case.status, first.content.decode()
    again = send(client, case.address(row), body, key=key, match=match)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert [again.headers.get(name) for name in ("ETag", "Location")] == [
        first.headers.get(name) for name in ("ETag", "Location")
    ]
    assert StoredAnswer.objects.count() == 1


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_key_used_for_something_else_is_refused(client, things, case):
    sign_in(client, things, case.by)
    row, key, body = case.row(things), new_id(), case.said(things)
    first = send(client, case.address(row), body, key=key, match=case.match(client, row))
    other = send(client, case.address(row), {**body, "note": "Another body."}, key=key, match='"1.0123456789abcdef"')
    assert (first.status_code, other.status_code) == (case.status, 422)
    assert kind(other) == "key-reused"


@pytest.mark.parametrize("case", FRESH, ids=str)
def test_without_the_version_nothing_is_changed(client, things, case):
    sign_in(client, things, case.by)
    answer = send(client, case.address(case.row(things)), case.said(things))
    assert (answer.status_code, kind(answer)) == (428, "version-missing")


@pytest.mark.parametrize("case", FRESH, ids=str)
def test_a_stale_version_is_told_todays(client, things, case):
    sign_in(client, things, case.by)
    row, key, body = case.row(things), new_id(), case.said(things)
    answer = send(client, case.address(row), body, key=key, match='"99.0123456789abcdef"')
    assert (answer.status_code, kind(answer)) == (412, "stale")
    assert answer.json()["version"] == read(client, row).json()["version"]
    right = send(client, case.address(row), body, key=key, match=case.match(client, row))
    assert right.status_code == case.status


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_key_is_needed(client, things, case):
    sign_in(client, things, case.by)
    answer = send(client, case.address(case.row(things)), case.said(things), key="")
    assert (answer.status_code, kind(answer)) == (400, "key-missing")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_role_that_may_not_is_forbidden(client, things, case):
    row, body = case.row(things), case.said(things)
    sign_in(client, things, case.not_by)
    assert send(client, case.address(row), body).status_code == 403


@pytest.mark.parametrize("case", OF_ROWS, ids=str)
def test_another_centres_row_is_not_there(client, things, case):
    row = case.row(things)
    for name in ("songrim_technician", "songrim_physio", "songrim_manager"):
        sign_in(client, things, name)
        assert send(client, case.address(row), case.said(things)).status_code == 404


@pytest.mark.parametrize("case", [case for case in CASES if not case.to], ids=str)
def test_another_centres_person_is_not_there(client, things, case):
    body = case.said(things)
    sign_in(client, things, "songrim_physio" if case.by == "physio" else "songrim_technician")
    answer = send(client, case.address(""), body)
    assert answer.status_code == (400 if case.noun == "group-sessions" else 404)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_stranger_signs_in_first(client, things, case):
    assert send(client, case.address(case.row(things)), case.said(things)).status_code == 401


@pytest.mark.parametrize("case", IN_STATES, ids=str)
def test_the_wrong_state_is_said_with_its_reason(client, things, case):
    sign_in(client, things, case.by)
    row = case.row(things, case.not_to)
    answer = send(client, case.address(row), case.said(things), match=case.match(client, row))
    assert (answer.status_code, kind(answer)) == (409, "not-allowed-now")
    assert len(answer.json()["detail"]) > 10
    assert StoredAnswer.objects.count() == 0
