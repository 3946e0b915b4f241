"""Physiotherapy sessions as the API shows them."""

from rest_framework import serializers

from apps.centres.serializers import StaffSerializer
from apps.physio.models import PhysioSession, Technique


class SessionSerializer(serializers.ModelSerializer[PhysioSession]):
    """One person's session. Rows with the same `group` are one event; counted when attended and not voided."""

    centre_code = serializers.CharField(source="centre.code", read_only=True)
    patient_number = serializers.CharField(source="patient.number", read_only=True)
    therapist = StaffSerializer(read_only=True)
    techniques = serializers.ListField(child=serializers.ChoiceField(choices=Technique.choices), read_only=True)

    class Meta:
        model = PhysioSession
        fields = (
            "id", "version", "centre", "centre_code", "patient", "patient_number", "at", "service_date", "minutes",
            "group", "device_related", "techniques", "therapist", "attended", "note", "late", "voided_at",
            "void_reason", "created_at",
        )  # fmt: skip
        read_only_fields = fields
