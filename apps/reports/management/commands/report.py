"""`manage.py report`: one month's report as a PDF, without a browser."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.clock import now
from apps.core.pdf import FontMissing
from apps.reports import document, policies
from apps.reports.actions import snapshots
from apps.reports.management.commands.indicators import USAGE_ERROR, centre_of, month


class Command(BaseCommand):
    help = "Write the donor report of one centre and month as a PDF."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the centre, the month, the language and where to write."""
        parser.add_argument("--centre", required=True, help="code of the centre, e.g. RAK")
        parser.add_argument("--month", required=True, metavar="YYYY-MM")
        parser.add_argument("--lang", choices=["ko", "en"], default="ko")
        parser.add_argument("--out", required=True, metavar="FILE", help="where to write the PDF")

    def handle(self, *args: Any, **options: Any) -> None:
        """Freeze the figures and write the file; what goes wrong is said in a sentence."""
        centre, first_day = centre_of(options["centre"]), month(options["month"], "--month")
        if policies.ask_for_file(first_day, today=centre.today()) is not None:
            raise CommandError(f"{options['month']} has not begun yet.", returncode=USAGE_ERROR)
        target = Path(options["out"])
        if not target.parent.is_dir():
            raise CommandError(f"There is no folder “{target.parent}” to write to.", returncode=USAGE_ERROR)
        snapshot = snapshots.freeze(report=snapshots.current(centre=centre, month=first_day), at=now())
        try:
            content = document.of_snapshot(snapshot, options["lang"])
        except FontMissing:
            raise CommandError("The fonts of the report are missing: run `make build`.") from None
        try:
            target.write_bytes(content)
        except OSError as error:
            raise CommandError(f"Cannot write “{target}”: {error.strerror}.") from None
        self.stdout.write(f"{target} ({len(content):,} bytes, checksum {snapshot.checksum[:16]})")
