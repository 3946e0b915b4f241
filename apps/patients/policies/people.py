"""When something may be recorded of a person: dates of services, names, births, deaths."""

from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.models import BirthPrecision, CountedService, County, Patient


def service_date(patient: Patient, *, on: date, today: date, living: bool = True) -> Text | None:
    """A service lies neither in the future nor before the person's birth, and nobody is served after their death.

    A birth known only as a month, year or age is as early as that allows. `living=False`: what may be noted of the
    dead, as that an order ends, or that they did not come.
    """
    if on > today:
        return _("The date lies in the future.")
    earliest = patient.earliest_birth
    if earliest is not None and on < earliest:
        return _("The date lies before the person's birth.")
    if living and patient.deceased_on is not None and on > patient.deceased_on:
        return _("The date lies after the person's death on %(date)s.") % {"date": patient.deceased_on.isoformat()}
    return None


def name(*, hangul: str, romanised: str) -> Text | None:
    """Everyone has a name in at least one script; a person nobody can name gets a placeholder that says so."""
    return (
        None if hangul or romanised else _("Enter the name in Hangul or in Latin letters, or say that it is not known.")
    )


def birth_date(
    birth: date | None, *, today: date, earliest: date | None = None, deceased_on: date | None = None
) -> Text | None:
    """Nobody is born in the future, after their own death, or lived more than 120 years.

    `earliest`: where the date stands for its whole month or year, the first day of that.
    """
    if birth is None:
        return None
    if (earliest or birth) > today:
        return _("The birth date lies in the future.")
    if today.year - birth.year > 120:
        return _("The birth date lies more than 120 years back.")
    if deceased_on is not None and birth > deceased_on:
        return _("The birth date lies after the date of death.")
    return None


def birth_precision(birth: date | None, *, precision: str) -> Text | None:
    """A birth known as a year or an age stands as the 1 July of it (IND-19), as the database has it."""
    estimated = (BirthPrecision.YEAR, BirthPrecision.AGE)
    if birth is not None and precision in estimated and (birth.month, birth.day) != (7, 1):
        return _("A birth known as a year or an age is written as its 1 July.")
    if birth is not None and precision == BirthPrecision.UNKNOWN:
        return _("Say how well the birth date is known.")
    return None


def home(*, province: str, county: County | None) -> Text | None:
    """A county lies in its province, and in no other."""
    if county is None or county.province == province:
        return None
    return _("This county lies in another province. Choose that province, or another county.")


def death(patient: Patient, *, on: date, today: date) -> Text | None:
    """A person dies neither in the future, nor before the recorded birth date, estimated or not, nor before they were
    served the last time."""
    if patient.birth_date is not None and on < patient.birth_date:
        return _("The date lies before the recorded birth date. Correct that first.")
    refusal = service_date(patient, on=on, today=today, living=False)
    served = None if refusal is not None else last_served(patient)
    if served is not None and on < served:
        return _("The person was served on %(date)s. Correct or void that first.") % {"date": served.isoformat()}
    return refusal


def last_served(patient: Patient) -> date | None:
    """The day of the latest service that stands and that the person came to, in whichever room of the house."""
    rooms = [row.related_model for row in Patient._meta.related_objects]
    services: list[Any] = [room for room in rooms if isinstance(room, type) and issubclass(room, CountedService)]
    theirs = [room.objects.counted().filter(patient=patient) for room in services]
    days = [rows.aggregate(last=Max("service_date"))["last"] for rows in theirs]
    return max(filter(None, days), default=None)
