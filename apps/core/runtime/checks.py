"""What `doctor` says in words and `/readyz` in JSON about the living installation.

Each check is a function that returns a Finding; it never raises because the thing it looks at is broken.
"""

import ctypes
import importlib.util
import logging
import os
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pghistory.models
import pgtrigger
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from apps.core.runtime import demands, heartbeat
from apps.core.runtime.system_checks import sees_hangul

logger = logging.getLogger(__name__)
SEQUENCE_ALARM = 0.8  # of its range
DISK_WARNING_MB = 1000
HARFBUZZ = "libharfbuzz-subset.so.0"


@dataclass(frozen=True)
class Finding:
    """What one check found: its stable name, whether it is well, and a sentence for a person."""

    name: str
    well: bool
    sentence: str


Check = Callable[[], Finding]


def judge(check: Check) -> Finding:
    """Run a check; one that breaks is a finding too (only the kind of error is told: it may hold data)."""
    try:
        return check()
    except Exception as error:
        logger.warning("check failed", extra={"check": check.__name__, "error": type(error).__name__})
        return Finding(
            check.__name__,
            False,
            _("The check “%(name)s” could not be made (%(error)s).")
            % {"name": check.__name__, "error": type(error).__name__},
        )


# --- asked by /readyz too -------------------------------------------------------------------------


def database() -> Finding:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return Finding("database", True, _("The database answers: PostgreSQL %(version)s.") % {"version": version})


def migrations() -> Finding:
    """Every migration of the installed code has been applied (read without importing them)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    missing = sorted(_migrations_on_disk() - applied)
    if missing:
        return Finding(
            "migrations",
            False,
            _("%(count)d migrations are not applied, the first is %(first)s. Run: manage.py migrate")
            % {"count": len(missing), "first": ".".join(missing[0])},
        )
    return Finding("migrations", True, _("All %(count)d migrations are applied.") % {"count": len(applied)})


def _migrations_on_disk() -> set[tuple[str, str]]:
    found = set()
    for config in apps.get_app_configs():
        module, _explicit = MigrationLoader.migrations_module(config.label)
        try:
            spec = importlib.util.find_spec(module) if module else None
        except ModuleNotFoundError:  # the app is a module, not a package
            spec = None
        places = list(spec.submodule_search_locations or []) if spec else []
        found |= {(config.label, entry.name) for entry in pkgutil.iter_modules(places) if entry.name[0] not in "_~"}
    return found


def broker() -> Finding:
    """The task queue takes messages."""
    with current_app.connection_for_write() as link:
        link.ensure_connection(max_retries=1, timeout=2)
        kind = link.transport.driver_type
    return Finding("broker", True, _("The task queue answers (%(kind)s).") % {"kind": kind})


def worker() -> Finding:
    """A worker takes tasks."""
    if heartbeat.worker_lives():
        return Finding("worker", True, _("The worker takes tasks."))
    return Finding("worker", False, _("No worker gives a sign of life. Start the product: make run"))


READINESS: tuple[Check, ...] = (database, migrations, broker, worker)


# --- only for the doctor --------------------------------------------------------------------------


def beat() -> Finding:
    """Beat sends its tasks and they are done."""
    if heartbeat.beat_lives():
        return Finding("beat", True, _("The clock (beat) sends its tasks and they are done."))
    return Finding("beat", False, _("The clock (beat) gives no sign of life. Start the product: make run"))


def hangul() -> Finding:
    """The database sees Korean letters."""
    if sees_hangul():
        return Finding("hangul", True, _("The database sees Hangul: names can be searched."))
    return Finding("hangul", False, _("The database does not see Hangul. It must be created with the locale C.UTF-8."))


def triggers() -> Finding:
    """Every trigger of the audit trail is installed and enabled."""
    registered = pgtrigger.registered()
    wrong = []
    for model, trigger in registered:
        status, enabled = trigger.get_installation_status(model)
        if status != "INSTALLED" or not enabled:
            wrong.append(trigger.get_uri(model))
    if wrong:
        return Finding(
            "triggers",
            False,
            _("%(count)d triggers are missing, outdated or disabled, the first is %(first)s. Run: manage.py migrate")
            % {"count": len(wrong), "first": wrong[0]},
        )
    return Finding(
        "triggers", True, _("All %(count)d triggers are installed and enabled.") % {"count": len(registered)}
    )


def audit_rights() -> Finding:
    """The web's login can add to the audit trail and nothing else."""
    tables = sorted(m._meta.db_table for m in apps.get_models() if issubclass(m, pghistory.models.Event))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, current_user FROM pg_class c
            WHERE c.oid = ANY(SELECT to_regclass(quote_ident(t)) FROM unnest(%s::text[]) AS t)
              AND (pg_has_role(current_user, c.relowner, 'MEMBER')
                   OR has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE')
                   OR has_table_privilege(c.oid, 'TRUNCATE'))
            ORDER BY c.relname
            """,
            [tables],
        )
        open_tables = cursor.fetchall()
    if open_tables:
        return Finding(
            "audit_rights",
            False,
            _(
                "The web's login %(user)s could change the audit trail (%(count)d tables, the first is %(first)s). "
                "Give the web a login of its own in DATABASE_URL and the owner's in DATABASE_OWNER_URL."
            )
            % {"user": open_tables[0][1], "count": len(open_tables), "first": open_tables[0][0]},
        )
    return Finding(
        "audit_rights",
        True,
        _("The web's login cannot change the audit trail (%(count)d tables).") % {"count": len(tables)},
    )


def sequences() -> Finding:
    """No number series comes near its end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename FROM pg_sequences WHERE last_value::numeric / max_value > %s ORDER BY 1",
            [SEQUENCE_ALARM],
        )
        full = [row[0] for row in cursor.fetchall()]
    if full:
        return Finding("sequences", False, _("Number series near their end: %(names)s.") % {"names": ", ".join(full)})
    return Finding("sequences", True, _("All number series leave room."))


def disk() -> Finding:
    """There is room on the disk of the home."""
    found = os.statvfs(settings.HOME)
    free = found.f_bavail * found.f_frsize // 1024**2
    values = {"free": free, "home": settings.HOME}
    if free < DISK_WARNING_MB:
        return Finding("disk", False, _("Only %(free)d MB are free on the disk of %(home)s. Make room.") % values)
    return Finding("disk", True, _("%(free)d MB are free on the disk of %(home)s.") % values)


def fonts() -> Finding:
    """The PDF's Korean font is there as TTF or OTF."""
    found = sorted((Path(settings.BASE_DIR) / "static" / "dist").rglob("Pretendard*.[to]tf"))
    if found:
        return Finding("fonts", True, _("The PDF's font is there (%(count)d files).") % {"count": len(found)})
    return Finding("fonts", False, _("The PDF's font Pretendard is missing. Run: make front"))


def pango() -> Finding:
    """The PDF's text library can be loaded."""
    missing = demands.missing_packages()
    if missing:
        return Finding(
            "pango", False, _("The PDF's text library is missing. Run: %(command)s") % {"command": _apt(missing)}
        )
    try:
        ctypes.CDLL(HARFBUZZ)
    except OSError:
        return Finding(
            "pango",
            True,
            _("The PDF's text library is there; reports would be faster with: %(command)s")
            % {"command": _apt(["libharfbuzz-subset0"])},
        )
    return Finding("pango", True, _("The PDF's text library is there."))


def _apt(packages: Iterable[str]) -> str:
    return f"{'' if os.geteuid() == 0 else 'sudo '}apt-get install {' '.join(packages)}"


NEEDS_DATABASE: tuple[Check, ...] = (hangul, migrations, triggers, audit_rights, sequences)
THE_REST: tuple[Check, ...] = (broker, worker, beat, disk, fonts, pango)


def examine() -> list[Finding]:
    """Make every check; what needs the database is left out when it does not answer."""
    first = judge(database)
    following = (NEEDS_DATABASE if first.well else ()) + THE_REST
    return [first, *(judge(check) for check in following)]


def readiness() -> list[Finding]:
    """Make the checks that decide whether this installation can serve now."""
    return [judge(check) for check in READINESS]
