"""A figure that was opened: its rows in words, as the reader may see them, by column and by the patient's number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.core.paginator import Page, Paginator

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import Permission
from apps.reports.forms import RowsForm
from apps.reports.indicators import BY_CODE, Fact, Unit
from apps.reports.indicators.figures import quantile
from apps.reports.layout import number
from apps.reports.listing import Line, part_words, told
from apps.reports.snapshot import MONTH, periods_of
from apps.reports.subject import Rows, Subject
from apps.reports.words import column_name, span_words

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class Opened:
    """`asked`: period, column, part, number and page, as the address has them. ValueError: there is no such figure."""

    subject: Subject
    code: str
    reader: User
    asked: Mapping[str, str]

    @cached_property
    def rows(self) -> Rows:
        """All rows of the figure."""
        return self._rows("")

    def _rows(self, of_number: str) -> Rows:
        return self.subject.rows(
            self._said("period") or MONTH, self.code, self._said("column") or "total", self._said("part"),
            number=of_number,
        )  # fmt: skip

    def _said(self, name: str) -> str:
        return self.asked.get(name, "").replace("\0", "")[:40]

    @cached_property
    def unnamed(self) -> bool:
        """Whether the reader may not know whose rows these are; then no number can be asked for either."""
        centres = self.subject.scope.centres
        return BY_CODE[self.code].guarded and not all(
            access.allows(self.reader, Permission.VIEW_GUARDED, centre) for centre in centres
        )

    def context(self) -> dict[str, Any]:
        """What the template says."""
        rows = self.rows
        form = RowsForm({"column": rows.column, "number": self.asked.get("number", "")}, unnamed=self.unnamed)
        wanted = form.cleaned_data.get("number", "") if form.is_valid() else ""
        listed = cast("Sequence[Fact]", self._rows(wanted) if wanted else rows)  # as much of one as a paginator needs
        page = Paginator(listed, ROWS_A_PAGE).get_page(self.asked.get("page"))
        found, units, persons = rows.totals()
        period = self._said("period") or MONTH
        return {
            "subject": self.subject,
            "indicator": BY_CODE[self.code],
            "column": column_name(rows.column),
            "part": rows.detail and part_words(rows.detail),
            "period": span_words(periods_of(self.subject.of.month, self.subject.of.months)[period]),
            "asked_period": period,
            "asked_part": rows.detail,
            "form": form,
            "wanted": wanted,
            "page_obj": page,
            "lines": self._lines(page),
            "found": found,
            "figure": number(BY_CODE[self.code].figure(units, persons)),
            "waited": self._waited(found),
            "clear": self.subject.rows_url(period, self.code, "total", rows.detail),
        }

    def _waited(self, found: int) -> dict[str, str]:
        """What the rows of waiting times say together."""
        if BY_CODE[self.code].unit is not Unit.DAYS or not found:
            return {}
        days = [fact.units for fact in cast("Sequence[Fact]", self.rows)[0:found]]
        return {"median": number(quantile(days, 5)), "ninetieth": number(quantile(days, 9))}

    def _lines(self, page: Page[Fact]) -> list[Line]:
        scope = self.subject.scope
        return told(list(page.object_list), reader=self.reader, centres=scope.centres, sealed=self.subject.is_sealed)
