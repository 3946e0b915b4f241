"""People and their impairments as the API shows them. Category and cause are guarded."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from apps.centres.serializers import GuardedSerializer
from apps.patients.models import Impairment, Patient


class ImpairmentSerializer(GuardedSerializer):
    class Meta:
        model = Impairment
        fields = (
            "id", "version", "kind", "level", "side", "cause", "onset_on", "previously_fitted_elsewhere", "note",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def centres_of(self, row: Impairment) -> set[UUID]:
        return {access.centre_id for access in row.patient.accesses.all() if access.active}


class PatientSerializer(GuardedSerializer):
    """A person. `birth_date` stands for what is known: see `birth_precision` (a year only is 1 July, IND-19)."""

    centre_code = serializers.CharField(source="centre.code", read_only=True)
    other_numbers: Any = serializers.SlugRelatedField(slug_field="number", many=True, read_only=True)
    impairments = ImpairmentSerializer(many=True, read_only=True)

    class Meta:
        model = Patient
        fields = (
            "id", "version", "number", "other_numbers", "centre", "centre_code", "name_hangul", "name_romanised",
            "sex", "birth_date", "birth_precision", "province", "county", "village", "address", "phone",
            "caregiver_name", "caregiver_relation", "caregiver_phone", "referral_source", "category", "deceased_on",
            "is_test", "impairments", "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def centres_of(self, row: Patient) -> set[UUID]:
        return {access.centre_id for access in row.accesses.all() if access.active}
