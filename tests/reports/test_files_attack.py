"""The attack on the public edition, over the files that are really handed out.

Somebody holds the public PDF, table, workbook and exchange of every month of a year, of December's second revision, of
the quarters and of the year. All files of a report tell the same; what they tell together pins nobody.
"""

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from apps.reports.document import Beside
from apps.reports.editions import content, guarded, told_of
from apps.reports.periods import Period, year_to_date
from apps.reports.publishing import Origin
from apps.reports.revisions import replaced
from apps.reports.snapshot import (
    MONTH,
    MONTH_BEFORE,
    SERIES,
    YEAR,
    YEAR_BEFORE,
    MonthReport,
    as_data,
    canonical,
    checksum,
)
from tests.reports import handed_out
from tests.reports.attacker import QUARTER, Attacker, of_quarters, pinned, read_public, relate, truth_of
from tests.reports.crowd import YEAR_OF, Crowd, Event, crowd

SEEDS = range(12)
IN_FILES = (3, 11)
DECEMBER = 12
PREPARED = Origin("A manager", datetime(2017, 1, 5, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Published:
    """An exact report, its public edition, and the revisions before it in that edition."""

    exact: MonthReport
    public: MonthReport
    before: tuple[MonthReport, ...] = ()


def published(seed: int) -> list[Published]:
    """The months of centre A; one more session of December in revision 2; after that the quarters and the year."""
    year = crowd(random.Random(seed), DECEMBER)
    months = [year.report("A", month) for month in range(1, DECEMBER + 1)]
    found = [Published(one, guarded(one)) for one in months]
    revised = year.with_one_more(Event(year.events[-1].who, "A", DECEMBER, "session"))
    second = replace(revised.report("A", DECEMBER), revision=2, reason="Came late", decided={"taken": 1})
    found.append(Published(second, guarded(second, earlier=[months[-1]]), (found[-1].public,)))
    for last, length in ((3, 3), (6, 3), (9, 3), (12, 3), (12, 12)):
        exact = of_months(revised, last, length)
        told = [one.exact for one in found if one.exact.month.month == last and one.exact.months == 1]
        found.append(Published(exact, guarded(exact, earlier=[told_of(exact, one) for one in told])))
    return found


def of_months(year: Crowd, last: int, length: int) -> MonthReport:
    """The quarter or year that ends with a month."""
    month, first = year.report("A", last), date(YEAR_OF, last - length + 1, 1)
    periods = {MONTH: Period(first, month.month), YEAR: year_to_date(month.month)}
    figures = {name: year.figures("A", period) for name, period in periods.items()}
    for name, before in ((MONTH, MONTH_BEFORE), (YEAR, YEAR_BEFORE)):
        figures[before] = replace(month.figures[YEAR_BEFORE], period=periods[name].a_year_earlier())
    totals = [year.figures("A", Period(date(YEAR_OF, one, 1), date(YEAR_OF, one, 1))) for one in range(1, last + 1)]
    sums = {code: tuple(one[code].total for one in totals) for code in ("PRO", "PTS")}
    return replace(month, month=first, months=length, figures=figures, trend={**month.trend, **sums})


@pytest.fixture(scope="module", params=IN_FILES)
def handed(request: pytest.FixtureRequest) -> list[tuple[Published, dict[str, bytes]]]:
    """December in both revisions, the last quarter and the year, with all their files."""
    reports = [one for one in published(request.param) if one.exact.figures[MONTH].period.last_month.month == DECEMBER]
    assert [(one.exact.months, one.exact.revision) for one in reports] == [(1, 1), (1, 2), (3, 1), (12, 1)]
    complete = [replace(one, public=as_rakrang(one.public)) for one in reports]
    return [(one, handed_out.files_of(one.public, PREPARED, Beside(one.before))) for one in complete]


def as_rakrang(report: MonthReport) -> MonthReport:
    """With a name that the exchange knows, and all the trends that are drawn."""
    nothing = dict.fromkeys(SERIES, (None,) * DECEMBER)
    trends = {name: {**nothing, **getattr(report, name)} for name in ("trend", "trend_before")}
    return replace(report, scope="RAK", **trends)


def test_all_files_of_a_report_tell_the_same(handed: list[tuple[Published, dict[str, bytes]]]) -> None:
    for one, files in handed:
        expected = handed_out.told(one.public)
        assert handed_out.told(handed_out.read_json(files["json"])) == expected
        assert handed_out.told_by_table(files["csv"]) == expected
        assert handed_out.told_by_workbook(files["xlsx"], list(one.public.figures)) == expected
        sent = handed_out.told_by_exchange(files["exchange"])
        assert sent
        assert all(expected[MONTH, code, column] == value for (code, column), value in sent.items())


def test_no_public_file_holds_the_checksum_of_the_exact_figures(
    handed: list[tuple[Published, dict[str, bytes]]],
) -> None:
    secrets = {checksum(edition(one.exact)) for one, _files in handed for edition in (as_data, content)}
    for one, files in handed:
        texts = handed_out.texts_of(files)
        assert checksum(content(one.public)) in texts
        assert not [secret for secret in secrets if secret in texts or secret[:16] in texts]


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_found_out_by_all_the_files_of_a_year(seed: int) -> None:
    attacker, truth, reports = Attacker(), {}, published(seed)
    revised = [one for one in reports if one.exact.figures[YEAR].period.last_month.month == DECEMBER][1:]
    for one in reports:
        read = handed_out.read_json(canonical(content(one.public)))
        names = {1: {MONTH: MONTH, YEAR: YEAR}, 3: {MONTH: QUARTER, YEAR: YEAR}, 12: {MONTH: YEAR}}[one.exact.months]
        read_public(attacker, persons_of(read) if one in revised else read, names)
        if one not in revised:
            truth |= truth_of([one.exact], names=names)
    relate(attacker, DECEMBER)
    of_quarters(attacker, "A", late=1)
    attacker.reckon()
    narrow = [key for key, count in truth.items() if 1 <= count <= 7 and attacker.high[key] - attacker.low[key] <= 3]
    attacker.try_ends(narrow)
    assert pinned(attacker, truth) == []


def persons_of(report: MonthReport) -> MonthReport:
    """Without what is exact: that changed with the revision, and the attacker has the first of it already."""
    return replace(
        report,
        figures={
            name: replace(held, cells={code: cell for code, cell in held.cells.items() if code not in ("PTS", "REP")})
            for name, held in report.figures.items()
        },
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_revision_tells_no_change_that_its_cells_do_not_tell(seed: int) -> None:
    second = next(one for one in published(seed) if one.before)
    (told,) = replaced((*second.before, second.public))
    assert [(change.code, change.column) for change in told.changes] == [("PTS", "")]
    assert second.public.decided == {"taken": "*"}
