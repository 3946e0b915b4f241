"""`manage.py documents`: is every stored paper and photo there, whole, and needed?"""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core import filing
from apps.core.runtime.words import console_language
from apps.patients.actions import documents
from apps.patients.models import Document


class Command(BaseCommand):
    help = "Compare the documents on record with the files that are stored; ends with 1 when they do not agree."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --remove-strays and --lang."""
        parser.formatter_class = argparse.ArgumentDefaultsHelpFormatter
        parser.add_argument("--remove-strays", action="store_true", help="remove files that no document needs")
        parser.add_argument("--lang", choices=["ko", "en"], default=console_language(), help="language of the words")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is wrong, by keys of documents and names of files, which say nothing of anybody."""
        with translation.override(options["lang"]):
            kept = Document.objects.kept().order_by("pk").values_list("pk", "sha256")
            lost = [key for key, sha256 in kept.iterator() if not filing.is_whole(sha256)]
            for key in lost:
                self.stdout.write(_("The file of document %(key)s is missing or damaged.") % {"key": key})
            strays = self._strays(remove=options["remove_strays"])
            if lost or strays:
                raise CommandError(
                    _("%(lost)d files are missing or damaged, %(strays)d are needed by no document.")
                    % {"lost": len(lost), "strays": len(strays)}
                )
            self.stdout.write(_("All %(count)d documents have their files.") % {"count": len(kept)})

    def _strays(self, *, remove: bool) -> list[str]:
        """The files that no document needs, after removing them when asked to."""
        needed = set(Document.objects.kept().values_list("sha256", flat=True))
        strays = [sha256 for sha256 in filing.stored() if sha256 not in needed]
        if remove:
            gone = [sha256 for sha256 in strays if documents.discard_unneeded(sha256)]
            self.stdout.write(_("%(count)d files that no document needed were removed.") % {"count": len(gone)})
            return []
        for sha256 in strays:
            self.stdout.write(_("No document needs the file %(name)s.") % {"name": sha256})
        return strays
