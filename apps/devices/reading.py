"""What was done with a device as somebody reads it: keys in words, a check-out with the list it was made with."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.core.problems import Text
from apps.devices import words
from apps.devices.checklists import ANSWERS, CHECKLISTS, NO
from apps.devices.models import CheckOut, Delivery, Fitting, Term, TermKind

ANSWERED = dict(ANSWERS)


@dataclass(frozen=True)
class Trial:
    """A fitting with its chips in words."""

    row: Fitting
    findings: list[str]
    adjustments: list[str]

    @property
    def chips(self) -> str:
        """Findings and adjustments in one line; "" where none were chosen."""
        return "; ".join(", ".join(several) for several in (self.findings, self.adjustments) if several)


@dataclass(frozen=True)
class HandOver:
    """A delivery with the topics of its training in words."""

    row: Delivery
    topics: list[str]


@dataclass(frozen=True)
class Answer:
    """One point and how it was answered."""

    point: Text
    words: Text
    failed: bool


@dataclass(frozen=True)
class Checked:
    """A check-out with the words of its own list, whichever list is gone through today."""

    row: CheckOut
    title: Text
    groups: tuple[tuple[Text, tuple[Answer, ...]], ...]

    @property
    def failed(self) -> list[Text]:
        """The points that were answered with No."""
        return [answer.point for _title, answers in self.groups for answer in answers if answer.failed]


def trials(rows: Iterable[Fitting]) -> list[Trial]:
    """The fittings in the order given; two questions however many."""
    names = [Term.objects.names(kind) for kind in (TermKind.FINDING, TermKind.ADJUSTMENT)]
    return [
        Trial(
            row,
            words.in_words(TermKind.FINDING, row.finding_keys, names[0]),
            words.in_words(TermKind.ADJUSTMENT, row.adjustment_keys, names[1]),
        )
        for row in rows
    ]


def hand_overs(rows: Iterable[Delivery]) -> list[HandOver]:
    """The deliveries in the order given; one question however many."""
    names = Term.objects.names(TermKind.TRAINING)
    return [HandOver(row, words.in_words(TermKind.TRAINING, row.training_keys, names)) for row in rows]


def checked(row: CheckOut) -> Checked:
    """A point that the list does not know, and a list that nobody knows any more, stand with their keys."""
    checklist, left = CHECKLISTS.get(row.checklist), dict(row.points)
    groups: list[tuple[Text, tuple[Answer, ...]]] = []
    for group in checklist.groups if checklist is not None else ():
        answers = [_answer(point.text, left.pop(point.key)) for point in group.points if point.key in left]
        groups.append((group.title, tuple(answers)))
    if left:
        groups.append(("", tuple(_answer(key, answer) for key, answer in left.items())))
    return Checked(row, checklist.title if checklist is not None else row.checklist, tuple(groups))


def _answer(point: Text, answer: str) -> Answer:
    return Answer(point, ANSWERED.get(answer, answer), failed=answer == NO)
