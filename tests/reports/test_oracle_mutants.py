"""The oracle finds what is wrong: the report is broken in a dozen ways, and each is seen on a fixed set of worlds.

A mutant exchanges a piece of the statement that counts for one with a mistake somebody could make.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from django.db.models import Q

from apps.patients.models import CountedServiceQuerySet
from apps.physio.models import PhysioSession
from apps.reports.indicators import counting, relation
from tests.reports.comparing import compiled_once
from tests.reports.ground import Ground
from tests.reports.worlds import ORDERS, SEED, VISITS, a_world

WORLDS = 60
Break = Callable[[pytest.MonkeyPatch], None]


def text(name: str, right: str, wrong: str, module: object = relation) -> Break:
    """A mistake in the SQL that `name` holds."""

    def break_it(monkeypatch: pytest.MonkeyPatch) -> None:
        statement = getattr(module, name)
        assert right in statement, "the statement was written anew: say the mistake in its words"
        monkeypatch.setattr(module, name, statement.replace(right, wrong))

    return break_it


def late_records_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relation, "in_the_books", lambda *_: Q())


def late_records_never_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relation, "in_the_books", lambda *_: Q(late=False))


def voided_records_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CountedServiceQuerySet, "confirmed", lambda rows: rows.all())


def absences_count(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = type(PhysioSession.objects.all())
    monkeypatch.setattr(rows, "confirmed", lambda rows: rows.filter(voided_at=None))


def the_day_is_that_of_greenwich(monkeypatch: pytest.MonkeyPatch) -> None:
    text("SERVED", "SELECT s.*,", "SELECT s.model, s.id, s.version, s.patient_id, s.centre_id,"
         " (s.at AT TIME ZONE 'UTC')::date AS happened, s.at, s.late, s.concerns,")(
        monkeypatch
    )  # fmt: skip


def what_was_handed_out_at_once_has_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "NOT fast_track AND " in counting.WAITED.where
    where = counting.WAITED.where.replace("NOT fast_track AND ", "")
    monkeypatch.setattr(counting, "WAITED", replace(counting.WAITED, where=where))


MUTANTS: dict[str, Break] = {
    "late records count": late_records_count,
    "late records never count": late_records_never_count,
    "voided records count": voided_records_count,
    "people of tests count": text("SERVED", "AND NOT p.is_test", ""),
    "absences count": absences_count,
    "the day is that of Greenwich": the_day_is_that_of_greenwich,
    "a person is as old as at each service": text(
        "SERVED", "min(s.happened) OVER person AS aged_on", "s.happened AS aged_on"
    ),
    "a person is as old as at the first service of each centre": text(
        "SERVED", "person AS (PARTITION BY s.patient_id)", "person AS (PARTITION BY s.patient_id, s.centre_id)"
    ),
    "the last day is left out": text("WITHIN", "{day} BETWEEN %s AND %s", "{day} >= %s AND {day} < %s"),
    "a device anywhere makes no follow-up user": text("SERVED", "OVER here AS got_device", "OVER person AS got_device"),
    "whoever was served before is new": text("NEWCOMER", "AND a.migrated", "AND false"),
    "each centre fits a first device": text("FITTED", "AND s.centre_id = f.first_centre", ""),
    "fitted elsewhere before is new": text("FITTED", "AND NOT f.elsewhere", ""),
    "entered in error is a closing": text("CLOSED", "AND d.end_reason <> 'entered-in-error'", ""),
    "the dead wait": text("WAITING", "p.deceased_on > %s", "%s::date IS NOT NULL"),
    "of age a day late": text("FACT", "< birth_date", "<= birth_date"),
    "waiting times of what was handed out at once": what_was_handed_out_at_once_has_waited,
}


@pytest.mark.parametrize("name", MUTANTS)
def test_the_oracle_sees(db: None, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    MUTANTS[name](monkeypatch)
    compiled_once(monkeypatch)
    assert differs(Ground())


def differs(ground: Ground) -> bool:
    """Whether the report and the oracle say different things of one of the worlds, which are the same every time."""
    chance = Random("the same worlds for every mutant")
    try:
        for _each in range(WORLDS):
            ground.compare(a_world(chance.randbytes(SEED) + bytes([1]) * (ORDERS + VISITS)))
    except AssertionError:
        return True
    return False
