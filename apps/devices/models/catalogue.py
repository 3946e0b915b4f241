"""What can be prescribed. Rows are data with stable keys; outside codes are optional and say how sure they are."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.core.bilingual import Bilingual
from apps.core.models import Record
from apps.patients.models import Level

# Nothing of the catalogue goes away: what is not offered any more stays for the records that use it.
NEVER_DELETED = pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)
# What a device of the type was made, counted and handed out by. PostgreSQL asks it again, past every verb.
NATURE = ("device_class", "level", "sided", "prefabricated", "counts_as_crutch")
USED_TYPE_KEEPS_ITS_NATURE = f"""
    IF ({", ".join(f"NEW.{name}" for name in NATURE)}) IS DISTINCT FROM ({", ".join(f"OLD.{name}" for name in NATURE)})
       AND EXISTS (SELECT 1 FROM devices_device d WHERE d.device_type_id = OLD.id)
    THEN
        RAISE EXCEPTION 'type is in use' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'used_type_keeps_its_nature', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
"""  # noqa: S608


def key_stays(*names: str) -> pgtrigger.Trigger:
    """The key by which records name a row of the catalogue never changes; it consists of these columns."""
    before, after = (", ".join(f"{row}.{name}" for name in names) for row in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name="key_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(*names),
        func=f"""
            IF ROW({before}) IS DISTINCT FROM ROW({after}) THEN
                RAISE EXCEPTION 'key of the catalogue' USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'catalogue_key_stays', TABLE = TG_TABLE_NAME;
            END IF;
            RETURN NEW;
        """,
    )


class DeviceClass(models.TextChoices):
    PROSTHESIS = "prosthesis", _("Prostheses")
    ORTHOSIS = "orthosis", _("Orthoses")
    WALKING_AID = "walking-aid", _("Walking aids")
    WHEELCHAIR = "wheelchair", _("Wheelchairs")
    TRICYCLE = "tricycle", _("Tricycles")
    SEATING = "seating", _("Supportive seating")


class DeviceTypeQuerySet(models.QuerySet["DeviceType"]):
    def offered(self) -> "DeviceTypeQuerySet":
        """Types that can be prescribed today; retired ones stay for the records that use them."""
        return self.filter(active=True)

    def prefabricated(self) -> "DeviceTypeQuerySet":
        return self.offered().filter(prefabricated=True)


@tracked
class DeviceType(Bilingual, Record):
    """A type of device, e.g. `PRO-LL-TT`. `sided`: made for one side. `prefabricated`: may go the fast track.

    `iso_9999` is shown only where `iso_mark` says V (verified in a public source) or S (seen in a list).
    """

    HARMLESS: ClassVar[tuple[str, ...]] = (
        "key", "device_class", "name_en", "name_ko", "level", "iso_9999", "iso_mark", "sided", "prefabricated",
        "counts_as_crutch", "card", "position", "active",
    )  # fmt: skip

    key = models.CharField(_("key"), max_length=20, unique=True)
    device_class = models.CharField(_("class"), max_length=20, choices=DeviceClass)
    name_en = models.CharField(_("English name"), max_length=120)
    name_ko = models.CharField(_("Korean name"), max_length=120)
    level = models.CharField(_("level of limb loss"), max_length=30, blank=True)
    iso_9999 = models.CharField("ISO 9999", max_length=8, blank=True)
    iso_mark = models.CharField(max_length=1, blank=True)
    sided = models.BooleanField(_("has a side"), default=False)
    prefabricated = models.BooleanField(_("prefabricated"), default=False)
    counts_as_crutch = models.BooleanField(_("counts as crutch"), default=False)
    card = models.CharField(_("measurement card"), max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    objects = DeviceTypeQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("position", "key")
        constraints = (
            models.CheckConstraint(condition=Q(device_class__in=DeviceClass.values), name="device_type_class_is_known"),
            models.CheckConstraint(
                condition=Q(iso_9999="", iso_mark="") | (~Q(iso_9999="") & Q(iso_mark__in=("V", "S"))),
                name="outside_code_has_a_mark",
            ),
            models.CheckConstraint(
                condition=Q(counts_as_crutch=False) | Q(device_class="walking-aid"), name="crutch_is_a_walking_aid"
            ),
        )
        triggers = (
            *Record.Meta.triggers,
            NEVER_DELETED,
            key_stays("key"),
            pgtrigger.Trigger(
                name="used_keeps_its_nature",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(*NATURE),
                func=USED_TYPE_KEEPS_ITS_NATURE,
            ),
        )

    @property
    def level_name(self) -> str:
        """The level in words; nothing where there is none."""
        return str(Level(self.level).label) if self.level in Level.values else self.level

    @property
    def traits(self) -> list[str]:
        """What sets the type apart, in words."""
        told = ((self.sided, _("one side")), (self.prefabricated, _("prefabricated")),
                (self.counts_as_crutch, _("counts as crutch")))  # fmt: skip
        return [text for text in (self.level_name, *(str(words) for holds, words in told if holds)) if text]
