"""What nobody has recorded yet."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.desk.gaps import lines
from apps.desk.gaps.gap import Gap, Sort, impairments, people
from apps.patients.models import Assessment, Consent, ConsentKind
from apps.patients.models.impairment import ImpairmentQuerySet
from apps.patients.models.patient import UNNAMED_HANGUL, UNNAMED_ROMANISED, PatientQuerySet


def without_name(centres: Iterable[Centre], _today: date) -> PatientQuerySet:
    return people(centres).filter(name_hangul=UNNAMED_HANGUL, name_romanised=UNNAMED_ROMANISED)


def without_birth_date(centres: Iterable[Centre], _today: date) -> PatientQuerySet:
    return people(centres).filter(birth_date=None)


def without_cause(centres: Iterable[Centre], _today: date) -> ImpairmentQuerySet:
    """Of any kind: the cause of a limb decides what an orthosis counts as, too (IND-05)."""
    return impairments(centres).filter(cause="")


def without_side(centres: Iterable[Centre], _today: date) -> ImpairmentQuerySet:
    return impairments(centres).without_side()


def never_assessed(centres: Iterable[Centre], _today: date) -> PatientQuerySet:
    assessed = Assessment.objects.filter(patient=OuterRef("pk"), voided_at=None)
    return people(centres).filter(~Exists(assessed), deceased_on=None)


def without_consent(centres: Iterable[Centre], _today: date) -> PatientQuerySet:
    """Neither given nor refused; the dead cannot be asked any more."""
    asked = Consent.objects.filter(patient=OuterRef("pk"), kind=ConsentKind.DATA_USE)
    return people(centres).filter(~Exists(asked), deceased_on=None)


ALL = (
    Gap(
        "birth-date",
        Sort.MISSING,
        _("Birth date missing"),
        _("Without a birth date, not even a year, a person is counted as neither woman, man, girl nor boy."),
        without_birth_date,
        lines.person,
    ),
    Gap(
        "cause",
        Sort.MISSING,
        _("Cause missing"),
        _("Nobody has recorded the cause of these impairments. “Not known” is an answer of its own."),
        without_cause,
        lines.impairment,
    ),
    Gap(
        "side",
        Sort.MISSING,
        _("Side missing"),
        _("These impairments are of one side of the body, and nobody has recorded which."),
        without_side,
        lines.impairment,
    ),
    Gap(
        "name",
        Sort.MISSING,
        _("Name missing"),
        _("These people were registered without a name. Whoever knows it by now can add it."),
        without_name,
        lines.person,
    ),
    Gap(
        "assessment",
        Sort.MISSING,
        _("Never assessed"),
        _("No assessment of these people stands on record, so nothing was ever decided about their service."),
        never_assessed,
        lines.person,
    ),
    Gap(
        "consent",
        Sort.MISSING,
        _("No consent on record"),
        _("Nobody has recorded whether these people agree to the use of their data."),
        without_consent,
        lines.person,
    ),
)
