"""`manage.py verify_reports`: is everything that was frozen still what it was? One line a finding, in words."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core.runtime.words import console_language
from apps.reports.management.commands.indicators import centre_of
from apps.reports.verification import Outcome, verify


class Command(BaseCommand):
    help = (
        "Compute every digest of the frozen reports again, count their figures again from the sealed rows, and lay "
        "their files out again; ends with 1 when anything differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --centre, --quick, --format and --lang."""
        parser.add_argument("--centre", help="code of a centre, e.g. RAK; without it everything")
        parser.add_argument("--quick", action="store_true", help="do not lay the files out again")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--lang", choices=["ko", "en"], default=console_language(), help="language of the words")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found, and how much was looked at."""
        centre = centre_of(options["centre"]) if options["centre"] else None
        with translation.override(options["lang"]):
            outcome = verify(centre, rendering=not options["quick"])
            if options["format"] == "json":
                self.stdout.write(json.dumps(as_data(outcome), ensure_ascii=False, indent=2))
            else:
                self._tell(outcome, quick=options["quick"])
        if outcome.findings:
            sys.exit(1)

    def _tell(self, outcome: Outcome, *, quick: bool) -> None:
        for finding in outcome.findings:
            self.stdout.write(f"{self.style.ERROR(_('WRONG'))}  {finding.sentence}")
        seen = outcome.seen
        self.stdout.write(
            _("Looked at: %(reports)d reports, %(snapshots)d snapshots, %(seals)d seals, %(files)d files.")
            % {name: seen[name] for name in ("reports", "snapshots", "seals", "files")}
        )
        self.stdout.write(_("Counted again from the sealed rows: %(count)d.") % {"count": seen["recounted"]})
        if seen["earlier_rules"]:
            words = _("Not counted again, because they follow an earlier rule set: %(count)d.")
            self.stdout.write(words % {"count": seen["earlier_rules"]})
        if quick:
            self.stdout.write(_("The files were compared with their SHA-256 only."))
        else:
            words = _(
                "Laid out again: %(now)d. Of an earlier layout, and so compared with their SHA-256 only: %(before)d."
            )
            self.stdout.write(words % {"now": seen["rendered"], "before": seen["earlier_layout"]})
        if not outcome.findings:
            self.stdout.write(self.style.SUCCESS(_("Everything is what it was.")))


def as_data(outcome: Outcome) -> dict[str, Any]:
    """For scripts: `ok`, the findings, and how many of each kind were looked at."""
    return {
        "ok": not outcome.findings,
        "findings": [vars(finding) for finding in outcome.findings],
        "seen": dict(outcome.seen),
    }
