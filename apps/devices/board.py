"""The workshop at a glance: what is open, in which state, how long it waits, and what may be done with it next.

How old is too old is one number for all orders (OVERDUE_AFTER); what is on hold waits for somebody else and is never
called late. Which step may follow which stands in `TRANSITIONS`; a step that only needs a date is made with one press,
any other one opens its page. Of a pair every step is made on its page, where the other one can go along.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.core.problems import Text
from apps.devices import policies
from apps.devices.models import Device, State
from apps.devices.models.device import DeviceQuerySet
from apps.patients.models import PatientAccess

OVERDUE_AFTER = timedelta(days=60)
OPEN_STATES = (
    State.PRESCRIBED, State.MEASURED, State.IN_FABRICATION, State.FITTING, State.CHECKED, State.ON_HOLD,
)  # fmt: skip
SHOWN = 30  # cards in a column; the list has the others
# Where a step to a state is made, and what the button says.
PAGES: dict[State, tuple[str, Text]] = {
    State.MEASURED: ("devices:advance", _("Measured or cast")),
    State.IN_FABRICATION: ("devices:advance", _("Begin fabrication")),
    State.FITTING: ("devices:fitting", _("Log a fitting")),
    State.CHECKED: ("devices:check_out", _("Check out")),
    State.DELIVERED: ("devices:deliver", _("Deliver")),
    State.ON_HOLD: ("devices:hold", _("Put on hold")),
    State.CANCELLED: ("devices:end", _("Cancel or close")),
    State.CLOSED: ("devices:end", _("Cancel or close")),
}
RESUME: tuple[str, Text] = ("devices:resume", _("Resume"))


@dataclass(frozen=True)
class Step:
    """A step the table allows. `to` is the state it leads to; `at_once`: it needs nothing but a press."""

    to: State
    label: Text
    url: str
    at_once: bool


@dataclass(frozen=True)
class Card:
    """One open order. `steps`: what this user may do with it, the natural next step first."""

    device: Device
    days: int
    late: bool
    steps: Sequence[Step]


@dataclass(frozen=True)
class Column:
    """A state, how many orders are in it, and the oldest of them."""

    state: State
    total: int
    cards: Sequence[Card]

    @property
    def more(self) -> int:
        return self.total - len(self.cards)


def open_by_state(centres: Iterable[Centre]) -> dict[State, int]:
    """Open devices of the centres by state, in the order of a device's life; states without any are 0."""
    return by_state(Device.objects.filter(centre__in=list(centres)))


def by_state(devices: DeviceQuerySet) -> dict[State, int]:
    """The open ones among the devices by state, in the order of a device's life; states without any are 0."""
    counts = dict(devices.open().order_by().values_list("state").annotate(n=Count("pk")))
    return {state: counts.get(state, 0) for state in OPEN_STATES}


def overdue(devices: DeviceQuerySet, today: date) -> DeviceQuerySet:
    """The open ones that wait too long, and not for somebody else."""
    return devices.open().exclude(state=State.ON_HOLD).filter(prescribed_on__lt=today - OVERDUE_AFTER)


def is_late(device: Device, today: date) -> bool:
    """As `overdue`, of one open device."""
    return device.state != State.ON_HOLD and today - device.prescribed_on > OVERDUE_AFTER


def columns(devices: DeviceQuerySet, *, today: date, may_work_in: Iterable[Centre]) -> list[Column]:
    """A column for each open state, the oldest order on top. `may_work_in`: centres whose devices the user moves."""
    working = {centre.pk for centre in may_work_in}
    served = PatientAccess.objects.filter(patient=OuterRef("patient"), centre=OuterRef("centre"), active=True)
    rows = devices.shown().annotate(served=Exists(served)).order_by("prescribed_on", "created_at")
    found = []
    for state, total in by_state(devices).items():
        cards = [card(device, today, works=device.centre_id in working) for device in rows.filter(state=state)[:SHOWN]]
        found.append(Column(state, total, cards))
    return found


def card(device: Device, today: date, *, works: bool) -> Card:
    """The order as a card; once the person has left the centre it can only be ended."""
    allowed = steps(device) if works else []
    if not getattr(device, "served", True):
        allowed = [step for step in allowed if step.to in policies.ENDINGS]
    return Card(device, (today - device.prescribed_on).days, is_late(device, today), allowed)


def steps(device: Device) -> list[Step]:
    """What the table allows from here, the natural next step first; a page asks besides what must hold for it."""
    onward = [to for to in policies.TRANSITIONS[State(device.state)] if policies.move(device, to=to) is None]
    shelf = device.state == State.PRESCRIBED
    if shelf and device.device_type.prefabricated:
        onward.sort(key=lambda to: to != State.DELIVERED)
    elif shelf:
        onward.remove(State.DELIVERED)
    found = {page: step for to in onward for page, step in [_step(device, to)]}
    return list(found.values())


def _step(device: Device, to: State) -> tuple[str, Step]:
    """The step by its page: two endings are chosen between on one page."""
    back = device.state == State.ON_HOLD and to == device.held_state
    name, label = RESUME if back else PAGES[to]
    if to == State.MEASURED and not back and device.state != State.PRESCRIBED:
        label = _("Measure or cast again")
    url = reverse(name, args=[device.pk])
    url = f"{url}?to={to}" if name == "devices:advance" else url
    at_once = (back or to == State.IN_FABRICATION) and device.pair is None
    return url, Step(to, label, url, at_once)
