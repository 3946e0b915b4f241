"""Everything that hangs on a person's record, found through the models themselves, so that a merge forgets nothing.

The rooms above this one need not be known here: their rows refer to the patient, and so they are found. What hangs on
such a row in turn (a delivery on its device, a goal on its episode) belongs to the same person and goes where it goes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q
from pghistory.models import Event

from apps.patients.models import CountedService, Patient

# A record's own story, which no merge takes away from it. Accesses are united instead of moved.
OWN_STORY = frozenset({"patients.Merge", "patients.Patient", "patients.PatientAccess", "patients.Viewing"})
Keys = dict[str, set[UUID]]  # model label → keys of its rows


@dataclass(frozen=True)
class Child:
    """A kind of row that refers to a patient. `owners`: its references to other such rows, by field."""

    model: type[models.Model]
    field: str
    owners: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def is_service(self) -> bool:
        return issubclass(self.model, CountedService)

    def rows(self, **narrowed: Any) -> Any:
        return self.model._base_manager.filter(**narrowed)

    def of(self, patient: Patient) -> Any:
        return self.rows(**{self.field: patient})


@cache
def children() -> tuple[Child, ...]:
    """Every kind of row that a merge moves, sorted by name."""
    found = {field.model: field.name for field in _references(Patient) if field.model._meta.label not in OWN_STORY}
    return tuple(
        Child(model, name, tuple((field.name, field.related_model._meta.label) for field in _owners(model, found)))
        for model, name in sorted(found.items(), key=lambda pair: pair[0]._meta.label)
    )


def _references(to: type[models.Model]) -> list[Any]:
    """The fields of living models that refer to `to`; the audit trail keeps its images as they were."""
    return [
        field
        for model in apps.get_models()
        if not issubclass(model, Event)
        for field in model._meta.concrete_fields
        if field.related_model is to
    ]


def _owners(model: type[models.Model], among: Iterable[type[models.Model]]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.related_model in set(among) - {model}]


def of_person(patient: Patient) -> Keys:
    """Everything that hangs on the record now."""
    return {child.label: set(child.of(patient).values_list("pk", flat=True)) for child in children()}


def colliding(child: Child, *, of: Patient, with_: Patient) -> set[UUID]:
    """Keys of the rows of one person that cannot be the other's too, because there is only one such row a person."""
    found: set[UUID] = set()
    for rule in child.model._meta.constraints:
        if not isinstance(rule, models.UniqueConstraint) or child.field not in rule.fields:
            continue
        others = [name for name in rule.fields if name != child.field]
        meant = child.rows().filter(rule.condition or Q())
        there = {row[1:] for row in meant.filter(**{child.field: with_}).values_list("pk", *others)}
        here = meant.filter(**{child.field: of}).values_list("pk", *others) if there else ()
        found |= {row[0] for row in here if row[1:] in there and None not in row[1:]}
    return found


def collisions(*, of: Patient, with_: Patient) -> Keys:
    """As `colliding`, of every kind."""
    return {child.label: keys for child in children() if (keys := colliding(child, of=of, with_=with_))}


def hanging_on(keys: Keys, *, of: Patient) -> Keys:
    """The keys, and those of every row of the person that hangs on one of these rows, however many steps away."""
    found: Keys = {child.label: set(keys.get(child.label, ())) for child in children()}
    grown = True
    while grown:
        grown = False
        for child in children():
            for name, owner in child.owners:
                rows = child.of(of).filter(**{f"{name}__in": found[owner]}).exclude(pk__in=found[child.label])
                further = set(rows.values_list("pk", flat=True)) if found[owner] else set()
                grown, found[child.label] = grown or bool(further), found[child.label] | further
    return found


def entered_at(centre: Any, patient: Patient) -> bool:
    """Whether anything that hangs on the record was entered at the centre."""
    return any(
        child.of(patient).filter(centre=centre).exists()
        for child in children()
        if any(field.name == "centre" for field in child.model._meta.concrete_fields)
    )
