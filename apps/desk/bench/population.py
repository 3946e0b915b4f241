"""An invented population from a seed: family names about as frequent as they are, given names by a power law.

So there are hundreds of people called Kim Yong Su, as in every real register: it is they who make a search slow, and
a register of a million different names would flatter it. About one in fourteen names is romanised in another way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from uuid import UUID

from apps.desk.demo.ids import dice
from apps.desk.demo.names import FAMILIES, FAMILY, FAMILY_WEIGHTS, GIVEN, VARIANTS
from apps.patients.models import BirthPrecision, Sex

# Code, English and Korean name, share of all people in per cent.
CENTRES = (("RAK", "Rakrang", "락랑", 40), ("SON", "Songrim", "송림", 25), ("HAM", "Hamhung", "함흥", 15),
           ("CHO", "Chongjin", "청진", 12), ("WON", "Wonsan", "원산", 8))  # fmt: skip
SINCE, DAYS = date(2004, 1, 5), 4500  # people were registered on so many days from this one on
STEEPNESS = 0.8  # the n-th given syllable is n to this power times as rare as the first


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the register: `number` counts from 1 in the person's centre and year."""

    id: UUID
    index: int
    centre: int
    registered_on: date
    number: str
    hangul: str
    romanised: str
    sex: str
    birth: date | None
    precision: str
    phone: str
    paper: str
    chance: float  # a second die, for whatever else hangs on this person


def _steep(things: Sequence[object]) -> list[float]:
    return list(accumulate(1 / (place + 1) ** STEEPNESS for place in range(len(things))))


FAMILY_STEPS = list(accumulate(FAMILY_WEIGHTS))
GIVEN_STEPS = {sex: tuple(map(_steep, syllables)) for sex, syllables in GIVEN.items()}
CENTRE_STEPS = list(accumulate(centre[3] for centre in CENTRES))


def people(count: int, seed: int) -> Iterator[Person]:
    """`count` people in the order of their registration; the same ones for the same seed and count."""
    rng = dice("bench", seed)
    numbers: dict[tuple[int, int], int] = {}
    for index in range(count):
        on = SINCE + timedelta(days=index * DAYS // count)
        centre = rng.choices(range(len(CENTRES)), cum_weights=CENTRE_STEPS)[0]
        numbers[centre, on.year] = place = numbers.get((centre, on.year), 0) + 1
        sex = "M" if rng.random() < 0.62 else "F"
        hangul, romanised = name(rng, sex)
        birth, precision = born(rng, on)
        yield Person(
            id=key(rng, on, index), index=index, centre=centre, registered_on=on,
            number=f"{CENTRES[centre][0]}-{on.year}-{place:04d}", hangul=hangul, romanised=romanised,
            sex=sex if rng.random() < 0.99 else Sex.UNKNOWN.value, birth=birth, precision=precision,
            phone=phone(rng), paper=f"{rng.choice('ABDGS')}-{index + 1}" if rng.random() < 0.25 else "",
            chance=rng.random(),
        )  # fmt: skip


def name(rng: Random, sex: str) -> tuple[str, str]:
    """Hangul and romanised: one in twenty in Hangul alone, one in fifty in Latin letters alone."""
    surname = rng.choices(FAMILIES, cum_weights=FAMILY_STEPS)[0]
    (heads, tails), (head_steps, tail_steps) = GIVEN[sex], GIVEN_STEPS[sex]
    given = [rng.choices(heads, cum_weights=head_steps)[0]]
    if rng.random() < 0.96:  # the others have a given name of one syllable
        given.append(rng.choices(tails, cum_weights=tail_steps)[0])
    chance, roman = rng.random(), FAMILY[surname][0]
    if chance > 0.92:
        roman = rng.choice(VARIANTS.get(roman, (roman,)))
    latin = ("-" if chance < 0.12 else " ").join(syllable for _hangul, syllable in given)
    hangul = surname + "".join(syllable for syllable, _latin in given)
    if chance < 0.07:
        return (hangul, "") if chance < 0.05 else ("", f"{roman} {latin}")
    return hangul, f"{roman} {latin}"


def born(rng: Random, registered_on: date) -> tuple[date | None, str]:
    """A birth some 0 to 85 years before, as precisely as registers know it."""
    chance = rng.random()
    if chance < 0.04:
        return None, BirthPrecision.UNKNOWN.value
    birth = registered_on - timedelta(days=int(rng.betavariate(1.6, 2.2) * 31000))
    if chance < 0.70:
        return birth, BirthPrecision.DAY.value
    if chance < 0.78:
        return birth.replace(day=15), BirthPrecision.MONTH.value
    return birth.replace(month=7, day=1), (BirthPrecision.YEAR if chance < 0.9 else BirthPrecision.AGE).value


def phone(rng: Random) -> str:
    """Six in ten have one: a mobile number, or the county's exchange."""
    chance = rng.random()
    if chance > 0.6:
        return ""
    digits = f"{rng.randrange(10**7):07d}"
    return f"191-{digits[:3]}-{digits[3:]}" if chance < 0.4 else f"02-381-{digits[:4]}"


def key(rng: Random, on: date, index: int) -> UUID:
    """A UUIDv7 of that day, later for a later index, with seeded instead of random bits."""
    milliseconds = int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp() * 1000) + index % 80_000_000
    noise = rng.getrandbits(74)
    return UUID(int=milliseconds << 80 | 7 << 76 | (noise >> 62) << 64 | 2 << 62 | noise & ((1 << 62) - 1))
