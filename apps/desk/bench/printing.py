"""The file of a report, made by the product and by others from the same pages.

The peers are what one would have without further thought: WeasyPrint as it comes, with the fonts that web pages carry
(WOFF2), and a browser started to print the page. Neither attaches the figures.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from fontTools.ttLib import woff2
from weasyprint import HTML

from apps.core import pdf
from apps.core.runtime.words import BASE_DIR
from apps.desk.bench.harness import Round
from apps.desk.bench.judgement import Figure, Goal, counted, ratio
from apps.reports import document
from apps.reports.publishing import Origin
from apps.reports.snapshot import MonthReport, as_data

CHROMIUM = Path("/usr/bin/chromium")
PRINT = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--generate-pdf-document-outline")
AS_CHROMIUM, UNTUNED, MEMORY = Goal(1.5), Goal(0.7), Goal(120)
ALONE = """
import json, sys
from datetime import UTC, datetime
import django; django.setup()
from apps.reports import document
from apps.reports.publishing import Origin
from apps.reports.snapshot import from_data
report, prepared = from_data(json.load(open(sys.argv[1]))), Origin("", datetime(2016, 6, 1, tzinfo=UTC))
held = lambda name: int(open("/proc/self/status").read().split(name + ":")[1].split()[0]) / 1024
idle = held("VmRSS")
document.render(report, "ko", prepared)
print(held("VmHWM") - idle)
"""


class Prints:
    """One report, laid out as HTML once, and whoever can print it here."""

    def __init__(self, report: MonthReport) -> None:
        self.report = report
        self.prepared = Origin("", datetime(2016, 6, 1, tzinfo=UTC))
        self.folder = Path(tempfile.mkdtemp(prefix="print-", dir=settings.HOME))
        with translation.override("ko"):
            self.html = document.as_html(report, self.prepared)
        for name, file in pdf.FONT_FILES.items():
            self.html = self.html.replace(name, self._for_the_web(pdf.FONT_FOLDER / file).as_uri())
        self.page = self.folder / "report.html"
        self.page.write_text(self.html, encoding="utf-8")

    def _for_the_web(self, font: Path) -> Path:
        """The font as web pages carry it."""
        carried = self.folder / f"{font.stem}.woff2"
        woff2.compress(str(font), str(carried))
        return carried

    def printers(self) -> Iterator[tuple[str, Any]]:
        yield "ours", self.ours
        yield "untuned", self.untuned
        if CHROMIUM.exists():
            yield "chromium", self.chromium

    def ours(self) -> bytes:
        return document.render(self.report, "ko", self.prepared)

    def untuned(self) -> bytes:
        """WeasyPrint as it comes."""
        return bytes(HTML(string=self.html).write_pdf() or b"")

    def chromium(self) -> bytes:
        """A browser started for the one file."""
        made = self.folder / "chromium.pdf"
        command = [str(CHROMIUM), *PRINT, f"--user-data-dir={self.folder / 'profile'}", f"--print-to-pdf={made}"]
        subprocess.run([*command, self.page.as_uri()], check=True, capture_output=True, timeout=120)
        return made.read_bytes()

    def figures(self, rounds: Sequence[Round]) -> list[Figure]:
        found = [ratio("report file: ours / untuned WeasyPrint", rounds, "ours", "untuned", goal=UNTUNED)]
        if CHROMIUM.exists():
            found.append(
                ratio("report file: ours / a browser started for it", rounds, "ours", "chromium", goal=AS_CHROMIUM)
            )
        return [
            *found,
            counted("report file: memory to make one, beyond an idle worker's", self.memory(), "MB", goal=MEMORY),
        ]

    def memory(self) -> float:
        """How much more a fresh process held at most while it made the file than before, in MB."""
        data = self.folder / "report.json"
        data.write_text(json.dumps(as_data(self.report)), encoding="utf-8")
        given = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
        done = subprocess.run(
            [sys.executable, "-c", ALONE, str(data)],
            cwd=BASE_DIR,
            env=given,
            capture_output=True,
            text=True,
            check=True,
        )
        return float(done.stdout)
