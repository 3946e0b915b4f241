"""The tablets in the browser: seen by managers, let in and turned away by administrators, overdue on every page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from apps.centres.actions import memberships
from apps.centres.models import Role
from apps.core.clock import now
from apps.core.ids import new_id
from apps.sync import tokens
from apps.sync.actions import enrolment, tablets
from apps.sync.models import Enrolment, Tablet, TabletState
from apps.sync.words import clock_words
from tests.people import MAY
from tests.sync.tablets import a_conflict, enrolled, offered

LONG_AGO = now() - timedelta(days=30)


@pytest.fixture
def people(uncommitted):
    return uncommitted


@pytest.fixture
def office(client, people):
    """The administrator's browser."""
    client.force_login(people.administrator)
    return client


def page(client, name="tablets", *arguments, **query):
    return client.get(reverse(f"sync:{name}", args=arguments), query)


def names(answer):
    return [row.record.name for row in answer.context["table"].rows]


def seen(tablet, **told):
    TabletState.objects.filter(tablet=tablet).update(**{"last_seen_at": now(), **told})


def badge(client):
    shown = client.get(reverse("desk:today")).content.decode()
    return shown.partition('class="btn overdue"')[2].partition("</a>")[0]


def test_a_tablet_is_enrolled_from_the_form_to_the_tablet_itself(people, office, client):
    given = {"name": "RAK 3", "holder": f"RAK:{people.physio.pk}", "valid_days": 30, "record_id": new_id()}
    answer = office.post(reverse("sync:enrol"), given)
    shown = office.get(answer.url)
    code = tokens.code_of(Enrolment.objects.get().pk)
    assert code in shown.content.decode()
    assert "<svg" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert office.get(answer.url, headers={"HX-Request": "true"}).status_code == 204
    enrolment.redeem(code=code, at=now())
    later = office.get(answer.url, headers={"HX-Request": "true"}).content.decode()
    assert "Enrolled" in later
    assert code not in later
    tablet = Tablet.objects.get()
    assert (tablet.name, tablet.user, (tablet.expires_at - tablet.enrolled_at).days) == ("RAK 3", people.physio, 30)


def test_pressed_twice_it_is_one_code(people, office):
    given = {"name": "RAK 3", "holder": f"RAK:{people.physio.pk}", "valid_days": 30, "record_id": new_id()}
    assert len({office.post(reverse("sync:enrol"), given).url for _press in range(2)}) == 1
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "a\x00b"}, {"name": "Tablet 1"}, {"name": "x" * 61}, {"holder": ""}, {"holder": "SON:1"},
        {"holder": "a" * 300}, {"valid_days": "0"}, {"valid_days": "367"}, {"valid_days": "abc"}, {"valid_days": ""},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(people, office, wrong):
    enrolled(people)
    given = {"name": "RAK 3", "holder": f"RAK:{people.physio.pk}", "valid_days": 31, **wrong}
    answer = office.post(reverse("sync:enrol"), given)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert 'value="31"' in answer.content.decode() or "valid_days" in wrong


def test_only_people_who_see_patients_are_offered_and_only_of_the_own_centre(people, office):
    memberships.end(membership=people.doctor.memberships.get(), on=MAY, by=people.administrator)
    offered_people = {person for _centre, person in page(office, "enrol").context["form"].pairs.values()}
    assert {people.physio, people.technician, people.receptionist} <= offered_people
    assert not offered_people & {people.auditor, people.administrator, people.doctor, people.songrim_physio}


def test_an_expired_code_is_not_shown_any_more(people, office):
    made = offered(people, at=now() - enrolment.OPEN_FOR)
    shown = page(office, "enrolment", made.pk).content.decode()
    assert "The code has expired" in shown
    assert tokens.code_of(made.pk) not in shown


def test_a_tablet_is_revoked_with_a_reason_and_says_so(people, office):
    tablet = enrolled(people).tablet
    address, given = reverse("sync:tablet_revoke", args=[tablet.pk]), {"action": "wipe", "version": tablet.version}
    assert office.post(address, given).status_code == 422
    assert office.post(address, {**given, "reason": "Lost on the train."}).status_code == 302
    shown = page(office, "tablet", tablet.pk).content.decode()
    assert "Lost on the train." in shown
    assert "it is told at its next call" in shown
    assert "Sign in again" not in shown.replace("Sign in again.", "")
    assert office.post(address, {**given, "reason": "Again."}).status_code == 422


def test_a_stale_form_shows_what_changed_meanwhile(people, office):
    tablet = enrolled(people).tablet
    tablets.rename(tablet=tablet, name="Other", by=people.administrator)
    answer = office.post(reverse("sync:tablet_rename", args=[tablet.pk]), {"name": "Mine", "version": tablet.version})
    assert answer.status_code == 422
    assert "Other" in answer.content.decode()


def test_a_tablet_is_renamed_to_a_name_that_is_free(people, office):
    tablet, other = enrolled(people).tablet, enrolled(people, name="2").tablet
    address = reverse("sync:tablet_rename", args=[tablet.pk])
    assert office.post(address, {"name": other.name, "version": tablet.version}).status_code == 422
    assert office.post(address, {"name": "3", "version": tablet.version}).status_code == 302
    assert Tablet.objects.get(pk=tablet.pk).name == "3"


def test_a_known_tablet_is_signed_in_again_with_a_code(people, office):
    tablet = enrolled(people).tablet
    answer = office.post(reverse("sync:tablet_sign_in", args=[tablet.pk]), {"valid_days": 10})
    again = Enrolment.objects.get(used_at=None)
    assert answer.url == reverse("sync:enrolment", args=[again.pk])
    assert enrolment.redeem(code=tokens.code_of(again.pk), at=now()).tablet == tablet


def test_the_list_is_searched_filtered_and_of_the_own_centre_only(people, office):
    enrolled(people, name="Blue")
    gone = enrolled(people, name="Green", user=people.technician).tablet
    enrolled(people, name="Red", centre=people.songrim, user=people.songrim_physio)
    tablets.revoke(tablet=gone, action="wipe", reason="Lost.", by=people.administrator, at=now())
    assert names(page(office)) == ["Blue"]
    assert names(page(office, state="revoked", q="techn")) == ["Green"]
    assert names(page(office, state="all")) == ["Blue", "Green"]
    assert (page(office, q="\x00").status_code, names(page(office, q="zzz"))) == (200, [])
    assert "No tablet here" in page(office, q="zzz").content.decode()


def test_the_list_says_how_each_tablet_is_doing(people, office):
    tablet = enrolled(people).tablet
    at = now()
    seen(tablet, last_seen_at=at, last_error="too_old", last_error_at=at, unsent=7, clock_offset=-7200, app_version="9")
    a_conflict(tablet)
    shown = page(office).content.decode()
    for words in ("The app is too old", "2 hours behind", "Last call refused", "Holds unsent work", "Open conflicts"):
        assert words in shown


@pytest.mark.parametrize(
    ("told", "overdue"),
    [({}, False), ({"last_seen_at": LONG_AGO}, True), ({"unsent": 1}, True), ({"unsent": 0}, False)],
)
def test_a_tablet_that_needs_somebody_is_on_every_page_of_the_manager(people, client, told, overdue):
    seen(enrolled(people).tablet, **told)
    client.force_login(people.manager)
    assert ("1 tablet needs somebody" in badge(client)) is overdue
    assert names(page(client, state="attention")) == (["Tablet 1"] if overdue else [])


def test_an_open_conflict_needs_somebody_and_a_revoked_tablet_nobody(people, client):
    tablet = enrolled(people).tablet
    a_conflict(tablet)
    client.force_login(people.manager)
    assert badge(client)
    tablets.revoke(tablet=tablet, action="wipe", reason="Lost.", by=people.administrator, at=now())
    assert not badge(client)


def test_nobody_else_and_no_other_centre_is_told_of_it(people, client):
    seen(enrolled(people).tablet, unsent=3)
    for who in (people.physio, people.receptionist, people.auditor, people.songrim_manager):
        client.force_login(who)
        assert not badge(client)


def test_the_tablets_of_many_centres_are_shown_to_whoever_manages_them(people, office):
    memberships.grant(
        user=people.administrator, centre=people.songrim, role=Role.ADMINISTRATOR, on=MAY, by=people.administrator
    )
    enrolled(people, name="Red", centre=people.songrim, user=people.songrim_physio)
    enrolled(people, name="Blue")
    assert names(page(office)) == ["Blue", "Red"]
    assert names(page(office, centre=people.songrim.pk)) == ["Red"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""), (0, "On time"), (-119, "On time"), (120, "2 minutes ahead"), (-7200, "2 hours behind"),
        (3 * 86400, "3 days ahead"), (2**31 - 1, "24855 days ahead"),
    ],
)  # fmt: skip
def test_a_clock_is_put_into_words(seconds, words):
    """(MUST 20)"""
    with translation.override("en"):
        assert clock_words(seconds) == words
