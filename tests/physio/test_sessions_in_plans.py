"""A session belongs by itself to the one plan that was running on its day; and what was logged wrongly is put right."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.patients.actions import services
from apps.physio.actions import plans, sessions
from apps.physio.models import PhysioSession
from tests.people import MAY, a_patient, a_plan, a_session, an_episode

pytestmark = pytest.mark.django_db
JUNE = date(2016, 6, 1)


@pytest.fixture
def plan(people):
    return a_plan(people, an_episode(people, a_patient(people)))


@pytest.fixture
def second(people, plan):
    """A second open plan of the same person, in another episode."""
    return a_plan(people, an_episode(people, plan.patient), aim="Shoulder.")


@pytest.fixture
def send(client, people):
    def post(name, thing, *, user=None, **given):
        client.force_login(user or people.physio)
        usual = {"on": "2016-05-20", "minutes": "30", "attended": "on", "therapist": str(people.physio.pk)}
        return client.post(reverse(f"physio:{name}", args=[thing.pk]), {**usual, **given})

    return post


def test_a_session_belongs_to_the_one_plan_running_that_day(people, plan):
    assert a_session(people, plan.patient, on=date(2016, 5, 9)).plan is None
    assert a_session(people, plan.patient, on=MAY).plan == plan
    plans.end(plan=plan, outcome="completed", on=JUNE, by=people.physio)
    assert a_session(people, plan.patient, on=JUNE).plan == plan
    assert a_session(people, plan.patient, on=date(2016, 6, 2)).plan is None


def test_of_two_plans_none_is_guessed_and_one_may_be_named(people, plan, second):
    assert a_session(people, plan.patient).plan is None
    assert a_session(people, plan.patient, plan=second).plan == second
    assert a_session(people, plan.patient, outside_plans=True).plan is None


def test_the_sessions_of_another_centre_are_not_in_the_plan(people, plan):
    assert a_session(people, plan.patient, centre=people.songrim).plan is None


@pytest.mark.parametrize("wrong", ["person", "centre", "day"])
def test_a_plan_that_cannot_hold_the_session_is_refused(people, plan, wrong):
    patient = a_patient(people) if wrong == "person" else plan.patient
    centre = people.songrim if wrong == "centre" else people.rakrang
    on = date(2016, 5, 9) if wrong == "day" else MAY
    with pytest.raises(Refused) as refusal:
        a_session(people, patient, centre=centre, on=on, plan=plan)
    assert refusal.value.field == "plan"


def test_the_form_asks_for_the_plan_only_of_somebody_who_has_one(client, people, plan):
    client.force_login(people.physio)
    for patient, asked in ((plan.patient, True), (a_patient(people), False)):
        form = client.get(reverse("physio:record", args=[patient.pk])).context["form"]
        assert ("plan" in form.fields) is asked


@pytest.mark.parametrize(("chosen", "expected"), [("", "first"), ("none", None), ("named", "first")])
def test_what_the_form_says_of_the_plan_is_done(plan, send, chosen, expected):
    given = {"named": str(plan.pk)}.get(chosen, chosen)
    assert send("record", plan.patient, plan=given).status_code == 302
    assert PhysioSession.objects.get().plan == (plan if expected else None)


@pytest.mark.parametrize("chosen", ["x", "018f0000-0000-7000-8000-000000000000"])
def test_a_plan_that_was_not_offered_is_refused(plan, send, chosen):
    assert send("record", plan.patient, plan=chosen).status_code == 422


def test_with_several_plans_the_form_begins_from_the_last_sessions(client, people, plan, second):
    a_session(people, plan.patient, plan=second)
    client.force_login(people.physio)
    form = client.get(reverse("physio:record", args=[plan.patient_id])).context["form"]
    assert form["plan"].value() == str(second.pk)


def test_each_of_a_group_comes_by_their_own_plan(people, plan):
    other = a_patient(people)
    group = sessions.record_group(
        centre=people.rakrang, patients=[plan.patient, other], at=people.rakrang.noon(MAY), minutes=45, by=people.physio
    )
    assert {row.patient_id: row.plan for row in group.sessions.all()} == {plan.patient_id: plan, other.pk: None}


def test_a_session_is_moved_to_another_plan_and_out_of_it(people, plan, second, send):
    session = a_session(people, plan.patient)
    for chosen, expected in ((second.pk, second), ("none", None)):
        session.refresh_from_db()
        assert send("assign", session, plan=str(chosen), version=str(session.version)).status_code == 302
        session.refresh_from_db()
        assert session.plan == expected


def test_a_stale_move_shows_where_the_session_is_now(people, plan, second, send):
    session = a_session(people, plan.patient)
    plans.assign(session=session, plan=second, by=people.physio)
    answer = send("assign", session, plan=str(plan.pk), version="1")
    assert (answer.status_code, "Shoulder." in answer.content.decode()) == (422, True)
    assert send("assign", session, plan=str(plan.pk), version="2").status_code == 302


def test_a_voided_session_is_neither_moved_nor_put_right(people, plan, send):
    session = a_session(people, plan.patient)
    services.void(service=session, reason="Wrong person", by=people.physio, at=now())
    assert send("assign", session, plan="none", version="2").status_code == 422
    assert send("correct", session, reason="x").status_code == 422
    assert PhysioSession.objects.count() == 1


def test_a_wrong_attendance_is_voided_and_recorded_again(people, plan, send):
    session, key = a_session(people, plan.patient, techniques=["balance"], note="Tired."), str(new_id())
    for _press in range(2):
        answer = send(
            "correct", session, attended="", reason="Did not come", on=MAY.isoformat(), note="Tired.", minutes="30",
            techniques=["balance"], record_id=key,
        )  # fmt: skip
        assert answer.status_code == 302
    session.refresh_from_db()
    right = PhysioSession.objects.get(voided_at=None)
    assert (session.void_reason, right.attended, right.plan, right.at) == ("Did not come", False, plan, session.at)
    assert not PhysioSession.objects.counted().exists()


def test_putting_right_starts_from_what_was_logged(client, people, plan):
    session = a_session(people, plan.patient, minutes=55, techniques=["massage"], note="Tired.", attended=False)
    client.force_login(people.physio)
    form = client.get(reverse("physio:correct", args=[session.pk])).context["form"]
    got = {name: form[name].value() for name in ("minutes", "techniques", "note", "attended", "on")}
    assert got == {"minutes": 55, "techniques": ["massage"], "note": "Tired.", "attended": False, "on": MAY}


def test_put_right_to_another_day_it_is_in_the_plan_of_that_day(people, plan, send):
    session = a_session(people, plan.patient)
    assert send("correct", session, on="2016-05-09", reason="Wrong day").status_code == 302
    right = PhysioSession.objects.get(voided_at=None)
    assert (right.service_date, right.plan) == (date(2016, 5, 9), None)


def test_putting_right_needs_a_reason_and_a_physiotherapist(people, plan, send):
    session = a_session(people, plan.patient)
    assert send("correct", session, reason=" ").status_code == 422
    for who, status in (("manager", 403), ("technician", 403), ("songrim_physio", 404)):
        assert send("correct", session, reason="x", user=getattr(people, who)).status_code == status
    assert PhysioSession.objects.get().voided_at is None


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"technique": "balance"}, 1), ({"technique": "magic"}, 3), ({"device_related": "yes"}, 1),
        ({"device_related": "no"}, 2), ({"plan": "x"}, 3), ({"plan": "mine"}, 2), ({"attended": "no"}, 1),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_technique_device_and_plan(client, people, plan, query, shown):
    a_session(people, plan.patient, techniques=["balance", "massage"], device_related=True)
    a_session(people, plan.patient, attended=False)
    a_session(people, a_patient(people))
    query = {name: str(plan.pk) if value == "mine" else value for name, value in query.items()}
    client.force_login(people.physio)
    assert client.get(reverse("physio:list"), query).context["table"].paginator.count == shown


def test_the_totals_say_what_the_rows_come_to_and_lead_to_them(client, people, plan):
    for day, attended in ((11, True), (12, True), (13, False)):
        a_session(people, plan.patient, on=date(2016, 5, day), attended=attended)
    client.force_login(people.physio)
    answer = client.get(reverse("physio:list"), {"since": "2016-05-11"})
    totals = answer.context["totals"]
    assert (totals.came, totals.missed, totals.persons, totals.minutes) == (2, 1, 1, 60)
    assert "?since=2016-05-11&amp;attended=yes" in answer.content.decode()
