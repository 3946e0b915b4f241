"""What the web's database login may do: read and write everything, but only add to the audit trail.

Run after every migration by the owner of the tables, so that a new table is never forgotten.
"""

from django.apps import apps
from django.conf import settings
from django.db import connections
from pghistory.models import Event
from psycopg import sql

INSERT_ONLY_MODELS = (
    "reports.Snapshot", "reports.Seal", "reports.SignOff", "reports.ReportFile", "reports.Download", "patients.Viewing",
    "sync.Operation",
)  # fmt: skip


def event_tables() -> list[str]:
    """The tables of the audit trail, sorted."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Event))


def insert_only_tables() -> list[str]:
    """Every table to which the web may only add."""
    return event_tables() + [apps.get_model(name)._meta.db_table for name in INSERT_ONLY_MODELS]


def protect(using: str = "default", login: str = "") -> None:
    """Grant the web's login its rights; refuse TRUNCATE of the trail, and the switching off of triggers, to everyone.

    Safe to run again.

    `login` is the web's database login (default: settings.DATABASE_WEB_LOGIN). Where it is the owner itself, or
    does not exist, there is nothing to grant; `manage.py doctor` then says that the trail has only its triggers.
    """
    connection = connections[using]
    login = login or settings.DATABASE_WEB_LOGIN
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname <> current_user FROM pg_roles WHERE rolname = %s", [login])
        row = cursor.fetchone()
        separate = row is not None and row[0]
        if separate:
            cursor.execute(_with_names("GRANT USAGE ON SCHEMA public TO {}", login))
            for statement in (
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
                "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
            ):
                cursor.execute(_with_names(statement, login))
        cursor.execute(REFUSE_TRUNCATE)
        cursor.execute(IGNORE_NOTHING)
        cursor.execute(COLLECT_STATISTICS)
        existing = set(connection.introspection.table_names(cursor))
        for table in insert_only_tables():
            if table not in existing:
                continue
            if separate:
                cursor.execute(_with_names("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}", table, login))
            cursor.execute(
                _with_names(
                    "CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON {} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION georeum_refuse_truncate()",
                    table,
                )
            )


def _with_names(statement: str, *names: str) -> str:
    """The statement with quoted names, as text: in a recorded command the trail looks into what is executed."""
    return sql.SQL(statement).format(*map(sql.Identifier, names)).as_string()


REFUSE_TRUNCATE = """
    CREATE OR REPLACE FUNCTION georeum_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- A test database is emptied between tests; a living one never is.
        IF current_setting('georeum.test_database', true) = 'on' THEN RETURN NULL; END IF;
        RAISE EXCEPTION 'the audit trail and the snapshots are append-only' USING ERRCODE = 'insufficient_privilege';
    END $$
"""

# Every trigger of pgtrigger asks this function first, and the library's own believes a session variable that any
# login may set: one statement, and nothing was recorded or refused any more. Nothing here uses that way out.
IGNORE_NOTHING = """
    CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""

# Only the owner of a table may have its rows counted for the planner. Whoever loads many rows at once needs that done
# before anything is asked of them, or it is planned for empty tables and takes a hundred times as long.
COLLECT_STATISTICS = """
    CREATE OR REPLACE FUNCTION georeum_collect_statistics() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS 'BEGIN ANALYZE; END'
"""
