"""The effect that a record would have on its month: which figures change, from what to what.

Every figure is a sum over persons: what happens to one person's records changes what that person adds, and nothing
else. So the effect of a record is the difference between that person's facts with and without it, and effects of
records of different persons are found together.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import pgettext

from apps.reports.indicators import BY_CODE, COLUMNS, INDICATORS, NOTES, Fact, Number, Unit
from apps.reports.indicators.figures import pairs_of
from apps.reports.layout import number
from apps.reports.listing import part_words
from apps.reports.words import column_name

Place = tuple[str, str, str]
"""Where a figure stands: code, column, part ('' for the whole)."""
Sums = Mapping[Place, int]
GUARDED = frozenset(one.code for one in (*INDICATORS, *NOTES) if one.guarded)
HALVED = {one.halves: one.code for one in INDICATORS if one.halves}
ORDER = {one.code: place for place, one in enumerate((*INDICATORS, *NOTES))}
SAID_ALWAYS = "BEN"


def sums(facts: Iterable[Fact]) -> Counter[Place]:
    """Every figure that the facts make: persons once each, units added. Events of a group are nobody's own."""
    found: Counter[Place] = Counter()
    counted = set()
    for fact in facts:
        indicator = BY_CODE[fact.code]
        if indicator.unit is Unit.EVENTS or (fact.code, fact.patient_id) in counted:
            continue
        if indicator.persons:
            counted.add((fact.code, fact.patient_id))
        for column in ("total", fact.band):
            for part in {"", fact.detail}:
                found[fact.code, column, part] += 1 if indicator.persons else fact.units
    return found


@dataclass(frozen=True)
class Change:
    """One figure before and after."""

    code: str
    column: str
    part: str
    before: Number
    after: Number

    @property
    def label(self) -> str:
        return str(BY_CODE[self.code].label)

    @property
    def what(self) -> str:
        """The code, with the column or part where it is not the whole figure."""
        indicator, within = BY_CODE[self.code], [column_name(self.column)] if self.column != "total" else []
        if indicator.note_of:
            within.insert(0, str(indicator.label))
        if self.part:
            within.append(part_words(self.part))
        code = indicator.note_of or self.code
        return f"{code} ({', '.join(within)})" if within else code

    @property
    def words(self) -> str:
        """`48 → 49`"""
        return f"{number(self.before)} → {number(self.after)}"


@dataclass(frozen=True)
class Effect:
    """What changes, in the order of the report. `whole`: nothing was left out because the reader may not know it."""

    changes: tuple[Change, ...] = ()
    whole: bool = True

    @classmethod
    def of(cls, base: Sums, minus: Sums, plus: Sums) -> "Effect":
        """The figures of `base` that change when `minus` goes and `plus` comes.

        Columns and parts are told where the total stays, notes where no indicator changes.
        """
        moved = {place: plus.get(place, 0) - minus.get(place, 0) for place in {*minus, *plus}}
        moved = {place: by for place, by in moved.items() if by}
        wholes = {code for code, column, part in moved if (column, part) == ("total", "")}
        indicators = {code for code, _column, _part in moved if not BY_CODE[code].note_of}
        found = []
        for (code, column, part), by in moved.items():
            if (code in wholes and (column, part) != ("total", "")) or (part and column != "total"):
                continue
            if indicators and code not in indicators:
                continue
            before = base.get((code, column, part), 0)
            found.append(Change(code, column, part, before, before + by))
            if code in HALVED and not part:
                found.append(Change(HALVED[code], column, "", pairs_of(before), pairs_of(before + by)))
        return cls(tuple(sorted(found, key=_place)))

    def shown(self, *, guarded: bool) -> "Effect":
        """What a reader may know who may see guarded facts, or may not."""
        if guarded:
            return self
        open_to_all = tuple(change for change in self.changes if change.code not in GUARDED)
        return replace(self, changes=open_to_all, whole=len(open_to_all) == len(self.changes))

    @property
    def unchanged(self) -> str:
        """`BEN`, where the number of persons stays as it is."""
        return "" if any(change.code == SAID_ALWAYS for change in self.changes) else SAID_ALWAYS

    @property
    def words(self) -> str:
        """`PRO 48 → 49, BEN unchanged`."""
        said = [f"{change.what} {change.words}" for change in self.changes]
        if self.unchanged:
            said.append(pgettext("indicator", "%(code)s unchanged") % {"code": self.unchanged})
        return ", ".join(said)

    @property
    def units(self) -> tuple[Change, ...]:
        """Those that count no persons, and so may be read by everybody."""
        return tuple(one for one in self.changes if not BY_CODE[one.code].persons and one.code not in GUARDED)


def _place(change: Change) -> tuple[int, int, str]:
    return ORDER[change.code], COLUMNS.index(change.column), change.part


def added(first: Sums, *more: Sums) -> Counter[Place]:
    """Sums added up place by place; negative ones stay."""
    found = Counter(dict(first))
    for one in more:
        found.update(one)
    return found
