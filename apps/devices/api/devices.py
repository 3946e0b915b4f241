"""/api/v1/devices/: devices ordered by your centres, and those of the people your centres may see; their life."""

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.centres.access import Permission, require_somewhere
from apps.centres.api import ScopedQuery, Writing
from apps.core.api import one_of
from apps.core.verbs import does
from apps.devices import access
from apps.devices.actions import aftercare, deliveries, devices, fittings, measurements, serials, specifications
from apps.devices.api import records as shown
from apps.devices.bodies import orders, records
from apps.devices.models import (
    CheckOut,
    Delivery,
    Device,
    DeviceClass,
    DeviceStep,
    Fitting,
    FollowUp,
    Measurement,
    Repair,
    State,
)
from apps.devices.serializers import DeviceSerializer
from apps.patients.api import AboutPatientViewSet
from apps.patients.models import Side

ON = "2016-05-10"
PERSON = "018f0000-0000-7000-8000-000000000001"


class DeviceQuery(ScopedQuery):
    patient = serializers.UUIDField(required=False)
    type = serializers.CharField(required=False, max_length=20, help_text="Key of a device type, e.g. PRO-LL-TT")
    device_class = one_of(DeviceClass)
    side = one_of(Side)
    technology = serializers.CharField(
        required=False, max_length=24, help_text="Key of a technology, e.g. pp-exoskeletal"
    )
    state = one_of(State)
    pair = serializers.UUIDField(required=False, help_text="Both devices of one bilateral prescription")
    open = serializers.BooleanField(required=False, help_text="Ordered and not yet delivered, cancelled or closed")
    since = serializers.DateField(required=False, help_text="Prescribed on this date or later")
    until = serializers.DateField(required=False, help_text="Prescribed on this date or earlier")


class DeviceViewSet(Writing, AboutPatientViewSet):
    """Devices from prescription to the end of their life."""

    serializer_class = DeviceSerializer
    query_class = DeviceQuery
    lookups: ClassVar = {
        **AboutPatientViewSet.lookups,
        "type": "device_type__key", "device_class": "device_type__device_class",
        "since": "prescribed_on__gte", "until": "prescribed_on__lte",
    }  # fmt: skip
    noun = "device"

    def rows(self) -> Any:
        found = Device.objects.visible_to(self.request.user)
        return found.select_related("centre", "patient", "device_type", "technician").prefetch_related("deliveries")

    def narrow(self, rows: Any, given: dict[str, Any]) -> Any:
        only_open = given.pop("open", None)
        rows = super().narrow(rows, given)
        if only_open is None:
            return rows
        still_open = Device.objects.visible_to(self.request.user).open().values("pk")
        return rows.filter(pk__in=still_open) if only_open else rows.exclude(pk__in=still_open)

    @does(
        orders.PrescriptionBody, makes=Device,
        example={"patient": PERSON, "device_type": "PRO-LL-TT", "side": "L", "technology": "pp-exoskeletal",
                 "stage": "definitive", "on": ON},
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        """Prescribe a device for one limb, or for both sides at once: then `pair` tells which two belong together."""
        require_somewhere(request.user, Permission.PRESCRIBE_DEVICE)
        return self.carry_out(partial(first_of, devices.prescribe_each, by=request.user))

    @does(records.AdvanceBody, at="advance", makes=DeviceStep, changes=True, fresh=True,
          example={"to": "in_fabrication", "on": ON, "serial_number": "RAK-0815"})  # fmt: skip
    def advance(self, request: Request, pk: UUID) -> Response:
        """A step of the workshop: measured or cast (again), in fabrication."""
        device = access.load(request.user, pk, Permission.PRESCRIBE_DEVICE)
        return self.carry_out(partial(devices.advance, device=device, by=request.user), of=device, device=device)

    @does(records.HoldBody, at="hold", makes=DeviceStep, changes=True, fresh=True,
          example={"reason": "wound", "on": ON})  # fmt: skip
    def hold(self, request: Request, pk: UUID) -> Response:
        """Put an open device on hold."""
        device = access.load(request.user, pk, Permission.PRESCRIBE_DEVICE)
        return self.carry_out(partial(devices.hold, device=device, by=request.user), of=device)

    @does(records.StepBody, at="resume", makes=DeviceStep, changes=True, fresh=True, example={"on": ON})
    def resume(self, request: Request, pk: UUID) -> Response:
        """Take a device off hold, back to where it was."""
        device = access.load(request.user, pk, Permission.PRESCRIBE_DEVICE)
        return self.carry_out(partial(devices.resume, device=device, by=request.user), of=device)

    @does(records.EndBody, at="end", makes=DeviceStep, changes=True, fresh=True,
          example={"to": "cancelled", "reason": "patient-declined", "on": ON})  # fmt: skip
    def end(self, request: Request, pk: UUID) -> Response:
        """Cancel or close an open device, or retire a delivered one."""
        device = access.load_to_end(request.user, pk)
        return self.carry_out(partial(devices.end, device=device, by=request.user), of=device)

    @does(records.StepBody, at="begin-use", makes=DeviceStep, changes=True, fresh=True, example={"on": ON})
    def begin_use(self, request: Request, pk: UUID) -> Response:
        """Note that a delivered device is in regular use."""
        device, _centre = access.load_in_use(request.user, pk)
        return self.carry_out(partial(devices.begin_use, device=device, by=request.user), of=device)

    @does(records.SerialBody, at="serial-number", changes=True, fresh=True, example={"serial_number": "RAK-0815"})
    def serial_number(self, request: Request, pk: UUID) -> Response:
        """Give or correct the serial number until the device is handed over; without one the next is drawn."""
        device = access.load(request.user, pk, Permission.PRESCRIBE_DEVICE)
        return self.carry_out(partial(serials.give, device=device, by=request.user), of=device)

    @does(records.ComponentsBody, at="components", changes=True, fresh=True, example={"components": "Foot 26 L-4711"})
    def components(self, request: Request, pk: UUID) -> Response:
        """Note what was built in, with its lots, in whatever state the device is."""
        device, _centre = access.load_in_use(request.user, pk)
        return self.carry_out(partial(devices.note_components, device=device, by=request.user), of=device)

    @does(records.SpecificationBody, at="specification", changes=True, fresh=True,
          example={"spec": {"seat_width_cm": 42, "size": "adult", "terrain": "rough"}})  # fmt: skip
    def specification(self, request: Request, pk: UUID) -> Response:
        """Correct what a wheelchair, tricycle or seat is to be like, until it is handed over."""
        device = access.load(request.user, pk, Permission.PRESCRIBE_DEVICE)
        return self.carry_out(partial(specifications.correct, device=device, by=request.user), of=device)

    @does(records.MeasurementBody, at="measurements", makes=Measurement, shows=shown.MeasurementViewSet,
          example={"kind": "cast", "values": {"stump-length": 14.5}, "on": ON})  # fmt: skip
    def measurements(self, request: Request, pk: UUID) -> Response:
        """Fill in the device's measurement card: measured, cast, or cast again with a reason."""
        device = access.load(request.user, pk, Permission.PRESCRIBE_DEVICE)
        verb = partial(measurements.record, device=device, by=request.user)
        return self.carry_out(verb, of=device, device=device, centre=device.centre)

    @does(records.FittingBody, at="fittings", makes=Fitting, shows=shown.FittingViewSet,
          example={"findings": "Socket fits.", "next_step": "Check out", "on": ON})  # fmt: skip
    def fittings(self, request: Request, pk: UUID) -> Response:
        """Log one trial; the first one takes the device from fabrication to fitting."""
        device = access.load(request.user, pk, Permission.PRESCRIBE_DEVICE)
        verb = partial(fittings.record, device=device, by=request.user)
        return self.carry_out(verb, of=device, device=device, centre=device.centre)

    @does(records.CheckOutBody, at="check-outs", makes=CheckOut, shows=shown.CheckOutViewSet,
          example={"points": {"alignment": "yes", "fixtures": "na"}, "on": ON})  # fmt: skip
    def check_outs(self, request: Request, pk: UUID) -> Response:
        """Go through the device's check-out list. A point that is missing is named, so `{}` asks for the list."""
        device = access.load(request.user, pk, Permission.PRESCRIBE_DEVICE)
        verb = partial(deliveries.check_out, device=device, by=request.user)
        return self.carry_out(verb, of=device, device=device, centre=device.centre)

    @does(records.DeliveryBody, at="deliveries", makes=Delivery, fresh=True, shows=shown.DeliveryViewSet,
          example={"user_trained": True, "on": ON})  # fmt: skip
    def deliveries(self, request: Request, pk: UUID) -> Response:
        """Hand the device over: the moment the report counts."""
        device = access.load(request.user, pk, Permission.PRESCRIBE_DEVICE)
        verb = partial(deliveries.deliver, device=device, by=request.user)
        return self.carry_out(verb, of=device, device=device, centre=device.centre)

    @does(records.RepairBody, at="repairs", makes=Repair, shows=shown.RepairViewSet,
          example={"kind": "repair", "parts": "Strap", "minutes": 30, "on": ON})  # fmt: skip
    def repairs(self, request: Request, pk: UUID) -> Response:
        """Record a completed repair, adjustment or socket replacement of a delivered device."""
        device, centre = access.load_in_use(request.user, pk)
        verb = partial(aftercare.repair, device=device, centre=centre, by=request.user)
        return self.carry_out(verb, of=device, device=device, centre=centre)

    @does(records.FollowUpBody, at="follow-ups", makes=FollowUp, shows=shown.FollowUpViewSet,
          example={"findings": "Walks well.", "on": ON})  # fmt: skip
    def follow_ups(self, request: Request, pk: UUID) -> Response:
        """Record a review of a delivered device without repair."""
        device, centre = access.load_in_use(request.user, pk)
        verb = partial(aftercare.follow_up, device=device, centre=centre, by=request.user)
        return self.carry_out(verb, of=device, device=device, centre=centre)

    @does(orders.ReissueBody, at="reissues", makes=Device, shows=shown.DeliveryViewSet,
          example={"patient": PERSON, "on": ON})  # fmt: skip
    def reissues(self, request: Request, pk: UUID) -> Response:
        """Give a wheelchair or tricycle that came back to a person again: a new device, delivered in one step."""
        device = access.load(request.user, pk, Permission.PRESCRIBE_DEVICE)
        verb = partial(aftercare.reissue, device=device, centre=device.centre, by=request.user)
        return self.carry_out(verb, of=device, device=device, centre=device.centre)


def first_of(verb: Any, **given: Any) -> Any:
    """Of what a verb made several of, the one under the client's own key."""
    return verb(**given)[0]
