"""The donor's aggregate exchange: the published shape, every figure once, and nothing sent that is not known."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from apps.reports.editions import guarded
from apps.reports.formats import rendered
from apps.reports.formats.exchange import SHIPPED, NotExchangeable, mapping, number, value_set
from apps.reports.formats.period import exchange_code, kind
from apps.reports.indicators import COLUMNS, INDICATORS, Cell, Status
from apps.reports.periods import Period
from apps.reports.snapshot import MONTH, MonthReport
from tests.reports.specimen import PREPARED, specimen
from tests.reports.test_formats import PERIODS, editions, of_period, with_cells

CODE = {"type": "string", "pattern": r"^\S.{0,49}$"}
# The payload of POST /api/dataValueSets as the DHIS2 developer manual describes it ("Sending data values",
# "Identifier schemes", "Date and period format"): names, all values as text, dates yyyy-MM-dd, periods yyyyMM, yyyyQn,
# yyyy; codes have at most 50 characters.
DATA_VALUE_SET = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["dataSet", "period", "orgUnit", "dataValues"],
    "properties": {
        "idScheme": {"type": "string", "pattern": "^(UID|CODE|NAME|ATTRIBUTE:[A-Za-z][A-Za-z0-9]{10})$"},
        "dataSet": CODE, "orgUnit": CODE, "attributeOptionCombo": CODE,
        "completeDate": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "period": {"type": "string", "pattern": r"^\d{4}(0[1-9]|1[0-2]|Q[1-4])?$"},
        "dataValues": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["dataElement", "value"],
                "properties": {
                    "dataElement": CODE, "categoryOptionCombo": CODE,
                    "value": {"type": "string", "pattern": r"^(0|[1-9]\d*)(\.\d+)?$"},
                    "comment": {"type": "string", "minLength": 1},
                },
            },
        },
    },
}  # fmt: skip


def exchanged(report: MonthReport) -> dict[str, object]:
    found: dict[str, object] = json.loads(rendered(report, "exchange", "en", PREPARED))
    return found


def sent(report: MonthReport) -> dict[tuple[str, str], str]:
    values = exchanged(report)["dataValues"]
    return {(one["dataElement"], one["categoryOptionCombo"]): one["value"] for one in values}  # type: ignore


@pytest.mark.parametrize("name", PERIODS)
def test_the_exchange_has_the_published_shape(name: str) -> None:
    for report in editions(of_period(name)):
        for status in ("draft", "approved"):
            jsonschema.validate(exchanged(replace(report, status=status)), DATA_VALUE_SET)


def test_the_schema_refuses_what_the_manual_does_not_know() -> None:
    good = exchanged(specimen())
    for bad in (good | {"period": "2016-05"}, good | {"values": []}, good | {"dataValues": [{"value": 1}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, DATA_VALUE_SET)


def test_the_exchange_names_period_centre_edition_and_date() -> None:
    told = exchanged(replace(guarded(of_period("2016Q2")), status="approved"))
    told.pop("dataValues")
    assert told == {
        "idScheme": "CODE", "dataSet": "GEOREUM_QUARTERLY", "completeDate": "2016-06-01", "period": "2016Q2",
        "orgUnit": "GEOREUM_SON", "attributeOptionCombo": "GEOREUM_PUBLIC",
    }  # fmt: skip
    assert "completeDate" not in exchanged(specimen())


def test_every_figure_of_the_period_is_sent_with_its_value() -> None:
    month, values = specimen().figures[MONTH], sent(specimen())
    names = mapping()
    assert len(values) == len(INDICATORS) * len(COLUMNS)
    for one in INDICATORS:
        for column in COLUMNS:
            element = names["dataElements"][one.code]["total" if column == "total" else "columns"]
            key = (element, names["categoryOptionCombos"][column])
            assert values[key] == str(month[one.code].value(column))


def test_what_was_not_reported_is_left_out_and_none_is_sent_as_0() -> None:
    values = sent(with_cells(specimen(), PRO=Cell(Status.NO_REPORT), ORT=Cell.of({})))
    assert not any(element.startswith("GEOREUM_PRO_") or element == "GEOREUM_PRO" for element, _combo in values)
    assert values["GEOREUM_ORT", "default"] == values["GEOREUM_ORT_BY_SEX_AGE", "GEOREUM_BOYS"] == "0"


def test_hidden_figures_are_left_out_and_rounded_ones_say_so() -> None:
    report = guarded(with_cells(specimen(), BEN=Cell.of({"women": 9, "girls": 3})))
    assert sent(report)["GEOREUM_BEN_BY_SEX_AGE", "GEOREUM_WOMEN"] == "10"
    assert ("GEOREUM_BEN_BY_SEX_AGE", "GEOREUM_GIRLS") not in sent(report)
    comments = {one["dataElement"]: one.get("comment", "") for one in exchanged(report)["dataValues"]}  # type: ignore
    assert "rounded" in comments["GEOREUM_BEN"]
    assert comments["GEOREUM_PRO"] == ""


def test_a_year_of_which_months_are_missing_says_how_many() -> None:
    values = exchanged(of_period("2016"))["dataValues"]
    assert {one["comment"] for one in values} == {"1 of 12 months reported"}  # type: ignore


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [((2016, 1), (2016, 1), "201601"), ((2016, 12), (2016, 12), "201612"), ((2016, 10), (2016, 12), "2016Q4"),
     ((2016, 1), (2016, 12), "2016"), ((2016, 2), (2016, 4), ""), ((2016, 1), (2016, 6), ""),
     ((2016, 4), (2017, 3), "")],
)  # fmt: skip
def test_periods_are_written_as_the_manual_has_them(first: tuple[int, int], last: tuple[int, int], code: str) -> None:
    period = Period(date(*first, 1), date(*last, 1))
    assert exchange_code(period) == code
    assert bool(kind(period)) == bool(code)


def test_values_are_plain_digits() -> None:
    assert [number(value) for value in (0, 1204, Decimal("605.5"), Decimal("602.0"))] == ["0", "1204", "605.5", "602.0"]


def test_the_donors_own_mapping_takes_the_place_of_ours(settings: Any, tmp_path: Path) -> None:
    own = json.loads(SHIPPED.read_text("utf-8")) | {
        "idScheme": "UID",
        "dataElements": {"BEN": {"total": "f7n9E0hX8qk"}},
    }
    (tmp_path / "own.json").write_text(json.dumps(own), encoding="utf-8")
    settings.GEOREUM_EXCHANGE_MAPPING = str(tmp_path / "own.json")
    assert exchanged(specimen())["idScheme"] == "UID"
    assert sent(specimen()) == {("f7n9E0hX8qk", "default"): "1211"}


@pytest.mark.parametrize("text", ["", "[]", "{}", "{"])
def test_a_mapping_that_is_none_is_said_and_never_half_used(settings: Any, tmp_path: Path, text: str) -> None:
    (tmp_path / "own.json").write_text(text, encoding="utf-8")
    for path in (tmp_path / "own.json", tmp_path / "nowhere.json"):
        settings.GEOREUM_EXCHANGE_MAPPING = str(path)
        with pytest.raises(NotExchangeable):
            rendered(specimen(), "exchange", "en")


@pytest.mark.parametrize("section", ["dataSets", "orgUnits", "attributeOptionCombos", "categoryOptionCombos"])
def test_a_name_the_mapping_lacks_is_said(section: str) -> None:
    with pytest.raises(NotExchangeable, match=section):
        value_set(specimen(), mapping() | {section: {}})


def test_the_shipped_mapping_knows_every_indicator_and_column_by_distinct_codes() -> None:
    names = mapping()
    assert set(names["dataElements"]) == {one.code for one in INDICATORS}
    assert set(names["categoryOptionCombos"]) == set(COLUMNS)
    codes = [code for pair in names["dataElements"].values() for code in pair.values()]
    assert len(codes) == len(set(codes))
    assert all(code.startswith("GEOREUM_") for code in codes)
