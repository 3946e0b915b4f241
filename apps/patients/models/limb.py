"""The words for what is wrong with a limb: kinds, levels, sides, causes, the state of a stump.

A limb is lost at a level of a leg or an arm; the lists run from the most distal level to the most proximal one.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
# Of the trunk or the whole body: these have no side. Every other kind may have one.
SIDELESS = (ImpairmentKind.SPINAL_CORD, ImpairmentKind.SCOLIOSIS)
# Of one limb or one half of the body: without its side something is missing.
SIDED = (
    *LIMB_LOSS, ImpairmentKind.CLUBFOOT, ImpairmentKind.HEMIPLEGIA, ImpairmentKind.NERVE, ImpairmentKind.FRACTURE,
)  # fmt: skip


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

    @property
    def of_arm(self) -> bool:
        return self in ARM

    @property
    def place(self) -> int:
        """The further from the trunk, the lower; of a leg 1 to 7, of an arm 11 to 16."""
        return 11 + ARM.index(self) if self in ARM else 1 + LEG.index(self)


# From the most distal level to the most proximal one.
LEG = (
    Level.PARTIAL_FOOT, Level.SYME, Level.TRANSTIBIAL, Level.KNEE_DISARTICULATION, Level.TRANSFEMORAL,
    Level.HIP_DISARTICULATION, Level.HEMIPELVECTOMY,
)  # fmt: skip
ARM = (
    Level.PARTIAL_HAND, Level.WRIST_DISARTICULATION, Level.TRANSRADIAL, Level.ELBOW_DISARTICULATION,
    Level.TRANSHUMERAL, Level.SHOULDER_DISARTICULATION,
)  # fmt: skip


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


def _all_but(*usual: Cause) -> tuple[Cause, ...]:
    return tuple(cause for cause in Cause if cause not in (*usual, Cause.OTHER, Cause.NOT_KNOWN))


# Causes that hardly ever lead to such an impairment: nearly always one of the two was entered wrongly. Kinds that
# are not here may have any cause.
ODD_CAUSES: dict[ImpairmentKind, tuple[Cause, ...]] = {
    # A limb missing from birth is congenital absence (ICD-10 Q71–Q73); the others weaken a limb and do not take it.
    ImpairmentKind.AMPUTATION: (Cause.CONGENITAL, Cause.CEREBRAL_PALSY, Cause.STROKE, Cause.POLIO, Cause.CLUBFOOT),
    # Missing from birth.
    ImpairmentKind.CONGENITAL_ABSENCE: _all_but(Cause.CONGENITAL),
    # Idiopathic, or of nerve and muscle; never of an injury.
    ImpairmentKind.CLUBFOOT: _all_but(Cause.CLUBFOOT, Cause.CONGENITAL, Cause.CEREBRAL_PALSY, Cause.POLIO),
    # Around birth: lack of oxygen, meningitis.
    ImpairmentKind.CEREBRAL_PALSY: _all_but(Cause.CEREBRAL_PALSY, Cause.CONGENITAL, Cause.INFECTION),
    ImpairmentKind.POLIO: _all_but(Cause.POLIO, Cause.INFECTION),
    # Of the brain: stroke, tumour, infection, a head injury of any kind.
    ImpairmentKind.HEMIPLEGIA: (Cause.FROSTBITE, Cause.DIABETES, Cause.POLIO, Cause.LEPROSY, Cause.CLUBFOOT),
    # Of the cord.
    ImpairmentKind.SPINAL_CORD: (
        Cause.FROSTBITE, Cause.DIABETES, Cause.LEPROSY, Cause.CEREBRAL_PALSY, Cause.STROKE, Cause.CLUBFOOT,
    ),
    # Beyond brain and cord.
    ImpairmentKind.NERVE: (Cause.CEREBRAL_PALSY, Cause.STROKE, Cause.SPINAL_INJURY, Cause.CLUBFOOT),
    # An injury, or a bone weakened by tumour or infection.
    ImpairmentKind.FRACTURE: (
        Cause.FROSTBITE, Cause.VASCULAR, Cause.CONGENITAL, Cause.POLIO, Cause.LEPROSY, Cause.CEREBRAL_PALSY,
        Cause.STROKE, Cause.CLUBFOOT,
    ),
    # It grows: no blast, frost or blood vessel bends a spine.
    ImpairmentKind.SCOLIOSIS: (
        Cause.MINE, Cause.ERW, Cause.FROSTBITE, Cause.DIABETES, Cause.VASCULAR, Cause.LEPROSY, Cause.CLUBFOOT,
    ),
}  # fmt: skip


class PreviouslyFitted(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


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
