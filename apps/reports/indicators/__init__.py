"""The indicators of the donor report: what they are, and the one way to count them and to list their rows."""

from apps.reports.indicators.counting import count, series
from apps.reports.indicators.coverage import ALL, Scope
from apps.reports.indicators.definitions import (
    BY_CODE,
    INDICATORS,
    NOT_RECORDED,
    NOTES,
    RULE_SET,
    WAITED,
    Indicator,
    Unit,
)
from apps.reports.indicators.figures import (
    BANDS,
    COLUMNS,
    Cell,
    CentreCoverage,
    Detail,
    Figures,
    Lead,
    Number,
    Status,
)
from apps.reports.indicators.rows import CellRows, Fact

__all__ = [
    "ALL",
    "BANDS",
    "BY_CODE",
    "COLUMNS",
    "INDICATORS",
    "NOTES",
    "NOT_RECORDED",
    "RULE_SET",
    "WAITED",
    "Cell",
    "CellRows",
    "CentreCoverage",
    "Detail",
    "Fact",
    "Figures",
    "Indicator",
    "Lead",
    "Number",
    "Scope",
    "Status",
    "Unit",
    "count",
    "series",
]  # fmt: skip
