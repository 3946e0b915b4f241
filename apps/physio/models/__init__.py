from apps.physio.models.measures import (
    Direction,
    Instrument,
    InstrumentItem,
    InstrumentKind,
    OutcomeScore,
    Population,
    Threshold,
    ThresholdKind,
    WalkingAid,
)
from apps.physio.models.plans import PlanOutcome, PlanReview, Progress, TreatmentPlan
from apps.physio.models.sessions import GroupSession, PhysioSession, PhysioSessionQuerySet, Technique

__all__ = [
    "Direction",
    "GroupSession",
    "Instrument",
    "InstrumentItem",
    "InstrumentKind",
    "OutcomeScore",
    "PhysioSession",
    "PhysioSessionQuerySet",
    "PlanOutcome",
    "PlanReview",
    "Population",
    "Progress",
    "Technique",
    "Threshold",
    "ThresholdKind",
    "TreatmentPlan",
    "WalkingAid",
]
