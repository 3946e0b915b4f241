"""Many sessions put right or voided at once are what they would be one by one."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from apps.centres.actions import months
from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.patients.actions import services
from apps.physio.actions import sessions
from apps.physio.models import PhysioSession
from tests.people import MAY, a_patient, a_plan, a_session, an_episode

DAY = timedelta(days=1)
UNTOLD = ("created_at", "pgh_id", "pgh_created_at")


def rows_of(model: Any) -> list[Any]:
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in UNTOLD]
    return sorted(model._base_manager.values_list(*names), key=str)


def undone(verb: Any) -> tuple[list[str | None], Any, Any]:
    """The code of each refusal, the rows and their history after the verb, which is then undone."""
    with transaction.atomic():
        refused = [one.code if isinstance(one, Refused) else None for one in verb()]
        found = refused, rows_of(PhysioSession), rows_of(PhysioSession.pgh_event_model)  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    return found


def attempted(verb: Any) -> Any:
    try:
        return verb()
    except Refused as refused:
        return refused


@pytest.fixture
def logged(people):
    """Six sessions in a plan that began on 10 May, one without; the last one but one is voided."""
    patient = a_patient(people)
    a_plan(people, an_episode(people, patient))
    found = [a_session(people, patient, note="On the stairs", techniques=["massage"]) for _each in range(6)]
    services.void(service=found[-1], reason="Twice.", by=people.physio, at=now())
    return [*found, a_session(people, a_patient(people))]


def test_corrections_at_once_are_those_one_by_one(people, logged, django_assert_max_num_queries):
    """On its day it keeps its plan, on another one it belongs to that day's; what cannot be writes nothing."""
    at = logged[0].at
    given: list[dict[str, Any]] = [
        {"minutes": 50, "note": ""}, {"at": at + DAY}, {"at": at - 40 * DAY}, {"at": at + 9000 * DAY}, {"minutes": 0},
        {"minutes": 50}, {"therapist": people.technician},
    ]  # fmt: skip
    told = [
        sessions.Correction(session=one, reason="Longer.", given=what, id=new_id())
        for one, what in zip(logged, given, strict=True)
    ]
    about = {"by": people.physio, "voided_at": now(), "today": MAY + 9 * DAY}
    correct = partial(sessions.correct, reason="Longer.", **about)
    one_by_one = [partial(attempted, partial(correct, session=one.session, id=one.id, **one.given)) for one in told]
    with django_assert_max_num_queries(20):
        at_once = undone(partial(sessions.correct_many, told, centre=people.rakrang, **about))
    assert at_once == undone(lambda: [verb() for verb in one_by_one])
    assert at_once[0] == [None, None, None, "invalid", "invalid", "not_allowed_now", None]


@pytest.mark.parametrize("reason", ["Twice.", " "])
def test_sessions_voided_at_once_are_those_voided_one_by_one(people, logged, reason):
    """Whoever writes into a month holds it, so that nobody closes it meanwhile."""
    about, held = {"by": people.physio, "at": now()}, []
    at_once = undone(partial(services.void_many, [(one, reason) for one in logged], **about))
    one_by_one = [partial(attempted, partial(services.void, service=one, reason=reason, **about)) for one in logged]
    assert at_once == undone(lambda: [verb() for verb in one_by_one])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(months, "hold", lambda **month: held.append(month))
        services.void_many([(one, "Twice.") for one in logged], **about)
    assert held == [{"centre": people.rakrang, "on": MAY.replace(day=1)}]


def test_nothing_is_put_right_without_a_reason(people, logged):
    told = [sessions.Correction(session=logged[0], reason=" ", given={"minutes": 50})]
    (refused,) = sessions.correct_many(told, centre=people.rakrang, by=people.physio, voided_at=now())
    assert (refused.code, refused.field) == ("invalid", "reason")
    assert PhysioSession.objects.count() == len(logged)
