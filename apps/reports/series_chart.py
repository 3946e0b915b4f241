"""One indicator of a series as bars: filled where it was counted, only outlined where a total was published."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.reports.periods import YEAR
from apps.reports.series import Entry, Kind, Line, Series

STEP, BAR, LEFT = 56, 36, 10
TOP, GROUND, HEIGHT = 18, 118, 152
FEWEST = 2


@dataclass(frozen=True)
class Bar:
    """One bar, in units of the drawing; `middle` is where its words stand."""

    x: int
    y: float
    height: float
    middle: int
    text: str
    year: str
    months: str
    counted: bool
    words_at: float


@dataclass(frozen=True)
class Drawing:
    """What the template draws. `words` says every number, for who does not see it."""

    title: str
    bars: tuple[Bar, ...]
    words: str
    width: int
    ground: int = GROUND
    height: int = HEIGHT
    bar: int = BAR


def drawn(series: Series, kind: Kind) -> Drawing | None:
    """The chart of a column; None where there are fewer than two numbers to compare."""
    known = [(line, line.entries[kind.key]) for line in series.lines if kind.key in line.entries]
    known = [(line, entry) for line, entry in known if entry.value is not None]
    if len(known) < FEWEST:
        return None
    top = max(float(entry.value or 0) for _line, entry in known) or 1.0
    bars = tuple(_bar(place, line, entry, top) for place, (line, entry) in enumerate(known))
    said = "; ".join(f"{line.label}: {entry.text}{'' if line.counted else aggregate()}" for line, entry in known)
    return Drawing(str(kind.label), bars, f"{kind.label}. {said}.", 2 * LEFT + STEP * len(bars))


def aggregate() -> str:
    return " (" + _("aggregate, not counted from records") + ")"


def _bar(place: int, line: Line, entry: Entry, top: float) -> Bar:
    height = round((GROUND - TOP) * float(entry.value or 0) / top, 1)
    x = LEFT + place * STEP + (STEP - BAR) // 2
    first, last = line.covered[0], line.covered[-1]
    months = "" if len(line.covered) == YEAR else f"{first.month}–{last.month}" if first != last else f"{first.month}"
    return Bar(
        x=x, y=GROUND - height, height=height, middle=x + BAR // 2, text=entry.text, year=str(first.year),
        months=months, counted=line.counted, words_at=GROUND - height - 5,
    )  # fmt: skip
