"""What a list of people may contain when it leaves the system. Notes in free text stay inside, whoever asks."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from apps.core.sheets import Column, Kind, worded
from apps.patients.models import (
    BirthPrecision,
    CareEnd,
    CareEndReason,
    Category,
    Cause,
    Impairment,
    ImpairmentKind,
    Level,
    Patient,
    PatientNumber,
    Province,
    ReferralSource,
    Sex,
    Side,
)
from apps.patients.models.patient import PatientQuerySet

BETWEEN = "; "
SEX, PRECISION, PROVINCE, CATEGORY = worded(Sex), worded(BirthPrecision), worded(Province), worded(Category)
REFERRAL, CARE_END, CARE_END_REASON = worded(ReferralSource), worded(CareEnd), worded(CareEndReason)
KIND, LEVEL, SIDE, CAUSE = worded(ImpairmentKind), worded(Level), worded(Side), worded(Cause)


def fetched(people: PatientQuerySet) -> PatientQuerySet:
    """The people with all that the columns read, in a fixed number of queries a chunk."""
    return people.select_related("centre", "county").prefetch_related(
        Prefetch("other_numbers", PatientNumber.objects.order_by("number")),
        Prefetch("impairments", Impairment.objects.order_by("created_at", "pk")),
    )


def numbers(patient: Patient) -> str:
    return BETWEEN.join(other.number for other in patient.other_numbers.all())


def limb(impairment: Impairment) -> str:
    """As `Impairment.label`: what, where and which side, never the cause."""
    parts = (LEVEL(impairment.level) or KIND(impairment.kind), SIDE(impairment.side))
    return " · ".join(part for part in parts if part)


def impairments(patient: Patient) -> str:
    return BETWEEN.join(limb(impairment) for impairment in patient.impairments.all())


def causes(patient: Patient) -> str:
    """In the order of the impairments; a dash where nobody has recorded one."""
    return BETWEEN.join(CAUSE(impairment.cause) or "–" for impairment in patient.impairments.all())


def registered(patient: Patient) -> date:
    """The day the record was entered, at the centre that did."""
    return patient.centre.local_date(patient.created_at)


def identity(person: Callable[[Any], Patient]) -> tuple[Column, ...]:
    """Whom a row is about: the first columns of every list. `person` finds the patient of a row."""
    return (
        Column("number", _("Patient number"), lambda row: person(row).number, Kind.CODE),
        Column("name_hangul", _("Name in Hangul"), lambda row: person(row).name_hangul),
        Column("name_romanised", _("Name in Latin letters"), lambda row: person(row).name_romanised),
        Column("sex", _("Sex"), lambda row: SEX(person(row).sex), Kind.NUMBER),
        Column("birth_date", _("Birth date"), lambda row: person(row).birth_date, Kind.DATE),
        Column("birth_precision", _("Birth date known as"), lambda row: PRECISION(person(row).birth_precision)),
    )


def marked_as_test(person: Callable[[Any], Patient]) -> Column:
    """The last column of every list: invented people are never taken for real ones."""
    return Column("is_test", _("Test person"), lambda row: person(row).is_test, Kind.YES_NO)


COLUMNS: tuple[Column, ...] = (
    *identity(lambda patient: patient),
    Column("other_numbers", _("Other numbers"), numbers),
    Column("province", _("Province"), lambda patient: PROVINCE(patient.province), Kind.CODE),
    Column("county", _("County or city district"), lambda patient: str(patient.county or ""), Kind.CODE),
    Column("village", _("Village or neighbourhood"), lambda patient: patient.village),
    Column("address", _("Address"), lambda patient: patient.address),
    Column("phone", _("Phone"), lambda patient: patient.phone, Kind.CODE),
    Column("caregiver_name", _("Caregiver"), lambda patient: patient.caregiver_name),
    Column("caregiver_relation", _("Caregiver is"), lambda patient: patient.caregiver_relation, Kind.CODE),
    Column("caregiver_phone", _("Caregiver's phone"), lambda patient: patient.caregiver_phone, Kind.CODE),
    Column("referral_source", _("Referred by"), lambda patient: REFERRAL(patient.referral_source)),
    Column("category", _("Category"), lambda patient: CATEGORY(patient.category), Kind.CODE, guarded=True),
    Column("impairments", _("Impairments"), impairments),
    Column("causes", _("Causes"), causes, guarded=True),
    Column("deceased_on", _("Died on"), lambda patient: patient.deceased_on, Kind.DATE),
    Column("care_ended_on", _("No longer comes since"), lambda patient: patient.care_ended_on, Kind.DATE),
    Column("care_ended_as", _("No longer comes"), lambda patient: CARE_END(patient.care_ended_as)),
    Column("care_end_reason", _("Reason"), lambda patient: CARE_END_REASON(patient.care_end_reason)),
    Column("centre", _("Registered at"), lambda patient: patient.centre.name, Kind.CODE),
    Column("registered_on", _("Entered on"), registered, Kind.DATE),
    marked_as_test(lambda patient: patient),
)
