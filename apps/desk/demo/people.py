"""Invented people: who they are, and what is wrong with which limb."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from apps.desk.demo import conditions, names, places, stumps
from apps.desk.demo.conditions import Condition, weighted
from apps.patients.models import County

CATEGORIES = {
    "RAK": {"civilian": 62, "military": 30, "unknown": 8},
    "SON": {"civilian": 88, "military": 6, "unknown": 6},
}
# How well a birth date is known; "year" and "age" are stored as 1 July.
PRECISIONS = {"day": 81, "month": 3, "year": 8, "age": 6, "unknown": 2}
REFERRALS = {
    "hospital": 28, "clinic": 22, "former-patient": 17, "family": 10, "red-cross": 8, "authority": 6, "self": 5,
    "outreach": 3, "other": 1,
}  # fmt: skip
YEAR_DAYS = 365.25


@dataclass(frozen=True)
class Limb:
    """An impairment; `facts` are the arguments of the verb that records it."""

    key: str
    kind: str
    level: str
    side: str
    facts: dict[str, Any]
    devices: list[str] = field(default_factory=list)  # keys of all devices ordered for it


@dataclass
class Person:
    """A person of the demo. `identity`: the arguments of the registration; `fresh`: never had a device before."""

    key: str
    centre: str
    identity: dict[str, Any]
    limbs: list[Limb]
    fresh: bool
    devices: list[str] = field(default_factory=list)  # keys of the devices that are out, oldest first
    centres: list[str] = field(default_factory=list)  # where they have been registered or welcomed
    migrated: bool = False  # served at the first centre before the records began
    paper_number: str = ""
    died: bool = False

    @property
    def is_test(self) -> bool:
        return bool(self.identity.get("is_test"))

    @property
    def loss(self) -> list[Limb]:
        """The limbs that are missing in part or whole."""
        return [limb for limb in self.limbs if limb.level]


def with_loss(rng: Random, key: str, centre: str, today: date, *, limbs: int, fresh: bool) -> Person:
    """Somebody who lost one or two limbs. A bilateral loss may have a cause of its own on each side (IND-05)."""
    child = rng.random() < 0.035
    age = rng.triangular(5, 18, 13) if child else rng.triangular(18, 82, 47)
    person = _identity(rng, key, centre, today, age, men=0.6 if child else 0.83)
    table = conditions.CHILD_CAUSES if child else conditions.CAUSES
    cause = weighted(rng, table)
    level = rng.choice(conditions.BILATERAL_LEVELS) if limbs == 2 else weighted(rng, conditions.LEVELS)
    sides = ["L", "R"] if limbs == 2 else [rng.choice("LR")]
    previous = "no" if fresh else rng.choices(("yes", "unknown"), (9, 1))[0]
    if fresh and rng.random() < 0.04:
        previous = "unknown"
    years = rng.uniform(0.25, 1.6) if fresh else rng.uniform(2, max(3, min(40, age - 3)))
    onset = today - timedelta(days=years * YEAR_DAYS)
    return Person(
        key,
        centre,
        person,
        [_lost(rng, f"{key}/limb{n}", level, side, cause, onset, previous) for n, side in enumerate(sides, 1)],
        fresh,
    )


def _lost(rng: Random, key: str, level: str, side: str, cause: str, onset: date, previous: str) -> Limb:
    kind = "congenital-absence" if cause == "congenital" else "amputation"
    known = rng.random() < 0.7 and kind == "amputation"
    facts: dict[str, Any] = {"cause": cause, "previously_fitted_elsewhere": previous, **stumps.condition(key)}
    facts |= stumps.dates(key, cause, onset) if known else stumps.UNDATED
    return Limb(key, kind, level, side, facts)


def mine_then_diabetes(person: Person) -> None:
    """Left leg by a mine long ago, right one later by diabetes: the cause belongs to the limb (IND-05)."""
    for limb, cause, onset in zip(
        person.limbs, ("mine", "diabetes"), (date(1997, 8, 3), date(2015, 9, 12)), strict=True
    ):
        limb.facts.update(cause=cause, **stumps.exact(onset))


def remembers_1997(person: Person) -> bool:
    """Old enough to have lost a leg then."""
    born: date | None = person.identity["birth_date"]
    return born is not None and born.year < 1990


def with_condition(rng: Random, key: str, centre: str, today: date, condition: Condition, *, sides: int = 1) -> Person:
    """Somebody with another impairment than limb loss, on one side, on both (`sides` = 2) or of the whole body."""
    low, high, mode = condition.ages
    identity = _identity(rng, key, centre, today, rng.triangular(low, high + 0.9, mode), men=0.55)
    marks = ["L", "R"] if sides == 2 else [rng.choice("LR") if condition.sided else ""]
    cause = condition.cause if rng.random() < 0.93 else "not-known"
    facts = {"cause": cause, "previously_fitted_elsewhere": rng.choices(("no", "unknown", "yes"), (80, 10, 10))[0]}
    limbs = [Limb(f"{key}/limb{n}", condition.kind, "", mark, dict(facts)) for n, mark in enumerate(marks, 1)]
    return Person(key, centre, identity, limbs, fresh=True)


def _identity(rng: Random, key: str, centre: str, today: date, age: float, *, men: float) -> dict[str, Any]:
    sex = "M" if rng.random() < men else "F"
    hangul, roman = names.full(rng, sex)
    province, county = places.home(rng, centre)
    birth, precision = _birth(rng, today, age)
    identity: dict[str, Any] = {
        "name_hangul": hangul,
        "name_romanised": roman,
        "sex": sex if rng.random() < 0.994 else "U",
        "birth_date": birth,
        "birth_precision": precision,
        "province": province,
        "county": County(pk=county, province=province) if county else None,
        "phone": f"19{rng.randint(1, 5)}-{rng.randint(200, 999)}-{rng.randint(0, 9999):04d}"
        if rng.random() < 0.35
        else "",
        "category": "civilian" if age < 17 else weighted(rng, CATEGORIES[centre]),
    }
    if age < 18 or rng.random() < 0.12:
        identity["caregiver_name"] = names.full(rng, rng.choice("MF"), hangul[0] if age < 18 else None)[0]
    return identity | _circumstances(Random(f"{key}/circumstances"), identity, age)  # noqa: S311


def _circumstances(rng: Random, identity: dict[str, Any], age: float) -> dict[str, Any]:
    """Village, who sent the person, and who takes care of them; chance of its own, so that nobody else changes."""
    found: dict[str, Any] = {"referral_source": weighted(rng, REFERRALS) if rng.random() < 0.8 else ""}
    if identity["county"]:
        found["village"] = rng.choice(places.VILLAGES) if rng.random() < 0.6 else ""
    if "caregiver_name" in identity:
        found["caregiver_relation"] = "부모" if age < 18 else rng.choice(("배우자", "자식", "형제"))
        if rng.random() < 0.4:
            found["caregiver_phone"] = f"19{rng.randint(1, 5)}-{rng.randint(200, 999)}-{rng.randint(0, 9999):04d}"
    return found


def _birth(rng: Random, today: date, age: float) -> tuple[date | None, str]:
    exact = today - timedelta(days=age * YEAR_DAYS)
    precision = weighted(rng, PRECISIONS)
    if age < 3:
        precision = "day"  # a small child's birth date is known
    if precision == "unknown":
        return None, precision
    if precision in ("year", "age"):
        return exact.replace(month=7, day=1), precision
    return (exact.replace(day=15) if precision == "month" else exact), precision
