"""What the pages of an import show: the files brought so far, and one file's lines with what was found in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core import web
from apps.core.jobs import WORDS
from apps.core.problems import Text
from apps.patients.forms.import_line import LineForm
from apps.patients.importing.columns import columns
from apps.patients.models import ImportPhase, ImportRow, Patient, RegisterImport, RowOutcome

ERRORS: dict[str, Text] = {
    **WORDS,
    "not_a_table": _("This is neither an Excel file (XLSX) nor text with commas (CSV), or it is damaged."),
    "no_headings": _("No line of this file has the headings of a register. Start from the template."),
    "heading_twice": _("A heading stands there twice. Each column may come once."),
    "too_large": _("This file is too large. Divide the register into several files."),
    "too_many_lines": _("This file has more than 50,000 lines. Divide the register into several files."),
    "empty": _("Below its headings this file says nothing."),
}
FINDINGS: dict[str, Text] = {
    "twice_in_file": _("This paper number stands in an earlier line of the same file."),
}
SHOWN = ("paper_number", "name_hangul", "name_romanised", "sex", "birth", "age", "province", "county", "phone")


class FilesTable(tables.Table):
    file_name = tables.Column(_("File"), linkify=("patients:import", {"pk": tables.A("pk")}))
    centre = tables.Column(_("Centre"))
    asked_at = tables.DateTimeColumn(verbose_name=_("Brought"), format="Y-m-d H:i")
    asked_by = tables.Column(_("By"))
    phase = tables.Column(_("State"), accessor="get_phase_display", order_by=("phase",))
    total = tables.Column(_("Lines"), attrs={"td": {"class": "number"}, "th": {"class": "number"}})

    class Meta:
        model = RegisterImport
        fields = ("file_name", "centre", "asked_at", "asked_by", "phase", "total")
        order_by = ("-asked_at",)
        empty_text = _("No register has been taken over yet.")


@dataclass(frozen=True)
class ShownLine:
    """A line as the page shows it: what it says, what is wrong with it, who it may be."""

    row: ImportRow
    said: list[tuple[Text, str]]
    wrong: list[tuple[Text, str]]
    candidates: list[Patient]


def files(user: User, centres: Sequence[Centre]) -> FilesTable:
    """The imports of these centres, latest first."""
    found = RegisterImport.objects.visible_to(user).filter(centre__in=centres).select_related("centre", "asked_by")
    return FilesTable(found.defer("content"))


def detail(request: HttpRequest, brought: RegisterImport) -> dict[str, Any]:
    """The page's context: progress, how many lines of each kind, and one page of them."""
    rows = ImportRow.objects.visible_to(request.user).filter(register_import=brought)
    counts = dict.fromkeys(RowOutcome, 0) | {
        RowOutcome(found["outcome"]): found["number"]
        for found in rows.order_by().values("outcome").annotate(number=Count("pk"))
    }
    chosen = request.GET.get("outcome", "")
    narrowed = rows.filter(outcome=chosen) if chosen in RowOutcome.values else rows
    listed = Paginator(narrowed.select_related("patient"), web.ROWS_A_PAGE).get_page(request.GET.get("page"))
    return {
        "brought": brought,
        "running": brought.is_unfinished,
        "percent": 100 * brought.done // brought.total if brought.total else None,
        "error": ERRORS.get(brought.error, ERRORS["unexpected"]) if brought.state == "failed" else "",
        "undecided": brought.phase == ImportPhase.CHECKED,
        "kinds": [(kind, kind.label, counts[kind]) for kind in RowOutcome if counts[kind] or kind == chosen],
        "chosen": chosen,
        "counts": {kind.name.lower(): number for kind, number in counts.items()},
        "page_obj": listed,
        "lines": shown(listed.object_list, request.user, brought.centre),
        "version": brought.version,
    }


def shown(rows: Sequence[ImportRow], user: User, centre: Centre) -> list[ShownLine]:
    """The lines with their words in the active language."""
    rows = list(rows)
    keys = {key for row in rows for key in row.candidates}
    people = {str(patient.pk): patient for patient in Patient.objects.visible_to(user).filter(pk__in=keys)}
    labels = {column.key: column.label for column in columns()}
    return [_shown(row, labels, people, centre) for row in rows]


def _shown(row: ImportRow, labels: dict[str, Text], people: dict[str, Patient], centre: Centre) -> ShownLine:
    wrong: list[tuple[Text, str]] = []
    if row.outcome == RowOutcome.WRONG:
        errors = LineForm(row.values, centre=centre).errors()
        wrong = [(labels.get(name, ""), " ".join(texts)) for name, texts in errors.items()]
    wrong += [(labels.get(name, ""), str(FINDINGS[code])) for name, code in row.findings if code in FINDINGS]
    said = [(labels[key], row.values[key]) for key in SHOWN if row.values.get(key)]
    return ShownLine(row, said, wrong, [people[key] for key in row.candidates if key in people])


def back(request: HttpRequest, brought: RegisterImport) -> str:
    """The address of the file's page as it was looked at: the same kind of lines, the same page of them."""
    url = reverse("patients:import", args=[brought.pk])
    kept = {name: request.POST.get(name, "") for name in ("kind", "page")}
    kind = kept["kind"] if kept["kind"] in RowOutcome.values else ""
    number = kept["page"] if kept["page"].isdecimal() else ""
    return f"{url}?outcome={kind}&page={number}"
