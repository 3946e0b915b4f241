"""A birth as people know it: a day, a month, a year, or an age. It is stored as a date with its precision.

A month stands as its 15th, a year as its 1 July (IND-19). An age stands as the 1 July that makes the person
that old today, so that who says "18" is 18, and the age entered again next year is the same birth.
"""

from datetime import date

from apps.core.ages import completed_years
from apps.patients.models import BirthPrecision, Patient

Birth = tuple[date | None, BirthPrecision]
UNKNOWN: Birth = (None, BirthPrecision.UNKNOWN)
OLDEST = 120


def from_parts(year: int | None, month: int | None = None, day: int | None = None) -> Birth:
    """The birth known as a year, a year and month, or a whole date.

    Raises ValueError for a date that does not exist, or a day or month without what stands before it.
    """
    if year is None:
        if month is None and day is None:
            return UNKNOWN
        raise ValueError("no year")
    if month is None:
        if day is not None:
            raise ValueError("no month")
        return date(year, 7, 1), BirthPrecision.YEAR
    if day is None:
        return date(year, month, 15), BirthPrecision.MONTH
    return date(year, month, day), BirthPrecision.DAY


def from_age(age: int, *, on: date) -> Birth:
    """The estimated birth of a person who is `age` completed years old at the date `on`."""
    year = on.year - age
    born = date(year, 7, 1)
    return (born if completed_years(born, on) == age else date(year - 1, 7, 1)), BirthPrecision.AGE


def parts(patient: Patient) -> tuple[int | None, int | None, int | None]:
    """Year, month and day as far as they are known; nothing where only an age is."""
    birth, precision = patient.birth_date, patient.birth_precision
    if birth is None or precision == BirthPrecision.AGE:
        return None, None, None
    month = birth.month if precision in (BirthPrecision.DAY, BirthPrecision.MONTH) else None
    return birth.year, month, birth.day if precision == BirthPrecision.DAY else None
