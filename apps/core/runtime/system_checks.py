"""`manage.py check --database default`: fails loudly when the database cannot see Hangul."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import OperationalError, connections
from django.utils.translation import gettext as _


def database_sees_hangul(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Report an error for each database in which searching Korean names would silently find nothing."""
    return [message for alias in databases or () for message in _check(alias)]


def _check(alias: str) -> list[CheckMessage]:
    try:
        if sees_hangul(alias):
            return []
    except OperationalError:
        return []  # not reachable: that is reported elsewhere, and louder
    return [
        Error(
            _("The database does not recognise Korean letters: names could not be searched."),
            hint=_("Create it with the locale C.UTF-8 (LC_CTYPE must not be C) and load the data again."),
            id="core.E001",
        )
    ]


def sees_hangul(alias: str = "default") -> bool:
    """Tell whether Hangul counts as letters in this database, by trigrams where pg_trgm is there."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        trigrams = cursor.fetchone() is not None
        cursor.execute("SELECT show_trgm('김') <> '{}'" if trigrams else "SELECT '김' ~ '[[:alpha:]]'")
        return bool(cursor.fetchone()[0])
