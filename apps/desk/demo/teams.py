"""Who signs an assessment besides the assessor, what the episode is to reach, and how it ends.

The chance comes from the episode's own key, so that teams and goals move nothing else of the demonstration.
"""

from datetime import date, timedelta
from typing import Any

from apps.desk.demo import words
from apps.desk.demo.accounts import workers
from apps.desk.demo.diary import Diary, Verb
from apps.desk.demo.ids import dice

SIGNERS = {"doctor": 0.35, "physiotherapist": 0.15, "technician": 0.12, "social-worker": 0.06}
WITH_GOAL, SECOND_GOAL = 0.4, 0.2
MADE_IN_IT = (Verb.PRESCRIBE, Verb.HAND_OUT, Verb.REPAIR)
REACHED = {"reached": 65, "partly": 22, "not-reached": 8, "dropped": 5}


def sign(diary: Diary, person: str, episode: str, day: date, assessor: str) -> None:
    """One or two colleagues of other professions sign on the same day."""
    rng = dice("sign", episode)
    for role, share in SIGNERS.items():
        staff = workers(diary.centre, role)
        if rng.random() < share and assessor not in staff:
            diary.note(
                day, Verb.SIGN, person, f"{episode}/signed-by-{role}", staff[0], rank=0,
                assessment=f"{episode}/assessment", profession=role, remark=rng.choice(words.REMARKS),
            )  # fmt: skip


def set_goals(diary: Diary, person: str, episode: str, day: date, by: str) -> list[str]:
    """No, one or two goals, due in weeks or months; returns their subjects."""
    rng = dice("goals", episode)
    number = (rng.random() < WITH_GOAL) * (1 + (rng.random() < SECOND_GOAL))
    subjects = [f"{episode}/goal{n}" for n in range(1, number + 1)]
    for subject, text in zip(subjects, rng.sample(words.GOALS, number), strict=True):
        due = day + timedelta(weeks=rng.choice((4, 6, 8, 12, 26)))
        diary.note(day, Verb.SET_GOAL, person, subject, by, rank=0, episode=episode, text=text, due_on=due)
    return subjects


def belongs(diary: Diary, person: str, episode: str, day: date) -> None:
    """What is ordered, handed out or repaired from its first day on belongs to the episode."""
    for entry in diary.entries[person]:
        if entry.verb in MADE_IN_IT and entry.day >= day:
            entry.facts["episode"] = episode


def outcome(episode: str, decision: str, goals: list[str], usual: str) -> dict[str, Any]:
    """How the episode ends, in kind and words, and what became of each goal."""
    if decision != "serve":
        referred = decision in ("refer", "examine")
        kind, text = ("referred", words.REFERRED) if referred else ("not-served", words.NOT_SERVED)
        return {"outcome_kind": kind, "outcome": text, "goals": {}}
    rng = dice("outcome", episode)
    states = {goal: rng.choices(tuple(REACHED), tuple(REACHED.values()))[0] for goal in goals}
    missed = [state for state in states.values() if state != "reached"]
    return {"outcome_kind": "partly" if missed else "goals-reached", "outcome": usual, "goals": states}
