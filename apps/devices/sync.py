"""What of devices, and of the catalogue they come from, travels to tablets."""

from apps.core.sync_spec import Travels
from apps.devices.models import (
    CheckOut,
    Delivery,
    Device,
    DeviceType,
    Fitting,
    FollowUp,
    MeasureField,
    Measurement,
    Repair,
    Term,
)

SERVICE = ("patient", "centre", "device", "at", "service_date", "late", "voided_at", "void_reason")
KINDS = (
    Travels(
        "device", Device,
        ("patient", "centre", "episode", "impairment", "device_type", "side", "technology", "stage", "quantity", "pair",
         "spec", "serial_number", "components", "replaces", "reissue_of", "technician", "note", "prescribed_on",
         "state", "held_state", "hold_reason", "ended_on", "end_reason", "end_note"),
    ),
    Travels("measurement", Measurement, ("device", "centre", "at", "service_date", "kind", "card", "values", "reason",
                                         "note", "technician"), about="device"),
    Travels("fitting", Fitting, ("device", "centre", "at", "service_date", "technician", "finding_keys", "findings",
                                 "adjustment_keys", "adjustments", "next_step"), about="device"),
    Travels("checkout", CheckOut, ("device", "centre", "at", "service_date", "technician", "checklist", "points",
                                   "passed", "override_reason"), about="device"),
    Travels("delivery", Delivery, (*SERVICE, "technician", "fast_track", "user_trained", "training_keys", "handed_to",
                                   "note")),
    Travels("repair", Repair, (*SERVICE, "episode", "kind", "technician", "parts", "minutes", "note")),
    Travels("followup", FollowUp, (*SERVICE, "seen_by", "findings")),
    Travels("device_type", DeviceType, ("key", "name_en", "name_ko", "device_class", "level", "sided",
                                          "prefabricated", "counts_as_crutch", "card", "position", "active"),
            about="all"),
    Travels("term", Term, ("kind", "key", "name_en", "name_ko", "device_class", "position", "active"), about="all"),
    Travels("measure_field", MeasureField, ("card", "key", "name_en", "name_ko", "unit", "plausible_from",
                                            "plausible_to", "possible_from", "possible_to", "position", "active"),
            about="all"),
)  # fmt: skip
