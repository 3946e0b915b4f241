"""The labelled pairs: what the score is worth, counted on people of whom it is known whether they are one.

`pairs.csv` lies beside this module; its head says how it was made. Precision: of the pairs from a threshold on, how
many are one person. Recall: of the pairs that are one person, how many reach the threshold.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from apps.patients import births
from apps.patients.matching import facts, score
from apps.patients.matching.facts import Facts
from apps.patients.matching.score import Likeness
from apps.patients.models import BirthPrecision

PAIRS = Path(__file__).with_name("pairs.csv")
COLUMNS = ("hangul", "romanised", "born", "sex", "phone", "paper", "county", "village")


@dataclass(frozen=True)
class Pair:
    """Two records, whether they are of one person, and what makes the case; `line` is its line in the file."""

    line: int
    same: bool
    case: str
    one: Facts
    other: Facts

    @property
    def likeness(self) -> Likeness:
        return Likeness(None, score.parts(self.one, self.other))


@dataclass(frozen=True)
class Figures:
    """What a threshold does: pairs found and right, found and wrong, and missed."""

    threshold: float
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read(path: Path = PAIRS) -> list[Pair]:
    """Every pair of the file. Raises ValueError, with the line's number, for a line that cannot be read."""
    found = []
    lines = path.read_text(encoding="utf-8").splitlines()
    body = [(number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    for (number, _line), row in zip(body[1:], csv.DictReader(line for _number, line in body), strict=True):
        if row["same"] not in ("yes", "no"):
            raise ValueError(f"line {number}: same is yes or no")
        one, other = (_facts({name: row[f"{side}_{name}"] for name in COLUMNS}, number) for side in ("one", "other"))
        found.append(Pair(number, row["same"] == "yes", row["case"], one, other))
    return found


def figures(pairs: Iterable[Pair], threshold: float) -> Figures:
    """Count the pairs against a threshold in points."""
    kinds = [(pair.same, pair.likeness.score >= threshold) for pair in pairs]
    return Figures(threshold, kinds.count((True, True)), kinds.count((False, True)), kinds.count((True, False)))


def mistaken(pairs: Iterable[Pair], threshold: float) -> list[Pair]:
    """The pairs that a threshold gets wrong, either way."""
    return [pair for pair in pairs if pair.same != (pair.likeness.score >= threshold)]


def _facts(row: dict[str, str], number: int) -> Facts:
    return facts.typed(
        name_hangul=row["hangul"],
        name_romanised=row["romanised"],
        birth=_birth(row["born"], number),
        sex=row["sex"],
        phone=row["phone"],
        paper_number=row["paper"],
        county=row["county"],
        village=row["village"],
    )


def _birth(text: str, number: int) -> births.Birth:
    """`1970-03-12`, `1970-03`, `1970`, `~1970` for an age, or nothing."""
    try:
        year, *rest = (int(part) for part in text.removeprefix("~").split("-")) if text else (None,)
        born, precision = births.from_parts(year, *rest)
    except (ValueError, TypeError) as error:
        raise ValueError(f"line {number}: {text} is no birth") from error
    return (born, BirthPrecision.AGE) if text.startswith("~") else (born, precision)
