"""Somebody took figures out of the system: every such download is noted, of either edition and in any format."""

from collections.abc import Iterable
from datetime import datetime

from apps.accounts.models import User
from apps.reports.models import Download, Edition, Report


def note(*, report: Report, edition: str, format: str, language: str, by: User, at: datetime) -> Download:
    """Note one download. `edition` is one of Edition, `format` the kind of file: pdf, xlsx, csv, json, exchange, zip.

    The same file taken twice was taken twice.
    """
    return Download.objects.create(report=report, edition=edition, format=format, language=language, by=by, at=at)


def note_archive(*, reports: Iterable[Report], language: str, by: User, at: datetime) -> None:
    """Note that both editions of these reports were taken in one ZIP, which holds every language."""
    Download.objects.bulk_create(
        Download(report=report, edition=edition, format="zip", language=language, by=by, at=at)
        for report in reports
        for edition in Edition.values
    )
