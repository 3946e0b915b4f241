"""A report made by hand, for tests of its pages: no database, Hangul with Hanja, a bit of everything."""

from datetime import UTC, date, datetime
from decimal import Decimal

from apps.reports.indicators import INDICATORS, NOTES, Cell, CentreCoverage, Detail, Figures, Lead, Status
from apps.reports.publishing import Origin
from apps.reports.snapshot import MONTH, MonthReport, Named, periods_of

PREPARED = Origin("박진숙 (朴眞淑)", datetime(2016, 6, 1, 0, 30, tzinfo=UTC))


def specimen() -> MonthReport:
    """Songrim, May 2016: two months before were without support, April without a report."""
    may = date(2016, 5, 1)
    figures = {name: figures_of(name, period, offset) for offset, (name, period) in enumerate(periods_of(may).items())}
    return MonthReport(
        rule_set="test", scope="SON",
        centres=(Named("SON", "Songrim", "송림"),),
        operators=(Named("SON", "Foundation", "金剛 재단"),),
        donors=("ICRC",), month=may, figures=figures,
        trend=dict.fromkeys(("BEN", "PRO", "ORT", "PTS"), (None, None, None, None, 7)),
        trend_before=dict.fromkeys(("BEN", "PRO", "ORT", "PTS"), (None,) * 12),
        device_types=(Named("PRO-LL-TT", "Transtibial prosthesis", "하퇴 의지"),), revision=1,
    )  # fmt: skip


def figures_of(name, period, offset):
    supported = date(2016, 4, 1)
    statuses = [
        Status.REPORTED
        if month == date(2016, 5, 1)
        else Status.NO_REPORT
        if month >= supported
        else Status.BEFORE_SUPPORT
        for month in period.months
    ]
    reported = Status.REPORTED in statuses
    cell = (
        Cell.of({"women": 3 + offset, "men": 1204, "girls": 1, "boys": 2, "other": 1})
        if reported
        else Cell(Status.BEFORE_SUPPORT)
    )
    return Figures(
        scope="SON", period=period,
        coverage=(CentreCoverage("SON", tuple(zip(period.months, statuses, strict=True))),),
        cells={one.code: cell.halved() if one.halves else cell for one in INDICATORS},
        details={"PRO": (Detail("PRO-LL-TT", cell),), "NDV": (Detail("medical", cell),)} if reported else {},
        notes={note.code: 1 for note in NOTES} if reported else {},
        lead=(Lead("prosthesis", 4, Decimal("21.5"), Decimal("48.0")),) if name == MONTH else (),
    )  # fmt: skip
