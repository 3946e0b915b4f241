"""From rounds to figures, and whether each meets its goal.

A ratio is formed within each round and the median of the rounds counts. Where the limit itself varies by more than
30 % between the rounds, the machine was too restless to say anything: such a figure is refused, not judged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from apps.desk.bench.harness import Round

STEADY = 0.30  # how far the limit may vary: (largest - smallest) / median


@dataclass(frozen=True)
class Goal:
    """A bound that a figure must keep, itself included."""

    bound: float
    at_most: bool = True

    def met_by(self, value: float) -> bool:
        return value <= self.bound if self.at_most else value >= self.bound

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.bound:g}"


@dataclass(frozen=True)
class Figure:
    """One line of the table. `met` is None where there is no goal, or where `refused` says why nobody can tell.
    `note`: why there is no value at all."""

    name: str
    unit: str
    median: float
    min: float
    max: float
    goal: str = ""
    met: bool | None = None
    refused: str = ""
    note: str = ""
    raw: dict[str, float] = field(default_factory=dict)

    @property
    def spoils(self) -> bool:
        """Whether the whole run is not ok because of this figure."""
        return bool(self.refused) or self.met is False


def p50(values: Sequence[float]) -> float:
    return median(values)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def ratio(name: str, rounds: Iterable[Round], of: str, to: str, *, by: Any = p50, goal: Goal | None = None) -> Figure:
    """How many times as long `of` takes as `to`, its limit, compared by median or p95 within each round."""
    pairs = [(by(each.sample[of]), by(each.sample[to])) for each in rounds]
    ratios, limits = [mine / limit for mine, limit in pairs], [limit for _mine, limit in pairs]
    varied = (max(limits) - min(limits)) / median(limits)
    raw = {
        f"{of} {by.__name__} ms": round(median(mine for mine, _limit in pairs) * 1000, 4),
        f"{to} {by.__name__} ms": round(median(limits) * 1000, 4),
        "limit varied": round(varied, 3),
    }
    refused = f"the limit itself varied by {varied:.0%} between the rounds" if goal and varied > STEADY else ""
    return _figure(name, "×", ratios, goal, refused=refused, raw=raw)


def share(name: str, rounds: Iterable[Round], of: str, limit: str, *, goal: Goal | None = None) -> Figure:
    """What part of the limit's speed `of` reaches, in per cent, compared by median within each round."""
    pairs = [(p50(each.sample[of]), p50(each.sample[limit])) for each in rounds]
    limits = [least for _mine, least in pairs]
    varied = (max(limits) - min(limits)) / median(limits)
    raw = {
        f"{of} p50 µs": round(median(mine for mine, _least in pairs) * 1e6, 2),
        f"{limit} p50 µs": round(median(limits) * 1e6, 2),
        "limit varied": round(varied, 3),
    }
    refused = f"the limit itself varied by {varied:.0%} between the rounds" if goal and varied > STEADY else ""
    return _figure(name, "%", [100 * least / mine for mine, least in pairs], goal, refused=refused, raw=raw)


def absent(name: str, why: str) -> Figure:
    """A figure that could not be taken, and why: said, and judged neither way."""
    return Figure(name, "", 0, 0, 0, note=why)


def against(
    name: str, rounds: Sequence[Round], earlier: Sequence[Round], of: str, limit: str, *, goal: Goal | None = None
) -> Figure:
    """How many times as long `of` takes as in the rounds of a smaller size; refused where the limit has moved, too."""
    pairs = list(zip(rounds, earlier, strict=True))
    ratios = [p50(now.sample[of]) / p50(before.sample[of]) for now, before in pairs]
    limits = [p50(each.sample[limit]) for each in (*rounds, *earlier)]
    varied = (max(limits) - min(limits)) / median(limits)
    refused = f"the limit itself varied by {varied:.0%} between the sizes" if goal and varied > STEADY else ""
    return _figure(name, "×", ratios, goal, refused=refused, raw={"limit varied": round(varied, 3)})


def measured(
    name: str, rounds: Iterable[Round], of: str, unit: str, *, by: Any = p50, times: float = 1, goal: Goal | None = None
) -> Figure:
    """A value of its own, with nothing to compare it to: one per round."""
    values = [by(each.sample[of]) * times for each in rounds]
    return _figure(name, unit, values, goal)


def counted(name: str, value: float, unit: str, *, goal: Goal | None = None, **raw: float) -> Figure:
    """A figure that noise does not touch: counted once, before the rounds."""
    return _figure(name, unit, [value], goal, raw=raw)


def _figure(name: str, unit: str, values: Sequence[float], goal: Goal | None, **more: Any) -> Figure:
    middle = median(values)
    met = goal.met_by(middle) if goal and not more.get("refused") else None
    shown = [round(value, 4) for value in (middle, min(values), max(values))]
    return Figure(name, unit, *shown, goal=str(goal or ""), met=met, **more)


def verdict(figures: Sequence[Figure], wrong: Sequence[str]) -> dict[str, Any]:
    """What the JSON file begins with: `ok` only when all is right, judged and met."""
    return {
        "ok": not wrong and not any(figure.spoils for figure in figures),
        "wrong": list(wrong),
        "figures": [asdict(figure) for figure in figures],
    }


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines for people."""
    width = max((len(figure.name) for figure in figures), default=0)
    lines = [f"{'':{width}}  {'median':>9} {'min':>9} {'max':>9}  unit    goal"]
    for figure in figures:
        values = " ".join(f"{value:>9.3g}" for value in (figure.median, figure.min, figure.max))
        unjudged = f"not judged: {figure.refused}" if figure.refused else figure.note
        said = {True: "met", False: "MISSED", None: unjudged}[figure.met]
        lines.append(f"{figure.name:{width}}  {values}  {figure.unit:<6}  {figure.goal:<8} {said}".rstrip())
    return "\n".join(lines)
