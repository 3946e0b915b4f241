"""The one relation of facts behind every figure: which row counts for which indicator, and in which column.

A figure is an aggregate over it and a drill-down is a listing of it, so that a cell and its rows cannot differ.
What a counted service is, is asked of the models (`counted()`); which rows an indicator takes, of definitions.

Columns of `fact`: code, detail, model, id, version, patient_id, centre_id, happened, units, band.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, UUIDField, Value

from apps.centres.models import Centre
from apps.core.ages import ADULT_AGE
from apps.devices.models import Delivery, FollowUp, Repair
from apps.patients.models import Assessment, CountedService
from apps.physio.models import PhysioSession
from apps.reports.indicators.definitions import Indicator
from apps.reports.models import Decision, Verdict, Waiting
from apps.reports.periods import Period

# Sessions first: whoever was there before most likely had one, and is not looked for any further.
SERVICES: tuple[type[CountedService], ...] = (PhysioSession, Delivery, Repair, FollowUp, Assessment)
SERVICE_FIELDS = ("id", "version", "patient_id", "centre_id", "service_date", "at", "late")
# What a service hangs on, where a figure asks for it: the device that was handed over, the group of a session.
CONCERNS: dict[type[CountedService], str] = {Delivery: "device_id", PhysioSession: "group_id"}


@dataclass(frozen=True)
class Statement:
    """SQL and its parameters, in the order in which they stand in it."""

    text: str
    params: tuple[Any, ...] = ()

    def then(self, text: str, *params: Any) -> "Statement":
        return Statement(f"{self.text}\n{text}", (*self.params, *params))

    def fetch(self) -> list[tuple[Any, ...]]:
        """Its rows."""
        with connection.cursor() as cursor:
            cursor.execute(self.text, self.params)
            return cursor.fetchall()


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


def confirmed(taking: Collection[UUID] = ()) -> Statement:
    """Every service of every kind that counts if it was done for a real person, at any time and centre, as one SELECT.

    `taking` as `in_the_books` has it. Who is real is asked once of all kinds together, where the rows are few.
    """
    kinds = [
        kind._default_manager.confirmed()  # type: ignore[attr-defined]
        .filter(in_the_books(kind, taking))
        .annotate(model=Value(model_name(kind)), concerns=_concerns(kind))
        .order_by()
        .values_list("model", *SERVICE_FIELDS, "concerns")
        for kind in SERVICES
    ]
    text, params = kinds[0].union(*kinds[1:], all=True).query.sql_with_params()
    return Statement(text, tuple(params))


def _concerns(kind: type[CountedService]) -> F | Value:
    return F(CONCERNS[kind]) if kind in CONCERNS else Value(None, output_field=UUIDField())


def services(taking: Collection[UUID] = ()) -> Statement:
    """Every counted service as one SELECT: kind, key, version, person, centre and day (`happened`)."""
    counted = confirmed(taking)
    return Statement(COUNTED.format(confirmed=counted.text), counted.params)


def relation(
    spans: Sequence[Span], period: Period, indicators: Iterable[Indicator], taking: Collection[UUID] = ()
) -> Statement:
    """`WITH … fact AS (…)` for the indicators asked for; append a SELECT from `fact`.

    `spans` are the supported months of the scope's centres within `period`; `taking` as `in_the_books` has it.
    """
    asked = list(indicators)
    counted = confirmed(taking)
    statement = Statement("WITH").then(CONFIRMED.format(confirmed=counted.text), *counted.params)
    if any(indicator.source != "waiting" for indicator in asked):
        served, closed = within("s.happened", "s.centre_id", spans), within("d.ended_on", "d.centre_id", spans)
        statement = (
            statement.then(SERVED.format(within=served.text), *served.params)
            .then(DELIVERED + NEWCOMER + FITTED + GROUPED)
            .then(CLOSED.format(within=closed.text), *closed.params)
        )
    still = [span.centre.pk for span in spans if span.period.last_month == period.last_month]
    facts = "\n    UNION ALL ".join(_facts_of(indicator) for indicator in asked)
    return statement.then(WAITING, period.last, still, *(period.last,) * 4).then(
        FACT.format(facts=facts, adult=ADULT_AGE)
    )


def within(day: str, centre: str, spans: Sequence[Span]) -> Statement:
    """The condition that a day at a centre lies in one of the spans.

    It stands there in constants, not as a join: by these PostgreSQL finds the rows of a month among those of ten years,
    and knows how many they are. Taking them for a handful, it goes through all of them again for each of them.
    """
    together: dict[Period, list[UUID]] = defaultdict(list)
    for span in spans:
        together[span.period].append(span.centre.pk)
    if len(together) > 1:  # first all at once, which an index finds
        bounds = Period(min(one.first_month for one in together), max(one.last_month for one in together))
        whole, each = _any_of({bounds: [span.centre.pk for span in spans]}, day, centre), _any_of(together, day, centre)
        return whole.then(f"AND {each.text}", *each.params)
    return _any_of(together, day, centre)


def _any_of(together: Mapping[Period, list[UUID]], day: str, centre: str) -> Statement:
    parts = [WITHIN.format(day=day, centre=centre) for _period in together]
    params = [value for period, centres in together.items() for value in (period.first, period.last, centres)]
    return Statement(f"({' OR '.join(parts) or 'false'})", tuple(params))


def _facts_of(indicator: Indicator) -> str:
    """The indicator's own rows, from its source; made of our own definitions, never of input."""
    age_at = "aged_on" if indicator.persons else "happened"
    return (
        f"SELECT '{indicator.code}' AS code, {indicator.detail} AS detail, {indicator.units} AS units,"  # noqa: S608
        f" {age_at} AS age_at, model, id, version, patient_id, centre_id, happened, sex, birth_date"
        f" FROM {indicator.source} WHERE {indicator.where}"
    )


WITHIN = "{day} BETWEEN %s AND %s AND {centre} = ANY(%s::uuid[])"
CONFIRMED = """
confirmed (model, id, version, patient_id, centre_id, happened, at, late, concerns) AS NOT MATERIALIZED ({confirmed}),
"""
COUNTED = """
SELECT s.model, s.id, s.version, s.patient_id, s.centre_id, s.happened
FROM ({confirmed}) s (model, id, version, patient_id, centre_id, happened, at, late, concerns)
JOIN patients_patient p ON p.id = s.patient_id AND NOT p.is_test
"""
# A person is as old, in every person figure, as at the first counted service in this scope and period.
SERVED = """
served AS MATERIALIZED (
    SELECT s.*, p.sex, p.birth_date, p.birth_precision,
           min(s.happened) OVER person AS aged_on,
           min(s.happened) OVER here AS first_here,
           bool_or(s.model = 'delivery') OVER here AS got_device
    FROM confirmed s JOIN patients_patient p ON p.id = s.patient_id AND NOT p.is_test
    WHERE {within}
    WINDOW person AS (PARTITION BY s.patient_id), here AS (PARTITION BY s.patient_id, s.centre_id)
),
"""
DELIVERED = """
delivered AS (
    SELECT s.*, d.prescribed_on, d.quantity, d.reissue_of_id IS NOT NULL AS again, t.key AS type_key, t.device_class,
           t.counts_as_crutch, coalesce(i.cause, '') AS cause, y.fast_track
    FROM served s
    JOIN devices_delivery y ON y.id = s.id
    JOIN devices_device d ON d.id = s.concerns
    JOIN devices_devicetype t ON t.id = d.device_type_id
    LEFT JOIN patients_impairment i ON i.id = d.impairment_id
    WHERE s.model = 'delivery'
),
"""
# Whether somebody was there before is looked up for each person, through the index: to read ten years in order to ask
# it of the people of one month would be the longest part of a count. On its own, because it looks so costly to
# PostgreSQL that beside it every way to group the facts seems as good as any other.
NEWCOMER = """
newcomer AS MATERIALIZED (
    SELECT s.* FROM served s
    WHERE s.happened = s.first_here AND (
        SELECT true FROM confirmed b
        WHERE b.patient_id = s.patient_id AND b.centre_id = s.centre_id AND b.happened < s.happened LIMIT 1
    ) IS NULL AND NOT EXISTS (
        SELECT 1 FROM patients_patientaccess a
        WHERE a.patient_id = s.patient_id AND a.centre_id = s.centre_id AND a.migrated
    )
),
"""
# All devices of a class handed over on the person's first such day, at the centre that came first on it.
FITTED = """
fitted AS (
    SELECT s.*, f.elsewhere_unknown
    FROM delivered s CROSS JOIN LATERAL (
        SELECT min(b.happened) AS first_day,
               (array_agg(b.centre_id ORDER BY b.happened, b.at, b.id))[1] AS first_centre,
               bool_or(b.happened = s.happened
                   AND coalesce(i.previously_fitted_elsewhere, 'unknown') = 'yes') AS elsewhere,
               bool_or(b.happened = s.happened
                   AND coalesce(i.previously_fitted_elsewhere, 'unknown') = 'unknown') AS elsewhere_unknown
        FROM confirmed b
        JOIN devices_device d ON d.id = b.concerns
        JOIN devices_devicetype t ON t.id = d.device_type_id
        LEFT JOIN patients_impairment i ON i.id = d.impairment_id
        WHERE b.model = 'delivery' AND b.patient_id = s.patient_id AND t.device_class = s.device_class
    ) f
    WHERE s.device_class IN ('prosthesis', 'orthosis')
      AND s.happened = f.first_day AND s.centre_id = f.first_centre AND NOT f.elsewhere
),
"""
GROUPED = """
grouped AS (
    SELECT s.*, s.concerns AS group_id FROM served s WHERE s.model = 'physiosession' AND s.concerns IS NOT NULL
),
"""
CLOSED = """
closed AS (
    SELECT 'device' AS model, d.id, d.version, d.patient_id, d.centre_id, d.ended_on AS happened, d.quantity,
           d.end_reason, p.sex, p.birth_date
    FROM devices_device d JOIN patients_patient p ON p.id = d.patient_id AND NOT p.is_test
    WHERE {within} AND d.state IN ('cancelled', 'closed_without_delivery') AND d.end_reason <> 'entered-in-error'
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
          SELECT 1 FROM confirmed s WHERE s.model = 'delivery' AND s.concerns = d.id AND s.happened <= %s
      )
),
"""
FACT = """
fact AS NOT MATERIALIZED (
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
