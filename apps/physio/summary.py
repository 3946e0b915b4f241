"""The physiotherapy of a person, or of one episode of theirs, on paper: read once into a frozen summary, then laid out.

It leaves the house in somebody's hand. Causes are in it only for those who may see them; a result is said as it was
measured, "unable" in words, and the values of a table per joint or muscle are never put together.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core import pdf
from apps.patients import access
from apps.patients.models import Episode, Goal, Impairment, Patient, Side
from apps.physio import planning, queries
from apps.physio.models import (
    Instrument,
    InstrumentItem,
    InstrumentKind,
    OutcomeScore,
    PlanReview,
    Technique,
    TreatmentPlan,
)
from apps.physio.planning import Standing

# The same sheet of styles as in the page, so that screen and file are one drawing.
STYLES = Path(settings.BASE_DIR) / "static" / "src" / "summary.css"
UNABLE = "unable"


@dataclass(frozen=True)
class Limb:
    """An impairment; `cause` is empty where it is not known or not for this reader."""

    label: str
    since: str
    cause: str


@dataclass(frozen=True)
class Planned:
    """A plan with how far it has come and what its reviews found."""

    plan: TreatmentPlan
    standing: Standing
    reviews: tuple[PlanReview, ...]


@dataclass(frozen=True)
class Measured:
    """What was measured first and last of one thing; `latest` is empty when it was measured once."""

    name: str
    first_on: date
    first: str
    latest_on: date | None = None
    latest: str = ""


@dataclass(frozen=True)
class Grid:
    """A table per joint or muscle and side, line by line."""

    name: str
    lines: tuple[Measured, ...]


@dataclass(frozen=True)
class Summary:
    """All that stands on the paper. `techniques`: with the number of attended sessions in which each was used."""

    patient: Patient
    centre: Centre
    episode: Episode | None
    on: date
    limbs: tuple[Limb, ...]
    plans: tuple[Planned, ...]
    goals: tuple[Goal, ...]
    came: int
    missed: int
    minutes: int
    first_session: date | None
    last_session: date | None
    techniques: tuple[tuple[str, int], ...]
    scores: tuple[Measured, ...]
    grids: tuple[Grid, ...]

    @property
    def attendance(self) -> int | None:
        """Percent of the sessions to which the person came."""
        return Standing(1, self.came, self.missed).attendance


def summarise(patient: Patient, user: User, *, centre: Centre, on: date, episode: Episode | None = None) -> Summary:
    """What `user` may read of the person's physiotherapy, given out by `centre` on the day `on`."""
    plans = planning.plans_of(patient, user)
    goals = Goal.objects.visible_to(user).filter(patient=patient)
    rows = queries.sessions_of(patient, user)
    if episode is not None:
        plans, goals, rows = plans.filter(episode=episode), goals.filter(episode=episode), _within(rows, episode)
    standing = list(rows.filter(voided_at=None))
    came = [row for row in standing if row.attended]
    scores, grids = measured(patient, user, episode)
    return Summary(
        patient=patient,
        centre=centre,
        episode=episode,
        on=on,
        limbs=limbs(patient, guarded=access.sees_guarded(user, patient)),
        plans=tuple(Planned(plan, planning.standing(plan), tuple(plan.reviews.all())) for plan in plans),
        goals=tuple(goals),
        came=len(came),
        missed=len(standing) - len(came),
        minutes=sum(row.minutes for row in came),
        first_session=came[-1].service_date if came else None,
        last_session=came[0].service_date if came else None,
        techniques=counted(row.techniques for row in came),
        scores=scores,
        grids=grids,
    )


def limbs(patient: Patient, *, guarded: bool) -> tuple[Limb, ...]:
    """The person's impairments, the cause only for those who may see guarded fields."""

    def limb(found: Impairment) -> Limb:
        since = found.amputated_text or found.onset_text
        return Limb(found.label, since, str(found.get_cause_display()) if guarded and found.cause else "")

    return tuple(limb(found) for found in patient.impairments.all())


def counted(of_sessions: Iterable[list[str]]) -> tuple[tuple[str, int], ...]:
    """Technique → sessions in which it was used, the most used first."""
    used = Counter(technique for techniques in of_sessions for technique in techniques)
    words = {technique.value: str(technique.label) for technique in Technique}
    return tuple((words.get(key, key), number) for key, number in used.most_common())


def measured(patient: Patient, user: User, episode: Episode | None) -> tuple[tuple[Measured, ...], tuple[Grid, ...]]:
    """The first and the latest result of each instrument, and of each line of a table."""
    rows = OutcomeScore.objects.visible_to(user).filter(patient=patient, voided_at=None).select_related("instrument")
    if episode is not None:
        rows = _within(rows, episode)
    by_instrument: dict[Any, list[OutcomeScore]] = {}
    for score in rows.order_by("instrument__position", "at"):
        by_instrument.setdefault(score.instrument, []).append(score)
    grids = {what: found for what, found in by_instrument.items() if what.kind == InstrumentKind.GRID}
    totals = [
        first_and_latest(
            f"{what.name} ({what.unit})" if what.unit else what.name, [(s.service_date, said(s)) for s in of]
        )
        for what, of in by_instrument.items()
        if what not in grids
    ]
    return tuple(totals), tuple(grid(what.name, what.items.all(), found) for what, found in grids.items())


def grid(name: str, items: Iterable[InstrumentItem], scores: list[OutcomeScore]) -> Grid:
    """Each line with its own first and latest value; a line that was never measured is left out."""
    lines = []
    for item in items:
        for key, label in _sides(item):
            values = [(score.service_date, worded(score.items[key])) for score in scores if key in score.items]
            if values:
                lines.append(first_and_latest(label, values))
    return Grid(name, tuple(lines))


def first_and_latest(name: str, values: list[tuple[date, str]]) -> Measured:
    """Of values in the order of their days."""
    (first_on, first), (latest_on, latest) = values[0], values[-1]
    return Measured(name, first_on, first, latest_on, latest) if len(values) > 1 else Measured(name, first_on, first)


def named(what: Instrument) -> str:
    """The instrument with its unit, where it has one."""
    return f"{what.name} ({what.unit})" if what.unit else what.name


def said(score: OutcomeScore) -> str:
    """The result in words: a number, or that the person was unable and why."""
    if score.unable or score.total is None:
        return _("unable") + (f" ({score.unable_reason})" if score.unable_reason else "")
    return number(score.total)


def worded(value: Any) -> str:
    return _("unable") if value == UNABLE else str(value)


def number(value: Decimal) -> str:
    """12.40 → 12.4, 40.00 → 40."""
    return f"{value.normalize():f}"


def lay_out(summary: Summary) -> SafeString:
    """The sheet, in the active language."""
    context = {"summary": summary, "patient": summary.patient, "language": get_language()}
    return mark_safe(render_to_string("physio/summary/sheet.html", context))  # noqa: S308  (rendered from a template)


def as_pdf(summary: Summary) -> bytes:
    """The sheet as a tagged PDF on A4, in the active language."""
    context = {
        "sheet": lay_out(summary), "title": f"{_('Physiotherapy summary')} {summary.patient.number}",
        "language": get_language(), "styles": mark_safe(STYLES.read_text("utf-8")),  # noqa: S308
    }  # fmt: skip
    html = render_to_string("physio/summary/pdf.html", context)
    identifier = hashlib.sha256(html.encode()).hexdigest()
    return pdf.render(html, identifier=identifier, at=datetime.combine(summary.on, time(), summary.centre.zone))


def _sides(item: InstrumentItem) -> list[tuple[str, str]]:
    """The keys under which the item's values are kept, each with its words."""
    if not item.sided:
        return [(item.key, item.name)]
    return [(f"{item.key}:{side.value}", f"{item.name} · {side.label}") for side in (Side.LEFT, Side.RIGHT)]


def _within(rows: Any, episode: Episode) -> Any:
    """Services of the episode's days at its centre."""
    until = Q() if episode.closed_on is None else Q(service_date__lte=episode.closed_on)
    return rows.filter(until, centre=episode.centre, service_date__gte=episode.opened_on)
