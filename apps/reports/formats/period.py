"""The period a report is of, as codes: of a month, a quarter or a year."""

from apps.reports.periods import Period
from apps.reports.snapshot import MONTH, MonthReport

KINDS = {1: "month", 3: "quarter", 12: "year"}


def own_period(report: MonthReport) -> Period:
    """The period of the report's first columns."""
    return report.figures[MONTH].period


def kind(period: Period) -> str:
    """month, quarter or year; '' for any other run of months."""
    found = KINDS.get(len(period.months), "")
    begins = period.first_month.month - 1
    return found if begins % len(period.months) == 0 else ""


def period_code(report: MonthReport) -> str:
    """`2016-05`, `2016Q2`, `2016`, as file names and tables write it."""
    period = own_period(report)
    if kind(period) == "month":
        return f"{period.first_month:%Y-%m}"
    return exchange_code(period) or f"{period.first_month:%Y-%m}_{period.last_month:%Y-%m}"


def exchange_code(period: Period) -> str:
    """`201605`, `2016Q2`, `2016`: the period formats of DHIS2. '' where it has none for so many months."""
    first = period.first_month
    return {
        "month": f"{first:%Y%m}", "quarter": f"{first.year}Q{(first.month + 2) // 3}", "year": f"{first.year}",
    }.get(kind(period), "")  # fmt: skip
