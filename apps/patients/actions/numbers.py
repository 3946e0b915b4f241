"""The numbers that a centre gives to its people, each from its own series of the year."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from django.db import connection

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.patients.models import NumberKind, Patient, PatientNumber

NEXT_NUMBERS = """
    INSERT INTO patients_numberseries AS series (centre_id, year, last) VALUES (%s, %s, %s)
    ON CONFLICT ON CONSTRAINT one_series_per_centre_and_year
    DO UPDATE SET last = series.last + EXCLUDED.last RETURNING last
"""


def draw(*, centre: Centre, year: int) -> str:
    """The next patient number of the centre and year, e.g. `RAK-2016-0042`. Never given twice."""
    (number,) = draw_many(centre=centre, years=[year])
    return number


def draw_many(*, centre: Centre, years: Sequence[int]) -> list[str]:
    """As `draw`, for many at once, in their order. A statement a year."""
    series: dict[int, Iterator[int]] = {}
    with connection.cursor() as cursor:
        for year, count in sorted(Counter(years).items()):
            cursor.execute(NEXT_NUMBERS, [centre.pk, year, count])
            (last,) = cursor.fetchone()
            series[year] = iter(range(last - count + 1, last + 1))
    return [f"{centre.code}-{year}-{next(series[year]):04d}" for year in years]


def give(*, patient: Patient, centre: Centre, on: date, by: User) -> str:
    """The centre's own number of the person: the one it gave before, or a new one of the year of `on`.

    Call inside a transaction that holds the patient's row, so that two numbers are never given at once.
    """
    if patient.centre_id == centre.pk:
        return patient.number
    given = patient.other_numbers.filter(centre=centre, kind=NumberKind.CENTRE).first()
    if given is None:
        number = draw(centre=centre, year=on.year)
        given = PatientNumber.objects.create(patient=patient, centre=centre, kind=NumberKind.CENTRE, number=number)
    return given.number
