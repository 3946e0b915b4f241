"""Tables of muscle strength and range of motion: a row per joint, movement and side, a column per day.

Grades are ordinal and joints are different things: nothing is ever added up or averaged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from apps.core.problems import Text
from apps.physio.models import Instrument, InstrumentItem, InstrumentKind, OutcomeScore
from apps.physio.scoring import Cell, cells
from apps.physio.trends import value_words
from apps.physio.words import group_name

MOST_COLUMNS = 6


@dataclass(frozen=True)
class Row:
    """One movement of one side, with its value of each day in words."""

    name: str
    side: Text
    values: Sequence[str]


@dataclass(frozen=True)
class Joint:
    name: Text
    rows: Sequence[Row]


@dataclass(frozen=True)
class Table:
    """The latest examinations, the oldest of them first; `earlier` counts those that are not shown."""

    instrument: Instrument
    columns: Sequence[OutcomeScore]
    joints: Sequence[Joint]
    earlier: int = 0


def tables(scores: Iterable[OutcomeScore], items: Iterable[InstrumentItem]) -> list[Table]:
    """A table per instrument that has one, of what stands."""
    found: dict[Instrument, list[OutcomeScore]] = {}
    for score in sorted(scores, key=lambda one: (one.at, one.created_at)):
        if score.voided_at is None and score.instrument.kind == InstrumentKind.GRID:
            found.setdefault(score.instrument, []).append(score)
    known = list(items)
    return [table(one, rows, [item for item in known if item.instrument_id == one.pk]) for one, rows in found.items()]


def table(instrument: Instrument, scores: Sequence[OutcomeScore], items: Sequence[InstrumentItem]) -> Table:
    """Rows that were never examined in these days are left out."""
    columns = scores[-MOST_COLUMNS:]
    examined = [cell for cell in cells(items) if any(cell.key in score.items for score in columns)]
    joints = [
        Joint(group_name(group), [row(cell, columns) for cell in rows])
        for group, rows in groupby(examined, key=lambda cell: cell.item.group)
    ]
    return Table(instrument, columns, joints, len(scores) - len(columns))


def row(cell: Cell, columns: Sequence[OutcomeScore]) -> Row:
    return Row(cell.item.name, cell.side_name, [value_words(score.items.get(cell.key)) for score in columns])
