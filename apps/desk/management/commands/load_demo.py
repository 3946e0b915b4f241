"""`manage.py load_demo`: two centres full of invented people whose services add up to published totals."""

import argparse
import time
from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core.clock import today
from apps.core.problems import Refused
from apps.core.runtime.home import record
from apps.core.runtime.words import console_language
from apps.desk.demo import accounts, load

ZONE = ZoneInfo("Asia/Pyongyang")
SEED = 2016


class Command(BaseCommand):
    help = (
        "Load invented people whose services add up to the published totals of 2016, and the twelve months up to "
        "today. Without --year and --recent: both. Loads each part once, into an empty database only."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to load, and from which seed."""
        parser.formatter_class = argparse.ArgumentDefaultsHelpFormatter
        parser.add_argument("--year", type=int, help="a year for which totals were published: 2016")
        parser.add_argument("--recent", action="store_true", help="the twelve months before this one, and this one")
        parser.add_argument("--until", type=date.fromisoformat, help="the last day of --recent; today when not given")
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed makes the same data")
        parser.add_argument("--lang", choices=["ko", "en"], default=console_language(), help="language of the words")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what was asked for and print the accounts to sign in with."""
        both = options["year"] is None and not options["recent"]
        with translation.override(options["lang"]):
            try:
                if both or options["year"] is not None:
                    year = options["year"] or 2016
                    self._load(str(year), load.load_year, year, options["seed"])
                if both or options["recent"]:
                    until = options["until"] or today(ZONE)
                    self._load(_("last twelve months"), load.load_recent, until, options["seed"])
            except Refused as refused:
                raise CommandError(str(refused)) from refused
            self.stdout.write(_("Demonstration accounts (all data are invented):"))
            self.stdout.write("\n".join(accounts.lines()))
            record(settings.HOME / "demo-accounts.txt", "\n".join(accounts.lines()) + "\n")  # `run` shows it

    def _load(self, name: str, part: Callable[..., bool], which: int | date, seed: int) -> None:
        start = time.monotonic()
        if part(which, seed, say=self.stdout.write):
            took = {"part": name, "seconds": time.monotonic() - start}
            self.stdout.write(_("Loaded %(part)s in %(seconds)d seconds.") % took)
        else:
            self.stdout.write(_("%(part)s: already loaded; nothing was changed.") % {"part": name})
