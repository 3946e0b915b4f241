"""When a limb was injured and lost, as well as people remember it, and how its stump is found.

The chance comes from the limb's own key, so that these facts move nothing else of the demonstration.
"""

from datetime import date, timedelta
from typing import Any

from apps.desk.demo.conditions import weighted
from apps.desk.demo.ids import dice

UNDATED: dict[str, Any] = {
    "onset_on": None, "onset_precision": "", "amputated_on": None, "amputated_precision": "",
}  # fmt: skip
PRECISIONS = {"day": 55, "month": 20, "year": 25}
BY_ILLNESS = ("diabetes", "vascular", "infection", "tumour", "frostbite")  # weeks pass before the limb is lost
AMPUTATION_KNOWN, EXAMINED = 0.8, 0.6
FINDINGS = ("phantom-pain", "scar", "oedema", "contracture", "weakness", "stump-pain", "unstable-volume", "bone-spur",
            "neuroma", "wound", "short")  # fmt: skip


def dates(key: str, cause: str, onset: date) -> dict[str, Any]:
    """The injury or illness, and the amputation on the same day or some weeks later; equally well remembered."""
    rng = dice("dates", key)
    precision = weighted(rng, PRECISIONS)
    lost = onset + timedelta(days=rng.randint(20, 60) if cause in BY_ILLNESS else rng.choice((0, 0, 1, 3, 9)))
    facts = {"onset_on": stored(onset, precision), "onset_precision": precision}
    if rng.random() < AMPUTATION_KNOWN:
        return {**facts, "amputated_on": stored(lost, precision), "amputated_precision": precision}
    return {**facts, "amputated_on": None, "amputated_precision": ""}


def exact(day: date) -> dict[str, Any]:
    """Injured and lost on a day that everybody remembers."""
    return {"onset_on": day, "onset_precision": "day", "amputated_on": day, "amputated_precision": "day"}


def stored(day: date, precision: str) -> date:
    """The day that stands for it: a month as its 15th, a year as its 1 July."""
    if precision == "year":
        return day.replace(month=7, day=1)
    return day.replace(day=15) if precision == "month" else day


def condition(key: str) -> dict[str, Any]:
    """What is found when the stump is looked at on the first day: sound, or one or two findings; or nobody noted it."""
    rng = dice("stump", key)
    if rng.random() > EXAMINED:
        return {}
    if rng.random() < 0.5:
        return {"stump_conditions": ["sound"]}
    return {"stump_conditions": rng.sample(FINDINGS, rng.choice((1, 1, 2)))}
