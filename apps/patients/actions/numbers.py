"""The numbers that a centre gives to its people, each from its own series of the year."""

from datetime import date

from django.db import connection

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.patients.models import NumberKind, Patient, PatientNumber

NEXT_NUMBER = """
    INSERT INTO patients_numberseries (centre_id, year, last) VALUES (%s, %s, 1)
    ON CONFLICT ON CONSTRAINT one_series_per_centre_and_year
    DO UPDATE SET last = patients_numberseries.last + 1 RETURNING last
"""


def draw(*, centre: Centre, year: int) -> str:
    """The next patient number of the centre and year, e.g. `RAK-2016-0042`. Never given twice."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, [centre.pk, year])
        (last,) = cursor.fetchone()
    return f"{centre.code}-{year}-{last:04d}"


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
