"""Measurement and casting cards: which measures a type of device needs, and what was measured."""

from collections.abc import Sequence
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.core.bilingual import Bilingual
from apps.core.models import Record
from apps.devices.models.catalogue import NEVER_DELETED, key_stays
from apps.patients.models.scope import seen_by

# The numbers on record are in the card's unit.
MEASURED_KEEPS_ITS_UNIT = """
    IF NEW.unit <> OLD.unit AND EXISTS (
        SELECT 1 FROM devices_measurement m WHERE m.card = OLD.card AND m."values" -> OLD.key IS NOT NULL)
    THEN
        RAISE EXCEPTION 'measure is in use' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'measured_keeps_its_unit', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
"""


class Unit(models.TextChoices):
    CM = "cm", "cm"
    MM = "mm", "mm"
    DEGREE = "deg", "°"
    KG = "kg", "kg"


@tracked
class MeasureField(Bilingual, Record):
    """One line of a card. Outside the plausible range is advice, outside the possible one is refused."""

    HARMLESS: ClassVar[tuple[str, ...]] = (
        "card", "key", "name_en", "name_ko", "unit", "plausible_from", "plausible_to", "possible_from",
        "possible_to", "position", "active",
    )  # fmt: skip

    card = models.CharField(max_length=20)
    key = models.CharField(max_length=30)
    name_en = models.CharField(max_length=120)
    name_ko = models.CharField(max_length=120)
    unit = models.CharField(max_length=4, choices=Unit)
    plausible_from = models.DecimalField(max_digits=6, decimal_places=1)
    plausible_to = models.DecimalField(max_digits=6, decimal_places=1)
    possible_from = models.DecimalField(max_digits=6, decimal_places=1)
    possible_to = models.DecimalField(max_digits=6, decimal_places=1)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta(Record.Meta):
        ordering = ("card", "position")
        constraints = (
            models.UniqueConstraint(fields=("card", "key"), name="one_measure_per_card_and_key"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="measure_unit_is_known"),
            models.CheckConstraint(
                condition=Q(possible_from__lte=F("plausible_from"))
                & Q(plausible_from__lt=F("plausible_to"))
                & Q(plausible_to__lte=F("possible_to")),
                name="measure_ranges_hold_each_other",
            ),
        )
        triggers = (
            *Record.Meta.triggers,
            NEVER_DELETED,
            key_stays("card", "key"),
            pgtrigger.Trigger(
                name="measured_keeps_its_unit",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("unit"),
                func=MEASURED_KEEPS_ITS_UNIT,
            ),
        )


class MeasurementKind(models.TextChoices):
    MEASURE = "measure", _("Measured")
    CAST = "cast", _("Cast")
    RECAST = "recast", _("Cast again")


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    def visible_to(self, user: Any) -> "MeasurementQuerySet":
        return self.filter(seen_by(user, "device__patient__"))


@tracked
class Measurement(Record):
    """A filled-in card: measure key → number with at most one decimal, in the card's unit. Append-only."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("technician", "values", "reason", "note", "recorded_by")
    HARMLESS: ClassVar[tuple[str, ...]] = ("device", "centre", "at", "service_date", "kind", "card")

    device = models.ForeignKey("devices.Device", models.PROTECT, related_name="measurements")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    service_date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=8, choices=MeasurementKind)
    card = models.CharField(max_length=20, blank=True)
    values: Any = models.JSONField(default=dict, blank=True)
    reason = models.CharField(_("why again"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    technician = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("technician"))
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = MeasurementQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("-at", "-created_at")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=MeasurementKind.values), name="measurement_kind_is_known"),
            models.CheckConstraint(condition=~Q(kind="recast") | ~Q(reason=""), name="recast_has_a_reason"),
        )
        triggers: ClassVar[Sequence[pgtrigger.Trigger]] = (
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return str(self.pk)


class AgeBand(models.TextChoices):
    CHILD = "child", _("Child")
    ADULT = "adult", _("Adult")


@tracked
class ReviewInterval(Record):
    """After how many months a device is due for review and for renewal. The row of the type wins over its class's."""

    HARMLESS: ClassVar[tuple[str, ...]] = (
        "device_class", "device_type", "age_band", "review_months", "renewal_months",
    )  # fmt: skip

    device_class = models.CharField(_("class"), max_length=20)
    device_type = models.ForeignKey(
        "devices.DeviceType", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("type")
    )
    age_band = models.CharField(_("age"), max_length=6, choices=AgeBand)
    review_months = models.PositiveSmallIntegerField(_("review after months"))
    renewal_months = models.PositiveSmallIntegerField(_("renewal after months"))

    class Meta(Record.Meta):
        ordering = ("device_class", "device_type", "age_band")
        constraints = (
            models.UniqueConstraint(
                fields=("device_class", "device_type", "age_band"),
                nulls_distinct=False,
                name="one_interval_per_type_and_age",
            ),
            models.CheckConstraint(condition=Q(age_band__in=AgeBand.values), name="interval_age_is_known"),
            models.CheckConstraint(
                condition=Q(review_months__gte=1, renewal_months__gte=F("review_months"), renewal_months__lte=240),
                name="review_comes_before_renewal",
            ),
        )

    def __str__(self) -> str:
        return f"{self.device_class} {self.age_band}"
