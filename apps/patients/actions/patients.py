"""Register a person, correct what is known, note a paper number, note a death."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core import adding
from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused, refuse_if
from apps.core.writing import all_locked, find_made, locked, make_once, save, save_many
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


@dataclass(frozen=True, kw_only=True)
class Registration:
    """Somebody who is registered on a local date. `details`: the fields named in IDENTITY_FIELDS."""

    on: date
    details: Mapping[str, Any]
    id: UUID | None = None
    paper_number: str = ""


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
    fields = _described(details, today=max(on, today or centre.local_date(now())))
    number = numbers.draw(centre=centre, year=on.year)
    patient, created = make_once(
        Patient, id, owner=("centre",), centre=centre, number=number, registered_by=by, **fields
    )
    if created:
        PatientAccess.objects.create(patient=patient, centre=centre, since=on, migrated=migrated)
        if paper_number:
            PatientNumber.objects.create(patient=patient, centre=centre, number=paper_number)
    return patient


@transaction.atomic(savepoint=False)
def register_many(
    people: Sequence[Registration], *, centre: Centre, by: User, today: date | None = None
) -> list[Patient | Refused]:
    """As `register`, for many at once: for each the person, or why not, in their order.

    Their keys are new ones. Raises IntegrityError, and writes nothing, when the database refuses one of them.
    """
    today = today or centre.local_date(now())
    described = [_described_or_refused(one.details, today=max(one.on, today)) for one in people]
    fit = [one for one, fields in zip(people, described, strict=True) if not isinstance(fields, Refused)]
    drawn = iter(numbers.draw_many(centre=centre, years=[one.on.year for one in fit]))
    made: list[Patient | Refused] = [
        fields if isinstance(fields, Refused) else adding.fresh(
            Patient, id=one.id or new_id(), centre=centre, number=next(drawn), registered_by=by, **fields
        )
        for one, fields in zip(people, described, strict=True)
    ]  # fmt: skip
    registered = [(one, row) for one, row in zip(people, made, strict=True) if isinstance(row, Patient)]
    adding.add(Patient, (row for _one, row in registered))
    adding.add(
        PatientAccess,
        (adding.fresh(PatientAccess, patient=row, centre=centre, since=one.on) for one, row in registered),
    )
    PatientNumber.objects.bulk_create(
        PatientNumber(patient=row, centre=centre, number=one.paper_number)
        for one, row in registered
        if one.paper_number
    )
    return made


@transaction.atomic
def correct(
    *, patient: Patient, by: User, version: int | None = None, today: date | None = None, **details: Any
) -> Patient:
    """Correct identity or contact fields; the audit trail keeps what stood there before.

    `today`: the latest birth date that is taken, the centre's today unless given. Raises Refused ("stale") when someone
    else changed the record since `version`, and as `register` does.
    """
    patient = locked(patient, version=version)
    save(patient, *_put_right(patient, details, today=today))
    return patient


@transaction.atomic(savepoint=False)
def correct_many(
    corrections: Sequence[tuple[Patient, Mapping[str, Any]]], *, by: User, today: date | None = None
) -> list[Patient | Refused]:
    """As `correct`, for many different people at once: for each the person, or why not, in their order.

    Raises IntegrityError or DataError, and writes nothing, when the database refuses one of them.
    """
    made: list[Patient | Refused] = []
    alike: dict[tuple[str, ...], list[Patient]] = defaultdict(list)  # by the fields that are written
    people = all_locked([patient for patient, _details in corrections])
    for patient, (_as_read, details) in zip(people, corrections, strict=True):
        try:
            alike[_put_right(patient, details, today=today)].append(patient)
        except Refused as refused:
            made.append(refused)
        else:
            made.append(patient)
    for names, together in alike.items():
        save_many(together, *names)
    return made


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


def _described(details: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """The fields of a new person, with those by which they are found. Raises Refused."""
    known = _known(details)
    _refuse_impossible(Patient(**known), today=today)
    return {**known, **search.columns(known.get("name_hangul", ""), known.get("name_romanised", ""))}


def _described_or_refused(details: Mapping[str, Any], *, today: date) -> dict[str, Any] | Refused:
    try:
        return _described(details, today=today)
    except Refused as refused:
        return refused


def _put_right(patient: Patient, details: Mapping[str, Any], *, today: date | None) -> tuple[str, ...]:
    """Correct a locked person, and say which fields are to be written. Raises Refused."""
    details = _known(details)
    for name, value in details.items():
        setattr(patient, name, value)
    _refuse_impossible(patient, today=today or patient.centre.local_date(now()))
    columns = search.columns(patient.name_hangul, patient.name_romanised)
    for name, value in columns.items():
        setattr(patient, name, value)
    return *details, *columns


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


def _known(details: Mapping[str, Any]) -> Mapping[str, Any]:
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
