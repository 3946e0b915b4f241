"""The report against an independent count over random worlds.

300 worlds are written straight into the tables (`writing_worlds`), because the product's verbs take a second for what
is compared here in a twentieth of one; what the verbs themselves leave behind is compared in test_oracle_verbs.py.
"""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from apps.reports.indicators import INDICATORS, NOTES, Figures, Status
from tests.reports.comparing import compiled_once
from tests.reports.ground import Ground
from tests.reports.worlds import World, worlds

WORLDS, AT_LEAST = 300, 5


@pytest.fixture
def ground(db: None, monkeypatch: pytest.MonkeyPatch) -> Ground:
    compiled_once(monkeypatch)
    return Ground()


def held(figures: Figures) -> set[str]:
    """What the figures had to say at all: a comparison of zeros would prove nothing."""
    found = {code for code, cell in figures.cells.items() if cell.total}
    found |= {f"{code} overlaps" for code, cell in figures.cells.items() if cell.overlap}
    found |= {column for cell in figures.cells.values() for column in ("women", "men", "girls", "boys", "other")
              if cell.value(column)}  # fmt: skip
    found |= {code for code, number in figures.notes.items() if number}
    found |= {f"lead of {one.device_class}" for one in figures.lead if one.median != one.ninetieth}
    return found | {str(status) for centre in figures.coverage for _month, status in centre.months}


def test_figures_equal_an_independent_count(ground: Ground) -> None:
    """Two views of each world, and its year: every cell, part, note, waiting time and status; columns add up, things of
    the year are the sum of its months and persons are between the greatest month and the sum (IND-27)."""
    tally: Counter[str] = Counter()
    different: set[str] = set()

    @settings(
        max_examples=WORLDS + 20,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(world=worlds)
    def each(world: World) -> None:
        tally.update({"worlds", *(what for figures in ground.compare(world) for what in held(figures))})
        different.add(repr(world))

    each()
    persons = ("BEN", "BENNEW", "FOL", "PTP", "WAI")
    expected = {
        *(one.code for one in (*INDICATORS, *NOTES)), *(f"{code} overlaps" for code in persons), *map(str, Status),
        "women", "men", "girls", "boys", "other", "lead of prosthesis", "lead of orthosis", "lead of wheelchair",
    }  # fmt: skip
    assert len(different) >= WORLDS
    assert {what for what in expected if tally[what] < AT_LEAST} == set()
