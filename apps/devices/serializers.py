"""Devices and what is done with them, as the API shows it."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.centres.serializers import StaffSerializer
from apps.devices.models import (
    CheckOut,
    Delivery,
    Device,
    DeviceType,
    Fitting,
    FollowUp,
    MeasureField,
    Measurement,
    Repair,
    Term,
)


class DeviceTypeSerializer(serializers.ModelSerializer[DeviceType]):
    """`iso_mark`: V the ISO 9999 code was verified in a public source, S it was seen in a secondary list."""

    class Meta:
        model = DeviceType
        fields = ("key", "device_class", "name_en", "name_ko", "iso_9999", "iso_mark", "counts_as_crutch")
        read_only_fields = fields


class CatalogueTypeSerializer(serializers.ModelSerializer[DeviceType]):
    """A type as the catalogue has it. `sided`: made for one side; `prefabricated`: may be handed out at once."""

    class Meta:
        model = DeviceType
        fields = (
            "id", "version", "key", "device_class", "name_en", "name_ko", "level", "iso_9999", "iso_mark", "sided",
            "prefabricated", "counts_as_crutch", "card", "active",
        )  # fmt: skip
        read_only_fields = fields


class TermSerializer(serializers.ModelSerializer[Term]):
    """A word. `device_class`: only for that class; empty: for all."""

    class Meta:
        model = Term
        fields = ("id", "version", "kind", "key", "name_en", "name_ko", "device_class", "active")
        read_only_fields = fields


class MeasureFieldSerializer(serializers.ModelSerializer[MeasureField]):
    """A line of a card. Outside the plausible range is questioned, outside the possible one refused."""

    plausible_from = serializers.FloatField(read_only=True)
    plausible_to = serializers.FloatField(read_only=True)
    possible_from = serializers.FloatField(read_only=True)
    possible_to = serializers.FloatField(read_only=True)

    class Meta:
        model = MeasureField
        fields = (
            "id", "version", "card", "key", "name_en", "name_ko", "unit", "plausible_from", "plausible_to",
            "possible_from", "possible_to", "active",
        )  # fmt: skip
        read_only_fields = fields


class DeviceSerializer(serializers.ModelSerializer[Device]):
    """One device. `quantity` is in units: a pair of crutches is two. `impairment` is the limb it is made for."""

    centre_code = serializers.CharField(source="centre.code", read_only=True)
    patient_number = serializers.CharField(source="patient.number", read_only=True)
    device_type = DeviceTypeSerializer(read_only=True)
    technician = StaffSerializer(read_only=True, allow_null=True)
    delivered_on = serializers.SerializerMethodField(help_text="Local date of the delivery that stands")

    class Meta:
        model = Device
        fields = (
            "id", "version", "centre", "centre_code", "patient", "patient_number", "episode", "impairment",
            "device_type", "side", "technology", "stage", "quantity", "pair", "spec", "components", "serial_number",
            "replaces", "reissue_of", "technician", "state", "held_state", "hold_reason", "prescribed_on",
            "delivered_on", "ended_on", "end_reason", "end_note", "note", "created_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_delivered_on(self, device: Device) -> date | None:
        standing = [delivery for delivery in device.deliveries.all() if delivery.voided_at is None]
        return standing[0].service_date if standing else None


class WorkSerializer(serializers.ModelSerializer[Any]):
    """Something done with a device at a centre; only ever added, a correction is a new row."""

    centre_code = serializers.CharField(source="centre.code", read_only=True)
    technician = StaffSerializer(read_only=True)


WORK = ("id", "version", "device", "centre", "centre_code", "at", "service_date")
COUNTED = ("patient", "late", "voided_at", "void_reason")


class MeasurementSerializer(WorkSerializer):
    """A filled-in card. `values`: key of a measure → number in the unit of the `card`'s line."""

    values = serializers.DictField(child=serializers.FloatField(), read_only=True)

    class Meta:
        model = Measurement
        fields = (*WORK, "kind", "card", "values", "reason", "note", "technician", "created_at")
        read_only_fields = fields


class FittingSerializer(WorkSerializer):
    """One trial. The keys are of terms; a key stays readable when the term is no longer offered."""

    class Meta:
        model = Fitting
        fields = (
            *WORK, "finding_keys", "findings", "adjustment_keys", "adjustments", "next_step", "technician",
            "created_at",
        )  # fmt: skip
        read_only_fields = fields


class CheckOutSerializer(WorkSerializer):
    """A check-out list gone through: point → yes, no or na."""

    points = serializers.DictField(child=serializers.CharField(), read_only=True)
    allows_delivery = serializers.BooleanField(read_only=True, help_text="Passed, or overridden with a reason")

    class Meta:
        model = CheckOut
        fields = (
            *WORK, "checklist", "points", "passed", "override_reason", "allows_delivery", "technician", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class DeliverySerializer(WorkSerializer):
    """A hand-over. `state_before`: where the device returns to when it is voided."""

    class Meta:
        model = Delivery
        fields = (
            *WORK, *COUNTED, "fast_track", "state_before", "user_trained", "training_keys", "handed_to", "note",
            "technician", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class RepairSerializer(WorkSerializer):
    """A repair, adjustment or socket replacement. `minutes` of work."""

    class Meta:
        model = Repair
        fields = (
            *WORK, *COUNTED, "kind", "parts", "minutes", "episode", "note", "technician", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class FollowUpSerializer(WorkSerializer):
    """A review of a delivered device without repair."""

    technician = None  # type: ignore[assignment]
    seen_by = StaffSerializer(read_only=True)

    class Meta:
        model = FollowUp
        fields = (*WORK, *COUNTED, "findings", "seen_by", "created_at")
        read_only_fields = fields
