"""Record that a person consents or does not, and that a consent is taken back."""

from datetime import date
from uuid import UUID

from django.db import transaction

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.clock import now
from apps.core.problems import refuse_if
from apps.core.writing import find_made, locked, make_once, save
from apps.patients import policies
from apps.patients.models import Consent, ConsentManner, Patient


@transaction.atomic
def give(
    *,
    patient: Patient,
    centre: Centre,
    kind: str,
    on: date,
    manner: str,
    by: User,
    given_by: str = "",
    id: UUID | None = None,
    today: date | None = None,
) -> Consent:
    """Record a consent. `given_by`: who spoke for the person; empty is the person.

    `today`: the latest date that is taken, the centre's today unless given. Raises Refused when one stands already, or
    ("invalid") for a date that cannot be. The same `id` again returns the same one.
    """
    patient = locked(patient)
    made = find_made(Consent, id, patient=patient)
    if made is not None:
        return made
    _refuse_day(patient, on=on, today=today or centre.local_date(now()))
    refuse_if(policies.consents.give(_last(patient, kind), on=on), field="on")
    consent, _created = make_once(
        Consent, id, owner=("patient",), patient=patient, centre=centre, kind=kind, given_on=on,
        manner=ConsentManner(manner), given_by=given_by.strip(), recorded_by=by,
    )  # fmt: skip
    return consent


@transaction.atomic
def refuse(
    *,
    patient: Patient,
    centre: Centre,
    kind: str,
    on: date,
    by: User,
    manner: str = "",
    given_by: str = "",
    id: UUID | None = None,
    today: date | None = None,
) -> Consent:
    """Record that the person, asked, does not consent; `today` as in `give`. Raises Refused when a consent or a no is
    on record."""
    patient = locked(patient)
    made = find_made(Consent, id, patient=patient)
    if made is not None:
        return made
    _refuse_day(patient, on=on, today=today or centre.local_date(now()))
    refuse_if(policies.consents.refuse(_last(patient, kind)), field="on")
    consent, _created = make_once(
        Consent, id, owner=("patient",), patient=patient, centre=centre, kind=kind, manner=manner,
        given_by=given_by.strip(), recorded_by=by, withdrawn_on=on, withdrawn_by=by,
    )  # fmt: skip
    return consent


@transaction.atomic
def withdraw(
    *, consent: Consent, on: date, reason: str, by: User, version: int | None = None, today: date | None = None
) -> Consent:
    """Take a standing consent back; `today` as in `give`. Raises Refused ("stale", without a reason, before it was
    given)."""
    locked(consent.patient)
    consent = locked(consent, version=version)
    refuse_if(policies.consents.still_stands(consent))
    today = today or consent.centre.local_date(now())
    refuse_if(policies.consents.withdraw(consent, on=on, today=today, reason=reason), code="invalid")
    consent.withdrawn_on, consent.withdrawn_by, consent.withdrawal_reason = on, by, reason.strip()
    save(consent, "withdrawn_on", "withdrawn_by", "withdrawal_reason")
    return consent


def _refuse_day(patient: Patient, *, on: date, today: date) -> None:
    refuse_if(policies.service_date(patient, on=on, today=today), code="invalid", field="on")


def _last(patient: Patient, kind: str) -> Consent | None:
    return Consent.last_words(Consent.objects.of_person(patient).filter(kind=kind)).get(kind)
