"""What the feed relies on is asked at every start; each condition is broken once and noticed (MUST 11)."""

from contextlib import suppress

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, transaction
from django.utils import translation

from apps.sync.checks import feed_is_sound
from apps.sync.registry import KINDS


@pytest.fixture
def people(db):
    """Nothing here needs to be committed, nor anybody to be there."""
    with translation.override("en"):
        yield


class Enough(Exception):
    """Takes back what a test did to the database."""


DURABLE = "SET LOCAL synchronous_commit = on"  # which the servers of the tests do without


def found_after(broken=""):
    """(id, words) of what is reported after this was done to the database, which is taken back."""
    with suppress(Enough), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{DURABLE}; {broken}")
        found = [(message.id, message.msg) for message in feed_is_sound(databases=["default"])]
        raise Enough
    return found


@pytest.mark.parametrize(
    ("broken", "id"),
    [
        ("ALTER SEQUENCE sync_seq CACHE 20", "sync.E001"),
        ("SET LOCAL synchronous_commit = off", "sync.E002"),
        ("SET LOCAL default_transaction_isolation = 'repeatable read'", "sync.E003"),
        ("CREATE FUNCTION public.pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS 'SELECT true'; "
         "SET LOCAL search_path = public, pg_catalog", "sync.E004"),
        ("ALTER TABLE sync_turn DISABLE TRIGGER sync_stamp", "sync.E005"),
        ("DROP TRIGGER sync_stamp ON sync_turn; CREATE CONSTRAINT TRIGGER sync_stamp AFTER INSERT ON sync_turn "
         "DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION sync_stamp()", "sync.E005"),
        ("CREATE OR REPLACE FUNCTION sync_stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
         "sync.E006"),
        ("DROP TRIGGER sync_note_update ON physio_physiosession", "sync.E007"),
        ("ALTER TABLE patients_patientaccess DISABLE TRIGGER sync_note_delete", "sync.E007"),
        ("CREATE TRIGGER sync_note_insert AFTER INSERT ON centres_supportperiod REFERENCING NEW TABLE AS written "
         "FOR EACH STATEMENT EXECUTE FUNCTION sync_note('support')", "sync.E008"),
    ],
)  # fmt: skip
def test_each_condition_is_noticed_when_it_is_broken(people, broken, id):
    assert found_after() == []
    assert {told for told, _words in found_after(broken)} == {id}


@pytest.mark.parametrize("event", ["insert", "update", "delete"])
def test_every_table_that_is_not_noted_is_named(people, event):
    tables = {one.table for one in KINDS.values()}
    found = found_after("; ".join(f"ALTER TABLE {table} DISABLE TRIGGER sync_note_{event}" for table in tables))
    assert {words for _id, words in found} == {
        f"Not noted for tablets: {event.upper()} of {table}." for table in tables
    }


def test_a_kind_without_triggers_is_noticed(people, monkeypatch):
    session = KINDS["session"]
    monkeypatch.delitem(KINDS, "session")
    assert [told for told, _words in found_after()] == ["sync.E008"]
    monkeypatch.setitem(KINDS, "visit", type(session)("visit", session.model, session.fields))
    assert {told for told, _words in found_after()} >= {"sync.E006", "sync.E007"}


def test_the_product_does_not_start_with_a_feed_that_is_not_sound(people):
    with connection.cursor() as cursor:
        cursor.execute(f"{DURABLE}; ALTER SEQUENCE sync_seq CACHE 20")
    with pytest.raises(SystemCheckError, match=r"sync\.E001"):
        call_command("check", tags=["database"], databases=["default"])


def test_a_living_table_that_travels_is_never_emptied(people):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL georeum.test_database = off")
        with pytest.raises(Exception, match="is not emptied"):
            cursor.execute("TRUNCATE physio_outcomescore")
