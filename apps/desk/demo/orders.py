"""The life of one ordered device, written backwards from the day it is handed over."""

from dataclasses import dataclass
from random import Random
from typing import Any

from apps.desk.demo import words
from apps.desk.demo.days import WorkingDays
from apps.desk.demo.diary import Diary, Verb

SHORTEST = 6  # working days from prescription to delivery
HELD, RECAST, FAILED, OVERRIDDEN = 0.05, 0.04, 0.04, 0.01  # how often
STEPS = ("prescribed", "measured", "in_fabrication", "fitting", "checked")


@dataclass(frozen=True)
class Order:
    """A device to be made. `key` names its record; `facts`: the prescription's arguments; `by`: the technician."""

    key: str
    person: str
    by: str
    facts: dict[str, Any]


class Workshop:
    """Writes the lives of one centre's devices into its diary. Days are places in the list of working days."""

    def __init__(self, rng: Random, diary: Diary, days: WorkingDays) -> None:
        self.rng, self.diary, self.days = rng, diary, days

    def lead(self) -> int:
        """Working days from prescription to delivery: mostly two to four weeks."""
        return max(SHORTEST, min(60, round(self.rng.lognormvariate(2.65, 0.45))))

    def deliver(self, order: Order, handed: int, *, earliest: int = 0, lead: int | None = None) -> int:
        """The whole life up to delivery at the place `handed`; returns the place of the prescription."""
        begun = max(earliest, handed - (lead or self.lead()))
        made = self._make(order, begun, handed)
        trials = self._fit(order, made, handed)
        self._check_out(order, trials, handed)
        self.hand_over(order, handed)
        return begun

    def hand_over(self, order: Order, handed: int, *, again: bool = False) -> None:
        """The delivery itself; `again` after one that was voided."""
        name = "delivery2" if again else "delivery"
        self.note(
            handed, Verb.DELIVER, order, f"{order.key}/{name}", device=order.key, user_trained=self.rng.random() < 0.8
        )

    def reach(self, order: Order, begun: int, last: int, reached: int) -> None:
        """Take the device through STEPS up to the place `reached` of them, not after `last`."""
        self.note(begun, Verb.PRESCRIBE, order, order.key, **order.facts)
        day = begun
        for step in STEPS[1 : min(reached, 2) + 1]:
            day = min(last, day + self.rng.randint(0, 2))
            self._advance(order, day, step)
        if reached >= 3:
            day = min(last, day + self.rng.randint(1, 3))
            self._trial(order, day, 1)
        if reached >= 4:
            self.note(min(last, day + 1), Verb.CHECK_OUT, order, f"{order.key}/check1", device=order.key, passed=True)

    def note(self, place: int, verb: Verb, order: Order, subject: str, **facts: Any) -> None:
        """Enter something done by the order's technician."""
        self.diary.note(self.days[place], verb, order.person, subject, order.by, **facts)

    def _advance(self, order: Order, place: int, step: str) -> None:
        self.note(place, Verb.ADVANCE, order, order.key, to=step)

    def _make(self, order: Order, begun: int, handed: int) -> int:
        """Prescribed, measured, in fabrication; now and then held or cast again. Returns where it was made."""
        rng, room = self.rng, handed - begun
        self.note(begun, Verb.PRESCRIBE, order, order.key, **order.facts)
        measured = begun + (rng.randint(0, 2) if room > SHORTEST else 0)
        self._advance(order, measured, "measured")
        if room > 20 and rng.random() < HELD * 3:
            self.note(measured + 1, Verb.HOLD, order, order.key, reason=rng.choice(("wound", "patient-away")))
            measured += room // 2
            self.note(measured, Verb.RESUME, order, order.key)
        if room > 12 and rng.random() < RECAST:
            measured += 1
            self._advance(order, measured, "measured")
        made = min(handed, measured + rng.randint(1, 2))
        self._advance(order, made, "in_fabrication")
        return made

    def _fit(self, order: Order, made: int, handed: int) -> list[int]:
        """One to three trials between fabrication and delivery; returns their places."""
        number = self.rng.choices((1, 2, 3), (58, 33, 9))[0]
        first = min(handed, made + 1)
        places = sorted(self.rng.randint(first, handed) for _ in range(number))
        for count, place in enumerate(places, 1):
            self._trial(order, place, count)
        return places

    def _trial(self, order: Order, place: int, count: int) -> None:
        rng = self.rng
        self.note(
            place, Verb.FIT, order, f"{order.key}/fitting{count}", device=order.key,
            findings=rng.choice(words.FITTING_FINDINGS), adjustments=rng.choice(words.FITTING_ADJUSTMENTS),
            next_step=rng.choice(words.NEXT_STEPS),
        )  # fmt: skip

    def _check_out(self, order: Order, trials: list[int], handed: int) -> None:
        """The list before delivery; a failed point sends it back to a trial, or is overridden with a reason."""
        chance = self.rng.random()
        place = self.rng.randint(trials[-1], handed)
        if chance < OVERRIDDEN:
            reason = self.rng.choice(words.OVERRIDES)
            self.note(
                place,
                Verb.CHECK_OUT,
                order,
                f"{order.key}/check1",
                device=order.key,
                passed=False,
                override_reason=reason,
            )
            return
        if chance < OVERRIDDEN + FAILED:
            self.note(place, Verb.CHECK_OUT, order, f"{order.key}/check0", device=order.key, passed=False)
            self._trial(order, place, len(trials) + 1)
        self.note(place, Verb.CHECK_OUT, order, f"{order.key}/check1", device=order.key, passed=True)
