"""Months, periods and names of a report in the active language."""

from datetime import date

from django.utils import formats, translation
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.reports.indicators import Figures
from apps.reports.periods import Period, runs
from apps.reports.snapshot import MonthReport, Named


def korean() -> bool:
    return (translation.get_language() or "").startswith("ko")


def month_name(number: int) -> str:
    """`May` or `5월`, short."""
    if korean():
        return f"{number}월"
    return str(MONTHS_3[number]).capitalize()


def column_name(band: str) -> str:
    """The heading of one of the six columns."""
    return {
        "total": _("Total"), "women": _("Women"), "men": _("Men"), "girls": _("Girls"), "boys": _("Boys"),
        "other": _("Other or unknown"),
    }[band]  # fmt: skip


def term(named: Named) -> str:
    """Its name in the active language, the other one where that is missing."""
    first, second = (named.ko, named.en) if korean() else (named.en, named.ko)
    return first or second


def centre_names(report: MonthReport) -> dict[str, str]:
    """Code → name of the report's centres."""
    return {named.key: term(named) for named in report.centres}


def whose(report: MonthReport) -> str:
    """The centre, or all of them together."""
    return " · ".join(centre_names(report).values())


def month_words(month: date, *, short: bool = False) -> str:
    """`May 2016` or `2016년 5월`; short `May` or `5월`."""
    return month_name(month.month) if short else str(formats.date_format(month, "YEAR_MONTH_FORMAT"))


def span_words(period: Period) -> str:
    """`May–December 2016` or `2016년 5–12월`; one month reads as a month."""
    first, last = period.first_month, period.last_month
    if first == last:
        return month_words(first)
    if first.year != last.year:
        return f"{month_words(first)} – {month_words(last)}"
    if korean():
        return f"{first.year}년 {first.month}–{last.month}월"
    return f"{MONTHS[first.month]}–{MONTHS[last.month]} {first.year}"


def period_words(figures: Figures) -> str:
    """The months that were reported: `May–December 2016, 8 months` where the period asked for is longer (IND-24)."""
    period, months = figures.period, figures.months
    if not months or len(months) == len(period.months):
        return span_words(period)
    joined = runs(list(months))
    unbroken = len(joined) == 1
    words = span_words(joined[0]) if unbroken else _("%(period)s, in part") % {"period": span_words(period)}
    count = len(months)
    return ngettext("%(words)s, %(count)d month", "%(words)s, %(count)d months", count) % {
        "words": words,
        "count": count,
    }
