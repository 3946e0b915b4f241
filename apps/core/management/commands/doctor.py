"""`manage.py doctor`: is this installation well? One line a check, in words."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core.runtime import checks, memory
from apps.core.runtime.words import console_language


class Command(BaseCommand):
    help = "Check the living installation; ends with 1 when something is wrong."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --memory and --lang."""
        parser.formatter_class = argparse.ArgumentDefaultsHelpFormatter
        parser.add_argument("--memory", action="store_true", help="print the memory of every process instead")
        parser.add_argument("--lang", choices=["ko", "en"], default=console_language(), help="language of the words")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings or the memory table."""
        with translation.override(options["lang"]):
            well = self._memory() if options["memory"] else self._examine()
        if not well:
            sys.exit(1)

    def _examine(self) -> bool:
        findings = checks.examine()
        for finding in findings:
            sign = self.style.SUCCESS(_("well ")) if finding.well else self.style.ERROR(_("WRONG"))
            self.stdout.write(f"{sign}  {finding.sentence}")
        return all(finding.well for finding in findings)

    def _memory(self) -> bool:
        rows = memory.measure(Path(settings.HOME))
        if not rows:
            self.stdout.write(_("Nothing is running. Start the product: make run"))
            return False
        self.stdout.write(memory.table(rows))
        self.stdout.write(
            _("Proportional set size: shared pages count once. The limit is %(limit)d MB.") % {"limit": memory.LIMIT_MB}
        )
        return memory.total_mb(rows) < memory.LIMIT_MB
