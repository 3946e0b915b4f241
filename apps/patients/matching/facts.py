"""What two people are compared by, as plain facts: of a registered person, a half-filled form, a table's line."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.patients.models import BirthPrecision, County, Patient
from apps.patients.models.patient import UNNAMED_HANGUL, UNNAMED_ROMANISED

SHORTEST_PHONE = 5  # digits; fewer are an extension, which many share
BEFORE_NUMBER = re.compile("^((00)?850(?=[0-9]{8}))?0?")


@dataclass(frozen=True)
class Facts:
    """Empty where nothing is known. `phone` and `caregiver_phone` are digits as `digits` gives them."""

    name_hangul: str = ""
    name_romanised: str = ""
    birth_date: date | None = None
    birth_precision: str = BirthPrecision.UNKNOWN
    sex: str = ""
    phone: str = ""
    caregiver_phone: str = ""
    papers: frozenset[str] = frozenset()
    province: str = ""
    county: str = ""
    village: str = ""


def of(patient: Patient) -> Facts:
    """A registered person's. Many at once: prefetch `other_numbers`. A name nobody knows is no name."""
    unnamed = patient.is_unnamed
    return Facts(
        name_hangul="" if unnamed else patient.name_hangul,
        name_romanised="" if unnamed else patient.name_romanised,
        birth_date=patient.birth_date,
        birth_precision=patient.birth_precision,
        sex=patient.sex,
        phone=digits(patient.phone),
        caregiver_phone=digits(patient.caregiver_phone),
        papers=frozenset(other.number for other in patient.other_numbers.all()),
        province=patient.province,
        county=patient.county_id or "",
        village=_village(patient.village),
    )


def typed(
    *,
    name_hangul: str = "",
    name_romanised: str = "",
    birth: tuple[date | None, Any] = (None, BirthPrecision.UNKNOWN),
    sex: str = "",
    phone: str = "",
    caregiver_phone: str = "",
    paper_number: str = "",
    province: str = "",
    county: County | str | None = None,
    village: str = "",
) -> Facts:
    """What somebody typed, all of it optional; `birth` as `births` gives it, `county` the row or its key."""
    key = county.pk if isinstance(county, County) else county or ""
    return Facts(
        name_hangul="" if name_hangul == UNNAMED_HANGUL else name_hangul,
        name_romanised="" if name_romanised == UNNAMED_ROMANISED else name_romanised,
        birth_date=birth[0],
        birth_precision=birth[1],
        sex=sex,
        phone=digits(phone),
        caregiver_phone=digits(caregiver_phone),
        papers=frozenset({paper_number} - {""}),
        province=province or key.partition("/")[0],
        county=key,
        village=_village(village),
    )


def digits(phone: str) -> str:
    """A telephone number's digits as PostgreSQL's `patients_digits` gives them, without country code and leading zero;
    "" for what is too short to be one's own."""
    found = BEFORE_NUMBER.sub("", re.sub("[^0-9]", "", phone))
    return found if len(found) >= SHORTEST_PHONE else ""


def _village(text: str) -> str:
    return "".join(text.casefold().split())
