"""The donor's aggregate exchange: the report's own period as a DHIS2 data value set in JSON.

The shape is that of the DHIS2 developer manual, "Sending data values" (POST /api/dataValueSets): dataSet, completeDate,
period, orgUnit, attributeOptionCombo, and dataValues of dataElement, categoryOptionCombo, value (text) and comment.
What our codes are called over there stands in a mapping file: `mapping.json` beside this module by our own codes
(idScheme CODE), or the file that the setting GEOREUM_EXCHANGE_MAPPING names, with the UIDs of the donor's system.

A cell that was not reported, or is hidden, is left out: DHIS2 then shows nothing, and never a 0. Parts by device type
and the year to date are not sent: a data set holds one period, and the donor's system adds up devices and sessions by
itself. Persons do not add up; the data elements of person counts must be defined there without aggregation in time.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from apps.reports.editions import is_public
from apps.reports.formats.cells import Told, of_cell
from apps.reports.formats.period import exchange_code, kind, own_period
from apps.reports.formats.taken import Taken
from apps.reports.indicators import INDICATORS, Indicator, Number
from apps.reports.snapshot import MONTH, MonthReport

SHIPPED = Path(__file__).parent / "mapping.json"
SECTIONS = ("idScheme", "dataSets", "orgUnits", "attributeOptionCombos", "categoryOptionCombos", "dataElements")
APPROVED = "approved"


class NotExchangeable(Exception):
    """The report cannot be said in the exchange: its period is none, or the mapping lacks a name or cannot be read."""


def as_exchange(report: MonthReport, taken: Taken | None = None) -> bytes:
    """The data value set as JSON, its keys in the manual's order.

    `completeDate` is there for an approved report, with the day of `taken`.
    """
    return json.dumps(value_set(report, mapping(), taken), ensure_ascii=False, indent=1).encode()


def mapping() -> dict[str, Any]:
    """The mapping in force. Raises NotExchangeable when the file is missing or not what it should be."""
    path = Path(getattr(settings, "GEOREUM_EXCHANGE_MAPPING", "") or SHIPPED)
    try:
        read = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotExchangeable(f"cannot read the mapping {path.name}: {error}") from None
    if not isinstance(read, dict) or any(section not in read for section in SECTIONS):
        raise NotExchangeable(f"the mapping {path.name} lacks one of {', '.join(SECTIONS)}")
    return read


def value_set(report: MonthReport, names: Mapping[str, Any], taken: Taken | None = None) -> dict[str, Any]:
    """The data value set of the report's own period."""
    period = own_period(report)
    code = exchange_code(period)
    if not code:
        raise NotExchangeable(f"{period} is neither a month nor a quarter nor a year")
    complete = {} if taken is None or report.status != APPROVED else {"completeDate": f"{taken.at:%Y-%m-%d}"}
    edition = "public" if is_public(report) else "internal"
    return {
        "idScheme": names["idScheme"],
        "dataSet": named(names, "dataSets", kind(period)),
        **complete,
        "period": code,
        "orgUnit": named(names, "orgUnits", report.scope),
        "attributeOptionCombo": named(names, "attributeOptionCombos", edition),
        "dataValues": list(values(report, names)),
    }


def values(report: MonthReport, names: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """A data value for each figure that is told, of the indicators the mapping knows."""
    figures = report.figures[MONTH]
    comment = comment_of(report)
    for indicator in INDICATORS:
        elements = names["dataElements"].get(indicator.code)
        if not elements:
            continue
        for figure in of_cell(MONTH, indicator.code, "", figures[indicator.code]):
            element = elements.get("total" if figure.column == "total" else "columns")
            if element and figure.column != "overlap" and figure.status == Told.REPORTED and figure.value is not None:
                said = {
                    "dataElement": element,
                    "categoryOptionCombo": named(names, "categoryOptionCombos", figure.column),
                    "value": number(figure.value),
                }
                told = "; ".join(filter(None, (comment, rounding(report, indicator))))
                yield said | ({"comment": told} if told else {})


def number(value: Number) -> str:
    """Digits with a point, as value types INTEGER_ZERO_OR_POSITIVE and NUMBER take it."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def comment_of(report: MonthReport) -> str:
    """How many months stand behind the figures, where it is not all of them."""
    figures = report.figures[MONTH]
    missing = len(figures.months) < len(figures.period.months)
    return f"{len(figures.months)} of {len(figures.period.months)} months reported" if missing else ""


def rounding(report: MonthReport, indicator: Indicator) -> str:
    rounded = is_public(report) and (indicator.persons or indicator.guarded)
    return "rounded to 5, small counts not sent" if rounded else ""


def named(names: Mapping[str, Any], section: str, key: str) -> str:
    """What a key is called over there."""
    found = names[section].get(key)
    if not isinstance(found, str) or not found:
        raise NotExchangeable(f"the mapping has no {section} for {key}")
    return found
