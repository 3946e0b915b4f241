"""The one relation of facts behind every figure: which row counts for which indicator, and in which column.

A figure is an aggregate over it and a drill-down is a listing of it, so that a cell and its rows cannot differ.
What a counted service is, is asked of the models (`counted()`); which rows an indicator takes, of definitions.

Columns of `fact`: code, detail, model, id, version, patient_id, centre_id, happened, units, band.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Value

from apps.centres.models import Centre
from apps.core.ages import ADULT_AGE
from apps.devices.models import Delivery, FollowUp, Repair
from apps.patients.models import Assessment, CountedService
from apps.physio.models import PhysioSession
from apps.reports.indicators.definitions import Indicator
from apps.reports.models import Decision, Verdict, Waiting
from apps.reports.periods import Period

SERVICES: tuple[type[CountedService], ...] = (Delivery, Repair, FollowUp, PhysioSession, Assessment)
SERVICE_FIELDS = (
    "id", "version", "patient_id", "centre_id", "service_date", "at", "late",
    "patient__sex", "patient__birth_date", "patient__birth_precision",
)  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """SQL and its parameters, in the order in which they stand in it."""

    text: str
    params: tuple[Any, ...] = ()

    def then(self, text: str, *params: Any) -> "Statement":
        return Statement(f"{self.text}\n{text}", (*self.params, *params))


@dataclass(frozen=True)
class Span:
    """A run of supported months of one centre: only what lies in it is reported to the donor."""

    centre: Centre
    period: Period


def model_name(service: type[CountedService]) -> str:
    """The name of a service in the column `model`, e.g. `physiosession`."""
    return service._meta.model_name or ""


def in_the_books(kind: type[CountedService], taking: Collection[UUID] = ()) -> Q:
    """What came late to its month counts once it was taken into a revision (IND-21); `taking`: as if these were."""
    taken = Decision.objects.filter(
        kind=Waiting.LATE, verdict=Verdict.TAKEN, model=model_name(kind), row_id=OuterRef("pk")
    )
    return Q(Q(late=False) | Exists(taken) | Q(pk__in=list(taking)))


def services(taking: Collection[UUID] = ()) -> Statement:
    """Every counted service of every kind, at any time and centre, as one SELECT. `taking` as `in_the_books` has it."""
    kinds = [
        kind._default_manager.counted()  # type: ignore[attr-defined]
        .filter(in_the_books(kind, taking))
        .annotate(model=Value(model_name(kind)))
        .order_by()
        .values_list("model", *SERVICE_FIELDS)
        for kind in SERVICES
    ]
    text, params = kinds[0].union(*kinds[1:], all=True).query.sql_with_params()
    return Statement(text, tuple(params))


def relation(
    spans: Sequence[Span], period: Period, indicators: Iterable[Indicator], taking: Collection[UUID] = ()
) -> Statement:
    """`WITH … fact AS (…)` for the indicators asked for; append a SELECT from `fact`.

    `spans` are the supported months of the scope's centres within `period`; `taking` as `in_the_books` has it.
    """
    counted = services(taking)
    facts = "\n    UNION ALL ".join(_facts_of(indicator) for indicator in indicators)
    still = [span.centre.pk for span in spans if span.period.last_month == period.last_month]
    return (
        Statement("WITH")
        .then(
            COVERED,
            [span.centre.pk for span in spans],
            [span.period.first for span in spans],
            [span.period.last for span in spans],
        )
        .then(SERVICE.format(services=counted.text), *counted.params)
        .then(SERVED, *_reach(spans))
        .then(DELIVERED + NEWCOMER + FITTED + GROUPED + CLOSED)
        .then(WAITING, period.last, still, *(period.last,) * 4)
        .then(FACT.format(facts=facts, adult=ADULT_AGE))
    )


def _reach(spans: Sequence[Span]) -> tuple[date | None, date | None, list[UUID]]:
    """From when, until when and where anything can lie: what `covered` says too, but known before it is looked at."""
    first = min((span.period.first for span in spans), default=None)
    last = max((span.period.last for span in spans), default=None)
    return first, last, [span.centre.pk for span in spans]


def _facts_of(indicator: Indicator) -> str:
    """The indicator's own rows, from its source; made of our own definitions, never of input."""
    age_at = "aged_on" if indicator.persons else "happened"
    return (
        f"SELECT '{indicator.code}' AS code, {indicator.detail} AS detail, {indicator.units} AS units,"  # noqa: S608
        f" {age_at} AS age_at, model, id, version, patient_id, centre_id, happened, sex, birth_date"
        f" FROM {indicator.source} WHERE {indicator.where}"
    )


COVERED = """
covered (centre_id, first, last) AS (SELECT * FROM unnest(%s::uuid[], %s::date[], %s::date[])),
"""
SERVICE = """
service (model, id, version, patient_id, centre_id, happened, at, late, sex, birth_date, birth_precision)
AS NOT MATERIALIZED ({services}),
"""
# A person is as old, in every person figure, as at the first counted service in this scope and period. The bounds stand
# there a second time as constants: by these PostgreSQL finds the rows of a month among those of ten years.
SERVED = """
served AS MATERIALIZED (
    SELECT s.*,
           min(s.happened) OVER person AS aged_on,
           min(s.happened) OVER here AS first_here,
           bool_or(s.model = 'delivery') OVER here AS got_device
    FROM covered c JOIN service s ON s.centre_id = c.centre_id AND s.happened BETWEEN c.first AND c.last
    WHERE s.happened BETWEEN %s AND %s AND s.centre_id = ANY(%s::uuid[])
    WINDOW person AS (PARTITION BY s.patient_id), here AS (PARTITION BY s.patient_id, s.centre_id)
),
"""
DELIVERED = """
delivered AS (
    SELECT s.*, d.quantity, d.reissue_of_id IS NOT NULL AS again, t.key AS type_key, t.device_class,
           t.counts_as_crutch, coalesce(i.cause, '') AS cause
    FROM served s
    JOIN devices_delivery y ON y.id = s.id
    JOIN devices_device d ON d.id = y.device_id
    JOIN devices_devicetype t ON t.id = d.device_type_id
    LEFT JOIN patients_impairment i ON i.id = d.impairment_id
    WHERE s.model = 'delivery'
),
"""
NEWCOMER = """
newcomer AS (
    SELECT s.* FROM served s
    WHERE s.happened = s.first_here AND NOT EXISTS (
        SELECT 1 FROM service b
        WHERE b.patient_id = s.patient_id AND b.centre_id = s.centre_id AND b.happened < s.happened
    ) AND NOT EXISTS (
        SELECT 1 FROM patients_patientaccess a
        WHERE a.patient_id = s.patient_id AND a.centre_id = s.centre_id AND a.migrated
    )
),
"""
# All devices of a class handed over on the person's first such day, at the centre that came first on it.
FITTED = """
first_day AS (
    SELECT s.id, t.device_class, s.centre_id,
           rank() OVER (PARTITION BY s.patient_id, t.device_class ORDER BY s.happened) AS day,
           first_value(s.centre_id) OVER (
               PARTITION BY s.patient_id, t.device_class ORDER BY s.happened, s.at, s.id
           ) AS first_centre,
           bool_or(coalesce(i.previously_fitted_elsewhere, 'unknown') = 'yes') OVER same_day AS elsewhere,
           bool_or(coalesce(i.previously_fitted_elsewhere, 'unknown') = 'unknown') OVER same_day AS elsewhere_unknown
    FROM service s
    JOIN devices_delivery y ON y.id = s.id
    JOIN devices_device d ON d.id = y.device_id
    JOIN devices_devicetype t ON t.id = d.device_type_id
    LEFT JOIN patients_impairment i ON i.id = d.impairment_id
    WHERE s.model = 'delivery' AND t.device_class IN ('prosthesis', 'orthosis')
      AND s.patient_id IN (SELECT patient_id FROM delivered WHERE device_class IN ('prosthesis', 'orthosis'))
    WINDOW same_day AS (PARTITION BY s.patient_id, t.device_class, s.happened)
),
fitted AS (
    SELECT s.*, f.device_class, f.elsewhere_unknown
    FROM first_day f JOIN served s ON s.id = f.id AND s.model = 'delivery'
    WHERE f.day = 1 AND f.centre_id = f.first_centre AND NOT f.elsewhere
),
"""
GROUPED = """
grouped AS (
    SELECT s.*, p.group_id FROM served s JOIN physio_physiosession p ON p.id = s.id
    WHERE s.model = 'physiosession' AND p.group_id IS NOT NULL
),
"""
CLOSED = """
closed AS (
    SELECT 'device' AS model, d.id, d.version, d.patient_id, d.centre_id, d.ended_on AS happened, d.quantity,
           d.end_reason, p.sex, p.birth_date
    FROM covered c
    JOIN devices_device d ON d.centre_id = c.centre_id AND d.ended_on BETWEEN c.first AND c.last
    JOIN patients_patient p ON p.id = d.patient_id AND NOT p.is_test
    WHERE d.state IN ('cancelled', 'closed_without_delivery') AND d.end_reason <> 'entered-in-error'
),
"""
# Who waited at the end of the last day, told from what is known today.
WAITING = """
waiting AS (
    SELECT 'device' AS model, d.id, d.version, d.patient_id, d.centre_id, d.prescribed_on AS happened,
           p.sex, p.birth_date, %s::date AS aged_on
    FROM devices_device d
    JOIN patients_patient p ON p.id = d.patient_id AND NOT p.is_test
    WHERE d.centre_id = ANY(%s::uuid[]) AND d.prescribed_on <= %s
      AND (p.deceased_on IS NULL OR p.deceased_on > %s)
      AND (d.state NOT IN ('cancelled', 'closed_without_delivery')
           OR (d.ended_on > %s AND d.end_reason <> 'entered-in-error'))
      AND NOT EXISTS (
          SELECT 1 FROM service s JOIN devices_delivery y ON y.id = s.id
          WHERE s.model = 'delivery' AND y.device_id = d.id AND s.happened <= %s
      )
),
"""
FACT = """
fact AS (
    SELECT code, detail, model, id, version, patient_id, centre_id, happened, units,
           CASE WHEN birth_date IS NULL OR sex NOT IN ('F', 'M') THEN 'other'
                WHEN age_at - interval '{adult} years' < birth_date
                THEN CASE sex WHEN 'F' THEN 'girls' ELSE 'boys' END
                ELSE CASE sex WHEN 'F' THEN 'women' ELSE 'men' END
           END AS band
    FROM (
    {facts}
    ) raw
)
"""
