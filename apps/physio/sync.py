"""What of physiotherapy and outcome measures travels to tablets."""

from apps.core.sync_spec import Travels
from apps.physio.models import (
    GroupSession,
    Instrument,
    InstrumentItem,
    OutcomeScore,
    PhysioSession,
    PlanReview,
    TreatmentPlan,
)

SERVICE = ("patient", "centre", "at", "service_date", "late", "voided_at", "void_reason")
KINDS = (
    Travels(
        "plan", TreatmentPlan,
        ("patient", "centre", "episode", "therapist", "aim", "started_on", "weekly", "planned", "review_on", "ended_on",
         "outcome", "outcome_note"),
    ),
    Travels("review", PlanReview, ("patient", "plan", "on", "progress", "note", "next_on")),
    Travels("group", GroupSession, ("centre", "at", "service_date", "title", "minutes", "therapist"), about="centre"),
    Travels(
        "session", PhysioSession,
        (*SERVICE, "plan", "group", "minutes", "device_related", "techniques", "therapist", "attended", "note"),
    ),
    Travels(
        "score", OutcomeScore,
        (*SERVICE, "instrument", "episode", "total", "items", "unable", "unable_reason", "worn_device", "barefoot",
         "walking_aid", "assessor", "note"),
    ),
    Travels("instrument", Instrument, ("key", "name_en", "name_ko", "short", "kind", "unit", "direction", "minimum",
                                       "maximum", "step", "note_en", "note_ko", "active"), about="all"),
    Travels("instrument_item", InstrumentItem, ("instrument", "key", "name_en", "name_ko", "position", "minimum",
                                                "maximum", "values", "group", "sided"), about="all"),
)  # fmt: skip
