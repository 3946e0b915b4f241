"""What a device's own page shows: where it stands in its life, what may be done now, and by whom."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.access import Permission, permissions_of
from apps.core.problems import Text
from apps.devices import policies
from apps.devices.models import Device, MeasurementKind, State
from apps.patients import access

# How a state's badge looks; the words beside it say the same.
KINDS = {
    State.PRESCRIBED: "", State.MEASURED: "busy", State.IN_FABRICATION: "busy", State.FITTING: "busy",
    State.CHECKED: "good", State.DELIVERED: "good", State.IN_USE: "good", State.RETIRED: "",
    State.ON_HOLD: "warn", State.CANCELLED: "bad", State.CLOSED: "bad",
}  # fmt: skip
MADE = (
    State.PRESCRIBED, State.MEASURED, State.IN_FABRICATION, State.FITTING, State.CHECKED, State.DELIVERED,
    State.IN_USE, State.RETIRED,
)  # fmt: skip
# What is done with a device that is out, wherever the person is served by then.
AFTERCARE = ("begin_use", "follow_up", "repair", "replace", "reissue", "end")
FROM_THE_SHELF = (State.PRESCRIBED, State.DELIVERED, State.IN_USE, State.RETIRED)


@dataclass(frozen=True)
class Stop:
    """One stop on the way through a device's life: behind, here, or ahead."""

    label: Text
    here: bool
    behind: bool


@dataclass(frozen=True)
class Option:
    """Something that may be done now. The first of a page's options is its natural next step."""

    label: Text
    url: str
    icon: str = ""


def stops(device: Device) -> list[Stop]:
    """The device's way, and how far it came; a cancelled or closed one stands where it was left."""
    entered = {step.to_state for step in device.steps.all()}
    short = device.device_type.prefabricated and not entered & {State.MEASURED, State.IN_FABRICATION, State.FITTING}
    way = FROM_THE_SHELF if short else MADE
    stands = stood(device)
    place = way.index(stands)
    return [Stop(state.label, here=place == n, behind=n < place) for n, state in enumerate(way)]


def stood(device: Device) -> State:
    """The state on the way itself: what a device on hold returns to, or what it was when it ended undelivered."""
    if device.state == State.ON_HOLD:
        return State(device.held_state)
    if device.state not in (State.CANCELLED, State.CLOSED):
        return State(device.state)
    left = [step.from_state for step in device.steps.all() if step.from_state not in ("", State.ON_HOLD)]
    return State(left[-1]) if left else State.PRESCRIBED


def options(device: Device, held: Collection[Permission], *, only: Collection[str] | None = None) -> list[Option]:
    """What somebody with the permissions `held` in the device's centre may do now, the natural next step first;
    of the jobs named in `only` where that is given."""
    if Permission.PRESCRIBE_DEVICE not in held:
        return []
    jobs = [(name, option) for name, option in everything(device) if only is None or name in only]
    found = {name: option for name, option in jobs if option is not None}
    first = next_step(device)
    order = [first, *(name for name in found if name != first)]
    return [found[name] for name in order if name in found]


def options_for(user: User, device: Device) -> list[Option]:
    """What the user may do now. Once the person has left the device's centre, that may end an open order, and the
    centre that serves the person looks after what was delivered."""
    if access.serves(device.centre, device.patient):
        return options(device, permissions_of(user, device.centre))
    if device.is_open:
        return options(device, permissions_of(user, device.centre), only={"end"})
    if device.state == State.RETIRED and Permission.PRESCRIBE_DEVICE in permissions_of(user, device.centre):
        return options(device, {Permission.PRESCRIBE_DEVICE}, only={"reissue"})
    now_at = access.centres_for(user, device.patient, Permission.PRESCRIBE_DEVICE)
    return options(device, {Permission.PRESCRIBE_DEVICE} if now_at else (), only=AFTERCARE)


def looks_after(user: User, device: Device) -> bool:
    """Whether the user may note what was built in: at the device's centre, or at the one that serves the person now."""
    if Permission.PRESCRIBE_DEVICE in access.permissions_at(user, device.patient, device.centre):
        return True
    now_at = access.centres_for(user, device.patient, Permission.PRESCRIBE_DEVICE)
    return bool(now_at) and not access.serves(device.centre, device.patient)


def next_step(device: Device) -> str:
    """The name of the step that naturally follows."""
    prefabricated = device.device_type.prefabricated
    return {
        State.PRESCRIBED: "deliver" if prefabricated else "measure",
        State.MEASURED: State.IN_FABRICATION,
        State.IN_FABRICATION: "fitting",
        State.FITTING: "check_out",
        State.CHECKED: "deliver",
        State.ON_HOLD: "resume",
        State.DELIVERED: "begin_use",
        State.IN_USE: "follow_up",
        State.RETIRED: "reissue",
    }.get(State(device.state), "")


def everything(device: Device) -> list[tuple[str, Option | None]]:
    """Every job by name, None where its policy refuses it."""
    again = device.state != State.PRESCRIBED
    measured = _("Measure or cast again") if again else _("Measure or cast")
    kind = MeasurementKind.RECAST if again else MeasurementKind.MEASURE
    aftercare = policies.service_delivered(device)

    def job(name: str, label: Text, refusal: Text | None, icon: str, query: str = "") -> tuple[str, Option | None]:
        url = reverse(f"devices:{name}", args=[device.pk]) + query
        return name, None if refusal is not None else Option(label, url, icon)

    return [
        job("resume", _("Resume"), policies.resume(device), "play"),
        job("measure", measured, policies.measure(device, kind=kind), "edit"),
        step(device, State.IN_FABRICATION, _("Begin fabrication")),
        job("fitting", _("Log a fitting"), policies.fit(device), "edit"),
        job("check_out", _("Check out"), policies.check_out(device), "check"),
        job("deliver", _("Deliver"), policies.deliver(device), "box"),
        job("begin_use", _("In regular use"), policies.work(device, to=State.IN_USE), "user"),
        job("follow_up", _("Follow-up"), aftercare, "search"),
        job("repair", _("Repair or adjust"), aftercare, "wrench"),
        replacement(device),
        job("reissue", _("Give out again"), policies.reissue(device), "swap"),
        job("hold", _("Put on hold"), policies.move(device, to=State.ON_HOLD), "pause"),
        job("end", ending(device), no_ending(device), "cross"),
    ]


def step(device: Device, to: State, label: Text) -> tuple[str, Option | None]:
    """A step of the workshop, by the name of the state it leads to."""
    url = reverse("devices:advance", args=[device.pk]) + f"?to={to}"
    return to, Option(label, url, "step") if policies.work(device, to=to) is None else None


def replacement(device: Device) -> tuple[str, Option | None]:
    """Prescribing its successor; the order begins with what this one is."""
    if policies.replace(device.patient, device) is not None:
        return "replace", None
    begin = {"replaces": device.pk, "device_type": device.device_type.key, "side": device.side,
             "technology": device.technology, "impairment": device.impairment_id or "", "stage": "renewal"}  # fmt: skip
    url = reverse("devices:prescribe", args=[device.patient_id]) + "?" + urlencode(begin)
    return "replace", Option(_("Replace"), url, "swap")


def no_ending(device: Device) -> Text | None:
    """Why nothing can end this device's life now, or None."""
    refusals = [policies.end(device, to=state) for state in policies.ENDINGS]
    return None if None in refusals else refusals[0]


def ending(device: Device) -> Text:
    return _("End of life") if device.is_delivered else _("Cancel or close")
