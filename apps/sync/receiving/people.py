"""People as tablets send them: registered, corrected, and what became of them.

A county is sent by its key, as the pull tells it. What goes together is decided together: a birth date with how well it
is known. `category` is taken only from whoever may see it.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, TypeVar

from django.utils.translation import gettext_lazy as _
from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from apps.centres.access import Permission
from apps.core.models import Record
from apps.core.problems import Refused, refuse, refuse_if
from apps.core.writing import locked
from apps.patients import counties, policies
from apps.patients.actions import care, patients
from apps.patients.models import (
    BirthPrecision,
    CareEnd,
    CareEndReason,
    Category,
    Patient,
    Province,
    ReferralSource,
    Sex,
)
from apps.sync.merge import Care
from apps.sync.receiving.batch import Batch
from apps.sync.receiving.sameness import differs
from apps.sync.receiving.spoken import Made, Receives, Said
from apps.sync.receiving.types import Nothing, Reason, Values, choice_or_none
from apps.sync.registry import KINDS

T = TypeVar("T")
KEEP = Permission.REGISTER_PATIENT


class Facts(Values):
    """Who somebody is, where they live and how they are reached."""

    name_hangul: Annotated[str, Meta(max_length=80)] | UnsetType = UNSET
    name_romanised: Annotated[str, Meta(max_length=120)] | UnsetType = UNSET
    sex: Sex | UnsetType = UNSET
    birth_date: date | UnsetType | None = UNSET
    birth_precision: BirthPrecision | UnsetType = UNSET
    province: Annotated[str, choice_or_none(Province)] | UnsetType = UNSET
    county: Annotated[str, Meta(max_length=60)] | UnsetType | None = UNSET
    village: Annotated[str, Meta(max_length=80)] | UnsetType = UNSET
    address: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET
    phone: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET
    caregiver_name: Annotated[str, Meta(max_length=120)] | UnsetType = UNSET
    caregiver_relation: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET
    caregiver_phone: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET
    referral_source: Annotated[str, choice_or_none(ReferralSource)] | UnsetType = UNSET
    category: Category | UnsetType = UNSET
    is_test: bool | UnsetType = UNSET


class Registration(Facts):
    """A new person of the tablet's centre, registered on the local date `on`; the day of the push unless said."""

    on: date | UnsetType = UNSET
    paper_number: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET


def registered(batch: Batch, said: Said) -> Record:
    one = _registration(batch, said)
    return patients.register(
        id=one.id, centre=batch.centre, by=batch.by, on=one.on, paper_number=one.paper_number, today=batch.latest,
        **one.details,
    )  # fmt: skip


def all_registered(batch: Batch, group: Sequence[Said]) -> Sequence[Made]:
    verb = partial(patients.register_many, centre=batch.centre, by=batch.by, today=batch.latest)
    return _of_those_that_can_be(verb, [_or_refused(_registration, batch, one) for one in group])


def _registration(batch: Batch, said: Said) -> patients.Registration:
    given = _resolved(said.given)
    on, paper_number = given.pop("on", batch.centre.local_date(batch.at)), given.pop("paper_number", "")
    born = Patient(birth_date=given.get("birth_date"), birth_precision=given.get("birth_precision", BirthPrecision.DAY))
    refuse_if(policies.service_date(born, on=on, today=batch.latest), code="invalid", field="on")
    return patients.Registration(id=said.operation.id, on=on, paper_number=paper_number, details=given)


def changed(batch: Batch, said: Said) -> Record:
    patient, given = _correction(batch, said)
    return patients.correct(patient=patient, by=batch.by, today=batch.latest, **given)


def all_changed(batch: Batch, group: Sequence[Said]) -> Sequence[Made]:
    verb = partial(patients.correct_many, by=batch.by, today=batch.latest)
    return _of_those_that_can_be(verb, [_or_refused(_correction, batch, one) for one in group])


def _correction(batch: Batch, said: Said) -> tuple[Patient, dict[str, Any]]:
    given = _resolved(said.given)
    if given.get("birth_date") is not None and said.row.birth_date is not None:
        given.setdefault("birth_precision", said.row.birth_precision)  # what was not sent stays as it is
    return said.row, given


def _or_refused(meant: Callable[[Batch, Said], T], batch: Batch, said: Said) -> T | Refused:
    try:
        return meant(batch, said)
    except Refused as refused:
        return refused


def _of_those_that_can_be(verb: Callable[[list[T]], Sequence[Made]], meant: Sequence[T | Refused]) -> Sequence[Made]:
    """What the verb made of each, or why it was not even asked."""
    made = iter(verb([one for one in meant if not isinstance(one, Refused)]))
    return [one if isinstance(one, Refused) else next(made) for one in meant]


def _resolved(given: dict[str, Any]) -> dict[str, Any]:
    """With the county as a record. Raises Refused for one there is not."""
    if not given.get("county"):
        return given | ({"county": None} if "county" in given else {})
    county = counties.by_key(given["county"])
    if county is None:
        refuse(_("There is no such county in the list."), code="invalid", field="county")
    return {**given, "county": county}


class Death(Values):
    """The day of a death, as a local date. One noted in error is taken back by `revive`, with a reason."""

    deceased_on: date | None


def died(batch: Batch, said: Said) -> Record:
    if said.values.deceased_on is None:
        refuse(_("A death noted in error is taken back with a reason."), code="invalid", field="deceased_on")
    return patients.note_death(patient=said.row, on=said.values.deceased_on, by=batch.by, today=batch.latest)


class Revival(Values):
    """A death was noted in error."""

    reason: Reason


def revived(batch: Batch, said: Said) -> Record:
    return care.revive(patient=said.row, by=batch.by, **said.given)


class CareEnded(Values):
    """The person no longer comes, since a day and for a reason."""

    care_ended_on: date
    care_ended_as: CareEnd
    care_end_reason: CareEndReason
    care_end_note: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET


def ended(batch: Batch, said: Said) -> Record:
    person = locked(said.row)  # whoever was served in this push has come again meanwhile
    if not differs(replace(said, row=person)):
        return person
    given = said.given
    return care.end(
        patient=person, on=given["care_ended_on"], ended_as=given["care_ended_as"], reason=given["care_end_reason"],
        note=given.get("care_end_note", ""), by=batch.by, today=batch.latest,
    )  # fmt: skip


def resumed(batch: Batch, said: Said) -> Record:
    person = locked(said.row)
    return person if person.care_ended_on is None else care.resume(patient=person, by=batch.by)


class PaperNumber(Values):
    """A number of the paper register, by which the person can be found."""

    paper_number: Annotated[str, Meta(min_length=1, max_length=40)]


def number_noted(batch: Batch, said: Said) -> Record:
    patients.note_paper_number(patient=said.row, centre=batch.centre, number=said.values.paper_number, by=batch.by)
    return said.person


IDENTITY = (
    "name_hangul", "name_romanised", "sex", "birth_date", "birth_precision", "category", "is_test", "referral_source",
)  # fmt: skip
CONTACT = (
    "phone", "address", "village", "county", "province", "caregiver_name", "caregiver_relation", "caregiver_phone",
)  # fmt: skip
OF_PEOPLE = {**dict.fromkeys(IDENTITY, Care.IDENTITY), **dict.fromkeys(CONTACT, Care.CONTACT)}
BIRTH = ("birth_date", "birth_precision")
PATIENT = KINDS["patient"]
RECEIVES = (
    Receives(PATIENT, "create", Registration, registered, KEEP, many=all_registered, new=True),
    Receives(PATIENT, "change", Facts, changed, KEEP, many=all_changed, care=OF_PEOPLE, together=(BIRTH,)),
    Receives(PATIENT, "death", Death, died, KEEP, care={"deceased_on": Care.IDENTITY}),
    Receives(PATIENT, "revive", Revival, revived, KEEP),
    Receives(PATIENT, "end", CareEnded, ended, KEEP),
    Receives(PATIENT, "resume", Nothing, resumed, KEEP),
    Receives(PATIENT, "number", PaperNumber, number_noted, KEEP),
)
