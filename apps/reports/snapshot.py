"""A month's report as frozen content: every figure, its coverage and footnotes, and the names it needs.

The content is neutral of language and of the moment it was taken: the same figures give the same checksum, so the
Korean and the English file of one report carry one checksum. It is what the PDF is made from, never live rows.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from apps.centres.models import Centre, SupportPeriod
from apps.devices.models import DeviceType
from apps.reports.apart import Apart, apart
from apps.reports.indicators import RULE_SET, Figures, Number, Scope
from apps.reports.indicators import counting as exact
from apps.reports.indicators.codec import figures_data, figures_from, series_data, series_from
from apps.reports.indicators.counting import Counting
from apps.reports.parts import Part, decided, made_of
from apps.reports.periods import Period, first_of, parse_month, year_to_date

MONTH, YEAR, MONTH_BEFORE, YEAR_BEFORE = "month", "year", "month_before", "year_before"
REST = "rest_of_last_year"  # what stands behind the trend, and behind no other figure
SERIES = ("BEN", "PRO", "ORT", "PTS")


@dataclass(frozen=True)
class Named:
    """Something with a name in both languages: a centre, a device type."""

    key: str
    en: str
    ko: str


@dataclass(frozen=True)
class MonthReport:
    """Everything a report of a month, quarter or year says. `figures` by MONTH (its own period, of `months` months from
    `month` on), YEAR (January up to its last month) and the same a year before.

    `trend` and `trend_before` are the totals of the twelve months of this year and the last, by code. `narrative`:
    paragraphs in words by language; a number in them is no count. `reason`: why there is a further revision.
    `made_of`: where the months of a report of several months or centres stood. `apart`: where the year to date is not
    the sum of what its approved months said. `decided`: how many late and changed
    records were taken, declined and left, as `parts.decided` has it. `status` is of the moment and no part of the
    content.
    """

    rule_set: str
    scope: str
    centres: tuple[Named, ...]
    operators: tuple[Named, ...]
    donors: tuple[str, ...]
    month: date
    figures: Mapping[str, Figures]
    trend: Mapping[str, tuple[Number | None, ...]]
    trend_before: Mapping[str, tuple[Number | None, ...]]
    device_types: tuple[Named, ...]
    revision: int = 0
    months: int = 1
    narrative: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    made_of: tuple[Part, ...] = ()
    apart: tuple[Apart, ...] = ()
    decided: Mapping[str, Number] = field(default_factory=dict)
    status: str = "draft"

    @property
    def together(self) -> bool:
        """Whether it is of several centres."""
        return len(self.centres) > 1

    @property
    def of_approved_months(self) -> bool:
        """Whether it is made of several months or centres, all of which were approved where there was support."""
        approved = {(part.centre, part.month) for part in self.made_of if part.approved}
        return bool(self.made_of) and self.figures[MONTH].supported <= approved


def periods_of(month: date, months: int = 1) -> dict[str, Period]:
    """The four periods of a report of `months` months from `month` on; where it begins in January, two are the same."""
    own = Period(month, first_of(month.year, month.month + months - 1))
    year = year_to_date(own.last_month)
    return {MONTH: own, YEAR: year, MONTH_BEFORE: own.a_year_earlier(), YEAR_BEFORE: year.a_year_earlier()}


def take(
    scope: Scope, month: date, *, months: int = 1, revision: int = 0, status: str = "draft",
    narrative: Mapping[str, str] | None = None, reason: str = "", counting: Counting = exact,
) -> MonthReport:  # fmt: skip
    """Count the report's own period, the year to date and the same a year before. Reads only, unless told to keep.

    `revision` 0 means: live figures, not of any report. `counting`: from the records; or `reports.kept`, for a screen
    or a draft, from the figures that are kept while nothing changes.
    """
    year = Period(first_of(month.year, 1), first_of(month.year, 12))
    periods = periods_of(month, months)
    so_far, before = Period(year.first_month, periods[MONTH].last_month), year.a_year_earlier()
    counted, trends = counting.counted(scope, set(periods.values()), {so_far, before}, SERIES)
    figures = {name: counted[period] for name, period in periods.items()}
    shown = {detail.key for counted in figures.values() for parts in counted.details.values() for detail in parts}
    return MonthReport(
        rule_set=RULE_SET,
        scope=scope.key,
        centres=tuple(Named(centre.code, centre.name_en, centre.name_ko) for centre in scope.centres),
        operators=tuple(Named(centre.code, centre.operator_en, centre.operator_ko) for centre in scope.centres),
        donors=donors_of(scope.centres, periods[MONTH]),
        month=month,
        figures=figures,
        trend=trends[so_far],
        trend_before=trends[before],
        device_types=tuple(
            Named(kind.key, kind.name_en, kind.name_ko)
            for kind in DeviceType.objects.filter(key__in=shown).order_by("position", "key")
        ),
        revision=revision,
        months=months,
        narrative=narrative or {},
        reason=reason,
        apart=apart(scope, so_far, counting, leaving=(month,) if months == 1 else ()),
        made_of=made_of(scope.centres, periods[MONTH]) if scope.together or months > 1 else (),
        decided=decided(scope.centres[0], month, revision) if revision and not scope.together and months == 1 else {},
        status=status,
    )


def donors_of(centres: tuple[Centre, ...], period: Period) -> tuple[str, ...]:
    """Who supports the centres in the period, each once."""
    supports = SupportPeriod.objects.filter(centre__in=centres, first_month__lte=period.last_month).order_by("donor")
    lasting = (one.donor for one in supports if one.last_month is None or one.last_month >= period.first_month)
    return tuple(dict.fromkeys(lasting))


def canonical(data: Any) -> bytes:
    """The one way to write the content down, of which the checksum is taken."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def checksum(data: Any) -> str:
    """SHA-256 of the content in canonical JSON."""
    return hashlib.sha256(canonical(data)).hexdigest()


def as_data(report: MonthReport) -> dict[str, Any]:
    """The report as JSON can hold it; `from_data` reads it back to an equal one."""
    return {
        "rule_set": report.rule_set,
        "scope": report.scope,
        "centres": [vars(named) for named in report.centres],
        "operators": [vars(named) for named in report.operators],
        "donors": list(report.donors),
        "month": f"{report.month:%Y-%m}",
        "figures": {name: figures_data(figures) for name, figures in report.figures.items()},
        "trend": series_data(report.trend),
        "trend_before": series_data(report.trend_before),
        "device_types": [vars(named) for named in report.device_types],
        "revision": report.revision,
    } | _said_beside(report)


def _said_beside(report: MonthReport) -> dict[str, Any]:
    """What most reports have nothing to say of."""
    beside: dict[str, Any] = {
        "months": report.months if report.months > 1 else 0,
        "narrative": dict(report.narrative),
        "reason": report.reason,
        "apart": [vars(one) | {"month": f"{one.month:%Y-%m}"} for one in report.apart],
        "made_of": [vars(part) | {"month": f"{part.month:%Y-%m}"} for part in report.made_of],
        "decided": dict(report.decided),
    }
    return {name: value for name, value in beside.items() if value}


def from_data(data: Mapping[str, Any]) -> MonthReport:
    """The report that `as_data` wrote down."""
    return MonthReport(
        rule_set=data["rule_set"],
        scope=data["scope"],
        centres=tuple(Named(**named) for named in data["centres"]),
        operators=tuple(Named(**named) for named in data["operators"]),
        donors=tuple(data["donors"]),
        month=parse_month(data["month"]),
        figures={name: figures_from(data["scope"], figures) for name, figures in data["figures"].items()},
        trend=series_from(data["trend"]),
        trend_before=series_from(data["trend_before"]),
        device_types=tuple(Named(**named) for named in data["device_types"]),
        revision=data["revision"],
        months=data.get("months", 1),
        narrative=data.get("narrative", {}),
        reason=data.get("reason", ""),
        apart=tuple(Apart(**one | {"month": parse_month(one["month"])}) for one in data.get("apart", ())),
        made_of=tuple(Part(**part | {"month": parse_month(part["month"])}) for part in data.get("made_of", ())),
        decided=data.get("decided", {}),
    )
