"""From which change on it matters: a threshold holds for the population its source studied, and for nobody else.

Whom somebody belongs to follows from what is on record: amputation of a leg above the foot, injury of the spinal cord,
stroke as the cause of an impairment (guarded: known only to those who see causes). Pain is chronic when it was on
record above 0 more than three months apart (the definition of ICD-11). Of everybody else no threshold is shown.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from apps.patients.models import Impairment
from apps.patients.models.limb import LEG, Cause, ImpairmentKind
from apps.physio.models import OutcomeScore, Population, Threshold

PAIN = "nprs"
CHRONIC = timedelta(days=92)
ABOVE_THE_FOOT = LEG[1:]  # nobody who kept a part of the foot was studied


def populations(
    impairments: Iterable[Impairment], *, guarded: bool, scores: Sequence[OutcomeScore] = ()
) -> frozenset[Population]:
    """The populations somebody belongs to. `guarded`: whether the reader may know causes."""
    found = {Population.ANYONE}
    for impairment in impairments:
        if impairment.kind == ImpairmentKind.AMPUTATION and impairment.level in ABOVE_THE_FOOT:
            found.add(Population.LOWER_LIMB_AMPUTATION)
        if impairment.kind == ImpairmentKind.SPINAL_CORD:
            found.add(Population.SPINAL_CORD_INJURY)
        if guarded and impairment.cause == Cause.STROKE:
            found.add(Population.STROKE)
    if chronic_pain(scores):
        found.add(Population.CHRONIC_PAIN)
    return frozenset(found)


def chronic_pain(scores: Iterable[OutcomeScore]) -> bool:
    """Whether pain above 0 was told more than three months apart."""
    days = [score.service_date for score in scores if score.instrument.key == PAIN and score.total]
    return bool(days) and max(days) - min(days) > CHRONIC


def applying(thresholds: Iterable[Threshold], among: Iterable[Population]) -> list[Threshold]:
    """Those of an instrument's thresholds that hold for somebody of these populations, the smallest first."""
    groups = set(among)
    return sorted((one for one in thresholds if one.population in groups), key=lambda one: (one.value, one.kind))
