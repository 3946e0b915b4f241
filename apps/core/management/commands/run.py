"""`manage.py run`: the whole product in the foreground."""

import os
import sys

from django.core.management.base import BaseCommand

from apps.core.runtime.words import BASE_DIR


class Command(BaseCommand):
    help = "Run everything: embedded servers, web, worker and beat. PORT, HOST, GEOREUM_HOME and GEOREUM_DEMO choose."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Become the supervisor: the same process, without the memory of Django."""
        sys.stdout.flush()
        os.chdir(BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "apps.core.runtime.supervisor"])
