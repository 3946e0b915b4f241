"""The pages of outcome measures: who may, what is kept, what is shown."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.clock import now
from apps.patients.actions import patients
from apps.physio.actions import scores
from apps.physio.models import Instrument, InstrumentItem, OutcomeScore
from tests.desk.lists import an_export, lines_of
from tests.people import MAY, a_consent, a_delivery, a_lost_leg, a_patient, a_score, an_episode

pytestmark = pytest.mark.django_db


def page_of(patient, key="tug"):
    return f"{reverse('physio:measure', args=[patient.pk])}?instrument={key}"


def measure(client, people, patient, key="tug", *, user=None, **changed):
    client.force_login(user or people.physio)
    usual = {"on": "2016-05-20", "assessor": str(people.physio.pk), "record_id": str(uuid4())}
    return client.post(page_of(patient, key), {**usual, **changed})


def items(key, value="4"):
    found = InstrumentItem.objects.filter(instrument__key=key)
    return {f"item-{item.key}": value for item in found}


def test_a_tug_is_one_number(client, people, patient):
    answer = measure(client, people, patient, total="14,2")
    score = OutcomeScore.objects.get()
    assert answer.headers["Location"] == reverse("physio:scores_of", args=[patient.pk]) + "#tug"
    assert (score.total, score.service_date, score.assessor) == (Decimal("14.2"), date(2016, 5, 20), people.physio)
    assert "TUG: 14.2 s." in client.get(answer.headers["Location"]).content.decode()


def test_the_message_says_what_changed(client, people, patient):
    a_score(people, patient)
    answer = measure(client, people, patient, total="10.1")
    assert "−4.1 s since 2016-05-10: better" in client.get(answer.headers["Location"]).content.decode()


def test_saved_twice_it_is_one_score(client, people, patient):
    given = {"total": "14.2", "record_id": str(uuid4())}
    for _ in range(2):
        assert measure(client, people, patient, **given).status_code == 302
    assert OutcomeScore.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "changed", "said"),
    [
        ("tug", {"total": ""}, "Enter the result, or say that the person was unable."),
        ("tug", {"total": "0"}, "Whoever cannot do it is “unable”."),
        ("tug", {"total": "fast"}, "Enter a number, for example 12.5."),
        ("tug", {"total": "12.34"}, "Enter it in steps of 0.1 s."),
        ("tug", {"total": "12\x00"}, "Null characters are not allowed."),
        ("tug", {"total": "9", "unable": "on", "unable_reason": "Pain"}, "Whoever was unable has no result."),
        ("tug", {"unable": "on"}, "Say why the person was unable."),
        ("tug", {"total": "9", "on": "2099-01-01"}, "The date lies in the future."),
        ("tug", {"total": "9", "on": "soon"}, "Enter a valid date."),
        ("tug", {"total": "9", "worn": "x"}, "is not one of the available choices"),
        ("tug", {"total": "9", "walking_aid": "broom"}, "is not one of the available choices"),
        ("tug", {"total": "9", "assessor": "x"}, "is not a valid UUID"),
        ("10mwt", {"seconds": "0"}, "The time is longer than 0 seconds."),
        ("10mwt", {"seconds": "12", "total": "0.8"}, "Enter the speed or the seconds, not both."),
        ("10mwt", {"seconds": "12", "metres": "7"}, "is not one of the available choices"),
        ("10mwt", {"seconds": "1"}, "The result lies between 0.01 and 4 m/s."),
        ("berg", {"item-sit": "4"}, "13 items are not scored yet; there is no total."),
        ("berg", {"item-sit": "5"}, "is not one of the available choices"),
        ("berg", {"total": "57"}, "The result lies between 0 and 56."),
        ("mmt", {}, "Fill in at least one field"),
        ("rom", {"item-knee-flexion:L": "171"}, "A whole number from 0 to 170."),
        ("rom", {"item-knee-flexion:L": "9.5"}, "A whole number, or x for unable."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(client, people, patient, key, changed, said):
    answer = measure(client, people, patient, key, note="Kept words.", **changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Kept words." in page
    assert not OutcomeScore.objects.exists()


def test_unable_is_recorded_with_its_reason_and_shown_as_a_word(client, people, patient):
    a_score(people, patient)
    assert measure(client, people, patient, unable="on", unable_reason="Wound").status_code == 302
    page = client.get(reverse("physio:scores_of", args=[patient.pk])).content.decode()
    assert "unable" in page
    assert "×" in page
    assert "0 s" not in page


def test_seconds_become_a_speed_and_stay_with_it(client, people, patient):
    measure(client, people, patient, "10mwt", seconds="12,5", metres="10", note="Indoors")
    score = OutcomeScore.objects.get()
    assert (score.total, score.note) == (Decimal("0.80"), "10 m / 12.5 s · Indoors")
    measure(client, people, patient, "10mwt", seconds="5", metres="6")
    assert OutcomeScore.objects.latest("created_at").total == Decimal("1.20")


def test_a_scale_is_added_up_and_its_total_alone_may_be_known(client, people, patient):
    measure(client, people, patient, "berg", **items("berg"))
    score = OutcomeScore.objects.get()
    assert (score.total, len(score.items)) == (56, 14)
    measure(client, people, patient, "berg", total="45")
    assert OutcomeScore.objects.latest("created_at").total == 45


def test_adding_up_saves_nothing_and_keeps_everything(client, people, patient):
    key = str(uuid4())
    answer = measure(
        client,
        people,
        patient,
        "scim",
        step="add-up",
        record_id=key,
        note="Half way",
        **{"item-feeding": "3", "item-indoors": "8"},
    )
    form = answer.context["form"]
    assert (answer.status_code, form.points, form.missing) == (200, 11, 17)
    assert [(part.group, part.points) for part in form.parts][2] == ("mobility", 8)
    assert key in answer.content.decode()
    assert "Half way" in answer.content.decode()
    assert not OutcomeScore.objects.exists()


def test_a_table_keeps_what_was_examined_and_what_could_not_be(client, people, patient):
    cells = {"item-knee-flexion:L": "95", "item-knee-extension:L": "−10", "item-hip-flexion:R": "X"}
    assert measure(client, people, patient, "rom", **cells).status_code == 302
    assert OutcomeScore.objects.get().items == {
        "knee-flexion:L": 95,
        "knee-extension:L": -10,
        "hip-flexion:R": "unable",
    }


def test_the_last_used_measure_comes_first_and_is_open(client, people, patient):
    a_score(people, patient, key="nprs", total=Decimal(4))
    client.force_login(people.physio)
    answer = client.get(reverse("physio:measure", args=[patient.pk]))
    assert answer.context["instrument"].key == "nprs"
    assert [one.key for one in answer.context["offered"]][:2] == ["nprs", "tug"]
    assert "last time 2016-05-10: 4" in answer.content.decode()


@pytest.mark.parametrize("key", ["nonsense", "", "plus-m", "\x00"])
def test_a_measure_that_is_not_offered_is_not_there(client, people, patient, key):
    Instrument.objects.filter(key="tug").update(active=False)
    client.force_login(people.physio)
    address = reverse("physio:measure", args=[patient.pk])
    assert client.get(address, {"instrument": key}).status_code == 404
    assert client.get(address, {"instrument": "tug"}).status_code == 404


def test_the_next_one_starts_from_what_was_worn_and_used(client, people, patient):
    leg = a_delivery(people, patient).device
    a_score(people, patient, worn_device=leg, walking_aid="stick")
    client.force_login(people.physio)
    assert client.get(page_of(patient, "2mwt")).context["form"].initial == {"worn": str(leg.pk), "walking_aid": "stick"}
    assert client.get(page_of(patient, "ampnopro")).context["form"].initial["worn"] == "none"
    assert "walking_aid" not in client.get(page_of(patient, "nprs")).context["form"].fields


def test_a_device_is_chosen_and_too_early_for_it_is_said(client, people, patient):
    leg = a_delivery(people, patient).device
    measure(client, people, patient, total="14.2", worn=str(leg.pk), walking_aid="stick")
    assert OutcomeScore.objects.get().worn_device == leg
    answer = measure(client, people, patient, total="14.2", worn=str(leg.pk), on="2016-05-09")
    assert "The device had not been handed over by then." in answer.content.decode()


def test_it_belongs_to_the_open_episode_unless_said_otherwise(client, people, patient):
    episode = an_episode(people, patient)
    client.force_login(people.physio)
    assert client.get(page_of(patient)).context["form"]["episode"].value() == episode.pk
    measure(client, people, patient, total="14.2", episode=str(episode.pk))
    assert OutcomeScore.objects.get().episode == episode


def test_at_two_centres_the_centre_is_asked(client, people, patient):
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=date(2016, 5, 1))
    people.physio.memberships.create(centre=people.songrim, role="physiotherapist", started_on=date(2016, 1, 1))
    measure(client, people, patient, total="14.2", centre=str(people.songrim.pk))
    assert OutcomeScore.objects.get().centre == people.songrim


@pytest.mark.parametrize(
    ("who", "status"),
    [("technician", 302), ("doctor", 302), ("receptionist", 403), ("manager", 403), ("songrim_physio", 404)],
)
def test_who_treats_measures(client, people, patient, who, status):
    assert measure(client, people, patient, user=getattr(people, who), total="14.2").status_code == status


def test_the_overview_shows_threshold_and_source_where_they_apply(client, people, patient):
    a_lost_leg(people, patient)
    a_score(people, patient)
    a_score(people, patient, on=date(2016, 6, 1), total=Decimal("10.1"), walking_aid="stick")
    client.force_login(people.receptionist)
    page = client.get(reverse("physio:scores_of", args=[patient.pk])).content.decode()
    assert "Resnik L, Borgia M." in page
    assert "Reaches 3.6 s" in page
    assert "Lower is better." in page
    assert "With another device or aid: hardly comparable." in page
    assert reverse("physio:measure", args=[patient.pk]) not in page


def test_the_persons_page_gets_a_part_with_the_latest_of_each(client, people, patient):
    a_score(people, patient)
    client.force_login(people.physio)
    address = reverse("physio:scores_of", args=[patient.pk])
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "14.2 s" in part
    assert address in client.get(reverse("patients:detail", args=[patient.pk])).content.decode()


def test_an_empty_overview_says_what_to_do(client, people, patient):
    client.force_login(people.physio)
    assert "Nothing measured yet" in client.get(reverse("physio:scores_of", args=[patient.pk])).content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, 3), ({"instrument": "tug"}, 2), ({"instrument": "x"}, 3), ({"q": "박철"}, 1), ({"state": "unable"}, 1),
        ({"state": "voided"}, 1), ({"state": "all"}, 4), ({"state": "late"}, 0), ({"since": "2016-05-12"}, 1),
        ({"assessor": "x"}, 3), ({"since": "nonsense"}, 3),
    ],
)  # fmt: skip
def test_the_list_is_narrowed(client, people, patient, query, shown):
    a_score(people, patient)
    a_score(people, patient, on=date(2016, 5, 12), unable=True, unable_reason="Pain")
    a_score(people, a_patient(people, name_hangul="박철민"), key="nprs", total=Decimal(3))
    scores.void(score=a_score(people, patient), reason="Error", by=people.physio, at=now())
    client.force_login(people.receptionist)
    assert client.get(reverse("physio:scores"), query).context["table"].paginator.count == shown


def test_the_number_of_queries_does_not_grow_with_the_rows(client, people, patient):
    client.force_login(people.physio)
    for address in (reverse("physio:scores"), reverse("physio:scores_of", args=[patient.pk])):
        a_score(people, patient)
        a_score(people, patient, key="2mwt", total=Decimal(90))
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for day in range(4):
            a_score(people, patient, on=MAY + timedelta(days=day))
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        assert len(many) == len(few)


def test_one_score_shows_its_items_and_subtotals(client, people, patient):
    given = {item.key: item.maximum for item in InstrumentItem.objects.filter(instrument__key="scim")}
    score = a_score(people, patient, key="scim", items=given)
    client.force_login(people.receptionist)
    page = client.get(reverse("physio:score", args=[score.pk])).content.decode()
    assert "100 of 100" in page
    assert "40 / 40" in page
    assert "Mobility outdoors" in page


def test_voiding_needs_a_reason_and_no_trend_shows_it_any_more(client, people, patient):
    score = a_score(people, patient)
    client.force_login(people.manager)
    address = reverse("physio:score_void", args=[score.pk])
    assert client.post(address, {"reason": " ", "version": score.version}).status_code == 422
    for _ in range(2):
        assert client.post(address, {"reason": "Wrong person", "version": score.version}).status_code == 302
    assert "Nothing measured yet" in client.get(reverse("physio:scores_of", args=[patient.pk])).content.decode()
    assert "This has been voided already." in client.get(address).content.decode()


def test_a_stale_void_shows_both_reasons(client, people, patient):
    score = a_score(people, patient)
    scores.void(score=score, reason="Wrong person", by=people.doctor, at=now())
    client.force_login(people.physio)
    answer = client.post(
        reverse("physio:score_void", args=[score.pk]), {"reason": "Wrong day", "version": score.version}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Wrong person" in page
    assert "Wrong day" in page


@pytest.mark.parametrize(("who", "status"), [("receptionist", 403), ("songrim_physio", 404), ("administrator", 403)])
def test_who_does_not_void(client, people, patient, who, status):
    score = a_score(people, patient)
    client.force_login(getattr(people, who))
    assert client.post(reverse("physio:score_void", args=[score.pk]), {"reason": "x"}).status_code == status


def test_the_list_is_exported_with_numbers_and_without_notes(people, patient):
    a_consent(people, patient)
    a_score(people, patient, note="Confidential", walking_aid="stick")
    a_score(people, patient, on=date(2016, 5, 12), unable=True, unable_reason="Private")
    rows = lines_of(an_export(people, listing="scores"))
    assert [(row["Result"], row["Unit"], row["Unable"]) for row in rows] == [("", "s", "Yes"), ("14.2", "s", "No")]
    assert rows[1]["Walking aid used"] == "Stick"
    assert "Confidential" not in str(rows)
    assert "Private" not in str(rows)
