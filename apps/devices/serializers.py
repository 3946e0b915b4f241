"""Devices as the API shows them."""

from datetime import date

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.centres.serializers import StaffSerializer
from apps.devices.models import Device, DeviceType


class DeviceTypeSerializer(serializers.ModelSerializer[DeviceType]):
    """`iso_mark`: V the ISO 9999 code was verified in a public source, S it was seen in a secondary list."""

    class Meta:
        model = DeviceType
        fields = ("key", "device_class", "name_en", "name_ko", "iso_9999", "iso_mark", "counts_as_crutch")
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
            "device_type", "side", "technology", "stage", "quantity", "serial_number", "replaces", "reissue_of",
            "technician", "state", "held_state", "hold_reason", "prescribed_on", "delivered_on", "ended_on",
            "end_reason", "note", "created_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_delivered_on(self, device: Device) -> date | None:
        standing = [delivery for delivery in device.deliveries.all() if delivery.voided_at is None]
        return standing[0].service_date if standing else None
