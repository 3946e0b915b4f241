"""What people type into the search box, of every kind, made from people who are in the register."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from apps.desk.bench import typos
from apps.desk.bench.population import Person
from apps.desk.demo.ids import dice
from apps.desk.demo.names import VARIANTS

OF_EACH_KIND = 16
TYPOS = 300  # in each script

TypedAs = Callable[[Person, Random], str]


@dataclass(frozen=True)
class Question:
    """What was typed, of which kind, and who was meant."""

    kind: str
    text: str
    person: Person


def both(person: Person) -> bool:
    """Whether the name is known in both scripts, and has three syllables as most have."""
    return len(person.hangul) == 3 and bool(person.romanised)


def parts(person: Person) -> list[str]:
    """The romanised name as three words: Kim, Yong, Su."""
    return person.romanised.replace("-", " ").split()


def variant(person: Person, rng: Random) -> str:
    """Another usual spelling of the family name; the given name as one word."""
    family, *given = parts(person)
    return f"{rng.choice(VARIANTS.get(family, (family,)))} {''.join(given).capitalize()}"


def begun(person: Person, _rng: Random) -> str:
    """김ㅇ: a family name and how the given name begins."""
    return person.hangul[0] + typos.keys(person.hangul)[len(typos.keys(person.hangul[0]))]


def initials(person: Person, _rng: Random) -> str:
    """ㄱㅇㅅ."""
    return "".join(typos.keys(syllable)[0] for syllable in person.hangul)


# Kind → how it is typed, of people who have all that can be asked for.
KINDS: dict[str, TypedAs] = {
    "number": lambda person, _rng: person.number,
    "number begun": lambda person, _rng: person.number[:-1],
    "year and number": lambda person, _rng: person.number.partition("-")[2],
    "paper number": lambda person, _rng: person.paper,
    "phone": lambda person, _rng: person.phone,
    "Hangul": lambda person, _rng: person.hangul,
    "Hangul, given name": lambda person, _rng: person.hangul[1:],
    "Hangul, two syllables": lambda person, _rng: person.hangul[:2],
    "Hangul, one syllable": lambda person, _rng: person.hangul[0],
    "Hangul, one jamo": lambda person, _rng: typos.keys(person.hangul)[0],
    "Hangul, half a syllable": lambda person, _rng: typos.composed(typos.keys(person.hangul)[:2]),
    "Hangul, begun": begun,
    "initial consonants": initials,
    "romanised": lambda person, _rng: person.romanised,
    "romanised, another spelling": variant,
    "romanised, family name last": lambda person, _rng: " ".join([*parts(person)[1:], parts(person)[0]]),
    "romanised, given name": lambda person, _rng: " ".join(parts(person)[1:]),
    "romanised, begun": lambda person, _rng: person.romanised[: len(parts(person)[0]) + 3],
    "Hangul, one letter wrong": lambda person, rng: typos.in_hangul(person.hangul, rng),
    "romanised, one letter wrong": lambda person, rng: typos.in_latin(person.romanised, rng),
}


def of_all_kinds(sample: list[Person], seed: int) -> list[Question]:
    """The fixed set of questions, the kinds mixed."""
    rng = dice("questions", seed)
    found = [question for kind, type_in in KINDS.items() for question in _of_kind(kind, type_in, sample, rng)]
    rng.shuffle(found)
    return found


def _of_kind(kind: str, typed: TypedAs, sample: list[Person], rng: Random) -> Iterator[Question]:
    able = [person for person in sample if both(person) and person.phone and person.paper]
    for _turn in range(OF_EACH_KIND):
        person = rng.choice(able)
        yield Question(kind, typed(person, rng), person)


def with_typos(sample: list[Person], seed: int) -> list[Question]:
    """Random names with one letter wrong, as many in Hangul as romanised."""
    rng, able = dice("typos", seed), [person for person in sample if both(person)]
    chosen = [rng.choice(able) for _turn in range(2 * TYPOS)]
    hangul = [Question("Hangul", typos.in_hangul(person.hangul, rng), person) for person in chosen[:TYPOS]]
    latin = [Question("romanised", typos.in_latin(person.romanised, rng), person) for person in chosen[TYPOS:]]
    return hangul + latin
