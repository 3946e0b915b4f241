"""A kind of record to look at, and the people it is looked for among."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.core.problems import Text
from apps.desk.panels import Row
from apps.patients.models import Impairment, Patient
from apps.patients.models.impairment import ImpairmentQuerySet
from apps.patients.models.patient import PatientQuerySet


class Sort(TextChoices):
    MISSING = "missing", _("Something is missing")
    DATES = "dates", _("Dates that cannot be")
    CONTRADICTION = "contradiction", _("Contradictions")
    LATE = "late", _("Late or left open")


@dataclass(frozen=True)
class Gap:
    """`rows` of the centres on a day (today at the centre), and how one of them is shown: each opens its record."""

    kind: str
    sort: Sort
    label: Text
    explained: Text
    rows: Callable[[Iterable[Centre], date], QuerySet[Any]]
    line: Callable[[Any], Row]


def people(centres: Iterable[Centre]) -> PatientQuerySet:
    """The centres' own people, the one registered last first: no test persons, nobody twice after a merge."""
    return Patient.objects.of_centres(centres).filter(is_test=False, merged_into=None).order_by("-number")


def impairments(centres: Iterable[Centre]) -> ImpairmentQuerySet:
    """The impairments of these people, the latest first."""
    own = people(centres).order_by().values("pk")
    return Impairment.objects.filter(patient__in=own).select_related("patient").order_by("-created_at", "pk")
