"""What can never be of an episode, its team, goals, signatures, and of an impairment, tried against PostgreSQL."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from apps.devices.actions import aftercare
from apps.devices.models import Device, Repair
from apps.patients.models import Assessment, Episode, Goal, Impairment, Signature, TeamMember
from apps.physio.actions import sessions
from apps.physio.models import PhysioSession
from tests.people import MAY, a_delivery, a_goal, a_lost_leg, a_patient, an_assessment, an_episode

BEFORE = date(2016, 5, 9)


@pytest.fixture
def assessment(people):
    return an_assessment(people, an_episode(people, a_patient(people)))


@pytest.fixture
def goal(people, assessment):
    return a_goal(people, assessment.episode)


def refused(name, write):
    """The write is refused, at once or, for what is checked at the commit, when asked for."""

    def and_commit():
        write()
        connection.check_constraints()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        and_commit()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("goal_state_is_known", {"state": "won", "reviewed_on": MAY, "reviewed_by": F("set_by")}),
        ("goal_says_something", {"text": ""}),
        ("goal_is_due_after_set", {"due_on": BEFORE}),
        ("goal_ends_with_a_review", {"state": "reached"}),
    ],
)
def test_an_impossible_goal_is_refused(goal, name, values):
    refused(name, lambda: Goal.objects.filter(pk=goal.pk).update(**values))


@pytest.mark.parametrize(
    ("name", "values"),
    [("member_profession_is_known", {"profession": "king"}), ("member_leaves_after_joining", {"left_on": BEFORE})],
)
def test_an_impossible_member_is_refused(assessment, name, values):
    refused(name, lambda: assessment.episode.team.update(**values))


def test_a_colleague_has_one_seat_in_a_team(people, assessment):
    seat = {"patient": assessment.patient, "episode": assessment.episode, "user": people.technician}
    refused("one_seat_in_a_team", lambda: TeamMember.objects.create(profession="nurse", joined_on=MAY, **seat))


def test_a_signature_is_of_a_profession_and_given_once(people, assessment):
    signed = {"patient": assessment.patient, "assessment": assessment, "signed_by": people.technician}
    at = people.rakrang.noon(MAY)
    refused("one_signature_per_person", lambda: Signature.objects.create(profession="nurse", signed_at=at, **signed))
    refused("signature_profession_is_known", lambda: assessment.signatures.update(profession="king"))


@pytest.mark.parametrize("values", [{"outcome_kind": "won"}, {"outcome_kind": "partly"}])
def test_an_outcome_is_a_known_one_of_a_closed_episode(assessment, values):
    refused("episode_outcome_is_known", lambda: Episode.objects.update(**values))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("onset_has_a_precision", {"onset_on": MAY}),
        ("onset_has_a_precision", {"onset_precision": "day"}),
        ("onset_has_a_precision", {"onset_on": MAY, "onset_precision": "century"}),
        ("amputation_has_a_precision", {"amputated_on": MAY}),
        ("amputation_has_a_precision", {"amputated_precision": "year"}),
        ("stump_is_of_limb_loss", {"kind": "polio", "level": "", "stump_conditions": ["scar"]}),
        ("stump_is_of_limb_loss", {"kind": "polio", "level": "", "stump_examined_on": MAY}),
        ("stump_condition_is_known", {"stump_conditions": ["golden"]}),
    ],
)
def test_an_impossible_impairment_is_refused(people, name, values):
    limb = a_lost_leg(people, a_patient(people))
    refused(name, lambda: Impairment.objects.filter(pk=limb.pk).update(**values))


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("goal_is_of_its_episodes_patient", Goal),
        ("member_is_of_its_episodes_patient", TeamMember),
        ("signature_is_of_its_assessments_patient", Signature),
    ],
)
def test_what_belongs_to_an_episode_belongs_to_its_patient(people, goal, name, model):
    stranger = a_patient(people, name_hangul="리순희")
    refused(name, lambda: model.objects.update(patient=stranger))


def test_an_assessment_is_of_its_episodes_patient(people, assessment):
    stranger = a_patient(people, name_hangul="리순희")
    Signature.objects.all().delete()
    refused("assessment_is_of_its_episodes_patient", lambda: Assessment.objects.update(patient=stranger))


def test_a_device_and_a_repair_are_of_their_episodes_patient(people, assessment):
    other = a_patient(people, name_hangul="리순희")
    device = a_delivery(people, other).device
    aftercare.repair(device=device, kind="repair", at=people.rakrang.noon(MAY), by=people.technician)
    strange = {"episode": assessment.episode}
    refused("device_is_of_its_episodes_patient", lambda: Device.objects.update(**strange))
    refused("repair_is_of_its_episodes_patient", lambda: Repair.objects.update(**strange))


def test_an_episode_moves_to_another_patient_only_with_all_that_hangs_on_it(people, goal):
    """As a merge moves them: in any order, checked at the commit."""
    other = a_patient(people, name_hangul="리순희")
    refused("is_of_its_episodes_patient", lambda: Episode.objects.update(patient=other))
    with transaction.atomic():
        for model in (Episode, Goal, TeamMember, Signature, Assessment):
            model.objects.update(patient=other)
        connection.check_constraints()
    assert Goal.objects.get().patient_id == other.pk


def test_an_attendance_is_at_the_centre_of_its_group(people):
    both = [a_patient(people), a_patient(people, name_hangul="리순희")]
    at = people.rakrang.noon(MAY)
    sessions.record_group(centre=people.rakrang, patients=both, at=at, minutes=30, by=people.physio)
    refused("session_is_at_its_groups_centre", lambda: PhysioSession.objects.update(centre=people.songrim))
