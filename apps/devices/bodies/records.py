"""What requests say that do something with a device: the same values as the workshop's forms, checked against the
same lists. The context holds the `device` and the `centre` where it is done."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, serializers

from apps.core.bodies import Body, Choice, Day, Keys, Number, RowKey, Text, Whole, YesNo, pick
from apps.devices import policies, queries
from apps.devices.checklists import ANSWERS, checklist_for
from apps.devices.models import EndReason, HoldReason, MeasurementKind, RepairKind, State
from apps.patients.bodies import DatedBody
from apps.patients.models import Episode


@extend_schema_field({"oneOf": [{"type": "number"}, {"type": "string"}]})
class Said(serializers.Field):
    """A number, or a short word."""

    default_error_messages = {"invalid": _("A number, or a short word.")}  # noqa: RUF012

    def to_internal_value(self, data: Any) -> Any:
        number = isinstance(data, int | float) and not isinstance(data, bool) and abs(data) < 1000
        if not number and not (isinstance(data, str) and len(data) <= 20 and data.isascii()):
            self.fail("invalid")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class Spec(serializers.DictField):
    """seat_width_cm, seat_depth_cm (cm, one decimal), size, terrain, cushion."""

    child = Said()


class StepBody(Body):
    """A step of which only the date is said."""

    on = Day(help_text="Local date of the step")


class AdvanceBody(StepBody):
    """A step of the workshop. A device gets its serial number when it is made: the one given, or the centre's next."""

    to = Choice([(step.value, step.label) for step in policies.WORKSHOP_STEPS])
    serial_number = Text(max_length=40)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        has = self.context["device"].serial_number
        if has and given.get("serial_number", has) not in ("", has):
            raise exceptions.ValidationError({"serial_number": [_("This device has its serial number already.")]})
        return given

    def arguments(self) -> dict[str, Any]:
        given, to = super().arguments(), State(self.validated_data["to"])
        return {**given, "to": to, "draw_serial": to == State.IN_FABRICATION}


class HoldBody(StepBody):
    """Why work on the device waits."""

    reason = Choice(HoldReason)
    note = Text(max_length=200, help_text="Which part is missing, or until when")


class EndBody(StepBody):
    """How a device's life ends. Each ending has its own reasons; “other” needs a note."""

    to = Choice([(state.value, state.label) for state in policies.ENDINGS])
    reason = Choice(EndReason)
    note = Text(max_length=300)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return {**given, "to": State(given["to"]), "reason": EndReason(given["reason"])}


class SerialBody(Body):
    """The number of the device; empty: the next of the centre's own series is drawn."""

    serial_number = Text(max_length=40)


class ComponentsBody(Body):
    """What was built in, with its lots; empty: nothing is known."""

    components = Text(max_length=300)

    def arguments(self) -> dict[str, Any]:
        return {"components": "", **super().arguments()}


class SpecificationBody(Body):
    """What a chair is to be like, wholly anew; what is left out is not known."""

    spec = Spec()

    def place(self, field: str) -> str:
        return field if field in self.fields else f"spec/{field}"


class WorkBody(DatedBody):
    """Work on a device by a technician of the centre; without a name it is whoever is signed in."""

    technician = RowKey(required=False, allow_null=True)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        given = super().validate(given)
        pick(given, "technician", queries.technicians([self.context["centre"]], besides=self.context["user"]))
        return given


class MeasurementBody(WorkBody):
    """A filled-in card: key of a measure → number in the card's unit. Casting again needs a reason."""

    kind = Choice(MeasurementKind)
    values = serializers.DictField(child=Number(max_digits=6, decimal_places=1), required=False, default=dict)
    reason = Text(max_length=300)
    note = Text(max_length=1000, lines=True)

    def place(self, field: str) -> str:
        """The verb names a measure that cannot be by its key."""
        return field if field in self.fields else f"values/{field}"


class FittingBody(WorkBody):
    """One trial: keys of terms, words, or both."""

    finding_keys = Keys()
    findings = Text(max_length=4000, lines=True)
    adjustment_keys = Keys()
    adjustments = Text(max_length=4000, lines=True)
    next_step = Text(max_length=300)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        given = super().validate(given)
        if not any(given.get(name) for name in self.fields.keys() - {"on", "technician"}):
            words = _("Write what was found, changed, or is to be done next.")
            raise exceptions.ValidationError({"findings": [words]})
        return given


class CheckOutBody(WorkBody):
    """Every point of the device's list: key → yes, no or na. With a failed point, a reason to deliver all the same."""

    points = serializers.DictField(child=Choice(ANSWERS))
    override_reason = Text(max_length=300)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        given = super().validate(given)
        expected = [point.key for point in checklist_for(self.context["device"]).points]
        missing, unknown = _("Answer this point."), _("The list has no such point.")
        wrong = {key: [missing] for key in expected if key not in given["points"]}
        wrong |= {key[:40]: [unknown] for key in given["points"] if key not in expected}
        if wrong:
            raise exceptions.ValidationError({"points": wrong})
        return given


class DeliveryBody(WorkBody):
    """The hand-over: what the user was trained in, and to whom it was handed when not to the user."""

    user_trained = YesNo(required=False, default=False)
    training_keys = Keys()
    handed_to = Text(max_length=120)
    note = Text(max_length=300)


class RepairBody(WorkBody):
    """A completed repair, adjustment or socket replacement. `minutes` of work."""

    kind = Choice(RepairKind)
    parts = Text(max_length=300)
    minutes = Whole(min_value=1, max_value=1440, required=False, allow_null=True)
    episode = RowKey(required=False, allow_null=True)
    note = Text(max_length=300)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        given = super().validate(given)
        seen = Episode.objects.visible_to(self.context["user"]).open()
        pick(given, "episode", seen.filter(patient=self.context["device"].patient))
        return given


class FollowUpBody(DatedBody):
    """A review of a delivered device without repair."""

    findings = Text(max_length=4000, lines=True)
