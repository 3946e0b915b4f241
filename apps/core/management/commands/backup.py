"""`manage.py backup FILE`: the database in one file, while people go on working."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core import dumps
from apps.core.runtime.words import console_language


class Command(BaseCommand):
    help = "Write the database into a new file. Copy the folder HOME/files afterwards: both together are the backup."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and --lang."""
        parser.add_argument("file", type=Path, help="the file to be made; it holds everything about everybody")
        parser.add_argument("--lang", choices=["ko", "en"], default=console_language(), help="language of the words")

    def handle(self, *args: Any, file: Path, lang: str, **options: Any) -> None:
        """Dump, and say what belongs to it."""
        with translation.override(lang):
            try:
                dumps.dump(file)
            except dumps.Failed as failed:
                raise CommandError(str(failed)) from None
            self.stdout.write(_("The database is in %(file)s. Now copy the folder “files” too.") % {"file": file})
