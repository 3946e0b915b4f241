"""Physiotherapy as the API shows it: sessions, groups, plans, scores and what they are measured with."""

from typing import Any

from rest_framework import serializers

from apps.centres.serializers import StaffSerializer
from apps.physio.models import (
    GroupSession,
    Instrument,
    InstrumentItem,
    OutcomeScore,
    PhysioSession,
    PlanReview,
    Technique,
    Threshold,
    TreatmentPlan,
)


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
            "group", "plan", "device_related", "techniques", "therapist", "attended", "note", "late", "voided_at",
            "void_reason", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class GroupSessionSerializer(serializers.ModelSerializer[GroupSession]):
    """One event, with the session of each person."""

    centre_code = serializers.CharField(source="centre.code", read_only=True)
    therapist = StaffSerializer(read_only=True)
    sessions = SessionSerializer(many=True, read_only=True)

    class Meta:
        model = GroupSession
        fields = (
            "id", "version", "centre", "centre_code", "at", "service_date", "title", "minutes", "therapist", "sessions",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields


class ReviewSerializer(serializers.ModelSerializer[PlanReview]):
    by = StaffSerializer(read_only=True)

    class Meta:
        model = PlanReview
        fields = ("id", "version", "on", "progress", "note", "next_on", "by")
        read_only_fields = fields


class PlanSerializer(serializers.ModelSerializer[TreatmentPlan]):
    """`weekly` sessions a week, `planned` in all. `ended_on` and the outcome are empty while it is open."""

    centre_code = serializers.CharField(source="centre.code", read_only=True)
    patient_number = serializers.CharField(source="patient.number", read_only=True)
    therapist = StaffSerializer(read_only=True)
    reviews = ReviewSerializer(many=True, read_only=True)

    class Meta:
        model = TreatmentPlan
        fields = (
            "id", "version", "centre", "centre_code", "patient", "patient_number", "episode", "therapist", "aim",
            "started_on", "weekly", "planned", "review_on", "ended_on", "outcome", "outcome_note", "reviews",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields


class ScoreSerializer(serializers.ModelSerializer[OutcomeScore]):
    """One measurement. `total` is empty for a table and where the person was `unable`."""

    centre_code = serializers.CharField(source="centre.code", read_only=True)
    patient_number = serializers.CharField(source="patient.number", read_only=True)
    instrument = serializers.CharField(source="instrument.key", read_only=True)
    unit = serializers.CharField(source="instrument.unit", read_only=True)
    total = serializers.FloatField(read_only=True, allow_null=True)
    items = serializers.DictField(read_only=True, help_text='Key of an item → whole number or "unable"')
    assessor = StaffSerializer(read_only=True)

    class Meta:
        model = OutcomeScore
        fields = (
            "id", "version", "centre", "centre_code", "patient", "patient_number", "at", "service_date", "instrument",
            "unit", "total", "items", "unable", "unable_reason", "worn_device", "barefoot", "walking_aid", "episode",
            "assessor", "note", "late", "voided_at", "void_reason", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class ItemSerializer(serializers.ModelSerializer[InstrumentItem]):
    """`values`: what may be chosen, as [value, English, Korean]; empty: any whole number of the range."""

    values: Any = serializers.ListField(child=serializers.ListField(), read_only=True)

    class Meta:
        model = InstrumentItem
        fields = ("key", "name_en", "name_ko", "minimum", "maximum", "values", "group", "sided")
        read_only_fields = fields


class ThresholdSerializer(serializers.ModelSerializer[Threshold]):
    """The change from which on it matters, for one population."""

    value = serializers.FloatField(read_only=True)

    class Meta:
        model = Threshold
        fields = ("kind", "value", "population", "source")
        read_only_fields = fields


class InstrumentSerializer(serializers.ModelSerializer[Instrument]):
    """What can be measured; `step` is the smallest difference that is written down."""

    minimum = serializers.FloatField(read_only=True, allow_null=True)
    maximum = serializers.FloatField(read_only=True, allow_null=True)
    step = serializers.FloatField(read_only=True)
    items = ItemSerializer(many=True, read_only=True)
    thresholds = ThresholdSerializer(many=True, read_only=True)

    class Meta:
        model = Instrument
        fields = (
            "id", "version", "key", "short", "name_en", "name_ko", "kind", "unit", "direction", "minimum", "maximum",
            "step", "source", "active", "items", "thresholds",
        )  # fmt: skip
        read_only_fields = fields
