"""Who gets what: people and services of a centre and period, allotted so that they sum to the totals exactly.

First come the people: each has one main reason to come. Then devices, crutches and sessions are handed round until
nothing is left over. When it happens is decided later and changes no sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from apps.desk.demo.published import Totals


class Reason(StrEnum):
    """What a person mainly comes for."""

    PROSTHESIS = "prosthesis"
    ORTHOSIS = "orthosis"
    WHEELCHAIR = "wheelchair"
    AFTERCARE = "aftercare"  # repair or review of a device delivered before
    PHYSIO = "physio"
    AID = "aid"  # crutches or a stick alone
    ASSESSMENT = "assessment"  # assessed; no device in the period


@dataclass
class Bundle:
    """One person's services. `devices`: units of the reason's class; `crutches`: units of each hand-out."""

    reason: Reason
    devices: int = 0
    crutches: list[int] = field(default_factory=list)
    aids: list[str] = field(default_factory=list)
    sessions: int = 0
    missed: int = 0


MOST_SESSIONS = 24  # of one person in a period
REST = {Reason.AFTERCARE: 52, Reason.PHYSIO: 26, Reason.ASSESSMENT: 14, Reason.AID: 8}
AIDS = ("WLK-STICK", "WLK-STICK", "WLK-STICK", "WLK-MULTI", "WLK-FRAME", "WLK-ROLL")
# How readily somebody who comes for this also gets crutches, and treatment.
CRUTCH_SHARE = {
    Reason.PROSTHESIS: 0.5,
    Reason.AID: 3.0,
    Reason.PHYSIO: 0.3,
    Reason.ORTHOSIS: 0.15,
    Reason.AFTERCARE: 0.2,
}
PHYSIO_SHARE = {Reason.PROSTHESIS: 0.4, Reason.ORTHOSIS: 0.5, Reason.WHEELCHAIR: 0.6, Reason.AFTERCARE: 0.05}


def allot(rng: Random, totals: Totals, *, aftercare: bool) -> list[Bundle]:
    """One bundle per person, summing to `totals`; without `aftercare` nobody comes for an older device."""
    bundles = _people(rng, totals, aftercare=aftercare)
    rng.shuffle(bundles)
    _hand_out_crutches(rng, bundles, totals.crutches)
    _hand_out_aids(rng, bundles)
    _treat(rng, bundles, totals.sessions or 0)
    return bundles


def _people(rng: Random, totals: Totals, *, aftercare: bool) -> list[Bundle]:
    bundles: list[Bundle] = []
    for reason, units, share in (
        (Reason.WHEELCHAIR, totals.wheelchairs, (1.0, 1.0)),
        (Reason.ORTHOSIS, totals.orthoses, (0.78, 0.86)),
        (Reason.PROSTHESIS, totals.prostheses, (0.91, 0.94)),
    ):
        least = -(-units // 2)
        room = totals.persons - len(bundles)
        people = max(least, min(round(units * rng.uniform(*share)), room))
        bundles += _spread_devices(rng, reason, units, people)
    rest = totals.persons - len(bundles)
    if rest < 0:
        raise ValueError("more devices than these people can get")
    weights = {reason: weight for reason, weight in REST.items() if aftercare or reason != Reason.AFTERCARE}
    reasons = rng.choices(tuple(weights), tuple(weights.values()), k=rest)
    spare = (totals.sessions or 0) // 3
    for reason in reasons:
        if reason == Reason.PHYSIO:
            spare -= 1
        bundles.append(Bundle(Reason.ASSESSMENT if reason == Reason.PHYSIO and spare < 0 else reason))
    return bundles


def _spread_devices(rng: Random, reason: Reason, units: int, people: int) -> list[Bundle]:
    """One device each, and a second one for some."""
    second = set(rng.sample(range(people), units - people))
    return [Bundle(reason, devices=2 if n in second else 1) for n in range(people)]


def _hand_out_crutches(rng: Random, bundles: Sequence[Bundle], units: int) -> None:
    """Mostly in pairs, sometimes one; again from the start when everybody has got some."""
    left = units
    while left > 0:
        ranked = sorted(bundles, key=lambda bundle: rng.random() / CRUTCH_SHARE.get(bundle.reason, 0.05))
        for bundle in ranked:
            number = min(left, 1 if rng.random() < 0.12 else 2)
            bundle.crutches.append(number)
            left -= number
            if left == 0:
                return


def _hand_out_aids(rng: Random, bundles: Sequence[Bundle]) -> None:
    for bundle in bundles:
        needy = bundle.reason == Reason.AID and not bundle.crutches
        if needy or rng.random() < 0.05:
            bundle.aids.append(rng.choice(AIDS))


def _treat(rng: Random, bundles: Sequence[Bundle], sessions: int) -> None:
    """Choose who is treated, about five sessions each, and deal the sessions out."""
    musts = [bundle for bundle in bundles if bundle.reason == Reason.PHYSIO]
    mays = [bundle for bundle in bundles if bundle.reason != Reason.PHYSIO]
    mays.sort(key=lambda bundle: rng.random() / PHYSIO_SHARE.get(bundle.reason, 0.02))
    wanted = max(len(musts), round(sessions / 5.2), -(-sessions // (MOST_SESSIONS - 4)))
    treated = (musts + mays)[: min(wanted, sessions)]
    if not treated:
        return
    for bundle in treated:
        bundle.sessions = 1
    urge = [rng.gammavariate(1.3, 1.0) for _ in treated]
    for _ in range(sessions - len(treated)):
        open_places = [n for n, bundle in enumerate(treated) if bundle.sessions < MOST_SESSIONS]
        chosen = rng.choices(open_places, [urge[n] for n in open_places])[0]
        treated[chosen].sessions += 1
    for bundle in treated:
        bundle.missed = sum(rng.random() < 0.04 for _ in range(bundle.sessions))
