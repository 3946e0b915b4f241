"""`manage.py report`: the report of a month, quarter or year as a PDF of either edition, without a browser."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import Language
from apps.centres.models import Centre
from apps.core.clock import now
from apps.core.pdf import FontMissing
from apps.reports import document, policies
from apps.reports.actions import snapshots
from apps.reports.management.commands.indicators import USAGE_ERROR, centre_of
from apps.reports.models import Edition, Report, Snapshot
from apps.reports.periods import MONTH, QUARTER, YEAR, ReportPeriod
from apps.reports.signed import seal_of

TOGETHER = "ALL"
KINDS = {"month": (MONTH, "2016-05"), "quarter": (QUARTER, "2016-Q2"), "year": (YEAR, "2016")}


class Command(BaseCommand):
    help = "Write the donor report of a month, quarter or year as a PDF: of one centre, or of all of them together."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the centre, the months, the revision, the edition, the language and where to write."""
        parser.add_argument("--centre", required=True, help="code of the centre, e.g. RAK; ALL for all together")
        months = parser.add_mutually_exclusive_group(required=True)
        for kind, (_months, example) in KINDS.items():
            months.add_argument(f"--{kind}", metavar=example)
        parser.add_argument("--revision", type=int, help="of a month; the newest one else")
        parser.add_argument("--edition", choices=Edition.values, default=Edition.INTERNAL.value)
        parser.add_argument("--lang", choices=Language.values, default=Language.KOREAN.value)
        parser.add_argument("--out", required=True, metavar="FILE", help="where to write the PDF")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take what was sealed or freeze the figures, and write the file; what goes wrong is said in a sentence."""
        of, at = _period(options), now()
        target = Path(options["out"])
        if not target.parent.is_dir():
            raise CommandError(f"There is no folder “{target.parent}” to write to.", returncode=USAGE_ERROR)
        report = _report(options["centre"], of, options.get("revision"))
        snapshot = _snapshot(report, at)
        try:
            content = document.of_snapshot(snapshot, options["lang"], options["edition"], report.status, at)
        except FontMissing:
            raise CommandError("The fonts of the report are missing: run `make build`.") from None
        try:
            target.write_bytes(content)
        except OSError as error:
            raise CommandError(f"Cannot write “{target}”: {error.strerror}.") from None
        self.stdout.write(f"{target} ({len(content):,} bytes, {report.name}, {report.status}, {options['edition']})")


def _period(options: dict[str, Any]) -> ReportPeriod:
    kind = next(kind for kind in KINDS if options.get(kind))
    months, example = KINDS[kind]
    try:
        of = ReportPeriod.parse(options[kind])
    except ValueError:
        of = None
    if of is None or of.months != months:
        raise CommandError(f"--{kind} is a {kind}, e.g. {example}, not “{options[kind]}”.", returncode=USAGE_ERROR)
    return of


def _report(code: str, of: ReportPeriod, revision: int | None) -> Report:
    """The report asked for; begun when nobody did before."""
    together = code.upper() == TOGETHER
    centres = list(Centre.objects.order_by("code")) if together else [centre_of(code)]
    if policies.ask_for_file(of.month, today=max(centre.today() for centre in centres)) is not None:
        raise CommandError(f"{of} has not begun yet.", returncode=USAGE_ERROR)
    if together and len(centres) < 2:
        raise CommandError("There is only one centre.", returncode=USAGE_ERROR)
    report = snapshots.of(centres=centres, together=together, month=of.month, months=of.months)
    if revision is None or report.revision == revision:
        return report
    found = Report.objects.monthly().filter(centre=report.centre, month=of.month, revision=revision).first()
    if found is None or not report.is_monthly:
        raise CommandError(f"There is no revision {revision} of {of}.", returncode=USAGE_ERROR)
    return found


def _snapshot(report: Report, at: datetime) -> Snapshot:
    seal = seal_of(report, report.status, at)
    return snapshots.freeze(report=report, at=at) if seal is None else seal.snapshot
