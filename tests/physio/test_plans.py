"""Treatment plans: one open plan an episode, reviewed as often as needed, ended with an outcome."""

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction
from django.utils import translation

from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.patients.actions import episodes, merges, patients
from apps.physio import timeline
from apps.physio.actions import plans
from apps.physio.models import PhysioSession, PlanOutcome, PlanReview, Progress, TreatmentPlan
from tests.merges import a_merge, two_records
from tests.people import MAY, a_patient, a_plan, a_session, an_episode

pytestmark = pytest.mark.django_db
JUNE = date(2016, 6, 1)


@pytest.fixture
def episode(people):
    return an_episode(people, a_patient(people))


@pytest.fixture
def plan(people, episode):
    return a_plan(people, episode)


def reviewed(people, plan, *, on=JUNE, **details):
    return plans.review(plan=plan, on=on, by=people.physio, **{"progress": Progress.BETTER, **details})


def ended(people, plan, *, on=JUNE, **details):
    return plans.end(plan=plan, on=on, by=people.physio, **{"outcome": PlanOutcome.COMPLETED, **details})


def test_the_same_key_makes_one_plan(people, episode):
    key = new_id()
    assert a_plan(people, episode, id=key) == a_plan(people, episode, id=key)
    assert TreatmentPlan.objects.count() == 1


def test_an_episode_has_one_open_plan_and_after_its_end_another(people, episode, plan):
    with pytest.raises(Refused) as refusal:
        a_plan(people, episode)
    assert refusal.value.code == "not_allowed_now"
    ended(people, plan)
    assert a_plan(people, episode, on=JUNE).is_open


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"aim": "  "}, "aim"),
        ({"weekly": 0}, "weekly"),
        ({"weekly": 15}, "weekly"),
        ({"planned": 0}, "planned"),
        ({"planned": 501}, "planned"),
        ({"on": date(2016, 5, 9)}, "started_on"),
        ({"on": date(2999, 1, 1)}, "started_on"),
        ({"review_on": MAY}, "review_on"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_on_its_field(people, episode, given, field):
    with pytest.raises(Refused) as refusal:
        a_plan(people, episode, **given)
    assert (refusal.value.field, TreatmentPlan.objects.count()) == (field, 0)


def test_nothing_is_planned_in_a_closed_episode_or_for_the_dead(people, episode):
    other = an_episode(people, a_patient(people))
    episodes.close(episode=episode, outcome="Walks.", on=MAY, by=people.doctor)
    patients.note_death(patient=other.patient, on=MAY, by=people.receptionist)
    for one in (episode, other):
        one.refresh_from_db()
        with pytest.raises(Refused):
            a_plan(people, one)


def test_sessions_since_its_first_day_are_taken_into_a_plan_written_down_late(people, episode):
    before, since = (a_session(people, episode.patient, on=date(2016, 5, day)) for day in (9, 11))
    plan = a_plan(people, episode)
    assert list(plan.sessions.all()) == [since]
    plans.change(plan=plan, weekly=2, by=people.physio)
    assert PhysioSession.objects.get(pk=before.pk).plan is None


def test_a_change_is_kept_and_an_ended_plan_is_not_changed(people, plan):
    plans.change(plan=plan, weekly=5, aim="Climbs stairs.", by=people.physio)
    plan.refresh_from_db()
    assert (plan.weekly, plan.aim, plan.planned) == (5, "Climbs stairs.", 12)
    ended(people, plan)
    with pytest.raises(Refused):
        plans.change(plan=plan, weekly=1, by=people.physio)


def test_a_plan_does_not_begin_after_its_first_session(people, plan):
    a_session(people, plan.patient, on=date(2016, 5, 12))
    with pytest.raises(Refused) as refusal:
        plans.change(plan=plan, started_on=date(2016, 5, 13), by=people.physio)
    assert refusal.value.field == "started_on"
    assert plans.change(plan=plan, started_on=date(2016, 5, 12), by=people.physio).started_on == date(2016, 5, 12)


def test_a_review_says_when_the_next_one_is_due(people, plan):
    key = new_id()
    for _press in range(2):
        reviewed(people, plan, id=key, note="Better balance.", next_on=date(2016, 7, 1))
    plan.refresh_from_db()
    assert (plan.reviews.get().note, plan.review_on) == ("Better balance.", date(2016, 7, 1))
    assert (plan.is_due(date(2016, 6, 30)), plan.is_due(date(2016, 7, 1))) == (False, True)
    assert list(TreatmentPlan.objects.due(date(2016, 7, 1))) == [plan]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"on": date(2016, 5, 9)}, "on"),
        ({"on": date(2999, 1, 1)}, "on"),
        ({"next_on": JUNE}, "next_on"),
    ],
)
def test_a_review_that_cannot_be_is_refused_on_its_field(people, plan, given, field):
    with pytest.raises(Refused) as refusal:
        reviewed(people, plan, **given)
    assert refusal.value.field == field


def test_no_review_lies_before_the_last_one(people, plan):
    reviewed(people, plan)
    with pytest.raises(Refused):
        reviewed(people, plan, on=date(2016, 5, 31))


def test_a_plan_ends_once_after_its_last_session_also_when_its_episode_was_closed(people, plan):
    a_session(people, plan.patient, on=date(2016, 5, 20))
    episodes.close(episode=plan.episode, outcome="Walks.", on=JUNE, by=people.doctor)
    assert list(TreatmentPlan.objects.left_open()) == [plan]
    with pytest.raises(Refused):
        ended(people, plan, on=date(2016, 5, 19))
    done = ended(people, plan, note="Went home.", outcome="earlier")
    assert (done.outcome, done.outcome_note, done.ended_on) == ("earlier", "Went home.", JUNE)
    with pytest.raises(Refused):
        ended(people, plan)


def test_a_plan_ended_by_mistake_is_opened_again_unless_another_took_its_place(people, plan):
    ended(people, plan)
    plan.refresh_from_db()
    assert plans.reopen(plan=plan, by=people.physio).is_open
    ended(people, plan)
    a_plan(people, plan.episode, on=JUNE)
    with pytest.raises(Refused):
        plans.reopen(plan=plan, by=people.physio)


def test_a_stale_change_is_refused(people, plan):
    reviewed(people, plan)
    for verb in (plans.change, plans.reopen):
        with pytest.raises(Refused) as refusal:
            verb(plan=plan, version=1, by=people.physio)
        assert refusal.value.code == "stale"


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("plan_weekly_is_sane", {"weekly": 15}),
        ("plan_length_is_sane", {"planned": 0}),
        ("plan_ends_with_an_outcome", {"ended_on": JUNE}),
        ("plan_ends_with_an_outcome", {"outcome": "completed"}),
        ("plan_ends_with_an_outcome", {"ended_on": date(2016, 5, 9), "outcome": "completed"}),
    ],
)
def test_an_impossible_plan_is_refused_by_the_database(plan, constraint, change):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        TreatmentPlan.objects.filter(pk=plan.pk).update(**change)


def test_the_database_knows_one_open_plan_and_three_kinds_of_progress(people, plan):
    review = reviewed(people, plan)
    for constraint, row, change in (
        ("one_open_plan_per_episode", plan, {}),
        ("plan_progress_is_known", review, {"progress": "splendid"}),
    ):
        row.pk = new_id()
        for name, value in change.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            row.save(force_insert=True)


@pytest.mark.parametrize(
    ("constraint", "model"),
    [
        ("plan_is_of_its_episodes_patient", TreatmentPlan),
        ("review_is_of_its_plans_patient", PlanReview),
        ("session_is_of_its_plans_patient", PhysioSession),
    ],
)
def test_what_hangs_together_is_one_persons(people, plan, constraint, model):
    if model is PhysioSession:
        a_session(people, plan.patient)
    if model is PlanReview:
        reviewed(people, plan)
    model.objects.update(patient=a_patient(people))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    model.objects.update(patient=plan.patient)  # or the end of the test would refuse it


def test_a_review_is_neither_changed_nor_deleted(people, plan):
    review = reviewed(people, plan)
    for attempt in (
        lambda: PlanReview.objects.update(progress="worse"),
        lambda: PlanReview.objects.filter(pk=review.pk).delete(),
    ):
        with pytest.raises((InternalError, ProgrammingError, IntegrityError)), transaction.atomic():
            attempt()
    assert PlanReview.objects.get().progress == "better"


def test_a_merge_moves_plan_review_and_session_and_its_undoing_brings_them_back(people):
    survivor, loser = two_records(people)
    plan = a_plan(people, an_episode(people, loser))
    rows = [plan, reviewed(people, plan), a_session(people, loser)]
    merge = a_merge(people, survivor, loser)
    assert owners(rows) == {survivor.pk}
    merge.refresh_from_db()
    merges.undo(merge=merge, reason="Two people.", by=people.physio, at=now())
    assert owners(rows) == {loser.pk}
    assert rows[2].plan == plan


def owners(rows):
    for row in rows:
        row.refresh_from_db()
    return {row.patient_id for row in rows}


def test_the_timeline_tells_of_plan_review_and_end_and_keeps_the_words_to_itself(people, plan):
    reviewed(people, plan, note="Confidential")
    ended(people, plan)
    with translation.override("en"):
        told = [(entry.on, entry.title, entry.text) for entry in timeline.entries(plan.patient, people.technician)]
    assert told == [
        (MAY, "Treatment plan", "3 a week, 12 in all"),
        (JUNE, "Treatment plan ended", "Completed as planned"),
        (JUNE, "Treatment reviewed", "Better"),
    ]
    assert timeline.entries(plan.patient, people.songrim_technician) == []
