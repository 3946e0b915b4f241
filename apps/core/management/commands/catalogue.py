"""Keep the Korean catalogue: `catalogue` updates it, `--fold`, `--check` and `--compile` do what they say."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.core import catalogue


class Command(BaseCommand):
    help = "Collect the product's texts into locale/ko/LC_MESSAGES/django.po."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fold", action="store_true", help="move the entries of *.part.po into django.po")
        parser.add_argument("--check", action="store_true", help="fail when a Korean text is missing or wrong")
        parser.add_argument("--compile", action="store_true", help="write django.mo from django.po and *.part.po")

    def handle(self, *args: Any, fold: bool, check: bool, compile: bool, **options: Any) -> None:
        root = settings.BASE_DIR
        if fold or not (check or compile):
            for text in catalogue.unused(root):
                self.stdout.write(f"no longer used: {text!r}")
            self.stdout.write(f"django.po: {catalogue.write(root, fold=fold)} texts")
        if compile:
            self.stdout.write(f"written: {catalogue.compile_catalogue(root).name}")
        if check and (findings := catalogue.check(root)):
            raise CommandError("\n".join([*map(str, findings), f"{len(findings)} Korean texts need attention."]))
