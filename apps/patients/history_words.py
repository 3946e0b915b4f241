"""How the trail's rows are put into words: what they are called, who acted, what a value reads like."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.problems import Text
from apps.patients.models import MergeState, Patient

KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
TITLES: dict[str, Text] = {
    "patients.Patient": _("Person"),
    "patients.PatientAccess": _("Centre that sees the person"),
    "patients.PatientNumber": _("Other number"),
    "patients.Consent": _("Consent"),
    "patients.Document": _("Document or photo"),
    "patients.Episode": _("Episode"),
    "patients.Assessment": _("Assessment"),
    "patients.Goal": _("Goal"),
    "patients.TeamMember": _("Team member"),
    "patients.Signature": _("Signature"),
    "patients.Impairment": _("Impairment"),
    "patients.Transfer": _("Transfer between centres"),
    "patients.ImportRow": _("Row of an imported register"),
    "devices.Device": _("Device"),
    "devices.Delivery": _("Delivery"),
    "devices.Repair": _("Repair"),
    "devices.FollowUp": _("Follow-up"),
    "physio.PhysioSession": _("Physiotherapy session"),
    "physio.OutcomeScore": _("Outcome measure"),
}
# Words for fields that have none of their own on the form.
LABELS: dict[str, Text] = {
    "centre": _("Centre"),
    "active": _("Sees the person"),
    "from_centre": _("From"),
    "to_centre": _("To"),
}
MERGE_SENTENCES: dict[str, Text] = {
    MergeState.REQUESTED: _("Asked to merge %(loser)s into %(survivor)s"),
    MergeState.APPROVED: _("Merged %(loser)s into %(survivor)s"),
    MergeState.REFUSED: _("Refused to merge %(loser)s into %(survivor)s"),
    MergeState.WITHDRAWN: _("No longer asked to merge %(loser)s into %(survivor)s"),
    MergeState.UNDONE: _("Undid the merge of %(loser)s into %(survivor)s"),
}


@dataclass(frozen=True)
class Names:
    """What keys stand for: users, centres and the like by model, people by number."""

    known: dict[Any, dict[Any, Any]]
    numbers: dict[UUID, str] = field(default_factory=dict)

    def actor(self, image: Any) -> Text:
        """The name of whoever did it; a command or task has none."""
        user = self.known.get(User, {}).get(user_key(image))
        return str(user) if user is not None else "—"

    def person(self, key: UUID) -> Text:
        return self.numbers.get(key) or _("another record")

    def value(self, found: Any, value: Any) -> str:
        """A value as the form shows it."""
        if value is None or value == "" or value == []:
            return ""
        if found.is_relation:
            return named(self.known.get(found.related_model, {}).get(value))
        if isinstance(found, ArrayField):
            return ", ".join(self.value(found.base_field, one) for one in value)
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        if isinstance(value, datetime):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        return value.isoformat() if isinstance(value, date) else str(dict(found.flatchoices).get(value, value))


def names(events: Iterable[Any], told: Iterable[Iterable[Any]], those: list[UUID], viewer: User) -> Names:
    """Everything these events refer to, with one query a kind."""
    keys: dict[Any, set[Any]] = {User: set()}
    others: set[UUID | None] = set()
    for event, fields in zip(events, told, strict=True):
        keys[User].add(user_key(event.image))
        others |= {getattr(event.image, name, None) for name in ("survivor_id", "loser_id")}
        for found in fields:
            if found.is_relation:
                images = (event.image, event.before) if event.before is not None else (event.image,)
                keys.setdefault(found.related_model, set()).update(getattr(one, found.attname) for one in images)
    known = {model: model._base_manager.in_bulk(wanted - {None}) for model, wanted in keys.items()}
    seen = Patient.objects.visible_to(viewer).values("pk")
    mine = Patient.objects.filter(Q(pk__in=those) | Q(pk__in=seen), pk__in=[key for key in others if key is not None])
    return Names(known, dict(mine.values_list("pk", "number")))


def user_key(image: Any) -> Any:
    """The key of the acting user in the trail's context, or None."""
    key = (image.pgh_context or {}).get("user")
    return User._meta.pk.to_python(key) if key else None


def source(image: Any) -> Text:
    """From where: a page without the keys in its address, a command, a task, or the database login."""
    context = image.pgh_context or {}
    if context.get("source") == "command":
        return gettext("command %(name)s") % {"name": context.get("command")}
    if context.get("source") == "task":
        return gettext("task %(name)s") % {"name": context.get("task")}
    if context.get("source") == "web":
        return KEY.sub("…", str(context.get("request", "")).partition(" ")[2])
    return gettext("database login %(name)s") % {"name": image.pgh_db_role}


def can_be_named(model: type[models.Model]) -> bool:
    """Whether a reference to the model can be told: by its name or its label, or as text."""
    return model._meta.label == "patients.County" or hasattr(model, "name") or hasattr(model, "label")


def named(row: Any) -> str:
    return "" if row is None else str(getattr(row, "name", None) or getattr(row, "label", None) or row)


def label(found: Any) -> str:
    words = str(LABELS.get(found.name, found.verbose_name))
    return words[:1].upper() + words[1:]
