"""Words of the workshop as data: technologies, stages, findings and adjustments of a fitting, topics of training."""

from typing import ClassVar

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.core.bilingual import Bilingual
from apps.core.models import Record
from apps.devices.models.catalogue import NEVER_DELETED, DeviceClass, key_stays


class TermKind(models.TextChoices):
    TECHNOLOGY = "technology", _("Technology")
    STAGE = "stage", _("Stage")
    FINDING = "finding", _("Finding of a fitting")
    ADJUSTMENT = "adjustment", _("Adjustment")
    TRAINING = "training", _("Training of the user")


class TermQuerySet(models.QuerySet["Term"]):
    def offered(self, kind: str) -> "TermQuerySet":
        """What can be chosen today; a term that is no longer offered stays for the records that use it."""
        return self.filter(kind=kind, active=True)

    def names(self, kind: str) -> dict[str, str]:
        """Key → name in the active language, of every term of the kind, in the order of the list."""
        return {term.key: term.name for term in self.filter(kind=kind)}


def word(kind: str, field: str) -> Coalesce:
    """The name, in the active language, of the term whose key is in the `field` of a row; "" where none is."""
    name = "name_en" if get_language() == "en" else "name_ko"
    found = Term._default_manager.filter(kind=kind, key=OuterRef(field)).values(name)
    return Coalesce(Subquery(found), Value(""))


@tracked
class Term(Bilingual, Record):
    """One word. `key` is stable and stands in the records; names may be corrected, keys never change."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("kind", "key", "name_en", "name_ko", "device_class", "position", "active")

    kind = models.CharField(_("kind"), max_length=12, choices=TermKind)
    key = models.CharField(_("key"), max_length=24)
    name_en = models.CharField(_("English name"), max_length=120)
    name_ko = models.CharField(_("Korean name"), max_length=120)
    device_class = models.CharField(max_length=20, blank=True, help_text=_("Only for this class; empty: for all."))
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    objects = TermQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("kind", "position", "key")
        constraints = (
            models.UniqueConstraint(fields=("kind", "key"), name="one_term_per_kind_and_key"),
            models.CheckConstraint(condition=Q(kind__in=TermKind.values), name="term_kind_is_known"),
            models.CheckConstraint(condition=Q(key__regex="^[a-z0-9-]+$"), name="term_key_is_a_key"),
        )
        triggers = (*Record.Meta.triggers, NEVER_DELETED, key_stays("kind", "key"))

    @property
    def class_name(self) -> str:
        """The class it is for, in words; nothing where it is for all."""
        return str(DeviceClass(self.device_class).label) if self.device_class in DeviceClass.values else ""
