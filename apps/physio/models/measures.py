"""Outcome measures as data: what is measured, in which unit, which way is better, from which change on it matters.

"Unable" is a value of its own and not 0. Ordinal grids (muscle strength, range of motion) have no total and are never
averaged. A threshold holds only for the population its source studied.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.core.bilingual import Bilingual
from apps.core.models import Record
from apps.patients.models import CountedService, CountedServiceQuerySet


class InstrumentKind(models.TextChoices):
    MEASURED = "measured", _("Measured value")
    SUM = "sum", _("Sum of its items")
    GRID = "grid", _("Table per joint or muscle and side, without a total")


class Direction(models.TextChoices):
    HIGHER = "higher", _("Higher is better")
    LOWER = "lower", _("Lower is better")
    NONE = "none", _("Neither")


class Population(models.TextChoices):
    LOWER_LIMB_AMPUTATION = "lower-limb-amputation", _("Lower-limb amputation")
    STROKE = "stroke", _("Stroke")
    SPINAL_CORD_INJURY = "spinal-cord-injury", _("Spinal cord injury")
    CHRONIC_PAIN = "chronic-pain", _("Chronic pain")
    ANYONE = "anyone", _("Anyone")


class ThresholdKind(models.TextChoices):
    MCID = "mcid", _("Smallest change that matters (MCID)")
    MDC = "mdc", _("Smallest change that is no chance (MDC)")


class WalkingAid(models.TextChoices):
    NONE = "none", _("No aid")
    STICK = "stick", _("Stick")
    TWO_STICKS = "two-sticks", _("Two sticks")
    CRUTCH = "crutch", _("One crutch")
    CRUTCHES = "crutches", _("Two crutches")
    FRAME = "frame", _("Frame or rollator")
    BARS = "bars", _("Parallel bars")
    HELPER = "helper", _("Helped by a person")


class Named(Bilingual, Record):
    """Abstract: something of the catalogue with a name in both languages."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("key", "name_en", "name_ko", "position")

    key = models.CharField(max_length=30)
    name_en = models.CharField(max_length=160)
    name_ko = models.CharField(max_length=160)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(Record.Meta):
        abstract = True


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    def offered(self) -> "InstrumentQuerySet":
        return self.filter(active=True)


@tracked
class Instrument(Named):
    """A test or scale. `minimum` and `maximum` bound the total, in `unit`; `source` is where its scoring is published.

    `step` is the smallest difference that is written down (0.1 s, 1 point).
    """

    HARMLESS: ClassVar[tuple[str, ...]] = (
        "short", "kind", "unit", "direction", "minimum", "maximum", "step", "source", "note_en", "note_ko", "active",
    )  # fmt: skip

    short = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=InstrumentKind)
    unit = models.CharField(max_length=10, blank=True)
    direction = models.CharField(max_length=8, choices=Direction)
    minimum = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    step = models.DecimalField(max_digits=5, decimal_places=2, default=1)
    source = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    note_ko = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)

    objects = InstrumentQuerySet.as_manager()

    class Meta(Named.Meta):
        ordering = ("position", "key")
        constraints = (
            models.UniqueConstraint(fields=("key",), name="one_instrument_per_key"),
            models.CheckConstraint(condition=Q(kind__in=InstrumentKind.values), name="instrument_kind_is_known"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="instrument_direction_is_known"),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(maximum__gt=F("minimum")),
                name="instrument_range_is_a_range",
            ),
        )


@tracked
class InstrumentItem(Named):
    """One item of a sum or one row of a grid. `values` lists what may be chosen, as [value, English, Korean];
    empty: any whole number from `minimum` to `maximum`. `group` is the joint or muscle group; `sided`: per side."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("instrument", "minimum", "maximum", "values", "group", "sided")

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="items")
    minimum = models.SmallIntegerField()
    maximum = models.SmallIntegerField()
    values: Any = models.JSONField(default=list, blank=True)
    group = models.CharField(max_length=30, blank=True)
    sided = models.BooleanField(default=False)

    class Meta(Named.Meta):
        ordering = ("instrument", "position")
        constraints = (
            models.UniqueConstraint(fields=("instrument", "key"), name="one_item_per_key_of_an_instrument"),
            models.CheckConstraint(condition=Q(maximum__gt=F("minimum")), name="item_range_is_a_range"),
        )


@tracked
class Threshold(Record):
    """The change from which on it matters, for one population. `source` is a citation, never empty."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("instrument", "kind", "value", "population", "source")

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="thresholds")
    kind = models.CharField(max_length=6, choices=ThresholdKind)
    value = models.DecimalField(max_digits=7, decimal_places=2)
    population = models.CharField(max_length=30, choices=Population)
    source = models.CharField(max_length=300)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("instrument", "kind", "population"), name="one_threshold_per_population"),
            models.CheckConstraint(condition=Q(value__gt=0), name="threshold_is_a_change"),
            models.CheckConstraint(condition=~Q(source=""), name="threshold_has_a_source"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


@tracked
class OutcomeScore(CountedService):
    """One measurement. `total` in the instrument's unit; None for a grid, and where the person was unable.

    `items`: item key (with `:L` or `:R` for a side) → whole number, or "unable". Not counted by the donor's report;
    it takes its place in time, its voiding and its lateness from the counted services.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = (
        "total", "items", "unable", "unable_reason", "worn_device", "walking_aid", "assessor", "note",
    )  # fmt: skip
    HARMLESS: ClassVar[tuple[str, ...]] = ("instrument", "episode", "barefoot")

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+")
    episode = models.ForeignKey("patients.Episode", models.PROTECT, null=True, blank=True, related_name="scores")
    total = models.DecimalField(_("result"), max_digits=7, decimal_places=2, null=True, blank=True)
    items: Any = models.JSONField(default=dict, blank=True)
    unable = models.BooleanField(_("unable"), default=False)
    unable_reason = models.CharField(_("why unable"), max_length=200, blank=True)
    worn_device = models.ForeignKey(
        "devices.Device", models.PROTECT, null=True, blank=True, related_name="scores", verbose_name=_("device worn")
    )
    barefoot = models.BooleanField(_("no device worn"), default=False)
    walking_aid = models.CharField(_("walking aid used"), max_length=12, choices=WalkingAid, blank=True)
    assessor = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("measured by"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = CountedServiceQuerySet["OutcomeScore"].as_manager()

    class Meta(CountedService.Meta):
        constraints = (
            *CountedService.Meta.constraints,
            models.CheckConstraint(
                condition=Q(unable=True, total=None) | Q(unable=False, unable_reason=""), name="unable_has_no_result"
            ),
            models.CheckConstraint(
                condition=Q(walking_aid="") | Q(walking_aid__in=WalkingAid.values), name="walking_aid_is_known"
            ),
            models.CheckConstraint(condition=Q(worn_device=None) | Q(barefoot=False), name="device_worn_or_not"),
        )
