"""Scoring: from what was measured or from the items of a scale to a total, or to what is wrong with it.

Pure: nothing is read or written. A scale has a total only when every item is scored; a table of joints or muscles has
none. "Unable" is a value of its own, never 0: of a whole test, or of one cell of a table. In a sum, an item that the
person cannot do is scored by the scale's own words.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.problems import Text
from apps.patients.models import Side
from apps.physio.models import Instrument, InstrumentItem, InstrumentKind
from apps.physio.words import group_name

UNABLE = "unable"
TOTAL = "total"  # the field of findings that are about the result as a whole
ITEM = "item-"  # and of those about one item, with its key behind it
SIDES = ("L", "R")
NUMBER = re.compile(r"[+-]?\d{1,6}([.,]\d{1,4})?")

Value = int | str
Items = dict[str, Value]


@dataclass(frozen=True)
class Finding:
    """What is wrong with one field, in the active language."""

    field: str
    text: str


@dataclass(frozen=True)
class Scored:
    """The total (None for a table, and while something is wrong), the cleaned items, and what is wrong."""

    total: Decimal | None = None
    items: Items = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One thing to score: an item, or one side of it. `key` is what the record calls it: `knee-flexion:L`."""

    item: InstrumentItem
    side: str = ""

    @property
    def key(self) -> str:
        return f"{self.item.key}:{self.side}" if self.side else self.item.key

    @property
    def field(self) -> str:
        return ITEM + self.key

    @property
    def group_name(self) -> Text:
        return group_name(self.item.group)

    @property
    def side_name(self) -> Text:
        return Side(self.side).label if self.side else ""


def cells(items: Sequence[InstrumentItem]) -> list[Cell]:
    """Everything that can be scored, in order; both sides of what has sides."""
    return [Cell(item, side) for item in items for side in (SIDES if item.sided else ("",))]


def number(text: str) -> Decimal | None:
    """A number as people type it, with a point or a comma, full-width digits too; None when it is none."""
    tidy = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    return Decimal(tidy.replace(",", ".")) if NUMBER.fullmatch(tidy) else None


def plain(value: Decimal) -> str:
    """A number without zeros that say nothing: 12.50 → 12.5, 10.00 → 10."""
    return f"{value.normalize():f}"


def speed(*, metres: Decimal, seconds: Decimal) -> Decimal:
    """Metres a second, to two decimals: 10 m in 12.5 s are 0.80 m/s."""
    return (metres / seconds).quantize(Decimal("0.01"), ROUND_HALF_UP)


def score(
    instrument: Instrument,
    items: Sequence[InstrumentItem] = (),
    *,
    total: Decimal | None = None,
    given: Mapping[str, Value] | None = None,
    unable: bool = False,
) -> Scored:
    """What `instrument` makes of a result, or of what was given for its items.

    A sum may come with its total alone, as an old paper has it; with items, the items decide.
    """
    given = given or {}
    if unable:
        result = total is not None or bool(given)
        return Scored(findings=(Finding(TOTAL, _("Whoever was unable has no result. Clear one of the two.")),) * result)
    if instrument.kind == InstrumentKind.GRID:
        return grid(items, total, given)
    if given and instrument.kind == InstrumentKind.SUM:
        return summed(instrument, items, total, given)
    if given:
        return Scored(findings=(Finding(TOTAL, _("This measure has no items.")),))
    return measured(instrument, total)


def measured(instrument: Instrument, value: Decimal | None) -> Scored:
    """A value within the instrument's range and of its step."""
    if value is None:
        return Scored(findings=(Finding(TOTAL, _("Enter the result, or say that the person was unable.")),))
    if not value.is_finite() or not within(instrument, value):
        return Scored(findings=(Finding(TOTAL, out_of_range(instrument)),))
    if instrument.step and value % instrument.step:
        text = _("Enter it in steps of %(step)s.") % {"step": with_unit(instrument, instrument.step)}
        return Scored(findings=(Finding(TOTAL, text),))
    return Scored(total=value)


def within(instrument: Instrument, value: Decimal) -> bool:
    above = instrument.minimum is None or value >= instrument.minimum
    return above and (instrument.maximum is None or value <= instrument.maximum)


def out_of_range(instrument: Instrument) -> str:
    """What the range is; where 0 is no result, that it is not how to say “unable”."""
    least, most = instrument.minimum, instrument.maximum
    if least is None or most is None:
        bound = most if least is None else least
        words = _("At most %(bound)s.") if least is None else _("At least %(bound)s.")
        return words % {"bound": with_unit(instrument, bound or Decimal(0))}
    text = _("The result lies between %(least)s and %(most)s.") % {
        "least": plain(least), "most": with_unit(instrument, most),
    }  # fmt: skip
    return f"{text} {_('Whoever cannot do it is “unable”.')}" if least > 0 else text


def with_unit(instrument: Instrument, value: Decimal) -> str:
    """The value and its unit: 12.5 s."""
    return " ".join(part for part in (plain(value), instrument.unit) if part)


def summed(
    instrument: Instrument, items: Sequence[InstrumentItem], total: Decimal | None, given: Mapping[str, Value]
) -> Scored:
    """The sum of a scale whose every item is scored; a total given besides must be the same."""
    found, findings = checked(items, given, unable_allowed=False)
    missing = [cell for cell in cells(items) if cell.key not in found and cell.key not in given]
    if missing:
        text = ngettext(
            "%(count)d item is not scored yet; there is no total.",
            "%(count)d items are not scored yet; there is no total.",
            len(missing),
        ) % {"count": len(missing)}
        findings += [Finding(TOTAL, text), *(Finding(cell.field, _("Not scored yet.")) for cell in missing)]
    if findings:
        return Scored(items=found, findings=tuple(findings))
    whole = Decimal(sum(int(value) for value in found.values()))
    if total is not None and total != whole:
        text = _("The items add up to %(sum)s, which is another total.") % {"sum": plain(whole)}
        return Scored(items=found, findings=(Finding(TOTAL, text),))
    result = measured(instrument, whole)
    return Scored(total=result.total, items=found, findings=result.findings)


def grid(items: Sequence[InstrumentItem], total: Decimal | None, given: Mapping[str, Value]) -> Scored:
    """The cells of a table that were examined, at least one; a table has no total."""
    found, findings = checked(items, given, unable_allowed=True)
    if total is not None:
        findings.append(Finding(TOTAL, _("A table of joints or muscles has no total.")))
    if not found and not findings:
        findings.append(Finding(TOTAL, _("Fill in at least one field, or say that the person was unable.")))
    return Scored(items=found, findings=tuple(findings))


def checked(
    items: Sequence[InstrumentItem], given: Mapping[str, Value], *, unable_allowed: bool
) -> tuple[Items, list[Finding]]:
    """What was given, cleaned, and what is wrong with it: unknown items, values that cannot be chosen."""
    known = {cell.key: cell for cell in cells(items)}
    found: Items = {}
    findings = [
        Finding(TOTAL, _("There is no such item in this measure.")) for key in given if key not in known
    ][:1]  # fmt: skip
    for key, value in given.items():
        if key not in known:
            continue
        if value == UNABLE and unable_allowed:
            found[key] = UNABLE
        elif isinstance(value, bool) or not isinstance(value, int) or value not in allowed(known[key].item):
            findings.append(Finding(known[key].field, choices_in_words(known[key].item)))
        else:
            found[key] = value
    return found, findings


def allowed(item: InstrumentItem) -> Sequence[int]:
    """The values that may be chosen for an item."""
    return [int(value) for value, *_names in item.values] or range(item.minimum, item.maximum + 1)


def choices_in_words(item: InstrumentItem) -> str:
    if item.values:
        return _("Choose one of: %(values)s.") % {"values": ", ".join(map(str, allowed(item)))}
    return _("A whole number from %(least)d to %(most)d.") % {"least": item.minimum, "most": item.maximum}


@dataclass(frozen=True)
class Part:
    """A part of a scale with its own subtotal, e.g. self-care of SCIM III: 15 of 20."""

    group: str
    points: int
    most: int

    @property
    def name(self) -> Text:
        return group_name(self.group)


def subtotals(items: Sequence[InstrumentItem], found: Mapping[str, Value]) -> list[Part]:
    """The parts of a scale that has several, each with its points so far; nothing for a scale of one part."""
    parts: dict[str, tuple[int, int]] = {}
    for item in items:
        points, most = parts.get(item.group, (0, 0))
        value = found.get(item.key, 0)
        parts[item.group] = (points + (value if isinstance(value, int) else 0), most + item.maximum)
    return [Part(group, *both) for group, both in parts.items()] if len(parts) > 1 else []
