"""Register a person, correct what is known, note a paper number, note a death."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.clock import now
from apps.core.problems import refuse_if
from apps.core.writing import find_made, locked, make_once, save
from apps.patients import policies, search
from apps.patients.actions import numbers
from apps.patients.models import BirthPrecision, Patient, PatientAccess, PatientNumber

IDENTITY_FIELDS = frozenset(
    {
        "name_hangul", "name_romanised", "sex", "birth_date", "birth_precision", "province", "county", "village",
        "address", "phone", "caregiver_name", "caregiver_relation", "caregiver_phone", "referral_source", "category",
        "is_test",
    }
)  # fmt: skip


@transaction.atomic
def register(
    *,
    centre: Centre,
    by: User,
    on: date,
    id: UUID | None = None,
    migrated: bool = False,
    paper_number: str = "",
    today: date | None = None,
    **details: Any,
) -> Patient:
    """Register a person at a centre on a local date; the centre gets access.

    `details` are the fields named in IDENTITY_FIELDS. `migrated`: the centre served the person before this
    system, so they are never a new service user there. The same `id` again returns the person made before.
    A county brings its province along. `today`: the latest birth date that is taken, the centre's today unless given.
    Raises Refused ("invalid") without a name, when the birth date cannot be, or when the county lies in another
    province than the one given.
    """
    made = find_made(Patient, id, centre=centre)
    if made is not None:
        return made
    details = _known(details)
    _refuse_impossible(Patient(**details), today=max(on, today or centre.local_date(now())))
    patient, created = make_once(
        Patient,
        id,
        owner=("centre",),
        centre=centre,
        number=numbers.draw(centre=centre, year=on.year),
        registered_by=by,
        **details,
        **search.columns(details.get("name_hangul", ""), details.get("name_romanised", "")),
    )
    if created:
        PatientAccess.objects.create(patient=patient, centre=centre, since=on, migrated=migrated)
        if paper_number:
            PatientNumber.objects.create(patient=patient, centre=centre, number=paper_number)
    return patient


@transaction.atomic
def correct(
    *, patient: Patient, by: User, version: int | None = None, today: date | None = None, **details: Any
) -> Patient:
    """Correct identity or contact fields; the audit trail keeps what stood there before.

    `today`: the latest birth date that is taken, the centre's today unless given. Raises Refused ("stale") when someone
    else changed the record since `version`, and as `register` does.
    """
    patient = locked(patient, version=version)
    details = _known(details)
    for name, value in details.items():
        setattr(patient, name, value)
    _refuse_impossible(patient, today=today or patient.centre.local_date(now()))
    columns = search.columns(patient.name_hangul, patient.name_romanised)
    for name, value in columns.items():
        setattr(patient, name, value)
    save(patient, *details, *columns)
    return patient


@transaction.atomic
def note_paper_number(*, patient: Patient, centre: Centre, number: str, by: User) -> PatientNumber:
    """Keep a paper register's number, by which the person can be found. Noting it again changes nothing."""
    kept, _created = PatientNumber.objects.get_or_create(patient=patient, centre=centre, number=number)
    return kept


@transaction.atomic
def grant_access(*, patient: Patient, centre: Centre, by: User, on: date, migrated: bool = False) -> PatientAccess:
    """Let another centre see the patient from a date on, because the person is served there too."""
    access, created = PatientAccess.objects.select_for_update().get_or_create(
        patient=patient, centre=centre, defaults={"since": on, "migrated": migrated}
    )
    if not created and not access.active:
        access.active, access.until = True, None
        save(access, "active", "until")
    return access


@transaction.atomic
def note_death(
    *, patient: Patient, on: date, by: User, version: int | None = None, today: date | None = None
) -> Patient:
    """Note the date of death. What was done for the person stays counted (IND-28).

    `today`: the latest date that is taken, the centre's today unless given.
    """
    patient = locked(patient, version=version)
    today = today or patient.centre.local_date(now())
    refuse_if(policies.death(patient, on=on, today=today), code="invalid", field="on")
    patient.deceased_on = on
    save(patient, "deceased_on")
    return patient


def _refuse_impossible(patient: Patient, *, today: date) -> None:
    """Refuse a person without a name, with a birth date that cannot be, or from a county of another province."""
    refuse_if(
        policies.name(hangul=patient.name_hangul, romanised=patient.name_romanised), code="invalid", field="name_hangul"
    )
    birth = policies.birth_date(
        patient.birth_date, today=today, earliest=patient.earliest_birth, deceased_on=patient.deceased_on
    )
    refuse_if(birth, code="invalid", field="birth")
    known = policies.birth_precision(patient.birth_date, precision=patient.birth_precision)
    refuse_if(known, code="invalid", field="birth")
    refuse_if(policies.home(province=patient.province, county=patient.county), code="invalid", field="county")


def _known(details: dict[str, Any]) -> dict[str, Any]:
    """The details with an unknown birth in the one form the database accepts, and a county's province beside it.

    TypeError for a foreign name.
    """
    unknown = details.keys() - IDENTITY_FIELDS
    if unknown:
        raise TypeError(f"not a field of a patient's identity: {sorted(unknown)}")
    if "birth_date" in details and details["birth_date"] is None:
        details = {**details, "birth_precision": BirthPrecision.UNKNOWN}
    elif details.get("birth_date") is not None:
        details = {"birth_precision": BirthPrecision.DAY, **details}
    if details.get("county") is not None and not details.get("province"):
        details = {**details, "province": details["county"].province}
    return details
