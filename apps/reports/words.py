"""Months, periods and names of a report in the active language."""

from datetime import date

from django.utils import formats, translation
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from apps.devices.models import EndReason
from apps.reports.indicators import Figures
from apps.reports.models import ReportStatus
from apps.reports.parts import Part
from apps.reports.periods import YEAR, Period, ReportPeriod, runs
from apps.reports.snapshot import MONTH, MonthReport, Named


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


def part_name(report: MonthReport, key: str) -> str:
    """A part of a figure in words: a device type of the report, or a reason why an order was closed."""
    if key in EndReason.values:
        return str(EndReason(key).label)
    return next((term(named) for named in report.device_types if named.key == key), key)


def part_place(report: MonthReport, key: str) -> tuple[int, str]:
    """Where a part stands among its like: device types in the catalogue's order, then the rest."""
    order = [named.key for named in report.device_types]
    return (order.index(key) if key in order else len(order), key)


def whose(report: MonthReport) -> str:
    """The centre, or all of them together."""
    return " · ".join(centre_names(report).values())


def month_words(month: date, *, short: bool = False) -> str:
    """`May 2016` or `2016년 5월`; short `May` or `5월`."""
    return month_name(month.month) if short else str(formats.date_format(month, "YEAR_MONTH_FORMAT"))


def report_words(month: date, months: int) -> str:
    """What a report is of: `May 2016`, `April–June 2016`, `2016`; `2016년 5월`, `2016년 4–6월`, `2016년`."""
    if months == YEAR:
        return f"{month.year}년" if korean() else str(month.year)
    return span_words(ReportPeriod(month, months).period)


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


def kind_words(report: MonthReport) -> str:
    """What kind of report it is, as its cover says."""
    return {
        1: _("Monthly report to the donor"), 3: _("Quarterly report to the donor"), 12: _("Annual report to the donor"),
    }[report.months]  # fmt: skip


def made_of_lines(report: MonthReport) -> list[str]:
    """Which months of which centre stood approved and which were drafts; months before support are left out."""
    covered = report.figures[MONTH].supported
    lines = []
    for code, name in centre_names(report).items():
        parts = [part for part in report.made_of if part.centre == code and (code, part.month) in covered]
        states = dict.fromkeys(part_state(part) for part in parts)
        told = (
            f"{state}: " + ", ".join(map(span_words, runs([part.month for part in parts if part_state(part) == state])))
            for state in states
        )
        lines += [f"{name} – {'; '.join(told)}"] if parts else []
    return lines


def part_state(part: Part) -> str:
    """Where one month of a larger report stood."""
    if not part.approved:
        return _("submitted, not approved") if part.status == ReportStatus.TO_VALIDATE else pgettext("month", "draft")
    state = _("approved") if part.revision == 1 else _("approved in revision %(number)d") % {"number": part.revision}
    return f"{state} ({_('revision %(number)d under way') % {'number': part.next}})" if part.next else state


def decided_lines(report: MonthReport) -> list[str]:
    """How many late and changed records were decided on for the report; how many only, never which."""
    said = {
        "taken": _("Records that came late and were taken into this report"),
        "declined": _("Records that came late and were left out with a reason"),
        "left": _("Changes after the approval that were left as they are with a reason"),
    }
    return [f"{words}: {report.decided[name]}" for name, words in said.items() if report.decided.get(name)]
