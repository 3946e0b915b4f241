"""`manage.py bench`: how fast the product is, beside the limit of the same machine in the same minute.

The command has servers of its own in a temporary home (see apps.core.runtime.apart): whatever else runs is not
touched, and nothing is left behind.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from apps.core.runtime import home as homes
from apps.core.runtime.words import BASE_DIR
from apps.desk.bench import harness, judgement, machine, seeding, web
from apps.desk.bench.ground import Ground
from apps.desk.bench.judgement import Figure
from apps.desk.bench.suites import SUITES

MISSED = 1
SEED = 2016


class Command(BaseCommand):
    help = (
        "Measure the product beside the limit of this machine, on servers and invented people of its own. "
        "Ends with 1 when something is wrong, a goal is missed, or the machine was too restless to tell."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to measure, how often, among how many people."""
        parser.formatter_class = argparse.ArgumentDefaultsHelpFormatter
        parser.add_argument("suite", nargs="?", choices=[*SUITES, "all"], default="all", help="what to measure")
        parser.add_argument("--rounds", type=at_least(1), default=5, help="how often everybody runs")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
        parser.add_argument("--patients", type=at_least(100), default=100_000, help="how many people to invent")
        parser.add_argument(
            "--services", type=at_least(1000), nargs="+", default=[100_000], metavar="N",
            help="how many services the reports are counted from; several sizes one after the other",
        )  # fmt: skip
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed makes the same people")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, check, run, judge; exit code 1 unless all is well."""
        names = list(SUITES) if options["suite"] == "all" else [options["suite"]]
        with translation.override("ko"), self.ground(options) as ground:
            wrong, figures = self.run_suites(names, ground, options["rounds"])
        found = {
            **judgement.verdict(figures, wrong),
            "patients": options["patients"], "services": options["services"], "seed": options["seed"],
            "rounds": options["rounds"], "suites": names, "machine": self.facts,
        }  # fmt: skip
        self.stdout.write(judgement.table(figures))
        if options["json"]:
            options["json"].write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        if not found["ok"]:
            raise CommandError("Not ok: see the lines above.", returncode=MISSED)

    def run_suites(self, names: list[str], ground: Ground, rounds: int) -> tuple[list[str], list[Figure]]:
        """What was wrong, and the figures of the suites whose answers were right."""
        wrong, figures = [], []
        for name, suite in ((each, stage) for each in names for stage in SUITES[each](ground)):
            mistakes = suite.check(ground)
            for mistake in mistakes[:20]:
                self.stderr.write(f"{name}: wrong: {mistake}")
            wrong += [f"{name}: {mistake}" for mistake in mistakes]
            if not mistakes:
                self.stdout.write(f"{name}: the answers are right; {rounds} rounds")
                held = harness.held(suite.contestants(ground), rounds, self.stdout.write)
                figures += suite.figures(ground, held)
        return wrong, figures

    @contextmanager
    def ground(self, options: dict[str, Any]) -> Iterator[Ground]:
        """A migrated, seeded database and a web server on it."""
        count, number = options["patients"], options["seed"]
        home = Path(settings.HOME)
        self.said("preparing the database", self.prepare)
        with psycopg.connect(**owner(home), autocommit=True) as connection:
            seeded = self.said(f"inventing {count} people", seeding.seed, connection, count, number)
            self.said("collecting statistics", connection.execute, "VACUUM (ANALYZE)")
            with web.served(home) as served:
                served.sign_in(seeding.SIGN_IN, seeding.PASSWORD)
                self.facts = machine.facts()
                yield Ground(seeded, number, served, connection, tuple(options["services"]))

    def prepare(self) -> None:
        """As every start of the product does, by the owner of the tables."""
        command = [sys.executable, str(BASE_DIR / "manage.py"), "prepare"]
        done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CommandError(done.stderr[-2000:])

    def said(self, what: str, do: Any, *given: Any) -> Any:
        """Do it, and say how long it took."""
        begun = time.monotonic()
        result = do(*given)
        self.stdout.write(f"{what}: {time.monotonic() - begun:.1f} s")
        return result


def owner(home: Path) -> dict[str, Any]:
    """How to connect as the owner of the tables, who alone may take the triggers off them."""
    entry = homes.embedded_database(home, "owner")
    return {"host": entry["HOST"], "dbname": entry["NAME"], "user": entry["USER"], "password": entry["PASSWORD"]}


def at_least(least: int) -> Any:
    """A number that is not smaller."""

    def number(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"at least {least}")
        return value

    return number
