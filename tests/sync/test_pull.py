"""A page of the feed: whole, in order, and of the own centre alone."""

import json

import pytest
from django.db import connection
from django.db.models import Q

from apps.sync import pull
from apps.sync.models import Change
from tests.people import a_delivery, a_lost_leg, a_patient, a_session
from tests.sync.tablets import a_tablet


def pulled(tablet, **asked):
    found = pull.page(tablet, **{"after": 0, "limit": 500, "guarded": True, **asked})
    return json.loads(b"[%b]" % found.told)


def test_everything_of_a_person_comes_with_the_fields_of_its_kind(people):
    patient = a_patient(people)
    leg, session = a_lost_leg(people, patient, cause="mine"), a_session(people, patient)
    a_delivery(people, patient)
    found = {(one["type"], one["id"]): one for one in pulled(a_tablet(people))}
    assert found["session", str(session.pk)]["data"]["minutes"] == session.minutes
    assert found["impairment", str(leg.pk)]["data"]["cause"] == "mine"
    assert found["patient", str(patient.pk)]["data"]["name_hangul"] == patient.name_hangul
    assert len(found) == Change.objects.filter(Q(centre=people.rakrang) | Q(centre=None)).count()


def test_guarded_facts_do_not_go_to_whoever_may_not_see_them(people):
    leg = a_lost_leg(people, a_patient(people), cause="mine")
    found = {one["id"]: one for one in pulled(a_tablet(people), guarded=False)}
    assert "cause" not in found[str(leg.pk)]["data"]


def test_pages_follow_each_other_without_a_gap(people):
    for _one in range(4):
        a_session(people, a_patient(people))
    tablet, after, seen = a_tablet(people), 0, []
    while True:
        page = pull.page(tablet, after=after, limit=3, guarded=True)
        seen += [one["seq"] for one in json.loads(b"[%b]" % page.told)]
        after = page.last
        if not page.more:
            break
    assert seen == sorted(set(seen))
    assert len(seen) == len(pulled(tablet))


def test_what_the_records_do_not_let_through_is_left_out_and_the_page_goes_on_behind_it(people, caplog):
    """MUST 12: the feed alone sends nothing. Here the access ends without the feed being told."""
    for _one in range(4):
        a_session(people, a_patient(people))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE patients_patientaccess DISABLE TRIGGER USER")
        cursor.execute("UPDATE patients_patientaccess SET active = false, until = since")
        cursor.execute("ALTER TABLE patients_patientaccess ENABLE TRIGGER USER")
    tablet, after = a_tablet(people), Change.objects.filter(type="patient").earliest("seq").seq - 1
    page = pull.page(tablet, after=after, limit=1, guarded=True)
    assert (page.told, page.last, page.more) == (b"", after + 1, True)
    assert "sync_feed_mismatch" in caplog.text
    assert not {"patient", "session"} & {one["type"] for one in pulled(tablet)}


@pytest.mark.parametrize("largest", [1, 2000])
def test_a_page_ends_before_it_is_too_large_and_goes_on_there_with_at_least_one_change(people, monkeypatch, largest):
    """MUST 19, 11: counted in bytes."""
    for _one in range(3):
        a_session(people, a_patient(people))
    tablet = a_tablet(people)
    whole, seen, after, more = pulled(tablet), [], 0, True
    monkeypatch.setattr(pull, "LARGEST_BODY", largest)
    while more:
        page = pull.page(tablet, after=after, limit=500, guarded=True)
        after, more, told = page.last, page.more, json.loads(b"[%b]" % page.told)
        assert page.count == len(told)
        assert page.count <= 1 or page.size <= largest
        seen += told
    assert seen == whole
    assert len(seen) > 10
