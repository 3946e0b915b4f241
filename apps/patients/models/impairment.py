"""What is wrong with which limb. The cause belongs to the limb, not to the person: one leg may be lost to a
mine and the other, years later, to diabetes (IND-05)."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.core.models import Record
from apps.patients.models.scope import seen_by

if TYPE_CHECKING:
    from apps.accounts.models import User


class ImpairmentKind(models.TextChoices):
    AMPUTATION = "amputation", _("Amputation")
    CONGENITAL_ABSENCE = "congenital-absence", _("Congenital absence of the limb")
    CLUBFOOT = "clubfoot", _("Clubfoot")
    CEREBRAL_PALSY = "cerebral-palsy", _("Cerebral palsy")
    POLIO = "polio", _("Poliomyelitis sequelae")
    HEMIPLEGIA = "hemiplegia", _("Hemiplegia")
    SPINAL_CORD = "spinal-cord", _("Spinal cord injury")
    DEFORMITY = "deformity", _("Limb deformity or length difference")
    NERVE = "nerve", _("Peripheral nerve injury")
    FRACTURE = "fracture", _("Fracture or joint injury")
    SCOLIOSIS = "scoliosis", _("Scoliosis")
    OTHER = "other", _("Other")


LIMB_LOSS = (ImpairmentKind.AMPUTATION, ImpairmentKind.CONGENITAL_ABSENCE)


class Level(models.TextChoices):
    PARTIAL_FOOT = "partial-foot", _("Partial foot")
    SYME = "syme", _("Syme / ankle disarticulation")
    TRANSTIBIAL = "transtibial", _("Transtibial")
    KNEE_DISARTICULATION = "knee-disarticulation", _("Knee disarticulation")
    TRANSFEMORAL = "transfemoral", _("Transfemoral")
    HIP_DISARTICULATION = "hip-disarticulation", _("Hip disarticulation")
    HEMIPELVECTOMY = "hemipelvectomy", _("Hemipelvectomy")
    PARTIAL_HAND = "partial-hand", _("Partial hand / fingers")
    WRIST_DISARTICULATION = "wrist-disarticulation", _("Wrist disarticulation")
    TRANSRADIAL = "transradial", _("Transradial")
    ELBOW_DISARTICULATION = "elbow-disarticulation", _("Elbow disarticulation")
    TRANSHUMERAL = "transhumeral", _("Transhumeral")
    SHOULDER_DISARTICULATION = "shoulder-disarticulation", _("Shoulder disarticulation")


class Side(models.TextChoices):
    LEFT = "L", _("Left")
    RIGHT = "R", _("Right")


class Cause(models.TextChoices):
    MINE = "mine", _("Mine")
    ERW = "erw", _("Explosive remnant of war")
    OTHER_WEAPON = "other-weapon", _("Other weapon")
    ROAD_RAIL = "road-rail", _("Road or rail accident")
    WORK_FARM = "work-farm", _("Work or farm accident")
    BURN = "burn", _("Burn or electric")
    FROSTBITE = "frostbite", _("Frostbite")
    DIABETES = "diabetes", _("Diabetes")
    VASCULAR = "vascular", _("Vascular disease")
    INFECTION = "infection", _("Infection")
    TUMOUR = "tumour", _("Tumour")
    CONGENITAL = "congenital", _("Congenital")
    POLIO = "polio", _("Poliomyelitis")
    LEPROSY = "leprosy", _("Leprosy")
    CEREBRAL_PALSY = "cerebral-palsy", _("Cerebral palsy")
    STROKE = "stroke", _("Stroke")
    SPINAL_INJURY = "spinal-injury", _("Spinal injury")
    CLUBFOOT = "clubfoot", _("Clubfoot")
    OTHER = "other", _("Other")
    NOT_KNOWN = "not-known", _("Not known")


MINE_ERW = (Cause.MINE, Cause.ERW)


class PreviouslyFitted(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class DatePrecision(models.TextChoices):
    DAY = "day", _("Exact date")
    MONTH = "month", _("Month and year")
    YEAR = "year", _("Year only")


class StumpCondition(models.TextChoices):
    SOUND = "sound", _("Sound")
    OEDEMA = "oedema", _("Oedema")
    WOUND = "wound", _("Wound or skin breakdown")
    SCAR = "scar", _("Adherent or sensitive scar")
    NEUROMA = "neuroma", _("Neuroma")
    BONE_SPUR = "bone-spur", _("Bone spur")
    CONTRACTURE = "contracture", _("Contracture")
    WEAKNESS = "weakness", _("Muscle weakness")
    UNSTABLE_VOLUME = "unstable-volume", _("Changing volume")
    PHANTOM_PAIN = "phantom-pain", _("Phantom pain")
    STUMP_PAIN = "stump-pain", _("Stump pain")
    SHORT = "short", _("Very short stump")


class ImpairmentQuerySet(models.QuerySet["Impairment"]):
    def visible_to(self, user: "User") -> "ImpairmentQuerySet":
        return self.filter(seen_by(user)).distinct()


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
