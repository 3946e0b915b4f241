"""What a test has committed goes away after it; what belongs to the installation stays as the migrations made it.

Django would truncate all 130 tables, which makes new files for each of them and for its 630 indexes, and would then
make permissions anew: with the types of devices entered again that took most of a second of every such test. Here the
rows are deleted, which are few, and the installation's are copied back as they were, without a trigger being asked.
"""

from dataclasses import dataclass

import psycopg
from django.conf import settings
from django.db import connections

from tests import servers

TABLES = """
    SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1
"""


@dataclass(frozen=True)
class Installation:
    """A database as the migrations left it: the tables, and the rows of those that have any."""

    tables: tuple[str, ...]
    rows: dict[str, bytes]

    @classmethod
    def of_now(cls) -> "Installation":
        with superuser() as connection:
            tables = tuple(name for (name,) in connection.execute(TABLES))
            found = {table: read(connection, table) for table in tables}
        return cls(tables, {table: rows for table, rows in found.items() if rows})

    def restore(self) -> None:
        """Waits, as TRUNCATE does, for whoever is still writing: nothing can come afterwards."""
        connections.close_all()
        with superuser() as connection:
            connection.execute(f"LOCK TABLE {', '.join(self.tables)} IN EXCLUSIVE MODE")
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(";".join(f"DELETE FROM {table}" for table in self.tables))
            for table, rows in self.rows.items():
                with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)


def read(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)


def superuser() -> psycopg.Connection:
    """Who may pass by triggers: PostgreSQL's own login, or that of DATABASE_URL."""
    return psycopg.connect(servers.superuser_url(settings.DATABASES["default"]["NAME"]))
