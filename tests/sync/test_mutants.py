"""The feed with one thing wrong in it: every such feed is caught by the checks that the true one passes (MUST 11)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection

from apps.sync.migrations._feed import LOCK, children
from tests.people import People
from tests.sync import feed_checks

LOCKED = f"PERFORM pg_advisory_xact_lock({LOCK});"
STAMPED = (
    "CREATE CONSTRAINT TRIGGER sync_stamp AFTER INSERT ON sync_turn DEFERRABLE INITIALLY {} "
    "FOR EACH ROW EXECUTE FUNCTION sync_stamp()"
)


def stamped(when: str) -> tuple[str, str]:
    return "DROP TRIGGER sync_stamp ON sync_turn", STAMPED.format(when)


@dataclass(frozen=True)
class Mutant:
    """What is replaced in the function that stamps, or run beside it and taken back; and who has to notice."""

    name: str
    caught_by: Callable[[People], None]
    replaced: tuple[tuple[str, str], ...] = ()
    done: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


MUTANTS = (
    Mutant("no lock", feed_checks.an_open_writer_is_not_skipped, ((LOCKED, ""),)),
    Mutant("no lock, in a race", feed_checks.a_race_skips_nothing, ((LOCKED, ""),)),
    Mutant(
        "numbers drawn in advance", feed_checks.turn_by_turn_nothing_is_skipped,
        done=("ALTER SEQUENCE sync_seq CACHE 20",), undone=("ALTER SEQUENCE sync_seq CACHE 1",),
    ),
    Mutant(
        "an older view may write", feed_checks.only_read_committed_writes,
        (("current_setting('transaction_isolation') <> 'read committed'", "false"),),
    ),
    Mutant(
        "access read before the lock", feed_checks.access_is_read_after_the_lock,
        (
            (LOCKED, f"CREATE TEMP TABLE earlier ON COMMIT DROP AS SELECT * FROM patients_patientaccess; {LOCKED}"),
            ("JOIN patients_patientaccess a", "JOIN earlier a"),
        ),
    ),
    Mutant("children stay behind", feed_checks.everything_of_a_person_goes_along, ((children(), ""),)),
    Mutant(
        "stamped at once", feed_checks.whoever_is_at_work_holds_nobody_up,
        done=stamped("IMMEDIATE"),
        undone=stamped("DEFERRED"),
    ),
    Mutant(
        "stamped at once, by many", feed_checks.many_writers_never_block_each_other_for_good,
        done=stamped("IMMEDIATE"),
        undone=stamped("DEFERRED"),
    ),
)  # fmt: skip


@contextmanager
def alive(mutant: Mutant) -> Iterator[None]:
    """The feed as the mutant has it; afterwards as it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('sync_stamp'::regproc)")
        true = changed = cursor.fetchone()[0]
        for old, new in mutant.replaced:
            assert old in changed, f"the feed has no {old!r} any more"
            changed = changed.replace(old, new)
        try:
            for statement in (changed, *mutant.done):
                cursor.execute(statement)
            yield
        finally:
            for statement in (true, *mutant.undone):
                cursor.execute(statement)


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_feed_with_something_wrong_in_it_is_caught(people, mutant):
    """MUST 11: mutants without the lock, or another of the conditions, must fail."""
    with alive(mutant), pytest.raises(AssertionError):
        mutant.caught_by(people)
