"""In what state a list may be taken out, and a view of it be kept. None, or the reason shown to the user."""

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.core.sheets import MOST_XLSX_ROWS
from apps.desk.models import Export, ExportFormat

MOST_VIEWS = 20  # of one list, for one person
MOST_AT_ONCE = 3  # exports that wait for a worker, for one person
LONGEST_QUERY = 1000  # characters, as the database keeps it
LONG_SEARCH = _("What was searched for is too long to be kept. Search for less.")
ENOUGH_VIEWS = _("You have twenty views of this list. Delete one you no longer need.")
ENOUGH_EXPORTS = _("Three of your exports are still being made. Wait until one is ready.")
FILE_GONE = _("The file was deleted after seven days. Ask for the list again.")


def keep_view(*, kept: int, query: str) -> Text | None:
    """A view says something, and nobody has more of them than a row of links can show."""
    if not query:
        return _("Nothing is filtered or sorted: this is the list as everybody sees it.")
    if kept >= MOST_VIEWS:
        return ENOUGH_VIEWS
    return None


def export(*, unfinished: int, rows: int, query: str, file_format: str) -> Text | None:
    """There is something to take out, the file can hold it, and nobody fills the queue alone."""
    if len(query) > LONGEST_QUERY:
        return LONG_SEARCH
    if not rows:
        return _("There is nothing to take out: no record of these centres matches.")
    if file_format == ExportFormat.XLSX and rows > MOST_XLSX_ROWS:
        return _("An Excel file cannot hold so many rows. Choose text with commas (CSV), or filter the list.")
    if unfinished >= MOST_AT_ONCE:
        return ENOUGH_EXPORTS
    return None


def download(export: Export) -> Text | None:
    """A file that was made and is still there."""
    if export.purged_at is not None:
        return FILE_GONE
    if not export.is_ready:
        return _("The file is not ready yet.")
    return None
