"""Keep the catalogue: add a type, a word, a measure or an interval, and change what may change about it.

A key is given once and stays; what is not offered any more is retired and never deleted. PostgreSQL keeps both, and
who changed what stands in the audit trail. Everything here is refused ("invalid", "stale") in words; a change that is
on record already changes nothing, so that Save pressed twice is one change.
"""

from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.core.keeping import known, made_once, nothing_new, placed, written
from apps.core.problems import refuse_if
from apps.core.writing import find_made, locked, refuse_stale
from apps.devices import catalogue
from apps.devices.models import DeviceType, MeasureField, ReviewInterval, Term

TYPE_FIELDS = frozenset(
    {
        "device_class", "name_en", "name_ko", "level", "iso_9999", "iso_mark", "sided", "prefabricated",
        "counts_as_crutch", "card", "position", "active",
    }
)  # fmt: skip
WORD_FIELDS = frozenset({"name_en", "name_ko", "device_class", "position", "active"})
RANGE = ("possible_from", "plausible_from", "plausible_to", "possible_to")
MEASURE_FIELDS = frozenset({"name_en", "name_ko", "unit", *RANGE, "position", "active"})


@transaction.atomic
def add_type(*, key: str, device_class: str, by: User, id: UUID | None = None, **details: Any) -> DeviceType:
    """Add a type of device. `details` are the fields named in TYPE_FIELDS; without a position it is the last of its
    class. The same `id` again returns the type made before."""
    made = find_made(DeviceType, id, key=key)
    if made is not None:
        return made
    refuse_if(catalogue.type_key(key), code="invalid", field="key")
    beside = DeviceType.objects.filter(device_class=device_class)
    details = placed({**known(details, TYPE_FIELDS), "device_class": device_class}, beside)
    refuse_wrong_type(DeviceType(key=key, **details))
    return made_once(DeviceType, id, owner=("key",), field="key", key=key, **details)


@transaction.atomic
def change_type(*, device_type: DeviceType, by: User, version: int | None = None, **details: Any) -> DeviceType:
    """Change names, code, card, position, or whether it is offered; class, level and what else it is made, counted
    and handed out by only until the first device of it exists."""
    device_type = locked(device_type)
    details = known(details, TYPE_FIELDS)
    if nothing_new(device_type, details):
        return device_type
    refuse_stale(device_type, version)
    changed = catalogue.changed_nature(device_type, details)
    refuse_if(catalogue.nature(device_type) if changed else None, code="invalid", field=changed)
    return written(device_type, details, refuse_wrong_type)


@transaction.atomic
def add_word(*, kind: str, key: str, by: User, id: UUID | None = None, **details: Any) -> Term:
    """Add a word of the workshop. `details` are the fields named in WORD_FIELDS."""
    made = find_made(Term, id, kind=kind, key=key)
    if made is not None:
        return made
    refuse_if(catalogue.small_key(key), code="invalid", field="key")
    details = placed(known(details, WORD_FIELDS), Term.objects.filter(kind=kind))
    return made_once(Term, id, owner=("kind", "key"), field="key", kind=kind, key=key, **details)


@transaction.atomic
def change_word(*, word: Term, by: User, version: int | None = None, **details: Any) -> Term:
    """Change a word's names, the class it is for, its position, or whether it is offered."""
    word = locked(word)
    details = known(details, WORD_FIELDS)
    if nothing_new(word, details):
        return word
    refuse_stale(word, version)
    return written(word, details)


@transaction.atomic
def add_measure(*, card: str, key: str, by: User, id: UUID | None = None, **details: Any) -> MeasureField:
    """Add a line to a measurement card; a card begins with its first line. `details` are those of MEASURE_FIELDS."""
    made = find_made(MeasureField, id, card=card, key=key)
    if made is not None:
        return made
    refuse_if(catalogue.small_key(card), code="invalid", field="card")
    refuse_if(catalogue.small_key(key), code="invalid", field="key")
    details = placed(known(details, MEASURE_FIELDS), MeasureField.objects.filter(card=card))
    refuse_wrong_ranges(MeasureField(card=card, key=key, **details))
    return made_once(MeasureField, id, owner=("card", "key"), field="key", card=card, key=key, **details)


@transaction.atomic
def change_measure(*, measure: MeasureField, by: User, version: int | None = None, **details: Any) -> MeasureField:
    """Change a line's names, ranges, position, or whether it is asked for; its unit until something was measured."""
    measure = locked(measure)
    details = known(details, MEASURE_FIELDS)
    if nothing_new(measure, details):
        return measure
    refuse_stale(measure, version)
    if details.get("unit", measure.unit) != measure.unit:
        refuse_if(catalogue.unit(measure), code="invalid", field="unit")
    return written(measure, details, refuse_wrong_ranges)


@transaction.atomic
def add_interval(
    *, device_type: DeviceType, age_band: str, review_months: int, renewal_months: int, by: User,
    id: UUID | None = None,
) -> ReviewInterval:  # fmt: skip
    """Give a type its own interval, which wins over that of its class."""
    made = find_made(ReviewInterval, id, device_type=device_type, age_band=age_band)
    if made is not None:
        return made
    refuse_if(catalogue.months(review_months, renewal_months), code="invalid", field="renewal_months")
    return made_once(
        ReviewInterval, id, owner=("device_type", "age_band"), field="age_band", device_type=device_type,
        age_band=age_band, device_class=device_type.device_class, review_months=review_months,
        renewal_months=renewal_months,
    )  # fmt: skip


@transaction.atomic
def change_interval(
    *, interval: ReviewInterval, review_months: int, renewal_months: int, by: User, version: int | None = None
) -> ReviewInterval:
    """Change after how many months a device is due; every due date follows at once."""
    interval = locked(interval)
    details = {"review_months": review_months, "renewal_months": renewal_months}
    if nothing_new(interval, details):
        return interval
    refuse_stale(interval, version)
    refuse_if(catalogue.months(review_months, renewal_months), code="invalid", field="renewal_months")
    return written(interval, details)


@transaction.atomic
def drop_interval(*, interval: ReviewInterval, by: User) -> None:
    """Take a type's own interval back: its class's holds again. No record names an interval; the trail keeps it."""
    refuse_if(catalogue.drop(interval))
    ReviewInterval.objects.filter(pk=interval.pk).delete()


def refuse_wrong_type(device_type: DeviceType) -> None:
    refuse_if(catalogue.crutch(device_type), code="invalid", field="counts_as_crutch")
    refuse_if(catalogue.level(device_type), code="invalid", field="level")
    refuse_if(catalogue.outside_code(device_type), code="invalid", field="iso_9999")
    refuse_if(catalogue.card(device_type.card), code="invalid", field="card")


def refuse_wrong_ranges(measure: MeasureField) -> None:
    refuse_if(catalogue.ranges(measure), code="invalid", field="possible_from")
