"""`manage.py begin_epoch`: after a backup was restored by other means than `manage.py restore`."""

from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core.clock import now
from apps.core.runtime.words import console_language
from apps.sync.actions import epochs


class Command(BaseCommand):
    help = (
        "Begin a new epoch of this database, after a backup was restored and before anybody works with it: every "
        "tablet then starts again from empty and sends again what it still holds. No record is changed."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --lang."""
        parser.add_argument("--lang", choices=["ko", "en"], default=console_language(), help="language of the words")

    def handle(self, *args: Any, lang: str, **options: Any) -> None:
        """Look whether the restored feed is sound, begin the epoch, say what comes of it."""
        with translation.override(lang):
            self.check(tags=[Tags.database], databases=["default"])
            begun = epochs.begin(at=now())
            self.stdout.write(_("A new epoch has begun: %(epoch)s.") % {"epoch": begun.epoch})
            self.stdout.write(_("The one before it is over: %(epoch)s.") % {"epoch": begun.before})
            self.stdout.write(_("Changes that tablets can pull: %(count)d.") % {"count": begun.changes})
            self.stdout.write(
                _("Every tablet starts again from empty and sends again what it still holds, up to 35 days back.")
            )
