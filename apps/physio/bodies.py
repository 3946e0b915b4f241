"""What requests say of physiotherapy: sessions, groups, scores, plans, checked against the same lists as the forms."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, serializers

from apps.centres.access import Permission
from apps.core.bodies import NOT_THERE, Body, Choice, Day, Key, Number, RowKey, Text, Whole, YesNo, pick
from apps.patients.bodies import ForPersonBody, timed
from apps.patients.models import Episode, Patient
from apps.physio import measuring, planning, queries, scoring
from apps.physio.models import Instrument, PlanOutcome, Progress, Technique, TreatmentPlan, WalkingAid
from apps.physio.policies.plans import MOST_A_WEEK, MOST_IN_ALL

LONGEST_MINUTES, LARGEST_GROUP, LONGEST_LIST = 480, 40, 200
AT_CENTRE = r"^[A-Z]{2,8}\Z"


class Techniques(serializers.ListField):
    """Techniques, each once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=Choice(Technique), max_length=len(Technique), required=False, **kwargs)

    def to_internal_value(self, data: Any) -> list[str]:
        return list(dict.fromkeys(super().to_internal_value(data)))


class SessionBody(ForPersonBody):
    """One person's session. `plan`: only where several of the person's plans were running on the day."""

    permission = Permission.LOG_PHYSIOTHERAPY

    on = Day(help_text="Local date at the centre")
    minutes = Whole(min_value=1, max_value=LONGEST_MINUTES)
    techniques = Techniques()
    attended = YesNo(required=False, default=True)
    device_related = YesNo(required=False, default=False)
    therapist = RowKey(required=False, allow_null=True, help_text="Without it, whoever is signed in")
    note = Text(max_length=1000, lines=True)
    plan = RowKey(required=False, allow_null=True)
    outside_plans = YesNo(required=False, default=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        given = super().validate(given)
        user, patient, centre = self.context["user"], given["patient"], given["centre"]
        pick(given, "therapist", queries.therapists([centre], besides=user))
        pick(given, "plan", TreatmentPlan.objects.visible_to(user).filter(patient=patient, centre=centre))
        if "plan" in given and given["outside_plans"]:
            raise exceptions.ValidationError({"outside_plans": [_("Name a plan, or none.")]})
        return given

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return timed(given, given["centre"])


class CorrectionBody(Body):
    """What was wrong, and what is different; what is left out stays as it was logged."""

    reason = Text(max_length=300, required=True)
    on = Day(required=False, help_text="Not for a session of a group")
    minutes = Whole(min_value=1, max_value=LONGEST_MINUTES, required=False)
    techniques = Techniques()
    attended = YesNo(required=False)
    device_related = YesNo(required=False)
    therapist = RowKey(required=False)
    note = Text(max_length=1000, lines=True)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        session = self.context["session"]
        if "on" in given and session.group_id is not None and given["on"] != session.service_date:
            raise exceptions.ValidationError({"on": [_("A session of a group keeps the day of its group.")]})
        pick(given, "therapist", queries.therapists([session.centre], besides=session.therapist))
        return given

    def arguments(self) -> dict[str, Any]:
        given, session = super().arguments(), self.context["session"]
        on = given.pop("on", session.service_date)
        return given if on == session.service_date else {**given, "at": session.centre.moment(on)}


class GroupBody(Body):
    """A group session, entered once for all."""

    centre = serializers.RegexField(AT_CENTRE, required=False, help_text="Needed where you work in several centres")
    patients = serializers.ListField(child=RowKey(), min_length=2, max_length=LARGEST_GROUP)
    absent = serializers.ListField(child=RowKey(), max_length=LARGEST_GROUP, required=False, default=list)
    on = Day(help_text="Local date at the centre")
    minutes = Whole(min_value=1, max_value=LONGEST_MINUTES)
    title = Text(max_length=120)
    techniques = Techniques()
    device_related = YesNo(required=False, default=False)
    therapist = RowKey(required=False, allow_null=True)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        user, centres = self.context["user"], self.context["centres"]
        here = [centre for centre in centres if given.get("centre", centre.code) == centre.code]
        if not here:
            raise exceptions.ValidationError({"centre": [NOT_THERE]})
        given["centre"] = here[0]
        seen = Patient.objects.visible_to(user).of_centre(here[0]).select_related("centre")
        known = seen.in_bulk([*given["patients"], *given["absent"]])
        given["patients"] = _people(given["patients"], known, "patients")
        among = {patient.pk: patient for patient in given["patients"]}
        given["absent"] = _people(given["absent"], among, "absent")
        pick(given, "therapist", queries.therapists([here[0]], besides=user))
        return given

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return timed(given, given["centre"])


def _people(keys: list[Any], known: dict[Any, Patient], name: str) -> list[Patient]:
    """The people of the keys, each once. Raises ValidationError with the places of those who are not there."""
    wrong: Any = {place: [NOT_THERE] for place, key in enumerate(keys) if key not in known}
    if wrong:
        raise exceptions.ValidationError({name: wrong})
    return [known[key] for key in dict.fromkeys(keys)]


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "enum": [scoring.UNABLE]}]})
class ItemValue(serializers.Field):
    """What was scored for an item: a whole number, or "unable"."""

    default_error_messages = {"invalid": _("A whole number, or “unable”.")}  # noqa: RUF012

    def to_internal_value(self, data: Any) -> int | str:
        number = isinstance(data, int) and not isinstance(data, bool) and abs(data) < 1000
        if not number and data != scoring.UNABLE:
            self.fail("invalid")
        found: int | str = data
        return found

    def to_representation(self, value: Any) -> Any:
        return value


class ScoreBody(ForPersonBody):
    """One measurement: `total` in the instrument's unit, or `items` (key, with `:L` or `:R` for a side), or `unable`
    with its reason."""

    permission = Permission.MEASURE_OUTCOMES

    on = Day(help_text="Local date at the centre")
    instrument = Key(help_text="Key of an instrument, e.g. tug")
    total = Number(max_digits=7, decimal_places=2, required=False, allow_null=True)
    items = serializers.DictField(child=ItemValue(), required=False, default=dict)
    unable = YesNo(required=False, default=False)
    unable_reason = Text(max_length=200)
    worn_device = RowKey(required=False, allow_null=True, help_text="The device of the person that was worn")
    barefoot = YesNo(required=False, default=False, help_text="No device was worn")
    walking_aid = Choice(WalkingAid, required=False)
    episode = RowKey(required=False, allow_null=True)
    assessor = RowKey(required=False, allow_null=True, help_text="Without it, whoever is signed in")
    note = Text(max_length=300)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        given = super().validate(given)
        user, patient = self.context["user"], given["patient"]
        pick(given, "instrument", Instrument.objects.offered(), by="key")
        pick(given, "worn_device", patient.devices.select_related("device_type"))
        pick(given, "episode", Episode.objects.visible_to(user).open().filter(patient=patient))
        pick(given, "assessor", measuring.assessors([given["centre"]], besides=user))
        if len(given["items"]) > LONGEST_LIST:
            raise exceptions.ValidationError({"items": [_("There is no such item in this measure.")]})
        return given

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return timed(given, given["centre"])

    def place(self, field: str) -> str:
        """The verb names an item that cannot be by its key, and the worn device its own way."""
        if field.startswith(scoring.ITEM):
            return f"items/{field.removeprefix(scoring.ITEM)}"
        return {"worn": "worn_device"}.get(field, field)


class PlanBody(Body):
    """A new plan: how often, how many in all, for what."""

    episode = RowKey(help_text="Of another centre, or none: 404")
    aim = Text(max_length=300, required=True)
    weekly = Whole(min_value=1, max_value=MOST_A_WEEK, help_text="Sessions a week")
    planned = Whole(min_value=1, max_value=MOST_IN_ALL, help_text="Sessions in all")
    started_on = Day()
    review_on = Day(required=False, allow_null=True)
    therapist = RowKey(required=False, allow_null=True)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        user = self.context["user"]
        episode = given["episode"] = planning.load_episode(user, given["episode"])
        pick(given, "therapist", queries.therapists([episode.centre], besides=user))
        return given


class ChangePlanBody(Body):
    """What is different about an open plan; what is left out stays as it is."""

    aim = Text(max_length=300)
    weekly = Whole(min_value=1, max_value=MOST_A_WEEK, required=False)
    planned = Whole(min_value=1, max_value=MOST_IN_ALL, required=False)
    started_on = Day(required=False)
    review_on = Day(required=False, allow_null=True)
    therapist = RowKey(required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        plan = self.context["plan"]
        pick(given, "therapist", queries.therapists([plan.centre], besides=plan.therapist))
        return given


class AssignBody(Body):
    """The plan a session belongs to, or null for none."""

    plan = RowKey(allow_null=True)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        offered = TreatmentPlan.objects.visible_to(self.context["user"])
        return {"plan": pick(given, "plan", offered.filter(patient=self.context["session"].patient))}


class ReviewBody(Body):
    """How the treatment goes; `next_on`: when it is looked at again."""

    progress = Choice(Progress)
    note = Text(max_length=1000, lines=True)
    on = Day()
    next_on = Day(required=False, allow_null=True)


class EndPlanBody(Body):
    """How a plan ended."""

    outcome = Choice(PlanOutcome)
    note = Text(max_length=300)
    on = Day()


class NothingBody(Body):
    """Nothing to say: `{}`."""
