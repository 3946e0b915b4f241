"""`manage.py prepare`: bring the database and the static files up to the code; part of every start."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import Tags
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from apps.core.runtime.home import record

# The PDF's fonts are read from static/dist; compressing them takes longer than all the rest.
# Of the API libraries only Swagger has a page here.
NOT_FOR_PAGES = ("Pretendard-*.ttf", "NotoSans*.ttf", "redoc", "rest_framework")


class Command(BaseCommand):
    help = "Apply migrations, collect static files when they changed, and note whether demo data are wanted."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate as the owner of the tables, refuse a database that loses things silently; leave the answer for the
        supervisor in the home."""
        call_command("migrate", interactive=False, verbosity=1)
        call_command("check", tags=[Tags.database], databases=["default"])
        self._collect_static()
        nobody = not get_user_model()._default_manager.exists()
        wanted = nobody and "load_demo" in get_commands()
        record(Path(settings.HOME) / "servers" / "prepared.json", json.dumps({"demo": wanted}))

    def _collect_static(self) -> None:
        root = Path(settings.STATIC_ROOT)
        stamp = root / ".stamp"
        now = static_state()
        if stamp.is_file() and stamp.read_text() == now:
            return
        call_command("collectstatic", interactive=False, clear=True, ignore_patterns=list(NOT_FOR_PAGES), verbosity=0)
        record(stamp, now)


def static_state() -> str:
    """Return a mark that changes whenever a static file does."""
    mark = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(NOT_FOR_PAGES):
            found = Path(storage.path(name)).stat()
            mark.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return mark.hexdigest()
