"""What is wrong with which limb. The cause belongs to the limb, not to the person: one leg may be lost to a
mine and the other, years later, to diabetes (IND-05)."""

from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.core.models import Record
from apps.patients.models import known_date
from apps.patients.models.known_date import DatePrecision
from apps.patients.models.limb import (
    ARM,
    LIMB_LOSS,
    ODD_CAUSES,
    SIDED,
    Cause,
    ImpairmentKind,
    Level,
    PreviouslyFitted,
    Side,
    StumpCondition,
)
from apps.patients.models.scope import seen_by

if TYPE_CHECKING:
    from apps.accounts.models import User


class ImpairmentQuerySet(models.QuerySet["Impairment"]):
    def visible_to(self, user: "User") -> "ImpairmentQuerySet":
        return self.filter(seen_by(user))

    def limb_loss(self) -> "ImpairmentQuerySet":
        return self.filter(kind__in=LIMB_LOSS)

    # What the records lack or contradict; in words, for one person: apps.patients.contradictions.

    def without_cause(self) -> "ImpairmentQuerySet":
        """Lost limbs of which nobody wrote down why; "not known" is an answer."""
        return self.limb_loss().filter(cause="")

    def without_side(self) -> "ImpairmentQuerySet":
        return self.filter(side="", kind__in=SIDED)

    def with_odd_cause(self) -> "ImpairmentQuerySet":
        """With a cause that hardly ever leads to such an impairment (ODD_CAUSES)."""
        return self.filter(reduce(or_, (Q(kind=kind, cause__in=causes) for kind, causes in ODD_CAUSES.items())))

    def in_the_future(self, today: date) -> "ImpairmentQuerySet":
        """With a date that lies after `today`, whichever day it stands for."""
        return self._with_days().filter(
            Q(onset_first__gt=today) | Q(amputated_first__gt=today) | Q(stump_examined_on__gt=today)
        )

    def outside_life(self) -> "ImpairmentQuerySet":
        """With a date before the person's birth or after the death; of a birth known as an age only the year is."""
        born, died = F("born_first"), F("patient__deceased_on")
        return self._with_days().filter(
            Q(onset_last__lt=born) | Q(amputated_last__lt=born) | Q(stump_examined_on__lt=born)
            | Q(onset_first__gt=died) | Q(amputated_first__gt=died) | Q(stump_examined_on__gt=died)
        )  # fmt: skip

    def in_wrong_order(self) -> "ImpairmentQuerySet":
        """Amputated before the injury, or the stump examined before there was one."""
        return self._with_days().filter(
            Q(amputated_last__lt=F("onset_first")) | Q(stump_examined_on__lt=F("amputated_first"))
        )

    def lost_twice(self) -> "ImpairmentQuerySet":
        """Limbs that were gone already, at the same or a more proximal level; a later shortening is none of these.

        Which came first say the dates where both have one and they differ, else the order of recording.
        """
        own = ExpressionWrapper(OuterRef("lost"), output_field=DateField(null=True))
        sooner = Q(lost__lt=F("own")) | (
            (Q(lost=None) | Q(own=None) | Q(lost=F("own"))) & Q(created_at__lt=OuterRef("created_at"))
        )
        beyond = {"place__gte": OuterRef("place"), **{name: OuterRef(name) for name in ("patient", "side", "arm")}}
        others = Impairment.objects.all()._with_places().annotate(own=own).exclude(pk=OuterRef("pk"))
        return self._with_places().filter(Exists(others.filter(sooner, **beyond)))

    def _with_places(self) -> "ImpairmentQuerySet":
        """Limb losses with how far up they reach, whether it is an arm, and when the limb was lost."""
        places = [When(level=level, then=level.place) for level in Level]
        return self.limb_loss().annotate(
            place=Case(*places, default=0), arm=Case(When(level__in=ARM, then=True), default=False),
            lost=Coalesce("amputated_on", "onset_on"),
        )  # fmt: skip

    def _with_days(self) -> "ImpairmentQuerySet":
        """With the first and the last day that each date may stand for."""
        return self.annotate(
            onset_first=known_date.first_day("onset_on", "onset_precision"),
            onset_last=known_date.last_day("onset_on", "onset_precision"),
            amputated_first=known_date.first_day("amputated_on", "amputated_precision"),
            amputated_last=known_date.last_day("amputated_on", "amputated_precision"),
            born_first=known_date.first_day("patient__birth_date", "patient__birth_precision"),
        )


@tracked
class Impairment(Record):
    """One impairment of one limb or body part. Limb loss has a level and a side; `cause` empty means not recorded.

    A date known as a month stands as its 15th, one known as a year as its 1 July; its precision says so.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = (
        "patient", "kind", "level", "side", "onset_on", "onset_precision", "amputated_on", "amputated_precision",
        "stump_conditions", "stump_examined_on", "previously_fitted_elsewhere", "note", "recorded_by",
    )  # fmt: skip
    GUARDED: ClassVar[tuple[str, ...]] = ("cause",)

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="impairments")
    kind = models.CharField(_("impairment"), max_length=20, choices=ImpairmentKind)
    level = models.CharField(_("level"), max_length=30, choices=Level, blank=True)
    side = models.CharField(_("side"), max_length=1, choices=Side, blank=True)
    cause = models.CharField(_("cause"), max_length=20, choices=Cause, blank=True)
    onset_on = models.DateField(_("date of injury or onset"), null=True, blank=True)
    onset_precision = models.CharField(max_length=8, choices=DatePrecision, blank=True)
    amputated_on = models.DateField(_("date of amputation"), null=True, blank=True)
    amputated_precision = models.CharField(max_length=8, choices=DatePrecision, blank=True)
    stump_conditions = ArrayField(
        models.CharField(max_length=16, choices=StumpCondition), default=list, blank=True,
        verbose_name=_("condition of the stump"),
    )  # fmt: skip
    stump_examined_on = models.DateField(_("stump examined on"), null=True, blank=True)
    previously_fitted_elsewhere = models.CharField(
        _("previously fitted elsewhere"), max_length=10, choices=PreviouslyFitted, default=PreviouslyFitted.UNKNOWN
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    objects = ImpairmentQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("created_at",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(kind__in=("amputation", "congenital-absence")) | (~Q(level="") & ~Q(side="")),
                name="limb_loss_has_level_and_side",
            ),
            models.CheckConstraint(
                condition=Q(level="") | Q(kind__in=("amputation", "congenital-absence")), name="level_is_of_limb_loss"
            ),
            models.CheckConstraint(condition=Q(side="") | Q(side__in=Side.values), name="impairment_side_is_known"),
            models.CheckConstraint(condition=Q(cause="") | Q(cause__in=Cause.values), name="impairment_cause_is_known"),
            models.CheckConstraint(
                condition=Q(onset_on=None, onset_precision="")
                | Q(onset_on__isnull=False, onset_precision__in=DatePrecision.values),
                name="onset_has_a_precision",
            ),
            models.CheckConstraint(
                condition=Q(amputated_on=None, amputated_precision="")
                | Q(amputated_on__isnull=False, amputated_precision__in=DatePrecision.values),
                name="amputation_has_a_precision",
            ),
            models.CheckConstraint(
                condition=Q(amputated_on=None, stump_conditions=[], stump_examined_on=None)
                | Q(kind__in=("amputation", "congenital-absence")),
                name="stump_is_of_limb_loss",
            ),
            models.CheckConstraint(
                condition=Q(stump_conditions__contained_by=StumpCondition.values), name="stump_condition_is_known"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def label(self) -> str:
        """What, where and which side, in the active language; never the cause, which is guarded."""
        parts = [self.get_level_display() or self.get_kind_display(), self.get_side_display()]
        return " · ".join(part for part in parts if part)

    @property
    def onset_text(self) -> str:
        """The date of injury or onset as far as it is known: 1999-04-01, 1999-04, 1999, or nothing."""
        return known_date.text(self.onset_on, self.onset_precision)

    @property
    def amputated_text(self) -> str:
        """The date of amputation as far as it is known."""
        return known_date.text(self.amputated_on, self.amputated_precision)

    @property
    def is_limb_loss(self) -> bool:
        return self.kind in LIMB_LOSS

    @property
    def lost_on(self) -> date | None:
        """The day the limb was lost, as well as it is known."""
        return self.amputated_on or self.onset_on

    @property
    def stump_labels(self) -> list[str]:
        """The conditions of the stump in the active language, in the order of the list."""
        return [str(condition.label) for condition in StumpCondition if condition in self.stump_conditions]
