"""Paragraphs in words beside a report's figures. A number written in them is a word ("about 1,350"), never a count."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.actions import months
from apps.centres.models import MonthState
from apps.core.problems import refuse, refuse_if
from apps.core.writing import locked, refuse_stale, save
from apps.reports import policies
from apps.reports.actions import snapshots
from apps.reports.indicators import Scope
from apps.reports.models import Report
from apps.reports.periods import ReportPeriod


@transaction.atomic
def write(
    *, scope: Scope, of: ReportPeriod, en: str, ko: str, by: User, at: datetime, version: int | None = None
) -> Report:
    """Set both paragraphs of the latest revision; the first draft is made when there is none. '' takes one away.

    A month's books are held open meanwhile, so that nobody seals the report between the question and the answer. The
    same words again change nothing. Raises Refused ("stale"), for a time that has not begun, and when the report is no
    draft.
    """
    refuse_if(policies.ask_for_file(of.month, today=max(centre.local_date(at) for centre in scope.centres)))
    is_open = all(
        months.hold(centre=centre, on=of.month) == MonthState.OPEN
        for centre in scope.centres
        if of.months == 1 and not scope.together
    )
    report = locked(snapshots.of(centres=scope.centres, together=scope.together, month=of.month, months=of.months))
    written = {"narrative_en": en.strip(), "narrative_ko": ko.strip()}
    if all(getattr(report, name) == text for name, text in written.items()):
        return report
    refuse_if(policies.write_words(report))
    if not is_open:
        refuse(_("This month is being closed at this moment. Look at it again in a minute."))
    refuse_stale(report, version)
    for name, text in written.items():
        setattr(report, name, text)
    save(report, *written)
    return report
