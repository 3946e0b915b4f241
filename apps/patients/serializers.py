"""People and their impairments as the API shows them. Category and cause are guarded."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from apps.centres.serializers import GuardedSerializer, StaffSerializer
from apps.patients.models import (
    Assessment,
    Episode,
    Goal,
    Impairment,
    Patient,
    Signature,
    StumpCondition,
    TeamMember,
)


class ImpairmentSerializer(GuardedSerializer):
    """One limb or body part. A date known as a month stands as its 15th, as a year as its 1 July: see its precision."""

    stump_conditions = serializers.ListField(
        child=serializers.ChoiceField(choices=StumpCondition.choices), read_only=True
    )

    class Meta:
        model = Impairment
        fields = (
            "id", "version", "kind", "level", "side", "cause", "onset_on", "onset_precision", "amputated_on",
            "amputated_precision", "stump_conditions", "stump_examined_on", "previously_fitted_elsewhere", "note",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def centres_of(self, row: Impairment) -> set[UUID]:
        return {access.centre_id for access in row.patient.accesses.all() if access.active}


class PatientSerializer(GuardedSerializer):
    """A person. `birth_date` stands for what is known: see `birth_precision` (a year only is 1 July, IND-19)."""

    centre_code = serializers.CharField(source="centre.code", read_only=True)
    county_ko = serializers.CharField(source="county.name_ko", read_only=True, default="")
    county_en = serializers.CharField(source="county.name_en", read_only=True, default="")
    other_numbers: Any = serializers.SlugRelatedField(slug_field="number", many=True, read_only=True)
    impairments = ImpairmentSerializer(many=True, read_only=True)

    class Meta:
        model = Patient
        fields = (
            "id", "version", "number", "other_numbers", "centre", "centre_code", "name_hangul", "name_romanised",
            "sex", "birth_date", "birth_precision", "province", "county", "county_ko", "county_en", "village",
            "address", "phone", "caregiver_name", "caregiver_relation", "caregiver_phone", "referral_source",
            "category", "deceased_on", "care_ended_on", "care_ended_as", "care_end_reason", "is_test", "impairments",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def centres_of(self, row: Patient) -> set[UUID]:
        return {access.centre_id for access in row.accesses.all() if access.active}


class TeamMemberSerializer(serializers.ModelSerializer[TeamMember]):
    """A seat in the team; `left_on` is empty while it is taken."""

    user = StaffSerializer(read_only=True)

    class Meta:
        model = TeamMember
        fields = ("id", "version", "user", "profession", "joined_on", "left_on")
        read_only_fields = fields


class GoalSerializer(serializers.ModelSerializer[Goal]):
    """A goal with its last review."""

    reviewed_by = StaffSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Goal
        fields = ("id", "version", "text", "set_on", "due_on", "state", "reviewed_on", "reviewed_by", "review")
        read_only_fields = fields


class SignatureSerializer(serializers.ModelSerializer[Signature]):
    signed_by = StaffSerializer(read_only=True)

    class Meta:
        model = Signature
        fields = ("id", "signed_by", "profession", "signed_at", "remark")
        read_only_fields = fields


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    """A completed assessment; voided ones stay with their reason and count nowhere."""

    signatures = SignatureSerializer(many=True, read_only=True)

    class Meta:
        model = Assessment
        fields = (
            "id", "version", "service_date", "at", "decision", "findings", "late", "voided_at", "void_reason",
            "signatures",
        )  # fmt: skip
        read_only_fields = fields


class EpisodeSerializer(serializers.ModelSerializer[Episode]):
    """From a reason for attendance to an outcome. `closed_on` and what follows it are empty while it is open."""

    centre_code = serializers.CharField(source="centre.code", read_only=True)
    patient_number = serializers.CharField(source="patient.number", read_only=True)
    opened_by = StaffSerializer(read_only=True)
    team = TeamMemberSerializer(many=True, read_only=True)
    goals = GoalSerializer(many=True, read_only=True)
    assessments = AssessmentSerializer(many=True, read_only=True)

    class Meta:
        model = Episode
        fields = (
            "id", "version", "centre", "centre_code", "patient", "patient_number", "reason", "opened_on", "opened_by",
            "closed_on", "outcome_kind", "outcome", "team", "goals", "assessments", "created_at",
        )  # fmt: skip
        read_only_fields = fields
