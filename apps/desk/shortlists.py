"""The numbers and short lists that the start pages are put together from. Each opens the rows behind it."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.clock import now
from apps.desk import gaps, workload
from apps.desk.panels import Comparison, Line, Listing, Number, Row, WorkLine, WorkTable, address
from apps.desk.place import Place
from apps.devices import due
from apps.devices.models import Device
from apps.devices.models.device import DeviceQuerySet
from apps.patients import schedule
from apps.patients.models import Appointment, AppointmentState, Episode, Merge, Transfer
from apps.patients.models.appointment import AppointmentQuerySet
from apps.physio.models import PhysioSession, TreatmentPlan
from apps.reports.indicators import BY_CODE, Scope, count
from apps.reports.pending import waiting_months
from apps.reports.periods import one_month
from apps.sync.models import Conflict

SHOWN = 6
COMPARED = ("BEN", "BENNEW", "PRO", "ORT", "WCH", "CRU", "REP", "PTS")
# Of a week's figures, those a manager reads first; the others stand on the page of the workload.
FIRST_FIGURES = {"therapists": ("sessions", "people", "minutes"), "technicians": ("deliveries", "repairs", "open")}
NO_WEEK = "open"  # of today, not of a week


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


def merges_to_decide(place: Place) -> list[Number]:
    """How many merges wait for a second person, who is this one; nothing where none does."""
    waiting = Merge.objects.to_decide(place.user).count()
    return [Number(_("Merges to decide"), waiting, address("patients:merges", state="to-decide"))] if waiting else []


def conflicts_to_decide(place: Place) -> list[Number]:
    """How much from tablets waits for a decision at these centres; nothing where nothing does."""
    waiting = Conflict.objects.filter(centre__in=place.centres).open().count()
    return [Number(_("Conflicts from tablets"), waiting, address("sync:conflicts"))] if waiting else []


def late_records(place: Place) -> list[Number]:
    """How many late records wait on how many months of these centres, for a decision; nothing where none does."""
    waiting = waiting_months(place.centres)
    months, records = len(waiting), sum(waiting.values())
    if not records:
        return []
    words = ngettext("late records wait on %(months)d month", "late records wait on %(months)d months", months)
    ((centre, month), *_others) = sorted(waiting, key=lambda where: where[1])
    codes = {one.pk: one.code for one in place.centres}
    url = address("reports:home") if months > 1 else address("reports:waiting", codes[centre], month)
    return [Number(words % {"months": months}, records, url)]


def expected(centre: Centre, on: date, provider: User | None = None) -> AppointmentQuerySet:
    """The appointments of a day at the centre, or those of one provider."""
    rows = schedule.during(Appointment.objects.all(), centre, on)
    return rows if provider is None else rows.filter(provider=provider)


def appointment_numbers(place: Place, provider: User | None = None) -> list[Number]:
    """Who is still expected today and who came; of a provider only those booked with him or her."""
    states = {AppointmentState.BOOKED: _("Expected today"), AppointmentState.ARRIVED: _("Came today")}
    whose = {} if provider is None else {"provider": provider.pk}
    found = []
    for centre in place.centres:
        today = centre.today()
        held = list(expected(centre, today, provider).values_list("state", flat=True))
        for state, words in states.items():
            url = address("patients:appointments", day=today, centre=centre.pk, state=state, **whose)
            found.append(Number(place.label(words, centre), held.count(state), url))
    return found


def absence_numbers(place: Place, provider: User | None = None) -> list[Number]:
    """Whose hour has come without a note, and who did not come and is to be called; nothing where there is nobody."""
    rows = Appointment.objects.filter(centre__in=place.centres)
    named = place.named
    if provider is not None:
        rows, named = rows.filter(provider=provider), {**named, "provider": provider.pk}
    to_call = schedule.with_next(rows.missed()).filter(next_at=None)
    numbers = [
        Number(_("Did not come?"), rows.to_note(now()).count(), _absences("to-note", named)),
        Number(_("To be called"), to_call.count(), _absences("", named)),
    ]
    return [number for number in numbers if number.value]


def _absences(what: str, named: dict[str, object]) -> str:
    return address("patients:appointments_missed", **({"what": what} if what else {}), **named)


def appointment_listing(place: Place, title: str, provider: User | None = None) -> Listing:
    """Whom to expect today, in the order of the hours."""
    rows = []
    for centre in place.centres:
        rows += expected(centre, centre.today(), provider).booked().shown()[: SHOWN * 2]
    whose = {} if provider is None else {"provider": provider.pk}
    query = {"day": place.centres[0].today(), "state": AppointmentState.BOOKED, **place.named, **whose}
    shown = [appointment_row(row) for row in sorted(rows, key=lambda row: row.starts_at)]
    return Listing(title, shown, _("Nobody else is expected today."), address("patients:appointments", **query))


def appointment_row(row: Appointment) -> Row:
    about = " · ".join(str(part) for part in (row.get_kind_display(), row.provider, row.note) if part)
    who = f"{row.clock} {row.patient.display_name} ({row.patient.number})"
    return Row(who, address("patients:appointment", row.pk), about, schedule.flag(row) or "")


def overdue_reviews(place: Place) -> tuple[Number, Listing]:
    """Devices that were to be looked at or renewed by now, and the oldest few of them."""
    today = place.centres[0].today()
    rows = due.at(place.centres, today).filter(due_on__lt=today)
    url = address("devices:due", state="overdue", **place.named)
    number = rows.count()
    told = [due.Due.told(device, today) for device in rows.select_related("patient", "device_type")[:SHOWN]]
    listing = Listing(_("Due for review"), [due_row(row) for row in told], _("No device is overdue."), url, number)
    return Number(_("Overdue reviews"), number, url), listing


def due_row(row: due.Due) -> Row:
    patient = row.device.patient
    text = f"{row.device.label} · {row.what}, {row.on.isoformat()}"
    return Row(f"{patient.display_name} ({patient.number})", address("devices:detail", row.device.pk), text)


def plans_to_review(place: Place) -> tuple[Number, Listing]:
    """The therapist's own plans whose day of review has come."""
    today = place.centres[0].today()
    rows = TreatmentPlan.objects.due(today).filter(centre__in=place.centres, therapist=place.user)
    rows = rows.filter(pk__in=TreatmentPlan.objects.visible_to(place.user).values("pk"))
    url = address("physio:plans", state="due", therapist=place.user.pk, **place.named)
    number, shown = rows.count(), rows.select_related("patient").order_by("review_on", "pk")[:SHOWN]
    listing = Listing(
        _("Plans due for review"), [plan_row(plan) for plan in shown], _("No plan of yours is due."), url, number
    )
    return Number(_("Plans to review"), number, url), listing


def plan_row(plan: TreatmentPlan) -> Row:
    on = plan.review_on.isoformat() if plan.review_on else ""
    who = f"{plan.patient.display_name} ({plan.patient.number})"
    return Row(who, address("physio:plan", plan.pk), " · ".join(part for part in (on, plan.aim) if part))


def not_assessed(place: Place) -> Listing:
    """Open episodes in which nobody has assessed the person yet, the oldest first."""
    done = Q(assessments__isnull=False, assessments__voided_at=None)
    waiting = Episode.objects.open().filter(centre__in=place.centres, patient__is_test=False)
    waiting = waiting.exclude(pk__in=Episode.objects.filter(done).values("pk")).select_related("patient")
    shown = [episode_row(episode) for episode in waiting.order_by("opened_on", "pk")[:SHOWN]]
    return Listing(_("Not assessed yet"), shown, _("Everybody with an open episode has been assessed."))


def episode_row(episode: Episode) -> Row:
    who = f"{episode.patient.display_name} ({episode.patient.number})"
    text = f"{episode.get_reason_display()} · {episode.opened_on.isoformat()}"
    return Row(who, address("patients:episode", episode.pk), text)


def work_tables(place: Place) -> list[WorkTable]:
    """This week and last of each therapist and technician."""
    week = workload.Week.of(place.centres[0].today(), place.centres)
    return [work_table(room, week, place) for room in workload.ROOMS]


def work_table(room: workload.Room, week: workload.Week, place: Place) -> WorkTable:
    keys = FIRST_FIGURES[room.key]
    figures = [figure for figure in room.figures if figure.key in keys]
    counts = {(figure.key, each.monday): figure.count(each) for figure in figures for each in (week, week.before)}

    def number(figure: workload.Figure, each: workload.Week, user: User) -> Number:
        url = address(
            "desk:workload_rows", f"{room.key}-{figure.key}", who=user.pk, week=each.monday, **place.named
        )  # fmt: skip
        return Number(figure.label, counts[figure.key, each.monday].get(user.pk, 0), url)

    lines = [
        WorkLine(str(user), [
            (number(figure, week, user), None if figure.key == NO_WEEK else number(figure, week.before, user))
            for figure in figures
        ])
        for user in room.workers(place.centres)
    ]  # fmt: skip
    url = address("desk:workload", week=week.monday, **place.named)
    return WorkTable(room.title, [(figure.label, figure.key != NO_WEEK) for figure in figures], lines, url)
