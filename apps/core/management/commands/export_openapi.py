"""`manage.py export_openapi`: the description of the REST interface as an OpenAPI 3.1 document."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema


class Command(BaseCommand):
    help = "Write the OpenAPI 3.1 document of the API, validated, to standard output or a file."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --out."""
        parser.add_argument("--out", type=Path, help="the file to write; standard output without it")

    def handle(self, *args: Any, out: Path | None, **options: Any) -> None:
        """Generate, refuse a document with warnings or faults, write it."""
        with translation.override("en"):
            document = SchemaGenerator(urlconf=settings.ROOT_URLCONF).get_schema(request=None, public=True)
        if GENERATOR_STATS:
            raise CommandError("The API cannot be described without warnings; they stand above.")
        validate_schema(document)
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        if out is None:
            self.stdout.write(text, ending="")
        else:
            out.write_text(text, encoding="utf-8")
