"""The state of an export in words."""

from django.utils.translation import gettext as _

from apps.core.jobs import BROKEN, JobState
from apps.desk.actions.exports import WORDS
from apps.desk.models import Export

KINDS: dict[str, str] = {JobState.RUNNING: "busy", JobState.DONE: "good", JobState.FAILED: "bad"}


def state_words(export: Export) -> str:
    """The state; of a file that was deleted after its week, that."""
    return _("File deleted") if export.purged_at else str(JobState(export.state).label)


def error_words(export: Export) -> str:
    """Why it failed, for whoever waits; nothing when it did not."""
    return str(WORDS.get(export.error, WORDS[BROKEN])) if export.error else ""
