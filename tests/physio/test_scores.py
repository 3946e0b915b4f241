"""Recording an outcome measure through its verb: what is written, what is refused, what nobody counts."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.patients.actions import merges, services
from apps.patients.policies.people import last_served
from apps.physio import timeline
from apps.physio.actions import scores
from apps.physio.models import Instrument, InstrumentItem, OutcomeScore, Threshold
from apps.reports.indicators import relation
from tests.merges import a_merge
from tests.people import MAY, a_delivery, a_patient, a_score, an_episode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
JUNE = date(2016, 6, 10)


@pytest.fixture
def leg(people, patient):
    """A left transtibial prosthesis, delivered in May."""
    return a_delivery(people, patient).device


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_a_value_is_recorded_with_what_was_worn_and_used(people, patient, leg):
    score = a_score(people, patient, on=JUNE, worn_device=leg, walking_aid="stick")
    assert (score.total, score.worn_device, score.walking_aid) == (Decimal("14.2"), leg, "stick")
    assert (score.service_date, score.assessor, score.late) == (JUNE, people.physio, False)


def test_the_same_key_again_is_the_same_score(people, patient):
    key = uuid4()
    first, again = (a_score(people, patient, id=key) for _ in range(2))
    assert first == again
    assert OutcomeScore.objects.count() == 1


def test_a_key_of_another_persons_score_is_refused(people, patient):
    other = a_score(people, a_patient(people))
    with pytest.raises(Refused) as refusal:
        a_score(people, patient, id=other.pk)
    assert refusal.value.code == "id_exists"


def test_unable_is_no_result_and_has_a_reason(people, patient):
    score = a_score(people, patient, unable=True, unable_reason="Too much pain")
    assert (score.total, score.unable, score.items) == (None, True, {})
    with pytest.raises(Refused) as refusal:
        a_score(people, patient, unable=True)
    assert refusal.value.field == "unable_reason"


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"total": Decimal(0)}, "total"),
        ({"total": None}, "total"),
        ({"unable": True, "unable_reason": "Pain", "total": Decimal(9)}, "total"),
        ({"unable_reason": "Pain", "total": Decimal(9)}, "unable_reason"),
        ({"total": Decimal(9), "walking_aid": "broom"}, "walking_aid"),
        ({"total": Decimal(9), "on": date(2099, 1, 1)}, "on"),
        ({"total": Decimal(9), "on": date(1960, 1, 1)}, "on"),
        ({"key": "berg", "items": {"sit": 4}}, "total"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(people, patient, details, field):
    with pytest.raises(Refused) as refusal:
        a_score(people, patient, **details)
    assert (refusal.value.code, refusal.value.field) == ("invalid", field)
    assert not OutcomeScore.objects.exists()


def test_what_is_no_longer_offered_is_not_measured_any_more(people, patient):
    Instrument.objects.filter(key="tug").update(active=False)
    with pytest.raises(Refused) as refusal:
        a_score(people, patient)
    assert refusal.value.field == "instrument"


def test_the_device_worn_is_the_persons_own_and_delivered_by_then(people, patient, leg):
    wrong = [
        {"worn_device": leg, "on": date(2016, 5, 9)},
        {"worn_device": leg, "barefoot": True},
        {"worn_device": a_delivery(people, a_patient(people)).device},
        {"worn_device": a_delivery(people, patient, key="CRU-ELBOW", side="").device},
    ]
    for details in wrong:
        with pytest.raises(Refused) as refusal:
            a_score(people, patient, **details)
        assert refusal.value.field == "worn", details


def test_an_episode_holds_what_is_measured_in_its_days(people, patient):
    episode = an_episode(people, patient)
    assert a_score(people, patient, episode=episode).episode == episode
    for details in ({"on": date(2016, 5, 9)}, {"episode": an_episode(people, a_patient(people))}):
        with pytest.raises(Refused) as refusal:
            a_score(people, patient, **{"episode": episode, **details})
        assert refusal.value.field == "episode"


def test_of_a_closed_month_it_is_late(people, patient):
    people.rakrang.months.create(first_day=date(2016, 5, 1), state="approved")
    assert a_score(people, patient).late


def test_voiding_needs_a_reason_and_pressed_twice_changes_nothing(people, patient):
    score = a_score(people, patient)
    with pytest.raises(Refused):
        scores.void(score=score, reason=" ", by=people.physio, at=now())
    for _ in range(2):
        voided = scores.void(score=score, reason="Wrong person", by=people.physio, at=now(), version=score.version)
    assert (voided.void_reason, voided.voided_by) == ("Wrong person", people.physio)


def test_a_void_that_somebody_else_was_quicker_with_is_stale(people, patient):
    score = a_score(people, patient)
    scores.void(score=score, reason="Wrong person", by=people.doctor, at=now())
    with pytest.raises(Refused) as refusal:
        scores.void(score=score, reason="Wrong day", by=people.physio, at=now(), version=score.version)
    assert refusal.value.code == "stale"


def test_a_merge_moves_scores_and_undoing_it_brings_them_back(people, patient):
    from_ = a_patient(people)
    leg = a_delivery(people, from_).device
    score = a_score(people, from_, worn_device=leg, episode=an_episode(people, from_))
    merge = a_merge(people, patient, from_)
    score.refresh_from_db()
    assert (score.patient, score.worn_device.patient) == (patient, patient)
    merges.undo(merge=merge, by=people.physio, at=now(), reason="Two people after all")
    score.refresh_from_db()
    assert score.patient == from_


def test_no_report_counts_a_score(people, patient):
    a_score(people, patient)
    assert OutcomeScore not in relation.SERVICES
    assert last_served(patient) == MAY  # but nobody has died before they were measured


def test_the_timeline_tells_result_and_change_and_keeps_the_reason_to_itself(people, patient):
    a_score(people, patient)
    a_score(people, patient, on=JUNE, total=Decimal("10.1"))
    a_score(people, patient, on=date(2016, 6, 12), unable=True, unable_reason="Confidential")
    voided = a_score(people, patient, on=date(2016, 6, 11), total=Decimal(50))
    services.void(service=voided, reason="Error", by=people.physio, at=now())
    told = {entry.on: entry for entry in timeline.entries(patient, people.receptionist)}
    assert (told[JUNE].title, told[JUNE].text) == ("TUG: 10.1 s", "−4.1 s since 2016-05-10: better")
    assert (told[MAY].title, told[MAY].text) == ("TUG: 14.2 s", "Timed Up and Go")
    assert told[date(2016, 6, 12)].title == "TUG: unable"
    assert told[date(2016, 6, 11)].voided
    assert "Confidential" not in str(told)
    assert timeline.entries(patient, people.songrim_technician) == []


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("unable_has_no_result", {"unable": True}),
        ("unable_has_no_result", {"unable_reason": "Pain"}),
        ("walking_aid_is_known", {"walking_aid": "broom"}),
        ("outcomescore_voided_with_reason", {"void_reason": "because"}),
    ],
)
def test_a_score_stays_sound(people, patient, constraint, change):
    score = a_score(people, patient)
    with refused(constraint), transaction.atomic():
        OutcomeScore.objects.filter(pk=score.pk).update(**change)


def test_a_device_is_worn_or_none_is(people, patient, leg):
    score = a_score(people, patient, worn_device=leg)
    with refused("device_worn_or_not"), transaction.atomic():
        OutcomeScore.objects.filter(pk=score.pk).update(barefoot=True)


@pytest.mark.parametrize("what", ["episode", "device"])
def test_episode_and_device_are_the_persons_own(people, patient, what):
    name = f"score_is_of_its_{what}s_patient"
    other = a_patient(people)
    theirs = (
        {"episode": an_episode(people, other)}
        if what == "episode"
        else {"worn_device": a_delivery(people, other).device}
    )
    score = a_score(people, patient)
    with refused(name), transaction.atomic():
        OutcomeScore.objects.filter(pk=score.pk).update(**theirs)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("instrument_kind_is_known", {"kind": "guess"}),
        ("instrument_direction_is_known", {"direction": "up"}),
        ("instrument_range_is_a_range", {"minimum": 700}),
        ("one_instrument_per_key", {"key": "berg"}),
    ],
)
def test_an_instrument_stays_sound(constraint, change):
    with refused(constraint), transaction.atomic():
        Instrument.objects.filter(key="tug").update(**change)


@pytest.mark.parametrize(
    ("constraint", "change"),
    [("item_range_is_a_range", {"maximum": 0}), ("one_item_per_key_of_an_instrument", {"key": "stand"})],
)
def test_an_item_stays_sound(constraint, change):
    with refused(constraint), transaction.atomic():
        InstrumentItem.objects.filter(instrument__key="berg", key="sit").update(**change)


@pytest.mark.parametrize(
    ("constraint", "change"), [("threshold_is_a_change", {"value": 0}), ("threshold_has_a_source", {"source": ""})]
)
def test_a_threshold_stays_sound(constraint, change):
    with refused(constraint), transaction.atomic():
        Threshold.objects.filter(instrument__key="nprs").update(**change)


def test_a_population_has_one_threshold_of_a_kind():
    threshold = Threshold.objects.get(instrument__key="nprs")
    threshold.pk = new_id()
    with refused("one_threshold_per_population"), transaction.atomic():
        threshold.save(force_insert=True)
