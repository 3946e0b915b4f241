"""What the feed promises, each as one function that raises AssertionError where it is broken.

The tests of the feed call them, and the tests of the mutants call the very same ones: each mutant must be caught.
"""

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

from apps.core.clock import now
from apps.desk.simulation.verdict import scope
from apps.patients.actions import transfers
from apps.sync.migrations._feed import LOCK, PERSONAL
from apps.sync.models import Change
from tests.people import People, a_lost_leg, a_patient, a_session, a_transfer
from tests.sync.everything import one_of_each
from tests.sync.follower import Follower, a_follower

PATIENCE = 20.0  # seconds
NOTE = "UPDATE physio_physiosession SET note = %s WHERE id = %s"
ANOTHER = """INSERT INTO physio_physiosession
SELECT (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid()))).*
FROM physio_physiosession s WHERE id = %s"""
LIKE = """INSERT INTO patients_impairment
SELECT (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), 'side', 'R'))).*
FROM patients_impairment i WHERE id = %s"""
GONE = "UPDATE patients_patientaccess SET active = false, until = since WHERE patient_id = %s"
COME = """INSERT INTO patients_patientaccess
SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'centre_id', %s::uuid, 'active', true,
                                                    'until', null))).*
FROM patients_patientaccess a WHERE patient_id = %s"""


class Writer:
    """Somebody else at work: a connection of their own with a transaction open, which commits when it is told to."""

    def __init__(self, isolation: str = "READ COMMITTED") -> None:
        given = connection.get_connection_params()
        self.own = psycopg.connect(**{**given, "autocommit": False})
        self.own.isolation_level = psycopg.IsolationLevel[isolation.replace(" ", "_")]
        self._later = ThreadPoolExecutor(1)

    def write(self, statement: str, *given: Any) -> "Writer":
        self.own.execute(statement, given)
        return self

    def stamp(self) -> "Writer":
        """Do what happens at commit, and stay open all the same."""
        self.own.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return self

    def commit(self) -> None:
        self.own.commit()

    def commit_when_it_can(self) -> Future[None]:
        """Begin to commit; comes back when it has, or when it waits for the feed's lock."""
        done, end = self._later.submit(self.own.commit), time.monotonic() + PATIENCE
        while not done.done() and not self._waits():
            assert time.monotonic() < end, "neither committed nor waiting"
            time.sleep(0.01)
        return done

    def _waits(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = %s)",
                [LOCK],
            )
            return bool(cursor.fetchone()[0])

    def close(self) -> None:
        self._later.shutdown()
        self.own.close()


@contextmanager
def writers(count: int, **details: Any) -> Iterator[list[Writer]]:
    """So many of them, who let go of everything in the end."""
    found = [Writer(**details) for _one in range(count)]
    try:
        yield found
    finally:
        for one in found:  # whoever waits for another one gets on when that one is closed
            if one.own.pgconn.transaction_status != psycopg.pq.TransactionStatus.ACTIVE:
                one.own.close()
        for one in found:
            one.close()


@contextmanager
def delay_before_commit(longest: float) -> Iterator[None]:
    """Up to so many seconds between stamping and commit, in every transaction: here a feed without its lock skips."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION test_delay() RETURNS trigger LANGUAGE plpgsql AS "
            f"'BEGIN PERFORM pg_sleep(random() * {longest}); RETURN NULL; END'"
        )
        cursor.execute(
            "CREATE CONSTRAINT TRIGGER test_delay AFTER INSERT OR UPDATE ON sync_change "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION test_delay()"
        )
        try:
            yield
        finally:
            cursor.execute("DROP FUNCTION test_delay() CASCADE")


def follows(follower: Follower) -> None:
    """The follower, caught up, holds what its centre may see: no row less, none more, none older."""
    held, due = follower.catch_up().held(), scope(follower.tablet.centre)
    assert held == due, {key: (held.get(key), due.get(key)) for key in held.keys() ^ due.keys()} or "older versions"


def an_open_writer_is_not_skipped(people: People) -> None:
    """One has stamped and is still open; another one commits after; between them a tablet pulls."""
    first, second = (a_session(people, a_patient(people)) for _one in range(2))
    follower = a_follower(people).catch_up()
    with writers(2) as (slow, quick):
        slow.write(NOTE, "slow", first.pk).stamp()
        committed = quick.write(NOTE, "quick", second.pk).commit_when_it_can()
        follower.catch_up()
        slow.commit()
        committed.result(PATIENCE)
        follows(follower)


def a_race_skips_nothing(people: People, *, rounds: int = 12) -> None:
    """Four writers, and a tablet that pulls all the time, with a delay between stamp and commit.

    Each writes new records: an old one that is written again would bring back what was skipped.
    """
    session = a_session(people, a_patient(people))
    follower = a_follower(people)

    def work(writer: Writer) -> None:
        for _turn in range(rounds):
            writer.write(ANOTHER, session.pk).commit()

    with delay_before_commit(0.02), writers(4) as found, ThreadPoolExecutor(4) as pool:
        at_work = [pool.submit(work, one) for one in found]
        while not all(one.done() for one in at_work):
            follower.pull()
        for one in at_work:
            one.result()
    follows(follower)


def turn_by_turn_nothing_is_skipped(people: People) -> None:
    """Two connections that stay open take turns, as those of the web's workers do."""
    session = a_session(people, a_patient(people))
    follower = a_follower(people).catch_up()
    with writers(2) as found:
        for turn in range(6):
            found[turn % 2].write(NOTE, str(turn), session.pk).commit()
            follows(follower)


def only_read_committed_writes(people: People) -> None:
    """Whoever would write from an older view of who sees whom is refused, and nothing of it stays."""
    session = a_session(people, a_patient(people))
    for level in ("REPEATABLE READ", "SERIALIZABLE"):
        with writers(1, isolation=level) as (one,):
            one.write(NOTE, "from an older view", session.pk)
            try:
                one.commit()
            except psycopg.errors.ObjectNotInPrerequisiteState:
                continue
            raise AssertionError(f"written at {level}")


def access_is_read_after_the_lock(people: People) -> None:
    """A limb is recorded while its person goes to the other centre: only whoever recorded it can tell the new one."""
    patient = a_patient(people)
    known = a_lost_leg(people, patient)
    here = a_follower(people).catch_up()
    there = a_follower(people, songrim=True).catch_up()
    with writers(2) as (mover, writer):
        writer.write(LIKE, known.pk)
        mover.write(GONE, patient.pk).write(COME, people.songrim.pk, patient.pk).stamp()
        committed = writer.commit_when_it_can()
        mover.commit()
        committed.result(PATIENCE)
    follows(here)
    follows(there)


def everything_of_a_person_goes_along(people: People) -> None:
    """A record of every kind there is; the transfer takes each away here and brings each there (MUST 13)."""
    patient = one_of_each(people)
    follower = a_follower(people).catch_up()
    assert follower.kinds() >= {"patient", *PERSONAL}, {"patient", *PERSONAL} - follower.kinds()
    transfers.answer(transfer=a_transfer(people, patient), accept=True, by=people.songrim_manager, at=now())
    there = a_follower(people, songrim=True).catch_up()
    missing = {"patient", *PERSONAL} - there.kinds()
    assert not missing, f"did not arrive: {missing}"
    follows(follower)
    follows(there)


def whoever_is_at_work_holds_nobody_up(people: People) -> None:
    """A transaction that has written and not yet committed does not keep another one from committing."""
    first, second = a_session(people, a_patient(people)), a_session(people, a_patient(people))
    with writers(2) as (at_work, other):
        at_work.write(NOTE, "not yet", first.pk)
        other.write("SET LOCAL lock_timeout = '1s'")
        try:
            other.write(NOTE, "meanwhile", second.pk).commit()
        except psycopg.errors.LockNotAvailable:
            raise AssertionError("the feed's lock was taken before commit") from None


def many_writers_never_block_each_other_for_good(people: People, *, rounds: int = 8) -> None:
    """Eight at once, each with some of the same rows of three kinds in the same order: no deadlock."""
    patients = [a_patient(people) for _one in range(4)]
    rows = [("physio_physiosession", a_session(people, one).pk) for one in patients]
    rows += [("patients_patient", one.pk) for one in patients]
    chance = random.Random(7)

    def work(writer: Writer, chosen: list[list[tuple[str, Any]]]) -> None:
        for some in chosen:
            for table, key in some:
                writer.write(f"UPDATE {table} SET version = version WHERE id = %s", key)
            writer.commit()

    plans = [[sorted(chance.sample(rows, 3), key=str) for _turn in range(rounds)] for _writer in range(8)]
    with writers(8) as found, ThreadPoolExecutor(8) as pool:
        at_work = [pool.submit(work, one, plan) for one, plan in zip(found, plans, strict=True)]
        for one in at_work:
            try:
                one.result(60)
            except psycopg.errors.DeadlockDetected:
                raise AssertionError("deadlock") from None
    follows(a_follower(people))


def stamped_once_a_transaction(people: People) -> None:
    """A record written ten times in one transaction is told once."""
    session = a_session(people, a_patient(people))
    before = Change.objects.latest("seq").seq
    with writers(1) as (one,):
        for turn in range(10):
            one.write(NOTE, str(turn), session.pk)
        one.commit()
    assert Change.objects.filter(seq__gt=before).count() == 1


CHECKS: tuple[Callable[[People], None], ...] = (
    an_open_writer_is_not_skipped,
    a_race_skips_nothing,
    turn_by_turn_nothing_is_skipped,
    only_read_committed_writes,
    access_is_read_after_the_lock,
    everything_of_a_person_goes_along,
    whoever_is_at_work_holds_nobody_up,
    many_writers_never_block_each_other_for_good,
    stamped_once_a_transaction,
)
