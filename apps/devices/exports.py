"""What a list of devices may contain when it leaves the system. Notes in free text stay inside, whoever asks."""

from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from apps.core.sheets import Column, Kind, worded
from apps.devices import recall
from apps.devices.models import Delivery, Device, DeviceClass, EndReason, HoldReason, State
from apps.devices.models.device import DeviceQuerySet
from apps.patients.exports import CAUSE, SIDE, identity, marked_as_test
from apps.patients.exports import limb as limb_of
from apps.patients.models import Patient

CLASS, STATE = worded(DeviceClass), worded(State)
HOLD_REASON, END_REASON = worded(HoldReason), worded(EndReason)


def fetched(devices: DeviceQuerySet) -> DeviceQuerySet:
    """The devices with all that the columns read, in a fixed number of queries a chunk."""
    standing = Delivery.objects.filter(voided_at=None).order_by("-at")
    return devices.shown().prefetch_related(Prefetch("deliveries", standing))


def patient_of(device: Device) -> Patient:
    return device.patient


def delivered(device: Device) -> date | None:
    return next((delivery.service_date for delivery in device.deliveries.all()), None)


def limb(device: Device) -> str:
    return limb_of(device.impairment) if device.impairment else ""


def cause(device: Device) -> str:
    return CAUSE(device.impairment.cause) if device.impairment else ""


COLUMNS: tuple[Column, ...] = (
    *identity(patient_of),
    Column("device_type", _("Device"), lambda device: device.device_type.name),
    Column("device_class", _("Class"), lambda device: CLASS(device.device_type.device_class), Kind.CODE),
    Column("side", _("Side"), lambda device: SIDE(device.side), Kind.NUMBER),
    Column("technology", _("Technology"), lambda device: device.technology_name),
    Column("stage", _("Stage"), lambda device: device.stage_name, Kind.CODE),
    Column("quantity", _("Units"), lambda device: device.quantity, Kind.NUMBER),
    Column("serial_number", _("Serial number"), lambda device: device.serial_number, Kind.CODE),
    Column("limb", _("Limb"), limb),
    Column("cause", _("Cause"), cause, guarded=True),
    Column("state", _("State"), lambda device: STATE(device.state), Kind.CODE),
    Column("hold_reason", _("On hold because"), lambda device: HOLD_REASON(device.hold_reason), Kind.CODE),
    Column("prescribed_on", _("Prescribed on"), lambda device: device.prescribed_on, Kind.DATE),
    Column("prescribed_by", _("Prescribed by"), lambda device: str(device.prescribed_by)),
    Column("technician", _("Technician"), lambda device: str(device.technician or "")),
    Column("delivered_on", _("Delivered on"), delivered, Kind.DATE),
    Column("ended_on", _("Ended on"), lambda device: device.ended_on, Kind.DATE),
    Column("end_reason", _("Ended because"), lambda device: END_REASON(device.end_reason)),
    Column("centre", _("Centre"), lambda device: device.centre.name, Kind.CODE),
    marked_as_test(patient_of),
)


def due_fetched(devices: DeviceQuerySet) -> DeviceQuerySet:
    return devices.select_related("patient", "device_type", "centre")


PHONES: tuple[Column, ...] = (
    Column("phone", _("Phone"), lambda device: device.patient.phone, Kind.CODE),
    Column("caregiver_phone", _("Caregiver's phone"), lambda device: device.patient.caregiver_phone, Kind.CODE),
)
WHICH: tuple[Column, ...] = (
    Column("device_type", _("Device"), lambda device: device.device_type.name),
    Column("device_class", _("Class"), lambda device: CLASS(device.device_type.device_class), Kind.CODE),
    Column("side", _("Side"), lambda device: SIDE(device.side), Kind.NUMBER),
    Column("serial_number", _("Serial number"), lambda device: device.serial_number, Kind.CODE),
)
AT_LAST: tuple[Column, ...] = (
    Column("centre", _("Centre"), lambda device: device.centre.name, Kind.CODE),
    marked_as_test(patient_of),
)
DUE_COLUMNS: tuple[Column, ...] = (
    Column("due_on", _("Due on"), lambda device: device.due_on, Kind.DATE),
    *identity(patient_of),
    *PHONES,
    *WHICH,
    Column("delivered_on", _("Delivered on"), lambda device: device.delivered_on, Kind.DATE),
    Column("seen_on", _("Last seen on"), lambda device: device.seen_on, Kind.DATE),
    Column("review_on", _("Review due on"), lambda device: device.review_on, Kind.DATE),
    Column("renewal_on", _("Renewal due on"), lambda device: device.renewal_on, Kind.DATE),
    Column("renewing", _("New device ordered"), lambda device: device.renewing, Kind.YES_NO),
    *AT_LAST,
)
RECALL_COLUMNS: tuple[Column, ...] = (
    *identity(patient_of),
    *PHONES,
    *WHICH,
    Column("technology", _("Technology"), lambda device: device.technology_name),
    Column("parts", _("Components and parts"), recall.parts),
    Column("state", _("State"), lambda device: STATE(device.state), Kind.CODE),
    Column("delivered_on", _("Delivered on"), lambda device: device.delivered_on, Kind.DATE),
    Column("repaired_on", _("Last repaired on"), lambda device: device.repaired_on, Kind.DATE),
    Column("ended_on", _("Ended on"), lambda device: device.ended_on, Kind.DATE),
    Column("end_reason", _("Ended because"), lambda device: END_REASON(device.end_reason)),
    Column("deceased_on", _("Died on"), lambda device: device.patient.deceased_on, Kind.DATE),
    *AT_LAST,
)
