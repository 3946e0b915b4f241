"""Somebody who knows the rule of the public edition, holds every public report of a year, and reckons.

Each figure is an interval of whole numbers; what must hold between figures is a sum between bounds. Narrowing goes on
until nothing changes. Then each hidden cell is tried at both ends of its interval, and an end that leads to a
contradiction is cut off: that finds what no single sum shows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from apps.reports.editions.rule import Hidden
from apps.reports.indicators import BANDS, COLUMNS, Cell, Number
from apps.reports.snapshot import MONTH, YEAR, MonthReport

Key = tuple[str, str, str, int, str]
"""(scope, code, MONTH or YEAR, month, column)."""
Term = tuple[int, Key]
FAR = 10**6
QUARTER = "quarter"
OF_A_MONTH = {MONTH: MONTH, YEAR: YEAR}


class Contradiction(Exception):
    pass


@dataclass
class Attacker:
    """What is known: `low` and `high` of each figure, and the sums."""

    low: dict[Key, int] = field(default_factory=dict)
    high: dict[Key, int] = field(default_factory=dict)
    sums: list[tuple[tuple[Term, ...], int, int]] = field(default_factory=list)
    of: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))
    undo: list[tuple[Key, int, int]] = field(default_factory=list)

    def between(self, key: Key, low: int, high: int) -> None:
        self.low[key] = max(low, self.low.get(key, 0))
        self.high[key] = min(high, self.high.get(key, FAR))

    def learn(self, terms: Iterable[Term], low: int = 0, high: int = FAR) -> None:
        """low ≤ sum of coefficient × figure ≤ high; a sum with a figure nobody has seen says nothing."""
        held = tuple(terms)
        if all(key in self.low for _factor, key in held):
            for _factor, key in held:
                self.of[key].append(len(self.sums))
            self.sums.append((held, low, high))

    def at_most(self, part: Key, *whole: Key) -> None:
        """A figure is not more than others together."""
        self.learn([(-1, part), *((1, key) for key in whole)])

    def reckon(self, begin: Iterable[int] | None = None) -> None:
        waiting = set(range(len(self.sums)) if begin is None else begin)
        while waiting:
            for key in self._narrow(*self.sums[waiting.pop()]):
                waiting.update(self.of[key])

    def _narrow(self, terms: tuple[Term, ...], low: int, high: int) -> list[Key]:
        least = sum(f * (self.low[k] if f > 0 else self.high[k]) for f, k in terms)
        most = sum(f * (self.high[k] if f > 0 else self.low[k]) for f, k in terms)
        if least > high or most < low:
            raise Contradiction
        changed = []
        for factor, key in terms:
            lowest, highest = self.low[key], self.high[key]
            room, need = high - least, low - most
            if factor > 0:
                new = (max(lowest, highest + need), min(highest, lowest + room))
            else:
                new = (max(lowest, highest - room), min(highest, lowest - need))
            if new != (lowest, highest):
                if new[0] > new[1]:
                    raise Contradiction
                least += (new[0] - lowest) if factor > 0 else (highest - new[1])
                most -= (highest - new[1]) if factor > 0 else (new[0] - lowest)
                self.undo.append((key, lowest, highest))
                self.low[key], self.high[key] = new
                changed.append(key)
        return changed

    def try_ends(self, keys: Sequence[Key]) -> None:
        """Cut off the ends of intervals that cannot be, twice over all of them."""
        for key in (*keys, *keys):
            for end in (self.low, self.high):
                while self.low[key] < self.high[key] and not self._could_be(key, end[key]):
                    end[key] += 1 if end is self.low else -1
                    self.reckon(self.of[key])

    def _could_be(self, key: Key, value: int) -> bool:
        self.undo = [(key, self.low[key], self.high[key])]
        self.low[key] = self.high[key] = value
        try:
            self.reckon(self.of[key])
        except Contradiction:
            return False
        finally:
            for changed, low, high in reversed(self.undo):
                self.low[changed], self.high[changed] = low, high
        return True


def pinned(attacker: Attacker, truth: Mapping[Key, Number]) -> list[Key]:
    """The hidden persons that were found out; the attacker must never be wrong about anything."""
    for key, count in truth.items():
        if key in attacker.low:
            assert attacker.low[key] <= count <= attacker.high[key], (key, count, attacker.low[key], attacker.high[key])
    return [key for key, count in truth.items() if 1 <= count <= 7 and attacker.low.get(key) == attacker.high.get(key)]


# --- reading a public report -------------------------------------------------------------------------------


def read_public(attacker: Attacker, report: MonthReport, names: Mapping[str, str] = OF_A_MONTH) -> None:
    """Every cell of the month and the year to date, as the rule explains them.

    `names`: what its periods are to the attacker. A quarter is one of its own by its last month, a year the year to
    date of December.
    """
    for source, name in names.items():
        ends = report.figures[source].period.last_month.month
        for code, cell in report.figures[source].cells.items():
            key = (report.scope, code, name, ends)
            parts = [cell.value(band) for band in BANDS]
            for column in COLUMNS:
                low, high = meaning(cell.value(column), exact=code in ("PRO", "PTS", "REP"))
                if column == "total" and code not in ("PRO", "PTS", "REP"):
                    low, high = meaning_of_total(cell.total, parts)
                attacker.between((*key, column), low, high)
            if Hidden.WITHHELD not in parts:
                total(attacker, key)
        for code, count in report.figures[source].notes.items():
            key = (report.scope, code, name, ends, "total")
            attacker.between(key, *meaning(count, exact=code.startswith("PROM-")))


def read_exact(attacker: Attacker, report: MonthReport) -> None:
    """The same of an edition by the naive rule: small cells are missing, all others stand exact."""
    for name in (MONTH, YEAR):
        for code, cell in report.figures[name].cells.items():
            key = (report.scope, code, name, report.month.month)
            for column in COLUMNS:
                count = int(cell.value(column) or 0)
                attacker.between((*key, column), *((1, 7) if 1 <= count <= 7 and code in PERSONS else (count, count)))
            total(attacker, key)


def total(attacker: Attacker, key: tuple[str, str, str, int]) -> None:
    attacker.learn([(-1, (*key, "total")), *((1, (*key, band)) for band in BANDS)], 0, 0)


def meaning(shown: object, *, exact: bool = False) -> tuple[int, int]:
    """What a printed figure says of the count."""
    if shown == Hidden.WITHHELD:
        return 0, FAR
    if shown == Hidden.SMALL:
        return 1, 7
    count = int(shown or 0)  # type: ignore[call-overload]
    return (count, count) if exact or not count else (count - 2, count + 2)


def meaning_of_total(shown: object, parts: list[object]) -> tuple[int, int]:
    """A total may have been moved: by what stands of the parts, or, where they are not seen, perhaps."""
    low, high = meaning(shown)
    if isinstance(shown, Hidden) or not shown:
        return low, high
    if Hidden.WITHHELD in parts:
        return low - (low >= 13), high + (low >= 23)
    least, most = (sum(meaning(part)[end] for part in parts) for end in (0, 1))
    return low - (least == low - 1), high + (most == high + 1)


# --- what must hold between figures ------------------------------------------------------------------------

PERSONS = ("BEN", "BENNEW", "NEWPRO", "FOL", "PTP", "WAI", "PROM")


def relate(attacker: Attacker, months: int) -> None:
    """All that is certain of any two centres and the months of one year."""
    for scope in ("A", "B", "ALL"):
        for month in range(1, months + 1):
            within(attacker, scope, month)
            for code in PERSONS:
                over_time(attacker, scope, code, month)
    for month in range(1, months + 1):
        for name in (MONTH, YEAR):
            for code in PERSONS:
                of_both(attacker, code, name, month)


def within(attacker: Attacker, scope: str, month: int) -> None:
    """Between the indicators of one report."""
    for name in (MONTH, YEAR):
        at = {code: (scope, code, name, month) for code in (*PERSONS, "PRO", "PTS", "PROM-BASE", "BEN-NOBIRTH",
                                                           "BEN-NOSEX")}  # fmt: skip
        for column in COLUMNS:
            for part, whole in (("FOL", "BEN"), ("PTP", "BEN"), ("NEWPRO", "BEN"), ("BENNEW", "BEN"), ("PTP", "PTS")):
                if whole == "BEN" or column == "total":  # a birthday may lie between a person's and a session's age
                    attacker.at_most((*at[part], column), (*at[whole], column))
        attacker.at_most((*at["NEWPRO"], "total"), (*at["PRO"], "total"))
        attacker.at_most((*at["PROM"], "total"), (*at["PROM-BASE"], "total"))
        for note in ("BEN-NOBIRTH", "BEN-NOSEX"):
            attacker.at_most((*at[note], "total"), (*at["BEN"], "other"))
        attacker.at_most((*at["BEN"], "other"), (*at["BEN-NOBIRTH"], "total"), (*at["BEN-NOSEX"], "total"))


def over_time(attacker: Attacker, scope: str, code: str, month: int) -> None:
    """Between a month, the year to date, and the year to date a month before."""
    now, year = (scope, code, MONTH, month, "total"), (scope, code, YEAR, month, "total")
    before = (scope, code, YEAR, month - 1, "total")
    if code == "WAI":
        attacker.learn([(1, now), (-1, year)], 0, 0)
        return
    attacker.learn([(1, now), (-1, year)], 0, 0) if month == 1 else attacker.at_most(year, before, now)
    if code == "FOL":  # whoever gets a device in another month drops out of the year's figure
        return
    attacker.at_most(now, year)
    attacker.at_most(before, year)
    if code in ("NEWPRO", "PROM") or (code == "BENNEW" and scope != "ALL"):  # new at each centre, once
        attacker.learn([(1, before), (1, now), (-1, year)], 0, 0)
    made_of = {"NEWPRO": "PRO", "PTP": "PTS", "PROM": "PROM-BASE", "BENNEW": "BEN"}.get(code)
    if made_of:
        attacker.at_most(year, before, (scope, made_of, MONTH, month, "total"))


def of_quarters(attacker: Attacker, scope: str, *, late: int) -> None:
    """Between the quarters, their months and the years to date. Who waits at the end is the same.

    `late`: how many records came after the months were first told of, and are in the quarters.
    """
    for last in (3, 6, 9, 12):
        months = [(scope, "BEN", MONTH, month, "total") for month in (last - 2, last - 1, last)]
        quarter, year = (scope, "BEN", QUARTER, last, "total"), (scope, "BEN", YEAR, last, "total")
        before = (scope, "BEN", YEAR, last - 3, "total")
        attacker.learn([(-1, quarter), *((1, month) for month in months)], -late)
        attacker.learn([(-1, quarter), (1, year)], -late)
        for month in months:
            attacker.at_most(month, quarter)
        attacker.at_most(year, before, quarter)
        for column in COLUMNS:
            waits = [(scope, "WAI", name, last, column) for name in (MONTH, QUARTER)]
            attacker.learn([(1, waits[0]), (-1, waits[1])], 0, 0)


def of_both(attacker: Attacker, code: str, name: str, month: int) -> None:
    """Between two centres and both together. A person is youngest at the first service of all."""
    a, b, both = ((scope, code, name, month) for scope in ("A", "B", "ALL"))
    if code in ("NEWPRO", "PROM"):
        attacker.learn([(1, (*a, "total")), (1, (*b, "total")), (-1, (*both, "total"))], 0, 0)
    for column in ("total", "other"):
        attacker.at_most((*both, column), (*a, column), (*b, column))
        if code != "BENNEW":
            attacker.at_most((*a, column), (*both, column))
            attacker.at_most((*b, column), (*both, column))
    if code in ("NEWPRO", "PROM"):
        return
    for adult, child in (("women", "girls"), ("men", "boys")):
        attacker.at_most((*both, adult), (*a, adult), (*b, adult))
        attacker.learn(
            [(-1, (*both, adult)), (-1, (*both, child)), (1, (*a, adult)), (1, (*a, child)), (1, (*b, adult)),
             (1, (*b, child))]
        )  # fmt: skip
        for one in (a, b):
            attacker.at_most((*one, child), (*both, child))
            attacker.at_most((*one, adult), (*both, adult), (*both, child))


def truth_of(
    reports: Iterable[MonthReport], codes: Iterable[str] = PERSONS, names: Mapping[str, str] = OF_A_MONTH
) -> dict[Key, Number]:
    """The exact persons of the reports, which the attacker never sees. `names` as `read_public` has them."""
    found: dict[Key, Number] = {}
    for report in reports:
        for source, name in names.items():
            ends = report.figures[source].period.last_month.month
            for code in codes:
                cell: Cell = report.figures[source][code]
                for column in COLUMNS:
                    found[report.scope, code, name, ends, column] = cell.value(column) or 0
    return found
