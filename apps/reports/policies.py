"""In what state a report may be asked for or a month filed. None, or the reason shown to the user."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.reports.periods import one_month


def ask_for_file(month: date, *, today: date) -> Text | None:
    """A report is of a month that has begun."""
    if month > today:
        return _("This month has not begun yet.")
    return None


def file_month(month: date, *, today: date, supported: bool, filed: bool) -> Text | None:
    """A month is declared complete once, after its last day, where the donor supported the centre."""
    if not supported:
        return _("The centre was not supported in this month: there is nothing to report to the donor.")
    if today <= one_month(month).last:
        return _("This month has not ended yet.")
    if filed:
        return _("This month has been filed already.")
    return None
