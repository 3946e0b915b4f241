"""Keep the catalogue of outcome measures: names, what is offered, and the thresholds with their sources.

Items, units and scoring come with the product and are tested against what is published; nobody edits them. Refused
("invalid", "stale") in words; a change that is on record already changes nothing.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.core.keeping import known, made_once, nothing_new, written
from apps.core.problems import refuse_if
from apps.core.writing import find_made, locked, refuse_stale
from apps.physio import catalogue
from apps.physio.models import Instrument, Threshold

FIELDS = frozenset({"name_en", "name_ko", "note_en", "note_ko", "position", "active"})


@transaction.atomic
def change_instrument(*, instrument: Instrument, by: User, version: int | None = None, **details: Any) -> Instrument:
    """Change the names, notes or place of a measure, or whether it is offered; `details` are of FIELDS."""
    instrument = locked(instrument)
    details = known(details, FIELDS)
    if nothing_new(instrument, details):
        return instrument
    refuse_stale(instrument, version)
    return written(instrument, details)


@transaction.atomic
def add_threshold(
    *, instrument: Instrument, kind: str, population: str, value: Decimal, source: str, by: User,
    id: UUID | None = None,
) -> Threshold:  # fmt: skip
    """Add the change from which on it matters for one population. The same `id` again returns the one made before."""
    made = find_made(Threshold, id, instrument=instrument, kind=kind, population=population)
    if made is not None:
        return made
    refuse_if(catalogue.total(instrument), code="invalid")
    refuse_wrong(Threshold(value=value, source=source))
    return made_once(
        Threshold, id, owner=("instrument", "kind", "population"), field="population", instrument=instrument, kind=kind,
        population=population, value=value, source=source,
    )  # fmt: skip


@transaction.atomic
def change_threshold(
    *, threshold: Threshold, value: Decimal, source: str, by: User, version: int | None = None
) -> Threshold:
    """Correct its value or source; every trend follows at once."""
    threshold = locked(threshold)
    details = {"value": value, "source": source}
    if nothing_new(threshold, details):
        return threshold
    refuse_stale(threshold, version)
    return written(threshold, details, refuse_wrong)


@transaction.atomic
def drop_threshold(*, threshold: Threshold, by: User) -> None:
    """Take a threshold back. No score names one; the trail keeps it."""
    Threshold.objects.filter(pk=threshold.pk).delete()


def refuse_wrong(threshold: Threshold) -> None:
    refuse_if(catalogue.change(threshold.value), code="invalid", field="value")
    refuse_if(catalogue.source(threshold.source), code="invalid", field="source")
