"""What matters today, per role: one panel each, in the order in which a person passes through the centre."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.centres.models import Centre, Membership, Role
from apps.desk import gaps
from apps.desk.panels import Comparison, Line, Link, Listing, Number, Panel, Row, address
from apps.devices.board import open_by_state
from apps.devices.models import Device, State
from apps.devices.models.device import DeviceQuerySet
from apps.patients.models import Episode, Patient, Transfer
from apps.physio import queries as physio
from apps.physio.models import PhysioSession
from apps.reports.indicators import BY_CODE, Scope, count
from apps.reports.periods import one_month

SHOWN = 6
COMPARED = ("BEN", "BENNEW", "PRO", "ORT", "WCH", "CRU", "REP", "PTS")


@dataclass(frozen=True)
class Place:
    """Where somebody has a role. `among_others`: the person works elsewhere too, so lists must name the centre."""

    user: User
    centres: Sequence[Centre]
    among_others: bool

    @property
    def named(self) -> dict[str, object]:
        """The filter that keeps a list to this place."""
        return {"centre": self.centres[0].pk} if self.among_others and len(self.centres) == 1 else {}

    @property
    def devices(self) -> DeviceQuerySet:
        return Device.objects.filter(centre__in=self.centres)


def panels(user: User, roles: Sequence[Membership]) -> list[Panel]:
    """The panels of everyone the user is, each over the centres where the user is that."""
    several = len({membership.centre_id for membership in roles}) > 1
    found = []
    for role, panel in PANELS:
        centres = [membership.centre for membership in roles if membership.role == role]
        if centres:
            found.append(panel(Place(user, centres, several)))
    return found


def reception(place: Place) -> Panel:
    registered = Patient.objects.of_centres(place.centres).filter(centre__in=place.centres).order_by("-pk")[:SHOWN]
    rows = [Row(person.display_name, address("patients:detail", person.pk), person.number) for person in registered]
    ready = place.devices.filter(state=State.CHECKED)
    nothing = _("No device waits to be handed over.")
    return Panel(
        title=_("Reception"),
        searches=True,
        links=[Link(_("Register a person"), address("patients:register"), "plus")],
        numbers=transfers_to_answer(place),
        listings=[
            device_listing(_("Ready to hand over"), ready, nothing, state=State.CHECKED, **place.named),
            Listing(_("Registered lately"), rows, _("Nobody has been registered yet."), address("patients:list")),
        ],
    )  # fmt: skip


def clinic(place: Place) -> Panel:
    """What doctors and social workers begin with: the episodes they are in the team of, and those opened lately."""
    begun = Episode.objects.filter(centre__in=place.centres, closed_on=None).select_related("patient")
    begun = begun.order_by("-opened_on", "-pk")
    mine = begun.filter(team__user=place.user, team__left_on=None).distinct()
    everywhere = address("patients:list", episode="open", **place.named)
    return Panel(
        title=_("Clinic"),
        searches=True,
        links=[Link(_("Register a person"), address("patients:register"), "plus")],
        numbers=transfers_to_answer(place),
        listings=[
            Listing(
                _("My open episodes"), [episode_row(found) for found in mine[:SHOWN]],
                _("You are in the team of no open episode."), everywhere,
            ),
            Listing(
                _("Opened lately"), [episode_row(found) for found in begun[:SHOWN]],
                _("No episode is open."), everywhere,
            ),
        ],
    )  # fmt: skip


def workshop(place: Place) -> Panel:
    own = {"technician": place.user.pk, **place.named}
    mine = place.devices.filter(technician=place.user)
    states = dict.fromkeys(open_by_state([]), 0)
    for state in mine.open().order_by().values_list("state", flat=True):
        states[State(state)] += 1
    held = mine.filter(state=State.ON_HOLD)
    return Panel(
        title=_("Workshop"),
        links=[Link(_("Find a person and prescribe"), address("patients:list"), "search")],
        numbers=[
            Number(state.label, number, address("devices:list", state=state, **own))
            for state, number in states.items()
        ],
        listings=[
            device_listing(_("My oldest orders"), mine.open(), _("You have no open orders."), **own),
            device_listing(_("On hold"), held, _("Nothing is on hold."), state=State.ON_HOLD, **own),
        ],
    )  # fmt: skip


def exercise_hall(place: Place) -> Panel:
    today, week = place.centres[0].today(), place.centres[0].today() - timedelta(days=6)
    rows = physio.sessions_at(place.centres).filter(voided_at=None)
    mine, own = rows.filter(therapist=place.user), {"therapist": place.user.pk, **place.named}
    return Panel(
        title=_("Physiotherapy"),
        links=[
            Link(_("Log a session"), address("physio:record_any"), "plus"),
            Link(_("Log a group"), address("physio:group"), "users"),
        ],
        numbers=[
            sessions_number(_("Sessions today"), rows, since=today, until=today, **place.named),
            sessions_number(_("Sessions in 7 days"), rows, since=week, until=today, **place.named),
        ],
        listings=[
            session_listing(
                _("My sessions today"), mine.filter(service_date=today), _("You have logged no session today."),
                since=today, until=today, **own,
            ),
            session_listing(
                _("My sessions before today"), mine.filter(service_date__lt=today), _("No sessions yet."),
                until=today - timedelta(days=1), **own,
            ),
        ],
    )  # fmt: skip


def management(place: Place) -> Panel:
    return Panel(
        title=_("The centre"),
        links=[
            Link(_("Reports"), address("reports:home"), "chart"),
            Link(_("Exports"), address("desk:exports"), "download"),
        ],
        comparisons=[comparison(centre) for centre in place.centres],
        numbers=[
            *transfers_to_answer(place),
            *(
                Number(
                    _("Orders: %(state)s") % {"state": state.label},
                    number,
                    address("devices:list", state=state, **place.named),
                )
                for state, number in open_by_state(place.centres).items()
            ),
        ],
        listings=[
            device_listing(_("Oldest orders"), place.devices.open(), _("There are no open orders."), **place.named),
            Listing(
                _("Data quality"),
                [gap_row(gap, place) for gap in gaps.ON_TODAY],
                "",
                address("desk:quality", **place.named),
            ),
        ],
    )


def audit(place: Place) -> Panel:
    return Panel(
        title=_("Reports"),
        links=[Link(_("Reports"), address("reports:home"), "chart")],
        comparisons=[comparison(centre) for centre in place.centres],
    )


def administration(place: Place) -> Panel:
    roles = Membership.objects.active().filter(centre__in=place.centres).order_by().values_list("role", flat=True)
    held = list(roles)
    return Panel(
        title=_("People and roles"),
        links=[
            Link(_("Add a person"), address("centres:person_add"), "plus"),
            Link(_("People and roles"), address("centres:people"), "users"),
        ],
        numbers=[
            Number(role.label, held.count(role), address("centres:people", role=role, **place.named)) for role in Role
        ],
    )


PANELS: tuple[tuple[Role, Callable[[Place], Panel]], ...] = (
    (Role.RECEPTIONIST, reception),
    (Role.TECHNICIAN, workshop),
    (Role.PHYSIOTHERAPIST, exercise_hall),
    (Role.DOCTOR, clinic),
    (Role.SOCIAL_WORKER, clinic),
    (Role.MANAGER, management),
    (Role.AUDITOR, audit),
    (Role.ADMINISTRATOR, administration),
)


def transfers_to_answer(place: Place) -> list[Number]:
    """How many transfers wait for an answer of these centres; nothing where none does."""
    waiting = Transfer.objects.waiting_for(place.centres).count()
    return [Number(_("Transfers to answer"), waiting, address("patients:transfers"))] if waiting else []


def device_listing(title: str, devices: DeviceQuerySet, empty: str, **query: object) -> Listing:
    """The oldest few of the orders, each with its person and since when it waits."""
    rows = devices.select_related("patient", "device_type", "centre").order_by("prescribed_on", "pk")[:SHOWN]
    shown = [device_row(device) for device in rows]
    return Listing(title, shown, empty, address("devices:list", **query), devices.count())


def device_row(device: Device) -> Row:
    days = (device.centre.today() - device.prescribed_on).days
    waited = ngettext("ordered %(count)d day ago", "ordered %(count)d days ago", days) % {"count": days}
    sign = device.get_hold_reason_display() or device.get_state_display()
    who = f"{device.patient.display_name} ({device.patient.number})"
    return Row(device.label, address("devices:detail", device.pk), f"{who} · {waited}", sign)


def episode_row(episode: Episode) -> Row:
    text = f"{episode.patient.number} · {episode.opened_on.isoformat()} · {episode.get_reason_display()}"
    return Row(episode.patient.display_name, address("patients:episode", episode.pk), text)


def sessions_number(label: str, rows: QuerySet[PhysioSession], *, since: date, until: date, **query: object) -> Number:
    number = rows.filter(service_date__range=(since, until)).count()
    return Number(label, number, address("physio:list", since=since, until=until, **query))


def session_listing(title: str, sessions: QuerySet[PhysioSession], empty: str, **query: object) -> Listing:
    rows = [session_row(session) for session in sessions[:SHOWN]]
    return Listing(title, rows, empty, address("physio:list", **query))


def session_row(session: PhysioSession) -> Row:
    text = f"{session.service_date.isoformat()} · " + _("%(minutes)d min") % {"minutes": session.minutes}
    sign = "" if session.attended else _("Did not come")
    return Row(session.patient.display_name, address("physio:detail", session.pk), text, sign)


def gap_row(gap: gaps.Gap, place: Place) -> Row:
    rows = gap.rows(place.centres, place.centres[0].today())
    return Row(gap.label, address("desk:gaps", gap.kind, **place.named), number=rows.count())


def comparison(centre: Centre) -> Comparison:
    """The running month of the centre beside the same month last year, for a handful of indicators."""
    now = one_month(centre.today().replace(day=1))
    before = now.a_year_earlier()
    figures, figures_before = count(Scope.of(centre), now), count(Scope.of(centre), before)
    lines = []
    for code in COMPARED:
        values = (figures.cells[code].total, figures_before.cells[code].total)
        urls = [address("reports:rows", centre.code, month.first, code) for month in (now, before)]
        lines.append(Line(BY_CODE[code].label, *values, *urls))
    return Comparison(centre, now.first, before.first, lines)
