"""The rows behind a figure in words: when, whose, what, and where the record stands."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.devices.models import Delivery, Device, DeviceClass, DeviceType, EndReason, FollowUp, Repair
from apps.patients.models import Assessment, Patient
from apps.physio.models import PhysioSession
from apps.reports.indicators import BY_CODE, Fact
from apps.reports.words import column_name


@dataclass(frozen=True)
class Line:
    """One row of a listing. `who` is the patient's number; name and link only where the reader may see patients.

    `marks`: what became of the record after it was submitted.
    """

    on: date | None
    who: str
    name: str
    what: str
    units: int
    column: str
    centre: str
    url: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """How records of one model are read and told."""

    rows: Callable[[Iterable[UUID]], QuerySet[Any]]
    what: Callable[[Any], str]
    url: Callable[[Any], str]


def _page_of_device(device_id: UUID) -> str:
    return reverse("devices:detail", args=[device_id])


def _minutes(session: PhysioSession) -> str:
    words = _("Group session") if session.group_id else _("Individual session")
    count = session.minutes
    return f"{words}, " + ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


def _device_rows(model: type[Model]) -> Callable[[Iterable[UUID]], QuerySet[Any]]:
    def rows(keys: Iterable[UUID]) -> QuerySet[Any]:
        return model._default_manager.filter(pk__in=keys).select_related("device__device_type")

    return rows


KINDS: dict[str, Kind] = {
    "delivery": Kind(
        _device_rows(Delivery), lambda row: f"{_('Delivery')}: {row.device.label}",
        lambda row: _page_of_device(row.device_id),
    ),
    "repair": Kind(
        _device_rows(Repair), lambda row: f"{row.get_kind_display()}: {row.device.label}",
        lambda row: _page_of_device(row.device_id),
    ),
    "followup": Kind(
        _device_rows(FollowUp), lambda row: f"{_('Follow-up')}: {row.device.label}",
        lambda row: _page_of_device(row.device_id),
    ),
    "physiosession": Kind(
        lambda keys: PhysioSession.objects.filter(pk__in=keys), _minutes,
        lambda row: reverse("physio:detail", args=[row.pk]),
    ),
    "assessment": Kind(
        lambda keys: Assessment.objects.filter(pk__in=keys),
        lambda row: f"{_('Assessment')}: {row.get_decision_display()}",
        lambda row: reverse("patients:detail", args=[row.patient_id]),
    ),
    "device": Kind(
        lambda keys: Device.objects.filter(pk__in=keys).select_related("device_type"),
        lambda row: " · ".join(filter(None, (row.label, row.get_state_display(), row.get_end_reason_display()))),
        lambda row: _page_of_device(row.pk),
    ),
}  # fmt: skip


def told(facts: list[Fact], *, reader: User, centres: Iterable[Centre], sealed: bool = False) -> list[Line]:
    """The facts in words for one reader. `sealed`: as they were submitted; the record is told as it is now, with marks.

    Names and links only where the reader may see patients. Where the figure tells a guarded fact of each person and
    the reader may not see such facts in that centre, there is neither number nor date nor record: PRO lists the same
    deliveries with their numbers, and a date, a type or a mark would tell which of them stand behind PROM too.
    """
    held = {centre.pk: (centre, access.permissions_of(reader, centre)) for centre in centres}
    records = _records(facts)
    people = Patient.objects.select_related("merged_into").in_bulk({fact.patient_id for fact in facts})
    lines = []
    for fact in facts:
        centre, permissions = held[fact.centre_id]
        record, kind = records[fact.model, fact.id], KINDS[fact.model]
        hidden = BY_CODE[fact.code].guarded and Permission.VIEW_GUARDED not in permissions
        open_to = Permission.VIEW_PATIENTS in permissions and not hidden
        person = people[fact.patient_id]
        lines.append(
            Line(
                on=None if hidden else fact.happened, who=_("not shown") if hidden else person.number,
                name=person.display_name if open_to else "", what="" if hidden else kind.what(record), units=fact.units,
                column=column_name(fact.band), centre=centre.name, url=kind.url(record) if open_to else "",
                marks=_marks(fact, record, person) if sealed and not hidden else (),
            )
        )  # fmt: skip
    return lines


def _marks(fact: Fact, record: Any, person: Patient) -> tuple[str, ...]:
    """What became of the record and its person since the fact was submitted."""
    marks = []
    if getattr(record, "voided_at", None) is not None:
        marks.append(_("voided since"))
    elif record.version != fact.version and record.patient_id == fact.patient_id:
        marks.append(_("changed since"))
    if person.merged_into is not None:
        marks.append(_("the person was merged since, into %(number)s") % {"number": person.merged_into.number})
    elif record.patient_id != fact.patient_id:
        marks.append(_("given to another person since"))
    return tuple(marks)


def part_words(key: str) -> str:
    """A part of a figure in words, as it is called today: a device type or class, or why an order was closed."""
    for choices in (EndReason, DeviceClass):
        if key in choices.values:
            return str(choices(key).label)
    kind = DeviceType.objects.filter(key=key).first()
    return key if kind is None else str(kind)


def _records(facts: list[Fact]) -> dict[tuple[str, UUID], Any]:
    """By kind and key: keys are made by clients, and two kinds of record may have the same one."""
    keys: dict[str, list[UUID]] = defaultdict(list)
    for fact in facts:
        keys[fact.model].append(fact.id)
    return {(model, row.pk): row for model, wanted in keys.items() for row in KINDS[model].rows(wanted)}
