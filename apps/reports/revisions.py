"""What each revision of a report changed against the one it replaced, told from the edition that is being read."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from apps.reports.indicators import BY_CODE, COLUMNS, INDICATORS, Cell
from apps.reports.layout import missing, number
from apps.reports.snapshot import MONTH, MonthReport
from apps.reports.words import column_name


@dataclass(frozen=True)
class Change:
    """One figure that changed: `PRO`, its label, `48`, `49`; `column` where the total stayed."""

    code: str
    label: str
    before: str
    now: str
    column: str = ""


@dataclass(frozen=True)
class Replaced:
    """Revision `number` replaces `before`, with the reason somebody gave and every figure of the month that changed."""

    number: int
    before: int
    reason: str
    changes: tuple[Change, ...]

    @property
    def title(self) -> str:
        """`Revision 2 replaces revision 1`."""
        return _("Revision %(number)d replaces revision %(before)d") % {"number": self.number, "before": self.before}


def replaced(reports: Sequence[MonthReport]) -> tuple[Replaced, ...]:
    """Each revision beside the one before it, oldest first. All must be of one edition, and whole: the public one must
    have been guarded against the revisions before it, so that nothing is told here that its cells do not tell.
    """
    return tuple(
        Replaced(now.revision, before.revision, now.reason, changes(before, now)) for before, now in pairwise(reports)
    )


def changes(before: MonthReport, now: MonthReport) -> tuple[Change, ...]:
    """The totals of the report's own period that differ, and the columns where only these do."""
    found = []
    for indicator in INDICATORS:
        first, second = (report.figures[MONTH][indicator.code] for report in (before, now))
        columns = [name for name in COLUMNS if first.value(name) != second.value(name)]
        for column in ["total"] if "total" in columns else columns:
            said = (told(first, column), told(second, column))
            name = "" if column == "total" else str(column_name(column))
            found.append(Change(indicator.code, str(BY_CODE[indicator.code].label), *said, name))
    return tuple(found)


def told(cell: Cell, column: str) -> str:
    value = cell.value(column)
    return missing(cell.status) if value is None else number(value)
