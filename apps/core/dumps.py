"""The whole database in one file, and back: made by PostgreSQL's own programs, as the owner of the tables.

Nothing is overwritten on the way back. The file is read into a new database, and only when all of it is there do the
two change names; what stood before is kept beside it until the next time.
"""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections
from django.utils.translation import gettext as _
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from apps.core.runtime import programs

KEYWORDS = frozenset(option.keyword.decode() for option in pq.Conninfo.get_defaults()) - {"options"}
MAINTENANCE = "postgres"  # the database one is connected to while another is renamed
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"


class Failed(Exception):
    """A sentence that says why there is no copy, or why nothing was brought back. It holds no data."""


def dump(file: Path) -> None:
    """Write the database of one instant into a new file, readable by its owner alone; people may go on working.

    The file is there wholly or not at all. Raises Failed.
    """
    if file.exists():
        raise Failed(_("%(file)s is there already. Name another file.") % {"file": file})
    try:
        descriptor, draft = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        os.close(descriptor)
    except OSError as error:
        raise Failed(_("%(file)s cannot be written (%(reason)s).") % {"file": file, "reason": error.strerror}) from None
    try:
        _run("pg_dump", ["--format=custom", "--no-owner", f"--file={draft}", f"--dbname={_address()}"])
        os.replace(draft, file)
    finally:
        Path(draft).unlink(missing_ok=True)


def load(file: Path) -> str:
    """Put the database of a file in the place of the one there is. Returns the name under which that one is kept.

    Raises Failed: nothing has changed then.
    """
    if not file.is_file():
        raise Failed(_("There is no file %(file)s.") % {"file": file})
    name = str(connection.settings_dict["NAME"])
    coming, before = f"{name}_coming", f"{name}_before"
    connections.close_all()
    try:
        with _maintenance() as maintenance:
            _refuse_others(maintenance, name)
            _do(maintenance, "DROP DATABASE IF EXISTS {}", coming)
            _do(maintenance, "CREATE DATABASE {}", coming)
            _fill(maintenance, coming, file)
            _refuse_others(maintenance, name)
            _do(maintenance, "DROP DATABASE IF EXISTS {}", before)
            _change_names(maintenance, coming, name, before)
    except psycopg.Error as error:
        raise Failed(_("PostgreSQL refused: %(reason)s") % {"reason": str(error).splitlines()[0]}) from None
    return before


def _change_names(maintenance: "psycopg.Connection[Any]", coming: str, name: str, before: str) -> None:
    """PostgreSQL renames one database at a time; if the second one cannot be, the first gets its name back."""
    _do(maintenance, "ALTER DATABASE {} RENAME TO {}", name, before)
    try:
        _do(maintenance, "ALTER DATABASE {} RENAME TO {}", coming, name)
    except psycopg.Error:
        _do(maintenance, "ALTER DATABASE {} RENAME TO {}", before, name)
        raise


def _fill(maintenance: "psycopg.Connection[Any]", database: str, file: Path) -> None:
    """All of the file or nothing of it; half a database is removed again."""
    strictly = ["--no-owner", "--exit-on-error", "--single-transaction"]
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".list") as wanted:
            wanted.write(_without_superusers_part(_run("pg_restore", ["--list", str(file)])))
            wanted.flush()
            _run("pg_restore", [*strictly, f"--use-list={wanted.name}", f"--dbname={_address(database)}", str(file)])
    except Failed:
        _do(maintenance, "DROP DATABASE {}", database)
        raise


def _without_superusers_part(listed: str) -> str:
    """The list of contents without the comments on extensions, which only a superuser may write. Other comments stay:
    by them each trigger of the audit trail is known to be the right one."""
    return "".join(line for line in listed.splitlines(keepends=True) if " COMMENT - EXTENSION " not in line)


def _refuse_others(maintenance: "psycopg.Connection[Any]", database: str) -> None:
    """What somebody writes while the database is replaced would be lost."""
    row = maintenance.execute(OTHERS, [database]).fetchone()
    if row and row[0]:
        raise Failed(_("Somebody still works with the database. Stop the product first."))


def _parameters(database: str = "") -> dict[str, Any]:
    """How to connect, as libpq takes it; to another database of the same server where one is named."""
    found = {name: value for name, value in connection.get_connection_params().items() if name in KEYWORDS}
    return found | ({"dbname": database} if database else {})


def _maintenance() -> "psycopg.Connection[Any]":
    return psycopg.connect(**_parameters(MAINTENANCE), autocommit=True)


def _address(database: str = "") -> str:
    """The address without the password, which everybody could read in the list of processes."""
    parameters = _parameters(database)
    parameters.pop("password", None)
    return make_conninfo(**parameters)


def _do(maintenance: "psycopg.Connection[Any]", statement: str, *names: str) -> None:
    maintenance.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _run(program: str, arguments: Sequence[str]) -> str:
    """Run one of PostgreSQL's programs; what it says. Raises Failed with the first line of its complaint.

    The lines after it may hold data.
    """
    password = str(_parameters().get("password", ""))
    command = [str(programs.postgres_programs() / program), "--no-password", *arguments]
    done = subprocess.run(
        command, env={**programs.CLEAN, "PGPASSWORD": password}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line), program)
        raise Failed(_("PostgreSQL refused: %(reason)s") % {"reason": said})
    return done.stdout
