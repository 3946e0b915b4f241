"""The ground of the bench: centres, staff and an invented population, written by COPY from a seed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password

from apps.accounts.models import User
from apps.centres.models import Centre, Membership, Role
from apps.desk.bench import dossiers
from apps.desk.bench.copying import Connection, bare, copy_rows
from apps.desk.bench.dossiers import Visit
from apps.desk.bench.population import CENTRES, SINCE, Person, people
from apps.desk.demo.ids import seeded_id
from apps.devices.models import DeviceType
from apps.patients import search
from apps.patients.models import County, NumberSeries, Patient, PatientAccess, PatientNumber
from apps.physio.models import Instrument

START = datetime.combine(SINCE, time(3), tzinfo=UTC)
SAMPLE = 3000  # people whose facts are kept, to ask for them
MANY = 200  # rows of everything that the fullest dossier has
TREATED = 0.03  # share of people who have a dossier at all
SIGN_IN, PASSWORD = "bench.technician", "a password of the bench"
Row = dict[str, Any]


class Occupied(Exception):
    """There are people in this database already."""


@dataclass(frozen=True)
class Seeded:
    """What was written. `sample`: people whom the technician of the first centre may see, spread over all years."""

    count: int
    technician: UUID
    sample: list[Person]
    strangers: list[Person]  # people whom that technician may not see
    slight: UUID  # a person with one row of everything
    full: UUID  # a person with MANY


def seed(connection: Connection, count: int, number: int) -> Seeded:
    """Fill an empty, migrated database with `count` people from the seed `number`. Raises Occupied when it is not."""
    if connection.execute("SELECT 1 FROM patients_patient LIMIT 1").fetchone():
        raise Occupied
    register = Register(connection, number)
    register.write_staff()
    register.write_people(count)
    register.write_dossiers()
    return register.seeded(count)


class Register:
    """Writes the register while its people pass by once; keeps no more of them than the sample."""

    def __init__(self, connection: Connection, number: int) -> None:
        self.connection, self.number = connection, number
        self.centres = [seeded_id(number, code, START) for code, *_names in CENTRES]
        self.technician = seeded_id(number, SIGN_IN, START)
        self.counties = self._counties()
        self.last: Counter[tuple[int, int]] = Counter()
        self.own: list[Person] = []
        self.strangers: list[Person] = []
        self.treated: list[Person] = []

    def _counties(self) -> list[tuple[str | None, str]]:
        rows = self.connection.execute(f"SELECT key, province FROM {County._meta.db_table} ORDER BY key")  # noqa: S608
        return rows.fetchall() or [(None, "")]

    # --- staff -----------------------------------------------------------------------------------

    def write_staff(self) -> None:
        """The centres, and one technician of the largest of them, who asks all the questions."""
        named = [
            {"id": key, "code": code, "name_en": english, "name_ko": korean, "created_at": START}
            for key, (code, english, korean, _share) in zip(self.centres, CENTRES, strict=True)
        ]
        account = {"id": self.technician, "username": SIGN_IN, "name": "박정호", "password": make_password(PASSWORD)}
        role = {"id": seeded_id(self.number, "role", START), "user_id": self.technician, "role": Role.TECHNICIAN}
        copy_rows(self.connection, Centre, named)
        copy_rows(self.connection, User, [account])
        copy_rows(
            self.connection,
            Membership,
            [{**role, "centre_id": self.centres[0], "started_on": SINCE, "created_at": START}],
        )

    # --- people -----------------------------------------------------------------------------------

    def write_people(self, count: int) -> None:
        """Three passes over the same people: the rows of each table belong together."""
        with bare(self.connection, Patient, PatientAccess, PatientNumber):
            every = max(1, count // SAMPLE)
            copy_rows(self.connection, Patient, self._patients(count, every))
            copy_rows(self.connection, PatientAccess, self._accesses(count))
            copy_rows(self.connection, PatientNumber, self._papers(count))
        self.connection.execute("SELECT patients_fill_name_forms()")  # what the triggers would have kept
        series = [
            {"centre_id": self.centres[centre], "year": year, "last": last}
            for (centre, year), last in self.last.items()
        ]
        copy_rows(self.connection, NumberSeries, series)

    def _patients(self, count: int, every: int) -> Iterator[Row]:
        for person in people(count, self.number):
            self.last[person.centre, person.registered_on.year] += 1
            if person.index % every == 0:
                (self.own if seen_in(person)[0] else self.strangers).append(person)
            if person.chance < TREATED:
                self.treated.append(person)
            yield self._patient(person)

    def _patient(self, person: Person) -> Row:
        county, province = self.counties[int(person.chance * 7919) % len(self.counties)]
        return {
            "id": person.id, "created_at": noon(person.registered_on), "centre_id": self.centres[person.centre],
            "number": person.number, "name_hangul": person.hangul, "name_romanised": person.romanised,
            "sex": person.sex, "birth_date": person.birth, "birth_precision": person.precision,
            "province": province, "county_id": county, "phone": person.phone, "registered_by_id": self.technician,
            **columns(person.hangul, person.romanised),
        }  # fmt: skip

    def _accesses(self, count: int) -> Iterator[Row]:
        for person in people(count, self.number):
            for place in range(len(self.centres)):
                if place == person.centre or seen_in(person)[place]:
                    active = seen_in(person)[place]
                    yield {
                        "id": seeded_id(self.number, f"{person.index}/{place}", noon(person.registered_on)),
                        "created_at": noon(person.registered_on), "patient_id": person.id,
                        "centre_id": self.centres[place], "active": active, "since": person.registered_on,
                        "until": None if active else person.registered_on + timedelta(days=90),
                    }  # fmt: skip

    def _papers(self, count: int) -> Iterator[Row]:
        for person in people(count, self.number):
            if person.paper:
                at = noon(person.registered_on)
                yield {
                    "id": seeded_id(self.number, f"{person.index}/paper", at), "created_at": at,
                    "patient_id": person.id, "centre_id": self.centres[person.centre], "number": person.paper,
                }  # fmt: skip

    # --- what hangs on them -------------------------------------------------------------------------

    def write_dossiers(self) -> None:
        """One to three visits for some, one for the first of the sample, MANY for the second."""
        types = self.connection.execute(f"SELECT key, id FROM {DeviceType._meta.db_table}").fetchall()  # noqa: S608
        measures = self.connection.execute(f"SELECT key, id FROM {Instrument._meta.db_table}").fetchall()  # noqa: S608
        leg, walk = dict(types)["PRO-LL-TT"], dict(measures)["tug"]
        special = {self.own[0].id: 1, self.own[1].id: MANY}
        several = {person.id: 1 + person.index % 3 for person in self.treated} | special
        asked = {person.id: person for person in (*self.treated, *self.own[:2])}
        dossiers.write(
            self.connection,
            (
                Visit(key, nth, asked[key].registered_on + timedelta(days=nth), self.centres[asked[key].centre],
                      self.technician, leg, walk)
                for key, visits in several.items()
                for nth in range(visits)
            ),
        )  # fmt: skip

    def seeded(self, count: int) -> Seeded:
        """What the suites need to know."""
        slight, full, *sample = self.own
        return Seeded(count, self.technician, sample, self.strangers, slight.id, full.id)


def seen_in(person: Person) -> list[bool]:
    """For each centre whether it sees the person: of a hundred four are seen by a second one, one has moved there."""
    moved, shared = person.chance > 0.99, 0.95 < person.chance <= 0.99
    second = (person.centre + 1) % len(CENTRES)
    seeing = ({person.centre} if not moved else set()) | ({second} if moved or shared else set())
    return [place in seeing for place in range(len(CENTRES))]


def noon(on: date) -> datetime:
    return datetime.combine(on, time(3), tzinfo=UTC)


# A million people have some ten thousand names.
columns = lru_cache(maxsize=200_000)(search.columns)
