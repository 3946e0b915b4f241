"""Names that nobody bears any more leave the search's dictionary."""

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

PATIENCE = "2s"
FORGET = """
    DELETE FROM patients_nameform WHERE stale AND NOT EXISTS (
        SELECT 1 FROM patients_patient WHERE patients_name_key(name_hangul, name_romanised) = patients_nameform.name
    )
"""


def prune() -> int | None:
    """Take out the names that were left by a correction, a merge or a deletion and are nobody's now; how many forms.

    For a moment nobody else writes patients: whoever is just being registered under such a name is waited for, and the
    name stays. None when the patients were busy for too long; the next hour tries again.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute("LOCK TABLE patients_patient IN SHARE MODE")
            cursor.execute(FORGET)
            forgotten = int(cursor.rowcount)
            cursor.execute("UPDATE patients_nameform SET stale = false WHERE stale")
            return forgotten
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        return None
