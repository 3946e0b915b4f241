"""Measurement cards as the workshop reads them: the lines of a type's card, what was measured, what changed since.

Outside its plausible range a measure is questioned, outside the possible one it is refused. Numbers have one decimal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.devices.models import MeasureField, Measurement

Values = dict[str, Decimal]
STEP = Decimal("0.1")


@dataclass(frozen=True)
class Line:
    """One measure of a filled-in card. `before`: what the card before it says; None where it says nothing."""

    name: str
    unit: str
    value: Decimal | None
    before: Decimal | None

    @property
    def change(self) -> str:
        """By how much it grew or shrank, with its sign; "" where nothing can be compared or nothing changed."""
        if self.value is None or self.before is None or self.value == self.before:
            return ""
        difference = self.value - self.before
        return f"{'+' if difference > 0 else '−'}{number_format(abs(difference), 1)}"


@dataclass(frozen=True)
class Card:
    """A filled-in card with its lines, each beside the same measure of the card before it."""

    measurement: Measurement
    lines: tuple[Line, ...]

    @property
    def changed(self) -> int:
        """How many measures differ from the card before."""
        return sum(1 for line in self.lines if line.change)


def fields_of(card: str) -> list[MeasureField]:
    """The lines that are asked today, in their order; a type without a card has none."""
    return list(MeasureField.objects.filter(card=card, active=True).order_by("position")) if card else []


def numbers(measurement: Measurement | None) -> Values:
    """Measure key → number as it was measured."""
    if measurement is None:
        return {}
    return {key: Decimal(str(value)).quantize(STEP) for key, value in measurement.values.items()}


def compared(measurements: Iterable[Measurement]) -> list[Card]:
    """The cards of one device as given, newest first, each compared with the one before it on the same card."""
    rows = list(measurements)
    named = MeasureField.objects.filter(card__in={row.card for row in rows}).order_by("position")
    known: dict[str, list[MeasureField]] = {}
    for field in named:
        known.setdefault(field.card, []).append(field)
    cards = []
    for place, row in enumerate(rows):
        earlier = next((one for one in rows[place + 1 :] if one.card == row.card), None)
        cards.append(Card(row, tuple(_lines(known.get(row.card, []), numbers(row), numbers(earlier)))))
    return cards


def _lines(fields: Iterable[MeasureField], values: Values, before: Values) -> Iterable[Line]:
    """A measure whose line is no longer asked keeps its name; one whose line is gone shows its key."""
    left = dict(values)
    for field in fields:
        if field.key in left:
            yield Line(field.name, field.get_unit_display(), left.pop(field.key), before.get(field.key))
    yield from (Line(key, "", value, before.get(key)) for key, value in left.items())


def impossible(field: MeasureField, value: Decimal) -> Text | None:
    """Why a number cannot be this measure, or None."""
    if value != value.quantize(STEP):
        return _("Give at most one decimal.")
    if field.possible_from <= value <= field.possible_to:
        return None
    return _("This cannot be: it must lie between %(low)s and %(high)s %(unit)s.") % span(
        field, field.possible_from, field.possible_to
    )


def implausible(field: MeasureField, value: Decimal) -> Text | None:
    """Why a number is questioned, or None. Advice: whoever has looked again may keep it."""
    if field.plausible_from <= value <= field.plausible_to:
        return None
    return _("Unusual: mostly %(low)s to %(high)s %(unit)s.") % span(field, field.plausible_from, field.plausible_to)


def span(field: MeasureField, low: Decimal, high: Decimal) -> Mapping[str, str]:
    """A range in words, whole numbers without decimals."""
    shown = [number_format(end, 0 if end == end.to_integral() else 1) for end in (low, high)]
    return {"low": shown[0], "high": shown[1], "unit": field.get_unit_display()}
