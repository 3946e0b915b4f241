"""A frozen report as a file: the same sections as the screen, in one language, as tagged PDF.

Made from what never changes again: a snapshot, the revisions before it, the signatures under it. So the same file can
be made again for ever, to the byte, and whoever wants to know whether it is genuine makes it again.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, translation
from django.utils.translation import gettext as _

from apps.core import pdf
from apps.reports.charts import charts
from apps.reports.editions import content, edition_name, is_public, legend
from apps.reports.formats import file_name, rendered
from apps.reports.indicators import BY_CODE
from apps.reports.layout import Builder, definitions, missing, number
from apps.reports.models import Deed, Edition, ReportFile, ReportStatus, Snapshot
from apps.reports.publishing import Origin, approved_before, edition_of, in_edition
from apps.reports.revisions import replaced
from apps.reports.signed import Signature, seal_of, signatures
from apps.reports.snapshot import MONTH, YEAR, MonthReport, checksum, from_data
from apps.reports.words import decided_lines, kind_words, made_of_lines, report_words, span_words, term, whose

HEADLINE = ("BEN", "PRO", "ORT", "PTS")
ATTACHED = ("json", "csv")
# What lays a file out, besides the libraries: the same of all this and the same snapshot are the same bytes.
LAID_OUT_BY = (
    "templates/reports/pdf/*", "templates/reports/_table.html", "locale/*/LC_MESSAGES/django.mo",
    "apps/reports/editions/*.py", "apps/reports/formats/*.py", "apps/reports/indicators/*.py",
    *(f"apps/reports/{name}.py" for name in (
        "apart", "charts", "document", "layout", "parts", "periods", "publishing", "remarks", "revisions", "signed",
        "snapshot", "words",
    )),
    "apps/core/pdf.py", "apps/core/sheets.py",
)  # fmt: skip


@dataclass(frozen=True)
class Beside:
    """What a file says beside the figures: the revisions before, in the same edition, oldest first; who signed; the
    digest of the chain of seals, which never stands in a public file.
    """

    before: tuple[MonthReport, ...] = ()
    signed: tuple[Signature, ...] = ()
    digest: str = ""


@dataclass(frozen=True)
class Words:
    """The paragraph somebody wrote, and the language it is in; `other`: it was not written in the file's own."""

    text: str
    language: str
    other: bool


NOTHING = Beside()


def of_snapshot(
    snapshot: Snapshot, language: str, edition: str = Edition.INTERNAL, status: str = ReportStatus.DRAFT,
    at: datetime | None = None,
) -> bytes:  # fmt: skip
    """The file of a snapshot as `edition`, asked for at `at` while its report had the `status`."""
    row = snapshot.report
    exact = replace(from_data(snapshot.content), status=status)
    seal = seal_of(row, status, at or snapshot.taken_at)
    beside = Beside(
        before=tuple(edition_of(one, edition) for one in approved_before(row)),
        signed=() if seal is None else signatures(seal, status),
        digest="" if seal is None or edition == Edition.PUBLIC else seal.digest,
    )
    prepared = Origin(snapshot.prepared_by, snapshot.taken_at.astimezone(row.places[0].zone))
    return render(in_edition(exact, row, edition, snapshot.taken_at), language, prepared, beside)


def again(file: ReportFile) -> bytes:
    """The file made anew from what it was made from: the same bytes while `layout_digest` is the same."""
    job = file.job
    return of_snapshot(file.snapshot, job.language, job.edition, job.status, job.asked_at)


def render(report: MonthReport, language: str, prepared: Origin, beside: Beside = NOTHING) -> bytes:
    """The report, of either edition, as PDF/UA-1 in `language`, with the figures of that edition attached."""
    with translation.override(language):
        html = as_html(report, prepared, beside)
        said = {"json": _("The figures of this report as JSON"), "csv": _("The figures of this report as CSV")}
        attached = [
            pdf.AttachedFile(file_name(report, key, language), said[key], rendered(report, key, language))
            for key in ATTACHED
        ]
    identifier = f"{checksum(content(report))}-{language}-{report.status}"
    return pdf.render(html, identifier=identifier, at=prepared.at, attached=attached)


def as_html(report: MonthReport, prepared: Origin, beside: Beside = NOTHING) -> str:
    """The document before it is laid out, in the active language."""
    return render_to_string("reports/pdf/report.html", context(report, prepared, beside))


def context(report: MonthReport, prepared: Origin, beside: Beside = NOTHING) -> dict[str, Any]:
    """What the templates say."""
    names = {"whose": whose(report), "period": report_words(report.month, report.months)}
    return names | {
        "report": report,
        "kind": kind_words(report),
        "title": f"{names['whose']}, {names['period']}: {kind_words(report)}",
        "revision": revision_words(report),
        "status": status_words(report),
        "mark": mark_of(report),
        "edition": edition_name(report),
        "public": is_public(report),
        "signed": {one.deed.value: (one.name, minutes(one.at)) for one in beside.signed},
        "submitted": Deed.SUBMITTED.value,
        "prepared_by": prepared.by or _("The system"),
        "taken": prepared.at.isoformat(timespec="seconds"),
        "taken_words": minutes(prepared.at),
        "donors": ", ".join(report.donors) or "—",
        "operators": " · ".join(filter(None, (term(named) for named in report.operators))),
        "headline": [headline(report, code) for code in HEADLINE],
        "words": narrative(report),
        "sections": Builder(report).sections(),
        "charts": charts(report),
        "replaced": replaced((*beside.before, report)),
        "made_of": made_of_lines(report),
        "decided": decided_lines(report),
        "legend": legend(report),
        "definitions": definitions(),
        "checksum": checksum(content(report)),
        "digest": beside.digest,
        "version": settings.GEOREUM_VERSION,
    }


def minutes(at: datetime) -> str:
    return str(formats.date_format(at, "Y-m-d H:i"))


def revision_words(report: MonthReport) -> str:
    """Which revision it is; '' of several months or centres, which have none."""
    if report.made_of:
        return ""
    if report.revision == 0:
        return _("Live figures")
    return _("Revision %(number)d") % {"number": report.revision}


def status_words(report: MonthReport) -> str:
    """What the report was when the file was asked for. Of several months or centres: whether all were approved."""
    if not report.made_of:
        return str(ReportStatus(report.status).label)
    return _("Made of approved months") if report.of_approved_months else _("Draft: not all months are approved")


def mark_of(report: MonthReport) -> str:
    """What stands on every page of a file that is not final; '' on one that is."""
    if report.of_approved_months or report.status in (ReportStatus.APPROVED, ReportStatus.SUPERSEDED):
        return _("Superseded") if report.status == ReportStatus.SUPERSEDED else ""
    waiting = report.status == ReportStatus.TO_VALIDATE
    return _("To validate: not approved") if waiting else _("Draft: not approved")


def headline(report: MonthReport, code: str) -> dict[str, str]:
    """One of the big figures of the cover, and the same since January where that is longer."""
    own, year = report.figures[MONTH], report.figures[YEAR]
    since = "" if own.period == year.period else f"{span_words(year.period)}: {said(year, code)}"
    return {"label": str(BY_CODE[code].label), "value": said(own, code), "since": since}


def said(figures: Any, code: str) -> str:
    cell = figures[code]
    return missing(cell.status) if cell.total is None else number(cell.total)


def narrative(report: MonthReport) -> Words | None:
    """The paragraph in the active language, or in the other one."""
    language = translation.get_language() or "ko"
    for one in sorted(report.narrative, key=lambda one: one != language):
        return Words(report.narrative[one], one, other=one != language)
    return None


@cache
def layout_digest() -> str:
    """SHA-256 of everything that lays pages out: templates, fonts, catalogues, our own code, libraries, the version."""
    digest = hashlib.sha256(f"{settings.GEOREUM_VERSION}, {pdf.engine()}, pygal {version('pygal')}".encode())
    for path in _laid_out_by():
        digest.update(f"\n{path.relative_to(settings.BASE_DIR)} ".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for name, font in pdf.fonts().items():
        digest.update(f"\n{name} ".encode() + hashlib.sha256(font).digest())
    return digest.hexdigest()


def _laid_out_by() -> Iterator[Path]:
    for pattern in LAID_OUT_BY:
        yield from sorted(Path(settings.BASE_DIR).glob(pattern))
