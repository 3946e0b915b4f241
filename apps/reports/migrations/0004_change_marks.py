"""PostgreSQL marks every change of a counted record, so that kept figures know when they no longer hold.

The claim that everything stands on: **a mark of month m can move only figures of periods whose last month is m or
later.** So whatever a row says of itself, its mark bears the earliest month in which it can be seen, before or after
the change. Why that is enough, by what `count` asks:

* Services (BEN, PRO, PTS, REP, …) count in the month of their date and in every period that holds it; all of these end
  in that month or later. A change of date, person or centre marks both the old month and the new one.
* BENNEW, NEWPRO and NEWORT look at all that was ever done for a person, but only for what came first: a service of a
  later month can never come before the one that is counted, so it can be left out, and a mark in its month is enough.
  An earlier one takes the "first" away from every later month: its mark is in its own, earlier month.
* FOL and the age of a person look at the services within the period: those end in their month or before.
* WAI asks who waited on the last day. A device can be seen from the day it was prescribed until its delivery (whose
  own mark tells it), or until it was closed: a closing moves only figures from then on, except where it was an error,
  which says that it was never ordered.
* LEAD, PROM, ORTM and the types hang on the device or the limb of a delivery: a change of these marks the device's
  first delivery or its prescription, whichever came first. A delivery written meanwhile must lock the device's row
  (a delivered device has a delivery), so that neither can overlook the other.
* A death ends waiting from that day on. What else is known of a person, a limb, a type, a centre's support or who was
  served before this system reaches back to the first month: 0001-01-01.
* Whether a month is reported (filed, closed, or with a service in it: 0 instead of "no report", and who waits and what
  was closed counts at all) is asked of the months within the period: each has its own mark, and a service makes one.
  A late record counts once it was taken into a revision: the decision bears the month of the record.

Each statement adds its marks beside those of others and changes none, so that nobody waits for anybody. What no figure
asks for (a note, a step in the workshop) adds none. New people, limbs and types mark nothing: no service is theirs yet.
"""

from django.db import migrations

ALL_MONTHS = "'0001-01-01'"
MARK = "INSERT INTO reports_changemark (month, weight) SELECT DISTINCT date_trunc('month', found.day)::date, 1 FROM"
AS_SERVICE = ("patient_id", "centre_id", "service_date", "at", "late", "voided_at")
SERVICES = {
    "devices_delivery": (*AS_SERVICE, "device_id", "fast_track"),
    "devices_repair": AS_SERVICE,
    "devices_followup": AS_SERVICE,
    "physio_physiosession": (*AS_SERVICE, "attended", "group_id"),
    "patients_assessment": AS_SERVICE,
}

# While a device is on order somebody waits. The first day on which that, or its line in NDV, can be seen to have ended.
CLOSED = "state IN ('cancelled', 'closed_without_delivery')"


def ended(row: str) -> str:
    return f"""CASE WHEN {row}.{CLOSED} THEN
        CASE {row}.end_reason WHEN 'entered-in-error' THEN least({row}.prescribed_on, {row}.ended_on)
        ELSE {row}.ended_on END END"""


def closing(row: str) -> str:
    """As the figures see it: whether, when and why it was closed."""
    return ", ".join(f"CASE WHEN {row}.{CLOSED} THEN {row}.{name} END" for name in ("ended_on", "end_reason"))


def columns(row: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{row}.{name}" for name in names)


def differ(*names: str) -> str:
    """Whether the old row says something else than the new one; so it does where one of them is missing."""
    return f"({columns('o', names)}) IS DISTINCT FROM ({columns('n', names)})"


PAIRS = "old_rows o FULL JOIN new_rows n ON n.id = o.id"
DEVICE = ("patient_id", "centre_id", "prescribed_on", "device_type_id", "impairment_id", "quantity", "reissue_of_id")

# What a function does, by its name; `changed` are the rows that were added or removed.
FUNCTIONS = {
    "service": f"{MARK} (SELECT service_date AS day FROM changed) found",
    **{
        f"service_update_{table}": f"""{MARK} (
            SELECT unnest(ARRAY[o.service_date, n.service_date]) AS day FROM {PAIRS} WHERE {differ(*names)}
        ) found WHERE found.day IS NOT NULL"""
        for table, names in SERVICES.items()
    },
    "device": f"{MARK} (SELECT least(prescribed_on, ended_on) AS day FROM changed) found",
    "device_update": f"""{MARK} (
            SELECT CASE WHEN {differ(*DEVICE)} THEN least(
                o.prescribed_on, n.prescribed_on, o.ended_on, n.ended_on,
                (SELECT min(y.service_date) FROM devices_delivery y WHERE y.device_id IN (o.id, n.id))
            ) ELSE least({ended("o")}, {ended("n")}) END AS day
            FROM {PAIRS}
            WHERE {differ(*DEVICE)} OR ({closing("o")}) IS DISTINCT FROM ({closing("n")})
        ) found WHERE found.day IS NOT NULL""",
    "patient_update": f"""{MARK} (
            SELECT CASE WHEN {differ("sex", "birth_date", "birth_precision", "is_test")} THEN {ALL_MONTHS}::date
                ELSE least(o.deceased_on, n.deceased_on) END AS day
            FROM {PAIRS}
            WHERE {differ("sex", "birth_date", "birth_precision", "is_test", "deceased_on")}
        ) found WHERE found.day IS NOT NULL""",
    # Somebody who is registered as known from before has not been served under this system yet.
    "access": f"""{MARK} (
            SELECT {ALL_MONTHS}::date AS day FROM changed c
            WHERE c.migrated AND (TG_OP = 'DELETE' OR {" OR ".join(
                f"EXISTS (SELECT 1 FROM {table} s WHERE s.patient_id = c.patient_id)" for table in SERVICES
            )})
        ) found""",
    **{
        f"{name}_update": f"{MARK} (SELECT {ALL_MONTHS}::date AS day FROM {PAIRS} WHERE {differ(*names)}) found"
        for name, names in {
            "impairment": ("cause", "previously_fitted_elsewhere"),
            "access": ("patient_id", "centre_id", "migrated"),
            "type": ("key", "device_class", "counts_as_crutch"),
            "centre": ("code", "time_zone"),
        }.items()
    },
    "anything": f"{MARK} (SELECT {ALL_MONTHS}::date AS day FROM changed) found",
    "support_update": f"""{MARK} (
            SELECT {ALL_MONTHS}::date AS day FROM {PAIRS} WHERE {differ("centre_id", "first_month", "last_month")}
        ) found""",
    "month": f"{MARK} (SELECT first_day AS day FROM changed WHERE state <> 'open' OR filed_at IS NOT NULL) found",
    "month_update": f"""{MARK} (
            SELECT unnest(ARRAY[o.first_day, n.first_day]) AS day
            FROM {PAIRS} WHERE {differ("centre_id", "first_day", "state", "filed_at")}
        ) found WHERE found.day IS NOT NULL""",
    "decision": f"{MARK} (SELECT month AS day FROM changed WHERE kind = 'late') found",
    "decision_update": f"""{MARK} (
            SELECT unnest(ARRAY[o.month, n.month]) AS day
            FROM {PAIRS} WHERE {differ("month", "kind", "model", "row_id", "verdict")}
        ) found WHERE found.day IS NOT NULL""",
}
ADDED, REMOVED, UPDATED = "INSERT", "DELETE", "UPDATE"
ROWS = {
    ADDED: "NEW TABLE AS changed",
    REMOVED: "OLD TABLE AS changed",
    UPDATED: "OLD TABLE AS old_rows NEW TABLE AS new_rows",
}
# Table → event → function.
TRIGGERS = {
    **{
        table: {ADDED: "service", REMOVED: "service", UPDATED: f"service_update_{table}"} for table in SERVICES
    },
    "devices_device": {ADDED: "device", REMOVED: "device", UPDATED: "device_update"},
    "devices_devicetype": {UPDATED: "type_update"},
    "patients_patient": {UPDATED: "patient_update"},
    "patients_impairment": {UPDATED: "impairment_update"},
    "patients_patientaccess": {ADDED: "access", REMOVED: "access", UPDATED: "access_update"},
    "centres_centre": {UPDATED: "centre_update"},
    "centres_supportperiod": {ADDED: "anything", REMOVED: "anything", UPDATED: "support_update"},
    "centres_month": {ADDED: "month", REMOVED: "month", UPDATED: "month_update"},
    "reports_decision": {ADDED: "decision", REMOVED: "decision", UPDATED: "decision_update"},
}


def function(name: str, what: str) -> str:
    return (
        f"CREATE FUNCTION reports_mark_{name}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"BEGIN\n    {what};\n    RETURN NULL;\nEND $$"
    )


def trigger(table: str, event: str, name: str) -> str:
    return (
        f"CREATE TRIGGER mark_{event.lower()} AFTER {event} ON {table} REFERENCING {ROWS[event]} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION reports_mark_{name}()"
    )


CREATE = [function(name, what) for name, what in FUNCTIONS.items()] + [
    trigger(table, event, name) for table, events in TRIGGERS.items() for event, name in events.items()
]
DROP = [f"DROP TRIGGER mark_{event.lower()} ON {table}" for table, events in TRIGGERS.items() for event in events] + [
    f"DROP FUNCTION reports_mark_{name}()" for name in FUNCTIONS
]


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0003_stored_answers"),
        ("devices", "0007_catalogue_stays"),
        ("patients", "0011_nothing_new_for_the_merged"),
        ("physio", "0006_plan_ends_with_an_outcome"),
        ("reports", "0003_numbers_that_stand"),
    ]

    operations = [migrations.RunSQL(CREATE, DROP)]
