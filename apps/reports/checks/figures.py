"""Figures far from what they usually are: from the same month a year before, or from the six months before.

A figure that halves or doubles may be right, and then the manager knows why; or something was not entered. Said are
both numbers, never that one of them is wrong.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.centres.models import Centre
from apps.reports import kept
from apps.reports.checks.check import Check
from apps.reports.indicators import BY_CODE, Number, Scope
from apps.reports.layout import number
from apps.reports.periods import Period, first_of
from apps.reports.words import month_words

WATCHED = ("BEN", "PRO", "ORT", "WCH", "CRU", "PTS", "REP")
LEAST_APART, MONTHS_BEFORE, A_YEAR = 10, 6, 12


def far_off(centre: Centre, month: date) -> list[Check]:
    """One for each figure that is far from the same month last year or from the mean of the six months before."""
    counted = kept.series(Scope.of(centre), Period(first_of(month.year, month.month - A_YEAR), month), WATCHED)
    checks = (_check(centre, month, code, counted[code]) for code in WATCHED)
    return [check for check in checks if check is not None]


def far(now: Number, usual: Number | Decimal) -> bool:
    """More than half as many more, or less than half as many; and not by a handful."""
    apart = abs(Decimal(now) - usual)
    return apart >= LEAST_APART and apart * 2 > usual


def _check(centre: Centre, month: date, code: str, values: Sequence[Number | None]) -> Check | None:
    now, last_year = values[-1], values[0]
    if now is None:
        return None
    mean = _mean(values[-1 - MONTHS_BEFORE : -1])
    beside = []
    if last_year is not None and far(now, last_year):
        a_year_before = month_words(month.replace(year=month.year - 1))
        beside.append(_("%(month)s: %(value)s") % {"month": a_year_before, "value": number(last_year)})
    if mean is not None and far(now, mean):
        beside.append(_("the six months before on average: %(value)s") % {"value": number(mean)})
    if not beside:
        return None
    said = _("%(figure)s: %(now)s this month; %(beside)s.") % {
        "figure": BY_CODE[code].label, "now": number(now), "beside": "; ".join(beside),
    }  # fmt: skip
    url = reverse("reports:rows", args=[centre.code, month, code]) if now else ""
    return Check(f"far-{code}", "look", said, int(now), url)


def _mean(values: Sequence[Number | None]) -> Decimal | None:
    """To one decimal, of the months that were reported; None when fewer than three were."""
    known = [value for value in values if value is not None]
    if len(known) * 2 < len(values):
        return None
    return (Decimal(sum(known)) / len(known)).quantize(Decimal("0.1"), ROUND_HALF_UP)
