"""Who changed what on a person's record, and when, as the audit trail kept it; read by people, so in the forms' words.

What one request, command or task wrote at once is one act. A field without words of its own is technical and not told:
search columns, keys, checksums. Guarded fields are not told to who may not see them. A merge is told in a sentence,
not by the rows it moved.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.problems import Text
from apps.patients import history_words as words
from apps.patients.children import children
from apps.patients.comparison import moved
from apps.patients.models import Merge, MergeState, Patient, PatientAccess, Viewing

UNTOLD = frozenset({"id", "version", "created_at", "patient"})


@dataclass(frozen=True)
class Detail:
    """One field. `old` is "" for a new row, and where nothing stood there."""

    label: Text
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """What happened to one row. `kind`: insert, update, delete, or merge, which tells itself in `title`."""

    title: Text
    kind: str
    details: tuple[Detail, ...] = ()


@dataclass
class Act:
    """What was written at once: when, by whom, from where."""

    at: datetime
    actor: Text
    source: Text
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Event:
    """A row of the trail with the image before it, None for the first."""

    tracked: type[models.Model]
    image: Any
    before: Any

    @property
    def moment(self) -> tuple[datetime, Any]:
        return self.image.pgh_created_at, self.image.pgh_context_id

    def changed(self, name: str) -> bool:
        return self.before is None or getattr(self.image, name) != getattr(self.before, name)


def people(patient: Patient) -> list[UUID]:
    """The record, and those that were merged into it: their story is its own."""
    return [patient.pk, *patient.merged_here.values_list("pk", flat=True)]


def moments(patient: Patient) -> QuerySet[Any]:
    """When something was written, latest first: (instant, request) of each act. To be paged, then told by `acts`."""
    those = people(patient)
    found = [
        rows.filter(of_people(tracked, those)).values("pgh_created_at", "pgh_context_id") for tracked, rows in trails()
    ]
    united: QuerySet[Any] = found[0].union(*found[1:]).order_by("-pgh_created_at", "pgh_context_id")
    return united


def trails() -> Iterator[tuple[type[models.Model], Any]]:
    """Each kind of row that tells of a person, with its part of the trail."""
    told: list[Any] = [Patient, Merge, PatientAccess, *(child.model for child in children())]
    for model in told:
        yield model, model.pgh_event_models["insert"]._base_manager.all()


def of_people(model: type[models.Model], those: list[UUID]) -> Q:
    if model is Patient:
        return Q(pgh_obj__in=those)
    return Q(survivor__in=those) | Q(loser__in=those) if model is Merge else Q(patient__in=those)


def acts(patient: Patient, page: Iterable[dict[str, Any]], *, viewer: User, guarded: bool) -> list[Act]:
    """The acts of these moments, in words for the viewer. A constant number of queries, however many acts."""
    wanted = [(moment["pgh_created_at"], moment["pgh_context_id"]) for moment in page]
    those = people(patient)
    found = [
        event for tracked, rows in trails() for event in events(tracked, rows.filter(of_people(tracked, those)), wanted)
    ]
    told = [told_fields(event, guarded=guarded) for event in found]
    names = words.names(found, told, those, viewer)
    by_moment: dict[Any, Act] = {}
    merging = {event.moment for event in found if event.tracked is Merge and event.changed("state")}
    for event, fields in zip(found, told, strict=True):
        entry = entry_of(event, fields, names)
        if entry is None or (event.moment in merging and event.tracked not in (Merge, Patient)):
            continue
        act = by_moment.setdefault(
            event.moment, Act(event.image.pgh_created_at, names.actor(event.image), words.source(event.image))
        )
        act.entries.append(entry)
    return [by_moment[moment] for moment in wanted if moment in by_moment]


def events(tracked: type[models.Model], rows: Any, wanted: list[tuple[Any, Any]]) -> list[Event]:
    """The trail's rows of these moments, each with the one before it."""
    earlier = rows.model._base_manager.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    before = Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
    at = {moment for moment, _context in wanted}
    images = list(rows.filter(pgh_created_at__in=at).annotate(pgh_before=before).order_by("pgh_id"))
    older = rows.model._base_manager.in_bulk({image.pgh_before for image in images if image.pgh_before is not None})
    return [Event(tracked, image, older.get(image.pgh_before)) for image in images]


def told_fields(event: Event, *, guarded: bool) -> list[Any]:
    """The fields of the row that are told: those with words of their own, as far as the viewer may see them."""
    hidden = UNTOLD if guarded else UNTOLD | set(getattr(event.tracked, "GUARDED", ()))
    return [
        found
        for found in event.tracked._meta.concrete_fields
        if found.name not in hidden and hasattr(event.image, found.attname) and is_told(found)
    ]


def is_told(found: Any) -> bool:
    if isinstance(found, models.JSONField | models.BinaryField):
        return False
    if found.is_relation and not words.can_be_named(found.related_model):
        return False
    return found.name in words.LABELS or isinstance(found.verbose_name, Promise)


def entry_of(event: Event, fields: list[Any], names: "words.Names") -> Entry | None:
    """What the event tells; None when it tells nothing."""
    if event.tracked is Merge:
        return merge_entry(event, names)
    title = words.TITLES.get(event.tracked._meta.label, _("Record"))
    if event.image.pgh_label == "delete":
        return Entry(title, "delete", tuple(details(event, fields, names, whole=True)))
    told = tuple(details(event, fields, names, whole=event.before is None))
    return Entry(title, "insert" if event.before is None else "update", told) if told else None


def details(event: Event, fields: list[Any], names: "words.Names", *, whole: bool) -> Iterator[Detail]:
    """Every value of a new or removed row that says something; of a changed one what changed."""
    for found in fields:
        value = names.value(found, getattr(event.image, found.attname))
        if whole and value and getattr(event.image, found.attname) is not False:
            yield Detail(words.label(found), "", value)
        elif not whole and event.changed(found.attname):
            yield Detail(words.label(found), names.value(found, getattr(event.before, found.attname)), value)


def merge_entry(event: Event, names: "words.Names") -> Entry | None:
    if not event.changed("state"):
        return None
    merge = event.image
    sentence = words.MERGE_SENTENCES[merge.state] % {
        "loser": names.person(merge.loser_id), "survivor": names.person(merge.survivor_id)
    }  # fmt: skip
    reasons = {"requested": "reason", "approved": "decision_note", "refused": "decision_note", "undone": "undo_reason"}
    why = getattr(merge, reasons.get(merge.state, ""), "")
    told = [Detail(_("Reason"), "", why)] if why else []
    if merge.state == MergeState.APPROVED:
        told += [Detail(one.label, "", str(one.moving)) for one in moved(merge)]
    return Entry(sentence, "merge", tuple(told))


def looks(patient: Patient) -> Any:
    """Who looked at the record, or at one that was merged into it, latest first."""
    return Viewing.objects.filter(patient__in=people(patient)).select_related("user").order_by("-at")
