"""`manage.py state_diagrams`: draw the life of a device from its table of transitions."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.devices import diagram


class Command(BaseCommand):
    help = "Write docs/states/device.md from the table of transitions."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when the page is out of date")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """Write the page, or compare it."""
        target = Path(settings.BASE_DIR) / "docs" / "states" / "device.md"
        drawn = diagram.page()
        if not check:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(drawn, encoding="utf-8")
            self.stdout.write(f"written: {target.relative_to(settings.BASE_DIR)}")
        elif not target.is_file() or target.read_text(encoding="utf-8") != drawn:
            raise CommandError("docs/states/device.md is out of date: run manage.py state_diagrams")
