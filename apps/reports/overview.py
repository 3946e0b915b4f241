"""When reports begin, whether a month can be filed, and what a job says of itself."""

from datetime import date

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre, SupportPeriod
from apps.core import clock
from apps.core.jobs import WORDS
from apps.core.problems import Text
from apps.reports.actions import making, months
from apps.reports.models import JobStep

STEPS = {
    JobStep.WAITING: 5, JobStep.COUNTING: 25, JobStep.RENDERING: 60, JobStep.STORING: 90, JobStep.READY: 100,
}  # fmt: skip
ERRORS: dict[str, Text] = {
    **WORDS,
    making.FONT_MISSING: _("The fonts of the report are missing from this installation. Tell the administrator."),
}


def first_year(centres: list[Centre], today: date) -> int:
    """The year in which the first support of any of the centres began."""
    began: date | None = SupportPeriod.objects.filter(centre__in=centres).aggregate(first=Min("first_month"))["first"]
    return min(today.year, began.year if began else today.year)


def can_be_filed(centre: Centre, month: date) -> bool:
    """Whether the month can be filed today."""
    return months.why_not_file(centre=centre, month=month, today=clock.today(centre.zone)) is None


def error_words(code: str) -> Text:
    """What a failed job says to the person who asked."""
    return ERRORS.get(code, _("Making the file failed.")) if code else ""
