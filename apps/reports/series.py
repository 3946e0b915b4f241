"""The years of a centre in a row: counted ones beside published totals of years without records.

The two stand in one table and are never added together: a published total says that it is one, with its source and
its sign of inequality. What other providers published stands apart. Nothing here is read by anything that counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Min
from django.urls import reverse

from apps.accounts.models import User
from apps.centres.models import Centre, SupportPeriod
from apps.core.problems import Text
from apps.reports import kept, published
from apps.reports.indicators import BY_CODE, Figures, Number, Scope
from apps.reports.indicators.coverage import coverage, supported_spans
from apps.reports.layout import missing, number
from apps.reports.models import Exactness, OldFigure
from apps.reports.periods import YEAR, Period, ReportPeriod, first_of
from apps.reports.snapshot import MONTH
from apps.reports.subject import Subject
from apps.reports.words import period_words, report_words

MAIN = ("BEN", "PRO", "PROM", "ORT", "WCH", "CRP", "PTS")


@dataclass(frozen=True)
class Kind:
    """A column: an indicator, or what was counted in somebody's own words."""

    key: str
    label: Text
    unit: Text = ""


@dataclass(frozen=True)
class Entry:
    """One number of a line. `value` is for drawing and for files; `url` leads to its rows, or to its source."""

    text: str
    value: Number | None = None
    url: str = ""
    exactness: str = Exactness.EXACTLY
    source: str = ""


@dataclass(frozen=True)
class Line:
    """A year that was counted, or a run of months of which totals were published. `covered`: the months in it that
    were counted, or of which the totals are."""

    months: Period
    covered: tuple[date, ...]
    label: str
    counted: bool
    entries: dict[str, Entry]
    url: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Where its totals were published, each once; empty when it was counted."""
        return tuple(dict.fromkeys(entry.source for entry in self.entries.values() if entry.source))


@dataclass(frozen=True)
class Series:
    """The lines of a centre, or of another provider whose totals the centre keeps, oldest first."""

    centre: Centre
    provider: str
    columns: tuple[Kind, ...]
    lines: tuple[Line, ...] = field(default=())

    @property
    def title(self) -> str:
        return self.provider or self.centre.name

    @property
    def rows(self) -> list[tuple[Line, list[Entry]]]:
        """Each line with its entries in the order of the columns; an empty one where nothing is known."""
        nothing = Entry("")
        return [(line, [line.entries.get(kind.key, nothing) for kind in self.columns]) for line in self.lines]


def counted_months(centre: Centre, today: date) -> tuple[date, ...]:
    """The centre's months that are counted from records, oldest first: filed, or with services in them."""
    first: date | None = SupportPeriod.objects.filter(centre=centre).aggregate(first=Min("first_month"))["first"]
    if first is None or first > today:
        return ()
    scope, period = Scope.of(centre), Period(first, today.replace(day=1))
    (covered,) = coverage(scope, period, supported_spans(scope, period))
    return covered.reported


def all_series(centres: Iterable[Centre], reader: User, what: str = "") -> list[Series]:
    """Each centre's own series, then each other provider's; `what`: the key of one column, '' for the main ones."""
    found: list[Series] = []
    apart: list[Series] = []
    for centre in centres:
        figures = list(OldFigure.objects.visible_to(reader).standing().filter(centre=centre).select_related("centre"))
        own = [figure for figure in figures if not figure.provider]
        columns = _columns(own, what, MAIN)
        lines = [*_counted(centre, columns), *_published(own, columns)]
        found.append(Series(centre, "", columns, _in_order(lines)))
        for provider in sorted({figure.provider for figure in figures if figure.provider}):
            theirs = [figure for figure in figures if figure.provider == provider]
            columns = _columns(theirs, what, ())
            lines = _published(theirs, columns)
            apart += [Series(centre, provider, columns, _in_order(lines))] if lines else []
    return found + apart


def kinds(centres: Iterable[Centre], reader: User) -> list[Kind]:
    """What a series can be asked for: every indicator that is counted, and what else was published."""
    figures = OldFigure.objects.visible_to(reader).standing().filter(centre__in=list(centres))
    counted = {code: _kind(code) for code in published.KNOWN if code in BY_CODE}
    return list((counted | {published.key_of(figure): _kind_of(figure) for figure in figures}).values())


def _columns(figures: Sequence[OldFigure], what: str, main: Sequence[str]) -> tuple[Kind, ...]:
    """The main columns and those that only published totals have; or the one that was asked for."""
    known = {code: _kind(code) for code in main} | {published.key_of(figure): _kind_of(figure) for figure in figures}
    if not what:
        return tuple(known.values())
    return (known[what],) if what in known else (_kind(what),) if what in published.KNOWN else ()


def _kind(code: str) -> Kind:
    unit = BY_CODE[code].unit.label if code in BY_CODE else ""
    return Kind(code, published.KNOWN[code], unit)


def _kind_of(figure: OldFigure) -> Kind:
    if figure.indicator in published.KNOWN:
        return _kind(figure.indicator)
    return Kind(published.key_of(figure), published.label_of(figure))


def _counted(centre: Centre, columns: Sequence[Kind]) -> list[Line]:
    """A line for every year with a month that was counted."""
    codes = [kind.key for kind in columns if kind.key in BY_CODE]
    if not codes:
        return []
    years = dict.fromkeys(month.year for month in counted_months(centre, centre.today()))
    subjects = [Subject(Scope.of(centre), ReportPeriod(first_of(year, 1), YEAR)) for year in years]
    figures = kept.figures_of(Scope.of(centre), [subject.of.period for subject in subjects])
    return [_year(subject, figures[subject.of.period], codes) for subject in subjects]


def _year(subject: Subject, figures: Figures, codes: Sequence[str]) -> Line:
    entries = {}
    for code in codes:
        value = figures[code].total
        text = missing(figures[code].status) if value is None else number(value)
        entries[code] = Entry(text, value, subject.rows_url(MONTH, code, "total", "") if value else "")
    whole = len(figures.months) == YEAR
    label = report_words(subject.of.month, YEAR) if whole else period_words(figures)
    return Line(subject.of.period, figures.months, label, counted=True, entries=entries, url=subject.url)


def _published(figures: Iterable[OldFigure], columns: Sequence[Kind]) -> list[Line]:
    """A line for every run of months of which totals were published."""
    asked = {kind.key for kind in columns}
    held: dict[Period, list[OldFigure]] = {}
    for figure in figures:
        if published.key_of(figure) in asked:
            held.setdefault(Period(figure.first_month, figure.last_month), []).append(figure)
    return [
        Line(
            months, months.months, published.months_of(those[0]), counted=False,
            entries={published.key_of(figure): _aggregate(figure) for figure in those},
        )
        for months, those in held.items()
    ]  # fmt: skip


def _aggregate(figure: OldFigure) -> Entry:
    shown, value = published.amount_of(figure), published.plain(figure.amount)
    return Entry(shown, value, reverse("reports:old_figure", args=[figure.pk]), figure.exactness, figure.source)


def _in_order(lines: list[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (line.months, line.counted)))
