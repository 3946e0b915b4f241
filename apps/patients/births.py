"""A birth as people know it: a day, a month, a year, or an age. It is stored as a date with its precision.

A month stands as its 15th, a year as its 1 July (IND-19). An age stands as the 1 July that makes the person
that old today, so that who says "18" is 18, and the age entered again next year is the same birth.
"""

from datetime import date

from apps.core.ages import completed_years
from apps.patients.models import BirthPrecision, Patient, known_date

Birth = tuple[date | None, BirthPrecision]
UNKNOWN: Birth = (None, BirthPrecision.UNKNOWN)
OLDEST = 120


def from_parts(year: int | None, month: int | None = None, day: int | None = None) -> Birth:
    """The birth known as a year, a year and month, or a whole date.

    Raises ValueError for a date that does not exist, or a day or month without what stands before it.
    """
    born, precision = known_date.from_parts(year, month, day)
    return born, BirthPrecision(precision or BirthPrecision.UNKNOWN)


def from_age(age: int, *, on: date) -> Birth:
    """The estimated birth of a person who is `age` completed years old at the date `on`."""
    year = on.year - age
    born = date(year, 7, 1)
    return (born if completed_years(born, on) == age else date(year - 1, 7, 1)), BirthPrecision.AGE


def parts(patient: Patient) -> tuple[int | None, int | None, int | None]:
    """Year, month and day as far as they are known; nothing where only an age is."""
    return known_date.parts(patient.birth_date, patient.birth_precision)
