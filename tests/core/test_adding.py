"""Many records written by COPY are what an INSERT would have written, for everybody who watches."""

import pghistory
import pytest
from django.db import IntegrityError, transaction

from apps.core import adding
from apps.core.clock import now
from apps.core.ids import new_id
from apps.physio.models import PhysioSession
from tests.people import MAY, a_patient

NASTY = 'a\tb\nc\\d "e" \\N 걸음 👣'


def a_session_of(people, **details):
    usual = {
        "id": new_id(), "patient": a_patient(people), "centre": people.rakrang, "at": now(), "service_date": MAY,
        "recorded_by": people.physio, "therapist": people.physio, "minutes": 30, "techniques": [], "note": "",
    }  # fmt: skip
    return adding.fresh(PhysioSession, **{**usual, **details})


@pytest.mark.parametrize("techniques", [[], ["gait-training", "balance"], ['"', "\\", "a,b", "{}", "NULL"]])
def test_what_was_given_is_what_stands_there(people, techniques):
    session = a_session_of(people, note=NASTY, techniques=techniques)
    adding.add(PhysioSession, [session])
    stored = PhysioSession.objects.get(pk=session.pk)
    for field in PhysioSession._meta.concrete_fields:
        assert getattr(stored, field.attname) == getattr(session, field.attname), field.name
    assert (stored.note, stored.techniques, stored.plan, stored.version) == (NASTY, techniques, None, 1)


def test_a_fresh_record_is_as_the_model_makes_it(people):
    made = a_session_of(people)
    usual = PhysioSession(
        **{
            field.name: getattr(made, field.name)
            for field in PhysioSession._meta.concrete_fields
            if field.name != "created_at"
        }
    )
    assert made._state.adding
    assert made.patient is usual.patient
    assert {**made.__dict__, "_state": 0} == {**usual.__dict__, "_state": 0}


def test_every_record_is_audited_with_who_did_it(people):
    sessions = [a_session_of(people) for _number in range(3)]
    with pghistory.context(source="tablet", tablet="T7"):  # no savepoint: that would tell the database who it is
        adding.add(PhysioSession, sessions)
    events = [event for session in sessions for event in session.events.all()]
    assert [(event.pgh_label, event.pgh_context["tablet"]) for event in events] == [("insert", "T7")] * 3


def test_a_record_that_cannot_be_is_refused_as_by_an_insert_and_none_is_written(people):
    before = PhysioSession.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        adding.add(PhysioSession, [a_session_of(people), a_session_of(people, minutes=0)])
    assert PhysioSession.objects.count() == before
