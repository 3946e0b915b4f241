"""`manage.py restore FILE`: the database of a backup in the place of this one, and a new epoch for the tablets."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core import dumps
from apps.core.clock import now
from apps.core.runtime.words import console_language
from apps.sync.actions import epochs


class Command(BaseCommand):
    help = "Replace the database by that of a backup, and begin a new epoch: tablets then send again what it lacks."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and --lang."""
        parser.add_argument("file", type=Path, help="a file made by manage.py backup")
        parser.add_argument("--lang", choices=["ko", "en"], default=console_language(), help="language of the words")

    def handle(self, *args: Any, file: Path, lang: str, **options: Any) -> None:
        """Load, bring up to this version, begin the epoch without which tablets would skip changes (MUST 15)."""
        with translation.override(lang):
            try:
                before = dumps.load(file)
            except dumps.Failed as failed:
                raise CommandError(str(failed)) from None
            call_command("migrate", interactive=False, verbosity=0)
            epochs.begin(at=now())
            self.stdout.write(
                _("The database of %(file)s is in place. The one before is kept as %(before)s until the next time.")
                % {"file": file, "before": before}
            )
            self.stdout.write(
                _("Tablets will send again what they hold. Bring back “files” and run manage.py documents.")
            )
