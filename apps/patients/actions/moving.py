"""Everything of one record handed over to another, and handed back: the inside of a merge.

What is written down on the way, in `Merge.moved` and `Merge.before`, is what brings both records back:
`moved` = field → [model, key] of the rows that changed hands; `before` = {"rows": changes of rows that stayed where
they are, with their values before and after, "made": rows that had not been there}. A change is taken back only where
its values still stand: what somebody corrected since then stays corrected.
"""

from collections.abc import Iterable
from datetime import date, datetime
from time import sleep
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import OperationalError, models, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable

from apps.centres.actions import months
from apps.centres.models import Centre
from apps.core.problems import Text, refuse
from apps.core.writing import save
from apps.patients import children, search
from apps.patients.children import Keys
from apps.patients.comparison import GROUPS
from apps.patients.models import Merge, NumberKind, Patient, PatientAccess, PatientNumber

PAUSES = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)  # seconds
BUSY: Text = _("Somebody is just entering something for one of the two people. Try again in a moment.")
ACCESS_FIELDS = ("active", "since", "until", "migrated")


def lock_both(*, first: Patient, second: Patient) -> tuple[Patient, Patient]:
    """Both records, with those merged into them and everything that hangs on them, locked: whoever merges waits here.

    Others lock a device first and then, by what they enter, its person; so nothing is waited for while something is
    held. Where anything is being written, all is let go and asked for again, for three seconds at most.
    Raises Refused when it is still being written then.
    """
    for pause in PAUSES:
        try:
            with transaction.atomic():
                return _lock_at_once(first, second)
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            sleep(pause)
    refuse(BUSY)


def _lock_at_once(first: Patient, second: Patient) -> tuple[Patient, Patient]:
    """The locks in the order of the keys; the first is waited for, any other one fails when somebody else holds it."""
    both = [first.pk, second.pk]
    family = Patient.objects.filter(models.Q(pk__in=both) | models.Q(merged_into__in=both)).order_by("pk")
    list(family.select_for_update(no_key=True).values_list("pk", flat=True))
    locked = {patient.pk: patient for patient in family.select_for_update(nowait=True)}
    hanging = [child.rows(**{f"{child.field}__in": both}) for child in children.children()]
    for rows in (*hanging, PatientAccess.objects.filter(patient__in=both)):
        list(rows.select_for_update(nowait=True).values_list("pk", flat=True))
    return locked[first.pk], locked[second.pk]


def take_over(*, merge: Merge, survivor: Patient, loser: Patient, at: datetime) -> None:
    """Make the survivor what `merge.taken` says and move everything of the loser to it, as far as it can be moved."""
    rows, made = _unite_accesses(survivor, loser, at)
    staying = children.collisions(of=loser, with_=survivor)
    moving = {label: keys - staying.get(label, set()) for label, keys in children.of_person(loser).items()}
    merge.before = {"rows": [*take_fields(survivor=survivor, loser=loser, taken=merge.taken), *rows]}
    _keep(survivor)
    merge.moved = _written(moving)
    _hand_over(moving, to=survivor)
    merge.before["made"] = [*made, *_keep_number(survivor, loser)]
    inner = list(loser.merged_here.order_by("pk").values_list("pk", flat=True))
    merge.moved["merged_into"] = [[Patient._meta.label, str(key)] for key in inner]
    Patient.objects.filter(pk__in=inner).update(merged_into=survivor)
    loser.merged_into = survivor
    save(loser, "merged_into")


def give_back(*, merge: Merge, survivor: Patient, loser: Patient) -> None:
    """Take back what `take_over` did. What hangs on a row that goes back goes with it; the rest stays."""
    loser.merged_into = None
    save(loser, "merged_into")
    inner = [UUID(key) for _label, key in merge.moved.get("merged_into", ())]
    Patient.objects.filter(pk__in=inner, merged_into=survivor).update(merged_into=loser)
    going = children.hanging_on(still_there(merge), of=survivor)
    _hand_over(going, to=loser)
    for change in merge.before["rows"]:
        _take_back(change, survivor)
    _keep(survivor)
    for label, key, values in merge.before["made"]:
        _unmake(label, key, values, survivor)


def still_there(merge: Merge) -> Keys:
    """What the merge moved and the survivor still has."""
    moved: Keys = {}
    for label, key in merge.moved.get("patient", ()):
        moved.setdefault(label, set()).add(UUID(key))
    return {
        child.label: set(
            child.of(merge.survivor).filter(pk__in=moved.get(child.label, ())).values_list("pk", flat=True)
        )
        for child in children.children()
    }


def take_fields(*, survivor: Patient, loser: Patient, taken: Iterable[str]) -> list[dict[str, Any]]:
    """Set the fields of the named groups to the loser's values; the changes, a group each, as they are kept."""
    changes = []
    for group in taken:
        names = GROUPS[group]
        before = _plain(survivor, names)
        for name in names:
            column = _column(survivor, name)
            setattr(survivor, column, getattr(loser, column))
        changes.append(_change(survivor, before, _plain(survivor, names)))
    return changes


def _unite_accesses(survivor: Patient, loser: Patient, at: datetime) -> tuple[list[Any], list[Any]]:
    """Whoever saw one of the two sees the survivor; nobody sees the loser. Returns changed and made rows."""
    changed, made = [], []
    kept = {access.centre_id: access for access in survivor.accesses.select_related("centre")}
    for lost in loser.accesses.select_related("centre").order_by("pk"):
        own = kept.get(lost.centre_id)
        if own is None:
            values = {name: getattr(lost, name) for name in ACCESS_FIELDS}
            own = PatientAccess.objects.create(patient=survivor, centre=lost.centre, **values)
            made.append([own._meta.label, str(own.pk), _plain(own, ACCESS_FIELDS)])
        else:
            changed.append(_set(own, _wider(own, lost)))
        if lost.active:
            ended = max(lost.since, lost.centre.local_date(at))
            changed.append(_set(lost, {"active": False, "until": ended}))
    return changed, made


def _wider(one: PatientAccess, other: PatientAccess) -> dict[str, Any]:
    """What both accesses to the same centre's person come to."""
    active = one.active or other.active
    ends: list[date] = [access.until for access in (one, other) if access.until is not None]
    return {
        "active": active,
        "since": min(one.since, other.since),
        "until": None if active else max(ends),
        "migrated": one.migrated or other.migrated,
    }


def _keep_number(survivor: Patient, loser: Patient) -> list[Any]:
    """The loser's own number leads to the survivor; its other numbers have moved with everything else."""
    row, made = PatientNumber.objects.get_or_create(
        patient=survivor, centre_id=loser.centre_id, number=loser.number, defaults={"kind": NumberKind.MERGED}
    )
    return [[row._meta.label, str(row.pk), _plain(row, ("number", "kind"))]] if made else []


def _hand_over(keys: Keys, *, to: Patient) -> None:
    """Make the rows the person's. The months of services among them are held: their figures change."""
    for child in children.children():
        rows = child.rows(pk__in=keys.get(child.label, ()))
        if child.is_service:
            _hold_months(rows)
        rows.update(**{child.field: to})


def _hold_months(services: Any) -> None:
    found = services.order_by("centre", "service_date__year", "service_date__month")
    firsts = {(centre, on.replace(day=1)) for centre, on in found.values_list("centre", "service_date")}
    centres = Centre.objects.in_bulk({centre for centre, _on in firsts})
    for centre, on in sorted(firsts):
        months.hold(centre=centres[centre], on=on)


def _set(row: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    """Give the row new values, and tell what changed, as it is kept."""
    before = _plain(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    after = _plain(row, values)
    if before != after:
        save(row, *values)
    return _change(row, before, after)


def _change(row: models.Model, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {"row": [row._meta.label, str(row.pk)], "before": before, "after": after}


def _take_back(change: dict[str, Any], survivor: Patient) -> None:
    label, key = change["row"]
    model: Any = apps.get_model(label)
    row = survivor if key == str(survivor.pk) else model._base_manager.select_for_update().get(pk=key)
    if _plain(row, change["after"]) != change["after"]:
        return
    for name, value in change["before"].items():
        field = model._meta.get_field(name)
        setattr(row, field.attname, field.to_python(value))
    if row is not survivor and change["before"] != change["after"]:
        save(row, *change["before"])


def _unmake(label: str, key: str, values: dict[str, Any], survivor: Patient) -> None:
    """Remove a row that the merge had made, unless somebody changed it or the centre has served the person since."""
    row = apps.get_model(label)._base_manager.filter(pk=key, patient=survivor).first()
    if row is None or _plain(row, values) != values:
        return
    if isinstance(row, PatientAccess) and children.entered_at(row.centre_id, survivor):
        return
    row.delete()


def _keep(survivor: Patient) -> None:
    """Write the survivor's fields, with the columns by which the name is found."""
    columns = search.columns(survivor.name_hangul, survivor.name_romanised)
    for name, value in columns.items():
        setattr(survivor, name, value)
    save(survivor, *(name for names in GROUPS.values() for name in names), *columns)


def _written(moving: Keys) -> dict[str, list[list[str]]]:
    """The moved rows as the merge keeps them."""
    fields: dict[str, list[list[str]]] = {}
    for child in children.children():
        keys = sorted(moving.get(child.label, ()))
        fields.setdefault(child.field, []).extend([child.label, str(key)] for key in keys)
    return fields


def _plain(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The values of the fields as JSON keeps them: dates as 2016-05-10, references as keys."""
    values = {name: getattr(row, _column(row, name)) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _column(row: models.Model, name: str) -> str:
    """The attribute that holds the field's own value: a reference's key."""
    column: str = row._meta.get_field(name).attname  # type: ignore[union-attr]
    return column
