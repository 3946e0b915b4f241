"""How somebody's results went: the latest one, what changed since the first and since the last, and whether it matters.

Only what stands is looked at. A change is the plain difference, and said in words which way it goes; after another
device or aid it is said that the two are hardly comparable. "Unable" is no number: nothing is subtracted from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.physio.models import Direction, Instrument, InstrumentKind, OutcomeScore, Population, Threshold
from apps.physio.scoring import UNABLE, plain, with_unit
from apps.physio.thresholds import applying

BETTER, WORSE, SAME, NEITHER = "better", "worse", "same", ""


@dataclass(frozen=True)
class Reached:
    """A threshold, and whether a change is at least as large."""

    threshold: Threshold
    yes: bool

    @property
    def words(self) -> str:
        said = {"value": size(self.threshold), "name": self.threshold.get_kind_display()}
        return (_("Reaches %(value)s: %(name)s") if self.yes else _("Below %(value)s: %(name)s")) % said


@dataclass(frozen=True)
class Change:
    """From an earlier score to a later one of the same instrument. `by` is None where one of the two was unable."""

    earlier: OutcomeScore
    later: OutcomeScore
    thresholds: Sequence[Threshold] = ()

    @property
    def by(self) -> Decimal | None:
        before, after = self.earlier.total, self.later.total
        return None if before is None or after is None else after - before

    @property
    def verdict(self) -> str:
        """Better, worse or the same, by the instrument's direction; "" where it has none, or no difference exists."""
        direction = self.later.instrument.direction
        if self.by is None:
            return self._since_unable
        if not self.by:
            return SAME
        if direction == Direction.NONE:
            return NEITHER
        return BETTER if (self.by > 0) == (direction == Direction.HIGHER) else WORSE

    @property
    def _since_unable(self) -> str:
        if self.earlier.unable and self.later.total is not None:
            return BETTER
        return WORSE if self.later.unable and self.earlier.total is not None else NEITHER

    @property
    def words(self) -> str:
        """−3.1 s: better · unchanged · could do it for the first time since …"""
        date = self.earlier.service_date.isoformat()
        if self.by is None:
            if self.earlier.unable and self.later.unable:
                return _("unable as on %(date)s") % {"date": date}
            words = _("was unable on %(date)s") if self.earlier.unable else _("was able on %(date)s")
            return words % {"date": date}
        if not self.by:
            return _("unchanged since %(date)s") % {"date": date}
        said = {BETTER: _("better"), WORSE: _("worse"), NEITHER: ""}[self.verdict]
        since = _("%(change)s since %(date)s") % {"change": signed(self.later.instrument, self.by), "date": date}
        return f"{since}: {said}" if said else since

    @property
    def by_other_means(self) -> bool:
        """Whether the person wore another device, or walked with another aid."""
        return means(self.earlier) != means(self.later)

    @property
    def reached(self) -> list[Reached]:
        """Each threshold that applies, and whether the change reaches it; none for what is no number."""
        if self.by is None:
            return []
        return [Reached(one, abs(self.by) >= one.value) for one in self.thresholds]


@dataclass(frozen=True)
class Trend:
    """What is known of one instrument, the oldest score first. `thresholds` are those that apply to the person."""

    instrument: Instrument
    scores: Sequence[OutcomeScore]
    thresholds: Sequence[Threshold] = ()

    @property
    def latest(self) -> OutcomeScore:
        return self.scores[-1]

    @property
    def since_last(self) -> Change | None:
        return Change(self.scores[-2], self.latest, self.thresholds) if len(self.scores) > 1 else None

    @property
    def since_first(self) -> Change | None:
        """None while the first score is also the last one before."""
        return Change(self.scores[0], self.latest, self.thresholds) if len(self.scores) > 2 else None

    @property
    def limits(self) -> list[str]:
        """The thresholds that apply in words: what, from which change on, for whom, and who says so."""
        return [
            f"{one.get_kind_display()}: {size(one)}, {one.get_population_display()} – {one.source}"
            for one in self.thresholds
        ]

    @property
    def latest_words(self) -> str:
        return result(self.latest)

    @property
    def lines(self) -> "list[Line]":
        """Each score with what changed since the one before it, the newest first."""
        pairs = zip(self.scores, [None, *self.scores[:-1]], strict=True)
        return [Line(score, result(score), Change(before, score) if before else None) for score, before in pairs][::-1]


@dataclass(frozen=True)
class Line:
    """A score in words, and what changed with it."""

    score: OutcomeScore
    result: str
    change: Change | None


def trends(
    scores: Iterable[OutcomeScore], *, thresholds: Mapping[object, Sequence[Threshold]], among: Iterable[Population]
) -> list[Trend]:
    """A trend per instrument of what stands, the one measured last first; tables of joints have none.

    `thresholds`: all of them by the key of their instrument's row.
    """
    found: dict[Instrument, list[OutcomeScore]] = {}
    for score in sorted(scores, key=lambda one: (one.at, one.created_at)):
        if score.voided_at is None and score.instrument.kind != InstrumentKind.GRID:
            found.setdefault(score.instrument, []).append(score)
    groups = frozenset(among)
    made = [Trend(one, rows, applying(thresholds.get(one.pk, ()), groups)) for one, rows in found.items()]
    return sorted(made, key=lambda trend: trend.latest.at, reverse=True)


def changes(scores: Iterable[OutcomeScore]) -> dict[object, Change]:
    """What changed with each score that stands since the one of its instrument before it, by the key of its row."""
    return {
        line.score.pk: line.change
        for trend in trends(scores, thresholds={}, among=())
        for line in trend.lines
        if line.change is not None
    }


def means(score: OutcomeScore) -> tuple[object, ...]:
    """What the person wore and walked with."""
    return score.worn_device_id, score.barefoot, score.walking_aid


def size(threshold: Threshold) -> str:
    """The change from which on it matters, with its unit: 3.6 s."""
    return with_unit(threshold.instrument, threshold.value)


def worn_words(score: OutcomeScore) -> str:
    """The device that was worn, that none was, or nothing where nobody said."""
    if score.worn_device is not None:
        return score.worn_device.label
    return _("No device worn") if score.barefoot else ""


def signed(instrument: Instrument, by: Decimal) -> str:
    """A difference with its sign and unit: −3.1 s."""
    return ("+" if by > 0 else "−") + with_unit(instrument, abs(by))


def result(score: OutcomeScore) -> str:
    """A score in words: 14.2 s, 45 of 56, unable, 12 values."""
    if score.unable:
        return _("unable")
    if score.total is None:
        return _("%(count)d values") % {"count": len(score.items)}
    instrument = score.instrument
    if instrument.kind == InstrumentKind.SUM and instrument.maximum is not None:
        return _("%(points)s of %(most)s") % {"points": plain(score.total), "most": plain(instrument.maximum)}
    return with_unit(instrument, score.total)


def value_words(value: object) -> str:
    """A cell of a table as it is read: a number, "unable", or a dash where nobody looked."""
    if value is None:
        return "–"
    return _("unable") if value == UNABLE else str(value)
