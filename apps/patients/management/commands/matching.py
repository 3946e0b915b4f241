"""`manage.py matching`: how well duplicates are recognised, counted on the labelled pairs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.patients.matching import PERHAPS, PROBABLY, labelled
from apps.patients.matching.facts import Facts
from apps.patients.matching.labelled import Figures, Pair

THRESHOLDS = range(4, 25)
NAMES = {PERHAPS: "perhaps", PROBABLY: "probably"}
HEAD = f"{'from':>5} {'':9} {'precision':>9} {'recall':>7} {'F1':>6} {'right':>6} {'wrong':>6} {'missed':>7}"


class Command(BaseCommand):
    help = "Print precision, recall and F1 of the likeness score at each threshold, and the pairs it gets wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take another file of pairs, and whether to show the pairs themselves."""
        parser.add_argument("--pairs", type=Path, default=labelled.PAIRS, help="a CSV in the shape of pairs.csv")
        parser.add_argument("--show", action="store_true", help="show the pairs it gets wrong, not their lines only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table and what stands behind it."""
        try:
            pairs = labelled.read(options["pairs"])
        except (OSError, ValueError, KeyError, UnicodeDecodeError) as error:
            raise CommandError(f"The pairs cannot be read: {error}", returncode=2) from error
        same = sum(pair.same for pair in pairs)
        self.stdout.write(f"{len(pairs)} pairs, {same} of one person, {len(pairs) - same} of two.\n\n{HEAD}")
        for threshold in THRESHOLDS:
            self.stdout.write(line(labelled.figures(pairs, threshold)))
        for points, name in NAMES.items():
            wrong = labelled.mistaken(pairs, points)
            self.stdout.write(f"\nWrong at “{name}” ({points:g} points): {len(wrong)} pairs")
            told = [shown(pair) for pair in wrong] if options["show"] else [numbers(wrong)]
            self.stdout.write("\n".join(told))


def line(found: Figures) -> str:
    """One threshold."""
    return (
        f"{found.threshold:>5g} {NAMES.get(found.threshold, ''):9} {found.precision:>9.3f} {found.recall:>7.3f} "
        f"{found.f1:>6.3f} {found.right:>6} {found.wrong:>6} {found.missed:>7}"
    )


def numbers(pairs: list[Pair]) -> str:
    """The lines of the pairs in the file; --show tells them."""
    return "lines " + ", ".join(str(pair.line) for pair in pairs) if pairs else "none"


def shown(pair: Pair) -> str:
    """A pair in full: nobody in it exists."""
    kind = "one person" if pair.same else "two people"
    points = ", ".join(f"{part.words} {part.points:+g}" for part in pair.likeness.parts)
    both = " | ".join(map(_person, (pair.one, pair.other)))
    return f"  line {pair.line}, {kind}: {pair.case}\n    {both}\n    {pair.likeness.score:g} = {points}"


def _person(known: Facts) -> str:
    parts = (known.name_hangul, known.name_romanised, known.birth_date, known.sex, known.phone, *known.papers,
             known.county, known.village)  # fmt: skip
    return " ".join(str(part) for part in parts if part)
