"""What may be done with a file that was brought in."""

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.models import ImportPhase, ImportRow, RegisterImport, RowOutcome

DECISIONS = (RowOutcome.READY, RowOutcome.SKIPPED, RowOutcome.DOUBTFUL)


def decide(row: ImportRow, outcome: str) -> Text | None:
    """Doubtful lines are decided on, and decided again, until the file is entered."""
    if row.register_import.phase != ImportPhase.CHECKED:
        return _("This file is not waiting for decisions.")
    if row.outcome not in DECISIONS or outcome not in DECISIONS:
        return _("There is nothing to decide about this line.")
    return None


def commit(brought: RegisterImport, *, ready: int) -> Text | None:
    """A checked file is entered once, if there is somebody to enter."""
    if brought.phase != ImportPhase.CHECKED:
        return _("This file is not waiting to be entered.")
    return None if ready else _("There is nobody to enter: no line is ready.")


def discard(brought: RegisterImport) -> Text | None:
    """Until it is being entered a file can be discarded."""
    if brought.phase in (ImportPhase.ENTERING, ImportPhase.ENTERED, ImportPhase.DISCARDED):
        return _("This file can no longer be discarded.")
    return None
