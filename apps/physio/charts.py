"""A small chart of one measure: a point a day, a line between them, thresholds that apply as dashed lines.

Who was unable has a mark of its own on a lane below the scale and never a point on it, for that would read as 0. The
line is interrupted there. The table beneath the chart says the same in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from apps.physio.models import Direction, OutcomeScore
from apps.physio.scoring import plain, with_unit
from apps.physio.trends import Trend, result

WIDTH, HEIGHT = 360, 150
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 18, 24
WORDS_HEIGHT = 13
LANE = 20  # below the scale, for who was unable
ROOM = Decimal("0.08")  # of the range, above and below


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    label: str = ""


@dataclass(frozen=True)
class Level:
    """A dashed line: from here on the change since the first value matters."""

    y: str
    text_y: str
    label: str
    at_left: bool  # where the curve has not come yet, so that it does not cross the words


@dataclass(frozen=True)
class Chart:
    """What the template draws, in units of the drawing; every place is written as SVG wants it."""

    dots: Sequence[Dot]
    lines: Sequence[str]
    unable: Sequence[Dot]
    levels: Sequence[Level]
    scale: Sequence[Dot]
    days: Sequence[Dot]
    words: str
    width: int = WIDTH
    height: int = HEIGHT


class Plane:
    """Days from left to right, values from bottom to top."""

    def __init__(self, trend: Trend, levels: Sequence[Decimal]) -> None:
        days = [score.service_date for score in trend.scores]
        known = [score.total for score in trend.scores if score.total is not None]
        self.first, self.last = min(days), max(days)
        self.low, self.high = min([*known, *levels]), max([*known, *levels])
        room = (self.high - self.low) * ROOM or trend.instrument.step or Decimal(1)
        self.bottom, self.top = self.low - room, self.high + room
        self.lane = LANE if any(score.unable for score in trend.scores) else 0

    @property
    def ground(self) -> int:
        return HEIGHT - BOTTOM - self.lane

    def x(self, on: date) -> str:
        days = (self.last - self.first).days
        share = (on - self.first).days / days if days else 0.5
        return f"{LEFT + share * (WIDTH - LEFT - RIGHT):.1f}"

    def height(self, value: Decimal) -> float:
        share = float((value - self.bottom) / (self.top - self.bottom))
        return self.ground - share * (self.ground - TOP)

    def y(self, value: Decimal) -> str:
        return f"{self.height(value):.1f}"


def chart(trend: Trend) -> Chart | None:
    """The chart of a trend; None with fewer than two scores, or where nobody was ever able."""
    first = next((score.total for score in trend.scores if score.total is not None), None)
    if len(trend.scores) < 2 or first is None:
        return None
    marks = levels(trend, first)
    plane = Plane(trend, [at for at, _label in marks])
    able = [(score, score.total) for score in trend.scores if score.total is not None]
    return Chart(
        dots=[Dot(plane.x(score.service_date), plane.y(total), spoken(score)) for score, total in able],
        lines=lines(trend, plane),
        unable=[
            Dot(plane.x(score.service_date), f"{plane.ground + LANE / 2:.1f}", spoken(score))
            for score in trend.scores
            if score.unable
        ],
        levels=drawn(marks, plane, at_left=trend.instrument.direction == Direction.HIGHER),
        scale=[Dot("", plane.y(value), plain(value)) for value in dict.fromkeys((plane.high, plane.low))],
        days=ends(plane),
        words="; ".join(map(spoken, trend.scores)),
    )  # fmt: skip


def spoken(score: OutcomeScore) -> str:
    return f"{score.service_date.isoformat()}: {result(score)}"


def levels(trend: Trend, first: Decimal) -> list[tuple[Decimal, str]]:
    """Where a change since the first value begins to matter, on the side where it is better."""
    better = {Direction.HIGHER: 1, Direction.LOWER: -1}.get(Direction(trend.instrument.direction), 0)
    marks = [(first + better * one.value, label(trend, one.value, one.kind)) for one in trend.thresholds if better]
    least, most = trend.instrument.minimum, trend.instrument.maximum
    return [(at, text) for at, text in marks if (least is None or at >= least) and (most is None or at <= most)]


def drawn(marks: Sequence[tuple[Decimal, str]], plane: Plane, *, at_left: bool) -> list[Level]:
    """The lines with their words above them; of two lines that lie close together the upper one says both."""
    lines: list[Level] = []
    said: list[str] = []
    for at, text in sorted(marks, key=lambda mark: plane.height(mark[0]), reverse=True):  # from below
        close = lines and float(lines[-1].y) - plane.height(at) < WORDS_HEIGHT
        said = [*said, text] if close else [text]
        if close:
            lines[-1] = replace(lines[-1], label="")
        lines.append(Level(plane.y(at), f"{plane.height(at) - 3:.1f}", " · ".join(said), at_left))
    return lines


def label(trend: Trend, value: Decimal, kind: str) -> str:
    return f"{kind.upper()} {with_unit(trend.instrument, value)}"


def lines(trend: Trend, plane: Plane) -> list[str]:
    """The points of each unbroken run of days on which the person was able."""
    runs: list[list[str]] = [[]]
    for score in trend.scores:
        if score.total is None:
            runs.append([])
        else:
            runs[-1].append(f"{plane.x(score.service_date)},{plane.y(score.total)}")
    return [" ".join(run) for run in runs if len(run) > 1]


def ends(plane: Plane) -> list[Dot]:
    """The first and the last day, below the scale."""
    y = f"{HEIGHT - 6}"
    return [Dot(plane.x(on), y, on.isoformat()) for on in dict.fromkeys((plane.first, plane.last))]
