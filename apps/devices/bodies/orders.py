"""What requests say that begin a device's life: the prescription, the fast track, giving out again."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from apps.centres.access import Permission
from apps.core.bodies import Choice, Day, Key, Keys, RowKey, Text, Whole, YesNo, pick
from apps.devices import queries
from apps.devices.bodies.records import Spec
from apps.devices.models import ReplaceReason, Term, TermKind
from apps.patients.bodies import DatedBody, ForPersonBody, timed
from apps.patients.models import Episode, Patient, Side

BOTH = "both"
SIDES = [*Side.choices, (BOTH, "Both")]  # the words are for programmers


class OrderBody(ForPersonBody):
    """What both ways to a device have in common."""

    prefabricated = False

    on = Day(help_text="Local date at the centre")
    device_type = Key(help_text="Key of a device type, e.g. PRO-LL-TT")
    serial_number = Text(max_length=40)
    episode = RowKey(required=False, allow_null=True, help_text="An open episode of the person")
    note = Text(max_length=300)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        given = super().validate(given)
        pick(given, "device_type", queries.offered(prefabricated=self.prefabricated), by="key")
        seen = Episode.objects.visible_to(self.context["user"]).open()
        pick(given, "episode", seen.filter(patient=given["patient"]))
        return given


class PrescriptionBody(OrderBody):
    """A device to be made. `both` sides make two devices that share `pair`; the answer shows the one on the left."""

    permission = Permission.PRESCRIBE_DEVICE

    side = Choice(SIDES, required=False)
    quantity = Whole(min_value=1, max_value=100, required=False, default=1, help_text="Units; more than 1 of crutches")
    impairment = RowKey(required=False, allow_null=True, help_text="The limb, where the side does not tell it")
    technology = Key(required=False, allow_blank=True, max_length=24)
    stage = Key(required=False, allow_blank=True, max_length=24)
    replaces = RowKey(required=False, allow_null=True, help_text="An earlier device of the person")
    replaces_because = Choice(ReplaceReason, required=False, help_text="Why; “other” needs a note")
    spec = Spec(required=False, help_text="Of a wheelchair, tricycle or seat")
    components = Text(max_length=300)
    technician = RowKey(required=False, allow_null=True, help_text="Without it, whoever is signed in")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        given = super().validate(given)
        user, patient = self.context["user"], given["patient"]
        pick(given, "impairment", patient.impairments.all())
        pick(given, "replaces", queries.replaceable(patient))
        if given.get("replaces") is not None and "replaces_because" not in given:
            raise exceptions.ValidationError({"replaces_because": [_("Say why the earlier device is replaced.")]})
        if given.get("replaces_because") == ReplaceReason.OTHER and not given.get("note"):
            raise exceptions.ValidationError({"note": [_("Say in the note why it is replaced.")]})
        for name in (TermKind.TECHNOLOGY, TermKind.STAGE):
            term = pick(given, name, Term.objects.offered(name), by="key")
            given |= {name.value: term.key} if term is not None else {}
        pick(given, "technician", queries.technicians([given["centre"]], besides=user))
        return {"technician": user, **given}

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        side = given.pop("side", "")
        return {**given, "sides": (Side.LEFT, Side.RIGHT) if side == BOTH else (side,)}

    def place(self, field: str) -> str:
        return field if field in self.fields else f"spec/{field}"


class HandOutBody(OrderBody):
    """A prefabricated item from the shelf, prescribed and delivered in one step. `quantity` in units."""

    permission = Permission.DELIVER_PREFABRICATED
    prefabricated = True

    quantity = Whole(min_value=1, max_value=100, required=False, default=1)
    user_trained = YesNo(required=False, default=False)
    training_keys = Keys()
    handed_to = Text(max_length=120)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return timed(given, given["centre"])


class ReissueBody(DatedBody):
    """To whom a device that came back is given: a patient of its centre."""

    patient = RowKey()

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        given = super().validate(given)
        pick(given, "patient", Patient.objects.visible_to(self.context["user"]).of_centre(self.context["centre"]))
        return given
