"""How likely two records are one person, and why: the points of each part, added up, each with its words."""

from dataclasses import dataclass
from enum import StrEnum

from apps.core.problems import Text
from apps.patients.matching import levels, names, weights
from apps.patients.matching.facts import Facts
from apps.patients.matching.names import NameLevel
from apps.patients.matching.weights import PERHAPS, PROBABLY, Weight
from apps.patients.models import Patient

NAMED = (NameLevel.SAME, NameLevel.SPELLING, NameLevel.LETTER, NameLevel.PART)


class Verdict(StrEnum):
    PROBABLY = "probably"
    PERHAPS = "perhaps"
    HARDLY = "hardly"


@dataclass(frozen=True)
class Likeness:
    """A registered person (None between plain facts), the score in points, and the parts it is made of."""

    patient: Patient | None
    parts: tuple[Weight, ...]

    @property
    def score(self) -> float:
        return sum(part.points for part in self.parts)

    @property
    def verdict(self) -> Verdict:
        return (
            Verdict.PROBABLY if self.score >= PROBABLY else Verdict.PERHAPS if self.score >= PERHAPS else Verdict.HARDLY
        )

    @property
    def reasons(self) -> tuple[Text, ...]:
        """What speaks for one person, the weightiest first, in words for the user."""
        for_it = (part for part in self.parts if part.points > 0)
        return tuple(part.words for part in sorted(for_it, key=lambda part: -part.points))

    @property
    def doubts(self) -> tuple[Text, ...]:
        """What speaks against it."""
        return tuple(part.words for part in sorted(self.parts, key=lambda part: part.points) if part.points < 0)


def parts(one: Facts, other: Facts) -> tuple[Weight, ...]:
    """The table's entries that hold between two people.

    Where the names differ, what a family shares is left out: twins have birth, phone and village in common.
    """
    name = names.compare(one, other)
    found = [
        weights.NAME.get(name),
        weights.COMMON_NAME if name in NAMED and names.is_common(one, other) else None,
        weights.BIRTH.get(levels.birth(one, other)),
        weights.SEX.get(levels.sex(one, other)),
        weights.PHONE.get(levels.phone(one, other)),
        weights.PAPER.get(levels.paper(one, other)),
        weights.PLACE.get(levels.place(one, other)),
    ]
    relatives = name == NameLevel.DIFFERENT
    return tuple(part for part in found if part is not None and not (relatives and part.shared))
