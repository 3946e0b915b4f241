"""A date as people know it: a day, a month or a year, stored as one day with its precision.

A month stands as its 15th, a year as its 1 July, as births do (IND-19). What is compared are the first and the last
day it may be, so that nothing is called impossible that is only imprecise.
"""

from calendar import monthrange
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class DatePrecision(models.TextChoices):
    DAY = "day", _("Exact date")
    MONTH = "month", _("Month and year")
    YEAR = "year", _("Year only")


KnownDate = tuple[date | None, str]
NOT_KNOWN: KnownDate = (None, "")


def from_parts(year: int | None, month: int | None = None, day: int | None = None) -> KnownDate:
    """The date known as a year, a year and month, or a whole date; without any of them (None, "").

    Raises ValueError for a date that does not exist, or a day or month without what stands before it.
    """
    if year is None:
        if month is None and day is None:
            return NOT_KNOWN
        raise ValueError("no year")
    if month is None:
        if day is not None:
            raise ValueError("no month")
        return date(year, 7, 1), DatePrecision.YEAR
    if day is None:
        return date(year, month, 15), DatePrecision.MONTH
    return date(year, month, day), DatePrecision.DAY


def parts(on: date | None, precision: str) -> tuple[int | None, int | None, int | None]:
    """Year, month and day as far as they are known."""
    if on is None or precision not in DatePrecision.values:
        return None, None, None
    month = None if precision == DatePrecision.YEAR else on.month
    return on.year, month, on.day if precision == DatePrecision.DAY else None


def text(on: date | None, precision: str) -> str:
    """1999-04-01, 1999-04, 1999, or nothing."""
    if on is None:
        return ""
    shown = {DatePrecision.YEAR: "%Y", DatePrecision.MONTH: "%Y-%m"}
    return on.strftime(shown.get(DatePrecision(precision or DatePrecision.DAY), "%Y-%m-%d"))


def earliest(on: date, precision: str) -> date:
    """The first day the date may stand for. Takes a birth's precisions too, where an age is known as a year is."""
    if precision == DatePrecision.MONTH:
        return on.replace(day=1)
    return on if precision == DatePrecision.DAY else on.replace(month=1, day=1)


def latest(on: date, precision: str) -> date:
    """The last day the date may stand for."""
    if precision == DatePrecision.MONTH:
        return on.replace(day=monthrange(on.year, on.month)[1])
    return on if precision == DatePrecision.DAY else on.replace(month=12, day=31)


class PartOfYear(models.Func):
    """The first (or with `then`, e.g. "1 month - 1 day", the last) day of the month or year of a date."""

    template = "(date_trunc('%(part)s', %(expressions)s) + interval '%(then)s')::date"
    output_field = models.DateField()


def first_day(on: str, precision: str) -> models.Case:
    """`earliest` in SQL, of a date's column and that of its precision."""
    return _day(on, precision, {"month": "0", "year": "0", "age": "0"})


def last_day(on: str, precision: str) -> models.Case:
    """`latest` in SQL, of a date's column and that of its precision."""
    return _day(on, precision, {"month": "1 month - 1 day", "year": "1 year - 1 day", "age": "1 year - 1 day"})


def _day(on: str, precision: str, then: dict[str, str]) -> models.Case:
    cases = [
        models.When(**{precision: known}, then=PartOfYear(on, part="month" if known == "month" else "year", then=more))
        for known, more in then.items()
    ]
    return models.Case(*cases, default=models.F(on), output_field=models.DateField())
