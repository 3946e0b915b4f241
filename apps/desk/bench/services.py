"""Ten years of services at ten centres of their own, written by PostgreSQL itself from a seed: millions in minutes.

Of twenty services twelve are sessions, two deliveries, three repairs, two follow-ups, one an assessment; one in a
hundred is voided. A person has ten of them, now and then at another centre. Beside one assessment in two somebody
still waits for an orthosis, or did until the order was cancelled. Everything follows from a row's number and the seed.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Model
from psycopg import sql
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb

from apps.centres.models import Centre, SupportPeriod
from apps.desk.bench.copying import Connection, bare, copy_rows
from apps.desk.demo.ids import seeded_id
from apps.devices.models import Delivery, Device, DeviceType, FollowUp, Repair
from apps.patients.models import Assessment, Episode, Impairment, Patient
from apps.physio.models import PhysioSession

FIRST, DAYS = date(2007, 1, 1), 3653
CODES = tuple(f"B{letter}" for letter in "ABCDEFGHIJ")
TYPES = ("PRO-LL-TT", "ORT-TLSO", "CRU-AXIL", "WCH-RIM", "WLK-STICK", "PRO-LL-TF")
PER_PERSON, TWENTY, CHUNK = 10, 20, 200_000
ROOM = "SET maintenance_work_mem = '512MB'"  # for indexes built, and references checked, over millions of rows
START = datetime(2007, 1, 1, 3, tzinfo=UTC)
Columns = Mapping[str, str]  # column → SQL over the numbered rows

REFERENCES = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = to_regclass(%s) AND contype = 'f'
"""
# One line a service: its number, whose it is, where, when. What is done to a device is done to that of a delivery.
NUMBERED = """
    SELECT i, origin, person, centre, day, day + time '03:00' AT TIME ZONE 'UTC' AS at,
           ({voided}) < 0.01 AS voided
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) i,
    LATERAL (SELECT CASE WHEN i %% 20 BETWEEN 14 AND 18
             THEN %(first)s + floor(({device}) * (1 + (%(last)s - %(first)s) / 20))::bigint * 20 + 12 + i %% 2
             ELSE i END AS origin) o,
    LATERAL (SELECT floor(({whose}) * %(persons)s)::bigint AS person) p,
    LATERAL (SELECT ((person + CASE WHEN ({away}) < 0.04 THEN 1 ELSE 0 END) %% 10)::int AS centre) c,
    LATERAL (SELECT %(start)s::date + floor(({when}) * %(days)s)::int AS day) d
"""


def chance(number: str, salt: int, seed: int) -> str:
    """SQL: a share of one that belongs to this number, another for another salt."""
    return f"(hashint8extended({number}, {seed * 64 + salt}) & 1048575) / 1048576.0"


def key(kind: int, number: str) -> str:
    """SQL: the key of the row of a kind with this number; later numbers have later keys."""
    return f"('0000{kind:x}000-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid"


BY = "%(by)s::uuid"
THEIRS: Columns = {"patient_id": key(1, "person"), "centre_id": "(%(centres)s::uuid[])[centre + 1]"}
SERVICE: Columns = {
    **THEIRS, "at": "at", "service_date": "day", "recorded_by_id": BY, "voided_at": "CASE WHEN voided THEN at END",
    "voided_by_id": f"CASE WHEN voided THEN {BY} END", "void_reason": "CASE WHEN voided THEN 'bench' ELSE '' END",
}  # fmt: skip
EPISODE: Columns = {
    **THEIRS, "id": key(3, "i"), "reason": "'renewal'", "opened_on": "day", "closed_on": "day", "outcome": "'bench'",
    "outcome_kind": "'goals-reached'", "opened_by_id": BY,
}  # fmt: skip


class Years:
    """Writes services up to any number, more of them later on; `by` recorded them all."""

    def __init__(self, connection: Connection, seed: int, by: Any) -> None:
        self.connection, self.seed, self.by = connection, seed, by
        self.written = self.persons = 0
        kinds = dict(connection.execute(f"SELECT key, id FROM {DeviceType._meta.db_table}").fetchall())  # noqa: S608
        self.types = [kinds[name] for name in TYPES]
        self.centres = [seeded_id(seed, code, START) for code in CODES]

    def grow(self, services: int) -> None:
        """Write what is missing up to `services` of them (twenties), in steps, and collect statistics."""
        services -= services % TWENTY
        if not self.written:
            self._write_centres()
        tables = (Patient, Impairment, Episode, Assessment, Device, Delivery, Repair, FollowUp, PhysioSession)
        self.connection.execute(ROOM)
        with bare(self.connection, *tables), unbound(self.connection, *tables):
            self._write_people(max(1, services // PER_PERSON))
            for first in range(self.written, services, CHUNK):
                self._write_services(first, min(first + CHUNK, services) - 1)
        self.written = services
        # As autovacuum does in life: statistics, and which pages everybody sees. A test's transaction has none of it.
        idle = self.connection.info.transaction_status == TransactionStatus.IDLE
        self.connection.execute("VACUUM (ANALYZE)" if idle else "ANALYZE")

    def _write_centres(self) -> None:
        row = {"created_at": START}
        copy_rows(
            self.connection, Centre,
            [{**row, "id": key, "code": code, "name_en": f"Centre {code}", "name_ko": f"{code} 센터"}
             for code, key in zip(CODES, self.centres, strict=True)],
        )  # fmt: skip
        copy_rows(
            self.connection, SupportPeriod,
            [{**row, "id": seeded_id(self.seed, f"{code}/support", START), "centre_id": key, "donor": "ICRC",
              "first_month": FIRST} for code, key in zip(CODES, self.centres, strict=True)],
        )  # fmt: skip

    def _write_people(self, persons: int) -> None:
        """Those who are not there yet, and a lost leg of each."""
        text = f"SELECT p, {self._chance('p', 1)} AS chance FROM generate_series({self.persons}, {persons - 1}) p"  # noqa: S608
        self._insert(Patient, text, self._person())
        cause = f"(ARRAY['mine', 'mine', 'erw', 'diabetes', ''])[1 + floor(({self._chance('p', 4)}) * 5)]"
        limb = {"kind": "'amputation'", "level": "'transtibial'", "side": "'L'", "cause": cause, "recorded_by_id": BY}
        self._insert(Impairment, text, {"id": key(2, "p"), "patient_id": key(1, "p"), **limb})
        self.persons = persons

    def _person(self) -> Columns:
        birth = f"date '1935-01-01' + floor(({self._chance('p', 2)}) * 27000)::int"
        return {
            "id": key(1, "p"), "centre_id": "(%(centres)s::uuid[])[p % 10 + 1]", "number": "'BENCH-' || p",
            "name_hangul": "'김영수'", "registered_by_id": BY,
            "sex": "CASE WHEN chance < 0.6 THEN 'M' WHEN chance < 0.99 THEN 'F' ELSE 'U' END",
            "birth_date": f"CASE WHEN chance > 0.03 THEN {birth} END",
            "birth_precision": "CASE WHEN chance > 0.03 THEN 'day' ELSE 'unknown' END",
            "is_test": f"{self._chance('p', 3)} < 0.002",
        }  # fmt: skip

    def _write_services(self, first: int, last: int) -> None:
        salts = {"voided": ("i", 5), "device": ("i", 6), "whose": ("origin", 7), "away": ("i", 8), "when": ("i", 9)}
        text = NUMBERED.format(**{name: self._chance(number, salt) for name, (number, salt) in salts.items()})
        given = {"first": first, "last": last, "persons": self.persons, "start": FIRST, "days": DAYS}
        with self.connection.transaction():
            self.connection.execute("DROP TABLE IF EXISTS bench_numbered")
            self.connection.execute(f"CREATE TEMP TABLE bench_numbered AS {text}", given)
            for model, where, columns in self._rows():
                self._insert(model, f"SELECT * FROM bench_numbered WHERE {where}", columns)  # noqa: S608

    def _rows(self) -> Iterator[tuple[type[Model], str, Columns]]:
        """What is written of each kind, and of which numbers. What is pointed to comes first."""
        attended = f"{self._chance('i', 12)} > 0.03"
        of_device = {**SERVICE, "device_id": key(5, "origin")}
        by, visit = {"technician_id": BY}, "i % 20 = 19"
        yield Device, "i % 20 IN (12, 13)", self._delivered()
        yield Delivery, "i % 20 IN (12, 13)", {**of_device, **by, "id": key(6, "i"), "state_before": "'checked'"}
        yield Repair, "i % 20 IN (14, 15, 16)", {**of_device, **by, "id": key(7, "i"), "kind": "'repair'"}
        yield FollowUp, "i % 20 IN (17, 18)", {**of_device, "id": key(8, "i"), "seen_by_id": BY}
        yield Episode, visit, EPISODE
        yield Assessment, visit, {**SERVICE, "id": key(9, "i"), "episode_id": key(3, "i"), "decision": "'serve'"}
        session = {"id": key(10, "i"), "minutes": "30", "therapist_id": BY, "attended": attended}
        yield PhysioSession, "i % 20 < 12", {**SERVICE, **session}
        yield Device, "i % 40 = 19", self._ordered()

    def _delivered(self) -> Columns:
        kind = f"1 + floor(({self._chance('i', 10)}) * {len(TYPES)})::int"
        return {
            **THEIRS, "id": key(5, "i"), "device_type_id": f"(%(types)s::uuid[])[{kind}]", "prescribed_by_id": BY,
            "impairment_id": f"CASE WHEN {kind} IN (1, 6) THEN {key(2, 'person')} END",
            "side": f"CASE WHEN {kind} IN (1, 6) THEN 'L' ELSE '' END",
            "quantity": f"CASE WHEN {kind} = 3 THEN 2 ELSE 1 END",
            "prescribed_on": f"day - 5 - floor(({self._chance('i', 11)}) * 60)::int",
            "state": "CASE WHEN voided THEN 'checked' ELSE 'in_use' END",
        }  # fmt: skip

    def _ordered(self) -> Columns:
        """Orders that were not delivered: two in five cancelled within three months."""
        cancelled = f"{self._chance('i', 13)} < 0.4"
        return {
            **THEIRS, "id": key(11, "i"), "device_type_id": "(%(types)s::uuid[])[2]", "prescribed_on": "day",
            "prescribed_by_id": BY, "state": f"CASE WHEN {cancelled} THEN 'cancelled' ELSE 'prescribed' END",
            "ended_on": f"CASE WHEN {cancelled} THEN day + floor(({self._chance('i', 14)}) * 90)::int END",
            "end_reason": f"CASE WHEN {cancelled} THEN 'medical' ELSE '' END",
        }  # fmt: skip

    def _chance(self, number: str, salt: int) -> str:
        return chance(number, salt, self.seed)

    def _insert(self, model: type[Model], rows: str, columns: Columns) -> None:
        """The rows, with the model's own defaults in the columns that are not named."""
        fields: list[Any] = [field for field in model._meta.concrete_fields if not field.generated]
        values = [
            sql.SQL(_quoted(columns[field.column])) if field.column in columns else sql.Literal(_default(field))
            for field in fields
        ]
        statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM ({}) numbered").format(
            sql.Identifier(model._meta.db_table), sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
            sql.SQL(", ").join(values), sql.SQL(_quoted(rows)),
        )  # fmt: skip
        self.connection.execute(statement, {"centres": self.centres, "types": self.types, "by": self.by})


def _quoted(text: str) -> str:
    """A remainder, not a place for a parameter."""
    return text.replace(" % ", " %% ")


def _default(field: Any) -> Any:
    if field.column == "created_at":
        return START
    return Jsonb(field.get_default()) if field.get_internal_type() == "JSONField" else field.get_default()


@contextmanager
def unbound(connection: Connection, *models: type[Model]) -> Iterator[None]:
    """While it lasts, nothing asks what the tables refer to; afterwards all of it is asked at once."""
    kept = []
    for model in models:
        table = sql.Identifier(model._meta.db_table)
        for name, definition in connection.execute(REFERENCES, [model._meta.db_table]).fetchall():
            connection.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(table, sql.Identifier(name)))
            kept.append((table, sql.Identifier(name), sql.SQL(definition)))
    yield
    for place in kept:
        connection.execute(sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(*place))
