"""`manage.py check --database default`, and every start: does the feed stand on what it relies on (MUST 11)?

Each condition is a question to PostgreSQL. Where one is not met tablets would miss changes and nobody would notice, so
the product does not start.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from apps.sync.registry import KINDS

EVENTS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16}  # bits of pg_trigger.tgtype
NOTING = ("sync_note", "sync_note_person", "sync_note_user")
ACCESS = ("access", "patients_patientaccess")
TRIGGERS = """
SELECT c.relname, split_part(encode(t.tgargs, 'escape'), '\\000', 1), t.tgtype FROM pg_trigger t
JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
WHERE p.proname = ANY(%s) AND t.tgenabled IN ('O', 'A') AND c.relnamespace = 'public'::regnamespace
"""
STAMPING = """
SELECT count(*) FROM pg_trigger WHERE tgname = 'sync_stamp' AND tgrelid = 'sync_turn'::regclass
AND tgenabled IN ('O', 'A') AND tgdeferrable AND tginitdeferred
"""
Ask = Callable[..., Any]


def feed_is_sound(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Report an error for each condition of the feed that is not met, in each of the databases."""
    return [message for alias in databases or () for message in _check(connections[alias])]


def _check(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    """What is wrong; nothing while migrations of the feed are still to come, or while the database is away."""
    try:
        loader = MigrationLoader(connection)
        if any(app == "sync" and (app, name) not in loader.applied_migrations for app, name in loader.disk_migrations):
            return []
        with connection.cursor() as cursor:

            def ask(statement: str, *given: Any) -> Any:
                cursor.execute(statement, given)
                return cursor.fetchone()[0]

            found = [*_settings(ask), *_stamping(ask)]
            cursor.execute(TRIGGERS, [list(NOTING)])
            return [*found, *_triggers(cursor.fetchall())]
    except DatabaseError:
        return []  # not reachable: that is reported elsewhere, and louder


def _settings(ask: Ask) -> Iterator[Error]:
    """How PostgreSQL is set up."""
    if ask("SELECT cache_size FROM pg_sequences WHERE sequencename = 'sync_seq'") != 1:
        yield Error(
            _("Numbers of the feed are drawn in advance."), hint="ALTER SEQUENCE sync_seq CACHE 1", id="sync.E001"
        )
    if ask("SELECT current_setting('synchronous_commit')") == "off":
        yield Error(_("PostgreSQL may forget what it has committed."), hint="synchronous_commit = on", id="sync.E002")
    if ask("SELECT current_setting('default_transaction_isolation')") != "read committed":
        hint = "default_transaction_isolation = 'read committed'"
        yield Error(_("Whoever writes does not see what was committed before."), hint=hint, id="sync.E003")
    if ask("SELECT pg_is_in_recovery()"):
        yield Error(_("This is a copy that follows another database."), hint=_("Use the primary."), id="sync.E004")


def _stamping(ask: Ask) -> Iterator[Error]:
    """Whether changes are numbered, at commit, and of every kind."""
    if ask(STAMPING) != 1:
        yield Error(_("Changes are not numbered at commit."), hint=_again("sync_stamp"), id="sync.E005")
    told = ask("SELECT pg_get_functiondef('sync_stamp'::regproc)")
    if forgotten := sorted(kind for kind in KINDS if f"t.kind = '{kind}'" not in told and kind != "patient"):
        yield Error(_("Nobody is told of: %(kinds)s.") % {"kinds": ", ".join(forgotten)}, id="sync.E006")


def _triggers(found: list[tuple[str, str, int]]) -> Iterator[Error]:
    """Whether each kind that travels is noted, at every kind of write, and nothing else is."""
    noted: dict[tuple[str, str], int] = {}
    for table, kind, events in found:
        kind = kind or "user"  # whose trigger of updates looks at the fields itself and takes no argument
        noted[kind, table] = noted.get((kind, table), 0) | events
    due = {(one.kind, one.table) for one in KINDS.values()} | {ACCESS}
    for kind, table in sorted(due):
        if missing := [event for event, bit in EVENTS.items() if not noted.get((kind, table), 0) & bit]:
            words = _("Not noted for tablets: %(events)s of %(table)s.")
            told = words % {"events": ", ".join(missing), "table": table}
            yield Error(told, hint=_again("sync_note"), id="sync.E007")
    for kind in sorted({kind for kind, _table in noted} - {kind for kind, _table in due}):
        yield Error(_("Noted for tablets and sent to none: %(kind)s.") % {"kind": kind}, id="sync.E008")


def _again(name: str) -> str:
    return _("Make the trigger %(name)s again as the migrations of sync do, or enable it.") % {"name": name}
