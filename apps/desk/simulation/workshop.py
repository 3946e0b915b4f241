"""A technician's devices, each a step further every time a hand is laid on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from apps.devices.checklists import YES, checklist_for
from apps.devices.models import Device, DeviceType

if TYPE_CHECKING:
    from apps.desk.simulation.hands import Hands

STEPS = ("measurement", "advance", "fitting", "checkout", "delivery", "begin_use", "repair", "followup", "repair")
FROM_THE_SHELF = ("delivery", "repair", "followup")
MADE = ("PRO-LL-TT", "PRO-LL-TT", "ORT-AFO-R", "CRU-AXIL")  # one prosthesis more than of each other
MOST = 12  # devices in hand at a time


@dataclass
class Piece:
    """A device somebody has in hand: `left` is still to be done with it, from `day` on."""

    key: str
    patient: str
    type: DeviceType
    left: list[str]
    day: date


@dataclass
class Bench:
    """Those of one technician. `types`: by key, the types that are made here."""

    types: Mapping[str, DeviceType]
    pieces: list[Piece] = field(default_factory=list)

    def work(self, hands: "Hands") -> bool:
        """The next step of one of them, a new one, or something to somebody else's."""
        if hands.dice.random() < 0.1:
            return self._others(hands)
        if not self.pieces or (len(self.pieces) < MOST and hands.dice.random() < 0.3):
            return self._prescribe(hands)
        piece = hands.dice.choice(self.pieces)
        piece.day = hands.day(since=piece.day)
        _done(hands, piece)
        piece.left.pop(0)
        if not piece.left:
            self.pieces.remove(piece)
        return True

    def _prescribe(self, hands: "Hands") -> bool:
        patient = hands.somebody()
        if patient is None:
            return False
        kind_of = self.types[hands.dice.choice(MADE)]
        day = hands.day()
        values: dict[str, Any] = {"device_type": str(kind_of.pk), "prescribed_on": day.isoformat()}
        values |= {"side": hands.dice.choice("LR")} if kind_of.sided else {}
        values |= {"quantity": 2} if kind_of.counts_as_crutch else {}
        key = hands.do("device", "create", patient=patient, values=values)
        self.pieces.append(Piece(key, patient, kind_of, list(FROM_THE_SHELF if kind_of.prefabricated else STEPS), day))
        return True

    def _others(self, hands: "Hands") -> bool:
        """A change, a hold or an ending of any device the tablet shows: somebody else may be doing the same."""
        found = hands.one("device", hands.own)
        if found is None:
            return False
        key, shown = found
        said: dict[str, Any] = {"id": key, "patient": shown["patient"]}
        day = hands.day(since=date.fromisoformat(shown["prescribed_on"])).isoformat()
        action = hands.dice.choice(("change", "hold", "resume", "end"))
        if action == "change":
            hands.do("device", "change", **said, changes={"components": f"Lot {hands.dice.randint(1, 99)}"})
        elif action == "hold":
            hands.do("device", "hold", **said, values={"hold_reason": "wound", "on": day})
        elif action == "resume":
            hands.do("device", "resume", **said, values={"on": day})
        else:
            ending = {"state": "cancelled", "ended_on": day, "end_reason": "patient-declined"}
            hands.do("device", "end", **said, values=ending)
        return True


def types_made() -> dict[str, DeviceType]:
    """What the workshops make, by key."""
    return {kind_of.key: kind_of for kind_of in DeviceType.objects.filter(key__in=MADE)}


def _done(hands: "Hands", piece: Piece) -> None:
    step, on = piece.left[0], piece.day.isoformat()
    if step in ("advance", "begin_use"):
        values = {"on": on} if step == "begin_use" else {"state": "in_fabrication", "on": on}
        hands.do("device", step, id=piece.key, patient=piece.patient, values=values)
        return
    of_step: dict[str, dict[str, Any]] = {
        "measurement": {"kind": "cast", "note": "Cast."}, "fitting": {"finding_keys": ["good-fit"]},
        "repair": {"kind": "adjustment", "minutes": 20}, "followup": {"findings": "Worn daily."}, "delivery": {},
        "checkout": {"points": {}},
    }  # fmt: skip
    said = of_step[step]
    if step == "checkout":
        said = {"points": {point.key: YES for point in checklist_for(Device(device_type=piece.type)).points}}
    hands.do(step, "create", patient=piece.patient, values={"device": piece.key, "at": hands.at(piece.day), **said})
