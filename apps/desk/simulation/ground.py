"""Where it takes place: two centres, who works there, and a register, all made by the product's verbs."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from apps.accounts.actions import users
from apps.accounts.models import User
from apps.centres.actions import centres, memberships
from apps.centres.models import Centre, Role
from apps.core.clock import now
from apps.desk.bench import population
from apps.desk.simulation.plan import Plan
from apps.patients.actions import episodes, impairments, patients
from apps.patients.models import Impairment, Patient
from apps.sync import tokens
from apps.sync.actions import enrolment

SINCE = date(2015, 1, 1)
AGO = timedelta(days=90)  # when everybody at the beginning was registered
HELD = (  # the roles of whoever carries a tablet, one after the other
    (Role.PHYSIOTHERAPIST, Role.TECHNICIAN), (Role.PHYSIOTHERAPIST,), (Role.TECHNICIAN, Role.PHYSIOTHERAPIST),
    (Role.RECEPTIONIST,),
)  # fmt: skip


@dataclass
class Place:
    """A centre. `managers`: two, since whoever asks does not decide. `faithful`: people who never leave it, and are
    unknown to the other one."""

    centre: Centre
    administrator: User
    managers: tuple[User, User]
    faithful: list[UUID] = field(default_factory=list)


@dataclass
class Carried:
    """A tablet to be: who carries it, where, and the one-time code for it."""

    name: str
    place: Place
    user: User
    roles: tuple[Role, ...]
    code: str


def founded(plan: Plan) -> list[Place]:
    """Both centres, with their people."""
    places = []
    for code, english, korean in (("RAK", "Rakrang", "락랑"), ("SON", "Songrim", "송림")):
        centre = centres.found(code=code, name_en=english, name_ko=korean)
        centres.support(centre=centre, donor="ICRC", first_month=SINCE)
        managers = [somebody(centre, f"{code.lower()}.manager{number}", Role.MANAGER) for number in (1, 2)]
        place = Place(centre, somebody(centre, f"{code.lower()}.admin", Role.ADMINISTRATOR), (managers[0], managers[1]))
        place.faithful = registered(plan, place)
        places.append(place)
    return places


def somebody(centre: Centre, name: str, *roles: Role) -> User:
    user = users.enrol(username=name, name=name, password=users.temporary_password(), by=None)
    for role in roles:
        memberships.grant(user=user, centre=centre, role=role, on=SINCE, by=None)
    return user


def registered(plan: Plan, place: Place) -> list[UUID]:
    """The register of a centre, each with an episode, and some with a lost leg. Returns some of their keys."""
    dice, centre, (by, _other) = plan.dice(f"register/{place.centre.code}"), place.centre, place.managers
    on, keys = centre.today() - AGO, []
    for person in named(dice, plan.people // 2):
        patient = patients.register(centre=centre, by=by, on=on, **person)
        episodes.open_episode(patient=patient, centre=centre, reason="first-visit", on=on, by=by)
        if dice.random() < 0.5:
            lost_leg(patient, by=by, side=dice.choice("LR"))
        keys.append(patient.pk)
    return keys[: max(2, len(keys) // 4)]


def named(dice: Random, count: int) -> list[dict[str, Any]]:
    """People as they are registered; grown up, so that nothing was done before they were born."""
    found = []
    for _number in range(count):
        sex = dice.choice("MF")
        hangul, romanised = population.name(dice, sex)
        birth = date(dice.randint(1935, 1995), dice.randint(1, 12), dice.randint(1, 28))
        found.append({"name_hangul": hangul, "name_romanised": romanised, "sex": sex, "birth_date": birth,
                      "birth_precision": "day", "phone": phone(dice)})  # fmt: skip
    return found


def lost_leg(patient: Patient, *, by: User, side: str) -> Impairment:
    return impairments.record(patient=patient, kind="amputation", level="transtibial", side=side, by=by)


def carried(plan: Plan, places: list[Place]) -> list[Carried]:
    """The tablets of both centres in turn, each with its own person."""
    found = []
    for number in range(plan.tablets):
        place, roles, name = places[number % 2], HELD[number // 2 % len(HELD)], f"T{number + 1:02d}"
        user = somebody(place.centre, f"{place.centre.code.lower()}.{name.lower()}", *roles)
        found.append(an_offer(place, name, user, roles))
    return found


def an_offer(place: Place, name: str, user: User, roles: tuple[Role, ...]) -> Carried:
    """A tablet for somebody, offered by the centre's administrator."""
    offer = enrolment.offer(centre=place.centre, user=user, name=name, valid_days=30, by=place.administrator, at=now())
    return Carried(name, place, user, roles, tokens.code_of(offer.pk))


def phone(dice: Random) -> str:
    return f"191-{dice.randrange(1000):03d}-{dice.randrange(10000):04d}"
