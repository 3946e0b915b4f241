"""What requests say that record something for a person: for whom, where, on which day; and why it is voided."""

from typing import Any, ClassVar

from rest_framework import exceptions, serializers

from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.core.bodies import NOT_THERE, Body, Day, RowKey, Text
from apps.patients import access


def timed(given: dict[str, Any], centre: Centre) -> dict[str, Any]:
    """The local date `on` as the instant `at`; noon there stands for the hour nobody wrote down."""
    return {name: value for name, value in given.items() if name != "on"} | {"at": centre.moment(given["on"])}


class DatedBody(Body):
    """Something done on a local date at the context's `centre`."""

    on = Day(help_text="Local date at the centre")

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return timed(given, self.context["centre"])


class ForPersonBody(Body):
    """Something done for a person, by somebody with the `permission` in a centre that sees the person."""

    permission: ClassVar[Permission] = Permission.VIEW_PATIENTS

    patient = RowKey(help_text="Of another centre, or nobody: 404. Of a merged record: the one it was merged into")
    centre = serializers.RegexField(
        r"^[A-Z]{2,8}\Z",
        required=False,
        help_text="Code of the centre, needed only where several of yours see the person",
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        user = self.context["user"]
        patient = access.load(user, given["patient"], self.permission)
        centres = access.centres_for(user, patient, self.permission)
        here = [centre for centre in centres if given.get("centre") in (None, centre.code)]
        if not here:
            raise exceptions.ValidationError({"centre": [NOT_THERE]})
        return {**given, "patient": patient, "centre": here[0]}


class VoidBody(Body):
    """Why something that was recorded is not counted any more."""

    reason = Text(max_length=300, required=True)
