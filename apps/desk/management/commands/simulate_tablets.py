"""`manage.py simulate_tablets`: is anything lost, doubled, shown to the wrong centre or overwritten in silence?

Tablets work over a bad network against the product itself, while its workers and its database are hit; at the end
everything is counted. The servers are the command's own, in a temporary home: nothing else is touched, and nothing is
left behind.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import get_resolver

from apps.core.runtime import home as homes
from apps.core.runtime.words import BASE_DIR
from apps.desk.bench import web
from apps.desk.simulation.plan import VICTIMS, Plan
from apps.desk.simulation.season import Season

WRONG = 1
WORKERS = 2


class Command(BaseCommand):
    help = (
        "Try the sync with tablets over a bad network, on servers and invented people of its own. "
        "Ends with 1 when an operation is lost or doubled, a tablet holds what it must not, or one differs."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many tablets do how much, and how bad it gets."""
        parser.formatter_class = argparse.ArgumentDefaultsHelpFormatter
        parser.add_argument("--tablets", type=between(1, 200), default=20, help="half of them at each centre")
        parser.add_argument("--operations", type=between(1, 100_000), default=1000, help="of each tablet")
        parser.add_argument("--loss", type=share, default=0.15, help="share of requests, and again of answers, lost")
        parser.add_argument("--duplicate", type=share, default=0.1, help="share of requests that arrive twice")
        parser.add_argument(
            "--kill", type=victims, default=frozenset(), metavar=",".join(VICTIMS),
            help="what is killed again and again: web workers, sessions of PostgreSQL, at times all of it",
        )  # fmt: skip
        parser.add_argument("--people", type=between(8, 100_000), default=120, help="registered at the beginning")
        parser.add_argument("--seed", type=int, default=2016, help="the same seed makes the same choices")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write what was found there, too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, run, count; exit code 1 unless all is well."""
        names = ("tablets", "operations", "loss", "duplicate", "kill", "seed", "people")
        plan = Plan(**{name: options[name] for name in names})
        list(get_resolver().url_patterns)  # now, and not when the first page is spoken of
        self.prepare()
        entry = homes.embedded_database(Path(settings.HOME), "web")
        database = {"host": entry["HOST"], "dbname": entry["NAME"], "user": entry["USER"],
                    "password": entry["PASSWORD"]}  # fmt: skip
        with web.served(Path(settings.HOME), workers=WORKERS) as served:
            found = Season(plan, f"http://127.0.0.1:{served.port}", served.pid, database, self.say).run()
        text = json.dumps(found, ensure_ascii=False, indent=2)
        self.stdout.write(text)
        if options["json"]:
            options["json"].write_text(text + "\n")
        if not found["ok"]:
            raise CommandError("Not ok: see above.", returncode=WRONG)

    def say(self, text: str) -> None:
        """How far it is."""
        self.stderr.write(text, self.style.NOTICE)
        self.stderr.flush()

    def prepare(self) -> None:
        """As every start of the product does, by the owner of the tables."""
        command = [sys.executable, str(BASE_DIR / "manage.py"), "prepare"]
        done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CommandError(done.stderr[-2000:])


def share(text: str) -> float:
    """A share of one, below one half: beyond that nothing would ever arrive."""
    value = float(text)
    if not 0 <= value <= 0.5:
        raise argparse.ArgumentTypeError("from 0 to 0.5")
    return value


def victims(text: str) -> frozenset[str]:
    """Names, with commas between."""
    named = frozenset(filter(None, text.split(",")))
    if unknown := sorted(named - set(VICTIMS)):
        raise argparse.ArgumentTypeError(f"not known: {', '.join(unknown)}")
    return named


def between(least: int, most: int) -> Any:
    """A number from `least` to `most`."""

    def number(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"from {least} to {most}")
        return value

    return number
