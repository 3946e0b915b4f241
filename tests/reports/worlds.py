"""Random worlds written straight into the tables: what two centres did in a year, its December before and its January
after, in every state in which records can stand. PostgreSQL checks every one of its rules on them.

Everything is told relative to the year, so that a world can shrink: 2015 and 2018 are the years in which the clocks of
Pyongyang were changed, in 2016 a leap day lies.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from hypothesis import strategies as st

from apps.reports.periods import first_of

YEARS = (2016, 2015, 2018)
KEYS = (
    "PRO-LL-TT", "WCH-RIM", "ORT-AFO-R", "PRO-LL-TT", "PRO-LL-TF",  "ORT-TLSO", "CRU-AXIL", "WLK-STICK", "WCH-ATT",
    "TRI-HAND",
)  # fmt: skip
CHAIRS = ("WCH-RIM", "WCH-ATT", "TRI-HAND")
CRUTCH = "CRU-AXIL"
FATES = (
    "delivered", "delivered", "delivered", "ordered", "held", "voided", "again", "cancelled", "closed", "error",
    "returned", "reissued", "reissued",
)  # fmt: skip
KINDS = ("session", "absent", "group", "repair", "follow-up", "repair", "follow-up", "assessment")
BOOKS = ("open", "open", "open", "open", "waiting", "taken", "declined", "changed")
DAYS = (0, 1, 2, 4, 5, 14, 15, 20)  # 0: the last of the month before
# Noon, and instants of which only the history of the zone tells on which side of midnight they lie.
CLOCKS = (time(3), time(14, 59), time(15), time(15, 10), time(15, 29), time(15, 30))
# (years before, month, day, precision): of age on the first day, in the middle, where the clocks change, on a leap day.
BIRTHS = (
    (45, 3, 12, "day"), (18, 5, 20, "day"), (18, 8, 15, "day"), (18, 7, 1, "year"), (18, 7, 1, "age"),
    (18, 5, 5, "day"),
    (18, 4, 15, "month"), (18, 2, 29, "day"), (20, 2, 29, "day"), (6, 1, 1, "day"), None,
)  # fmt: skip
# (donor, first month, last month) counted from January of the year; None: still.
SUPPORTS = (
    (("A", -12, None),), (("A", 3, None),), (("A", -3, 1), ("A", 4, 8)), (("A", 0, 5), ("B", 4, 9)), (("A", 7, 7),), (),
)  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """An instant: months from January of the year, day of the month (0: the day before the first), clock in UTC."""

    month: int
    day: int
    clock: time

    def at(self, year: int) -> datetime:
        day = first_of(year, self.month + 1) + timedelta(days=self.day - 1)
        return datetime.combine(day, self.clock, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """`died`: months from January. `records`: how many more there were, merged into this one."""

    sex: str
    birth: tuple[int, int, int, str] | None
    is_test: bool
    died: int | None
    served_before: tuple[bool, bool]
    records: int
    causes: tuple[str, str]
    elsewhere: tuple[str, str]

    def born(self, year: int) -> tuple[date | None, str]:
        """Birth date and precision; there is a 29 February only in leap years."""
        if self.birth is None:
            return None, "unknown"
        before, month, day, precision = self.birth
        leap = (month, day) == (2, 29) and (year - before) % 4
        return date(year - before, month, 28 if leap else day), precision


@dataclass(frozen=True)
class Order:
    """A device: ordered at a centre so many days before it was handed over (perhaps elsewhere) or came to its end."""

    who: int
    key: str
    centre: int
    delivered_at: int
    days: int
    moment: Moment
    fate: str
    limb: int
    quantity: int
    fast: bool
    books: str


@dataclass(frozen=True)
class Visit:
    """Something else that was done."""

    who: int
    kind: str
    centre: int
    moment: Moment
    books: str
    voided: bool


@dataclass(frozen=True)
class World:
    """`views`: what of it is looked at, besides the year: the centre (2: both together) and the run of months."""

    year: int
    support: tuple[int, int]
    books: dict[tuple[int, int], str]
    persons: list[Person]
    orders: list[Order]
    visits: list[Visit]
    views: list[tuple[int, tuple[int, int]]]

    @property
    def months(self) -> list[date]:
        return [date(self.year, month, 1) for month in range(1, 13)]


# What of a world is compared: the scope (a centre, or 2: together) and the run of months.
RUNS = (*((month, month) for month in range(12)), (0, 2), (3, 5), (6, 8), (9, 11), (0, 4))
SEED, ORDERS, VISITS = 4, 16, 12
TWINS = 4  # orders for the other side too, handed over at the same instant, perhaps at the other centre


def a_world(drawn: bytes) -> World:
    """The world of the number that the first bytes make; of its orders and visits those whose byte is not 0 are kept.

    Hypothesis draws the bytes, so that 300 worlds are 300 different ones (left to choose every field itself it mostly
    varies one of them), and takes rows away from a world that fails until each one left is needed.
    """
    chance, kept = Random(drawn[:SEED]), drawn[SEED:]
    one = chance.choice
    orders = [an_order(chance) for _each in range(ORDERS - TWINS)]
    orders += [replace(order, limb=1 - order.limb % 2, delivered_at=one((0, 1))) for order in orders[:TWINS]]
    visits = [a_visit(chance) for _each in range(VISITS)]
    return World(
        year=one(YEARS), support=(one((0, 0, 0, 1, 2, 3, 4)), one((0, 0, 1, 2, 3, 4, 5))),
        books={(one((0, 1)), one(range(12))): one(("filed", "approved", "closing", "open")) for _each in range(9)},
        persons=[a_person(chance) for _each in range(one((3, 4, 5)))],
        orders=[order for order, keep in zip(orders, kept[:ORDERS], strict=True) if keep],
        visits=[visit for visit, keep in zip(visits, kept[ORDERS:], strict=True) if keep],
        views=[(one((2, 2, 0, 1)), one(RUNS)) for _each in range(2)],
    )  # fmt: skip


def a_moment(chance: Random) -> Moment:
    return Moment(chance.randint(-1, 12), chance.choice(DAYS), chance.choice(CLOCKS))


def a_person(chance: Random) -> Person:
    one = chance.choice
    coming_of_age = (18, one(range(1, 13)), one(DAYS[1:]), "day")
    return Person(
        sex=one("MMFFOU"), birth=one((*BIRTHS, *(coming_of_age,) * 6)), is_test=chance.random() < 0.15,
        died=one((None, None, None, 4, 11)),
        served_before=one(((False, False), (True, False), (False, True))), records=one((0, 0, 1)),
        causes=one((("", "mine"), ("mine", "diabetes"), ("erw", "not-known"), ("not-known", "mine"))),
        elsewhere=one((("unknown", "no"), ("no", "yes"), ("no", "no"), ("yes", "unknown"))),
    )  # fmt: skip


def an_order(chance: Random) -> Order:
    one = chance.choice
    return Order(
        who=one(range(5)), key=one(KEYS), centre=one((0, 1)), delivered_at=one((0, 1)), days=one((0, 7, 12, 30, 45)),
        moment=a_moment(chance), fate=one(FATES), limb=one(range(3)), quantity=one((1, 2, 3)), fast=one((False, True)),
        books=one(BOOKS),
    )  # fmt: skip


def a_visit(chance: Random) -> Visit:
    one = chance.choice
    return Visit(
        who=one(range(5)), kind=one(KINDS), centre=one((0, 1)), moment=a_moment(chance), books=one(BOOKS),
        voided=chance.random() < 0.2,
    )  # fmt: skip


SIZE = SEED + ORDERS + VISITS
worlds = st.builds(a_world, st.binary(min_size=SIZE, max_size=SIZE))
