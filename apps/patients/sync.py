"""What of a patient's file travels to tablets."""

from apps.core.sync_spec import Travels
from apps.patients.models import Appointment, Assessment, Consent, Document, Episode, Goal, Impairment, Patient

KINDS = (
    Travels(
        "patient", Patient,
        ("centre", "number", "name_hangul", "name_romanised", "sex", "birth_date", "birth_precision", "province",
         "county", "village", "address", "phone", "caregiver_name", "caregiver_relation", "caregiver_phone",
         "referral_source", "category", "deceased_on", "care_ended_on", "care_ended_as", "care_end_reason",
         "care_end_note", "is_test"),
        about="self",
    ),
    Travels(
        "impairment", Impairment,
        ("patient", "kind", "level", "side", "cause", "onset_on", "onset_precision", "amputated_on",
         "amputated_precision", "stump_conditions", "stump_examined_on", "previously_fitted_elsewhere", "note"),
    ),
    Travels("consent", Consent, ("patient", "centre", "kind", "given_on", "manner", "given_by", "withdrawn_on",
                                 "withdrawal_reason")),
    Travels("episode", Episode, ("patient", "centre", "reason", "opened_on", "closed_on", "outcome_kind", "outcome")),
    Travels("assessment", Assessment, ("patient", "centre", "episode", "at", "service_date", "decision", "findings",
                                       "late", "voided_at", "void_reason")),
    Travels("goal", Goal, ("patient", "episode", "text", "set_on", "due_on", "state", "reviewed_on", "review")),
    Travels("appointment", Appointment, ("patient", "centre", "kind", "starts_at", "minutes", "provider", "state",
                                         "note")),
    Travels("document", Document, ("patient", "centre", "kind", "title", "made_on", "media_type", "size", "sha256",
                                   "removed_at")),
)  # fmt: skip
