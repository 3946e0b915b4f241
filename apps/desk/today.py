"""What matters today, per role: one panel each, in the order in which a person passes through the centre."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.centres.models import Membership, Role
from apps.desk import gaps
from apps.desk.panels import Link, Listing, Number, Panel, Row, address
from apps.desk.place import Place
from apps.desk.shortlists import (
    SHOWN,
    absence_numbers,
    appointment_listing,
    appointment_numbers,
    comparison,
    conflicts_to_decide,
    device_listing,
    gap_row,
    late_records,
    merges_to_decide,
    not_assessed,
    overdue_reviews,
    plans_to_review,
    session_listing,
    sessions_number,
    transfers_to_answer,
    work_tables,
)
from apps.devices import board
from apps.devices.models import State
from apps.patients.models import Patient
from apps.physio import queries as physio


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
    overdue, reviews = overdue_reviews(place)
    return Panel(
        title=_("Reception"),
        searches=True,
        links=[Link(_("Register a person"), address("patients:register"), "plus"), *booking()],
        numbers=[*appointment_numbers(place), *absence_numbers(place), overdue, *transfers_to_answer(place),
            *conflicts_to_decide(place),
        ],
        listings=[
            appointment_listing(place, _("Expected today")),
            reviews,
            device_listing(_("Ready to hand over"), ready, nothing, state=State.CHECKED, **place.named),
            Listing(_("Registered lately"), rows, _("Nobody has been registered yet."), address("patients:list")),
        ],
    )  # fmt: skip


def workshop(place: Place) -> Panel:
    own = {"technician": place.user.pk, **place.named}
    mine, today = place.devices.filter(technician=place.user), place.centres[0].today()
    held, late = mine.filter(state=State.ON_HOLD), board.overdue(mine, today).count()
    return Panel(
        title=_("Workshop"),
        links=[
            Link(_("Find a person and prescribe"), address("patients:list"), "search"),
            Link(_("Workshop board"), address("devices:board", **own), "swap"),
            Link(_("My week"), address("desk:workload"), "chart"),
        ],
        numbers=[
            *(
                Number(state.label, number, address("devices:list", state=state, **own))
                for state, number in board.by_state(mine).items()
            ),
            Number(_("Overdue"), late, address("devices:list", state="overdue", **own)),
            *absence_numbers(place, place.user),
            *merges_to_decide(place),
            *conflicts_to_decide(place),
        ],
        listings=[
            appointment_listing(place, _("My appointments today"), place.user),
            device_listing(_("My oldest orders"), mine.open(), _("You have no open orders."), **own),
            device_listing(_("On hold"), held, _("Nothing is on hold."), state=State.ON_HOLD, **own),
        ],
    )  # fmt: skip


def exercise_hall(place: Place) -> Panel:
    today, week = place.centres[0].today(), place.centres[0].today() - timedelta(days=6)
    rows = physio.sessions_at(place.centres).filter(voided_at=None)
    mine, own = rows.filter(therapist=place.user), {"therapist": place.user.pk, **place.named}
    to_review, plans = plans_to_review(place)
    return Panel(
        title=_("Physiotherapy"),
        links=[
            Link(_("Log a session"), address("physio:record_any"), "plus"),
            Link(_("Log a group"), address("physio:group"), "users"),
            Link(_("My week"), address("desk:workload"), "chart"),
        ],
        numbers=[
            sessions_number(_("Sessions today"), rows, since=today, until=today, **place.named),
            sessions_number(_("Sessions in 7 days"), rows, since=week, until=today, **place.named),
            *appointment_numbers(place, place.user),
            *absence_numbers(place, place.user),
            to_review,
            *merges_to_decide(place),
            *conflicts_to_decide(place),
        ],
        listings=[
            appointment_listing(place, _("My appointments today"), place.user),
            plans,
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


def consultation(place: Place) -> Panel:
    return Panel(
        title=_("Consultation"),
        searches=True,
        links=[*booking(), Link(_("The day's appointments"), address("patients:appointments"), "calendar")],
        numbers=[
            *appointment_numbers(place, place.user),
            *absence_numbers(place, place.user),
            *merges_to_decide(place),
            *conflicts_to_decide(place),
        ],
        listings=[appointment_listing(place, _("My appointments today"), place.user), not_assessed(place)],
    )


def social_work(place: Place) -> Panel:
    overdue, reviews = overdue_reviews(place)
    return Panel(
        title=_("Social work"),
        searches=True,
        links=[*booking(), Link(_("Who did not come"), address("patients:appointments_missed"), "calendar")],
        numbers=[*absence_numbers(place), overdue, *transfers_to_answer(place)],
        listings=[appointment_listing(place, _("My appointments today"), place.user), reviews],
    )


def booking() -> list[Link]:
    return [Link(_("Book an appointment"), address("patients:appointment_book_any"), "calendar")]


def management(place: Place) -> Panel:
    return Panel(
        title=_("The centre"),
        links=[
            Link(_("Reports"), address("reports:home"), "chart"),
            Link(_("Exports"), address("desk:exports"), "download"),
            Link(_("Workload"), address("desk:workload"), "users"),
        ],
        comparisons=[comparison(centre) for centre in place.centres],
        work=work_tables(place),
        numbers=[
            *transfers_to_answer(place),
            *merges_to_decide(place),
            *conflicts_to_decide(place),
            *late_records(place),
            *(
                Number(
                    _("Orders: %(state)s") % {"state": state.label},
                    number,
                    address("devices:list", state=state, **place.named),
                )
                for state, number in board.open_by_state(place.centres).items()
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
    (Role.DOCTOR, consultation),
    (Role.SOCIAL_WORKER, social_work),
    (Role.MANAGER, management),
    (Role.AUDITOR, audit),
    (Role.ADMINISTRATOR, administration),
)
