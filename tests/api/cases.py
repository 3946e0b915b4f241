"""Every address of the API that writes, as data: what it is done to, with which body, by whom, and when not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.devices.checklists import YES, checklist_for
from apps.devices.models import Device
from tests.api.asking import ON, etag
from tests.people import a_patient, an_episode
from tests.things import Things

Made = Callable[[Things], dict[str, Any]]


def points(things: Things) -> dict[str, Any]:
    """Every point of a lower-limb list passed."""
    device = Device(device_type=things.person.devices.first().device_type)
    return {"points": {point.key: YES for point in checklist_for(device).points}, "on": ON}


def of_person(**body: Any) -> Made:
    return lambda things: {"patient": str(things.person.pk), "on": ON, **body}


def of_another(things: Things) -> dict[str, Any]:
    return {"patient": str(a_patient(things.people, name_hangul="리순희").pk), "on": ON}


def of_both(things: Things) -> dict[str, Any]:
    return {"patients": [str(things.person.pk), of_another(things)["patient"]], "minutes": 45, "on": ON}


def of_episode(things: Things) -> dict[str, Any]:
    episode = an_episode(things.people, things.person, by=things.people.physio)
    return {"episode": str(episode.pk), "aim": "Walks outdoors", "weekly": 3, "planned": 12, "started_on": ON}


@dataclass(frozen=True)
class Case:
    """`to`: what it is done to, a thing of tests/things.py, "" for an address without a row. `not_to`: a thing in a
    state that does not allow it. `fresh`: If-Match is required. `by` may, `not_by` of the same centre may not."""

    noun: str
    verb: str
    to: str
    body: dict[str, Any] | Made
    by: str = "technician"
    not_by: str = "receptionist"
    not_to: str = ""
    fresh: bool = False
    status: int = 201

    def __str__(self) -> str:
        return f"{self.noun}-{self.verb or 'create'}"

    def row(self, things: Things, thing: str = "") -> str:
        """The address of the row, "" for an address without one."""
        return f"{self.noun}/{things.arguments(thing or self.to)['pk']}/" if self.to else ""

    def address(self, row: str) -> str:
        return f"{row}{self.verb}/" if row else f"{self.noun}/"

    def said(self, things: Things) -> dict[str, Any]:
        return self.body(things) if callable(self.body) else self.body

    def match(self, client, row: str) -> str | None:
        """The ETag the client read, where one is needed."""
        return etag(client, row) if self.fresh else None


STEP = {"fresh": True, "status": 200}
PLANNED = {**STEP, "by": "physio", "not_by": "technician"}
VOID = {"fresh": True, "status": 200, "by": "manager", "body": {"reason": "Wrong person."}}
ORDER = {"device_type": "PRO-LL-TT", "side": "L", "technology": "pp-exoskeletal", "stage": "definitive"}
CASES = [
    Case("devices", "", "", of_person(**ORDER)),
    Case("hand-outs", "", "", of_person(device_type="CRU-AXIL", quantity=2), "receptionist", "auditor"),
    Case("devices", "advance", "fitted", {"to": "in_fabrication", "on": ON}, not_to="delivered", **STEP),
    Case("devices", "hold", "device", {"reason": "wound", "on": ON}, not_to="delivered", **STEP),
    Case("devices", "resume", "held", {"on": ON}, not_to="device", **STEP),
    Case("devices", "end", "device", {"to": "cancelled", "reason": "medical", "on": ON}, not_to="delivered", **STEP),
    Case("devices", "begin-use", "delivered", {"on": ON}, not_to="device", **STEP),
    Case("devices", "serial-number", "device", {"serial_number": "RAK-77"}, **STEP),
    Case("devices", "components", "delivered", {"components": "Foot 26 L-4711"}, **STEP),
    Case("devices", "measurements", "device", {"kind": "cast", "note": "Cast.", "on": ON}, not_to="delivered"),
    Case("devices", "fittings", "fitted", {"findings": "Fits.", "on": ON}, not_to="device"),
    Case("devices", "check-outs", "fitted", points, not_to="device"),
    Case("devices", "deliveries", "checked", {"on": ON}, not_to="device", fresh=True),
    Case("devices", "repairs", "delivered", {"kind": "repair", "minutes": 20, "on": ON}, not_to="device"),
    Case("devices", "follow-ups", "delivered", {"findings": "Walks.", "on": ON}, not_to="device"),
    Case("devices", "reissues", "returned", of_another, not_to="delivered"),
    Case("deliveries", "void", "delivery", not_by="receptionist", **VOID),
    Case("repairs", "void", "repair", not_by="receptionist", **VOID),
    Case("sessions", "", "", of_person(minutes=30, techniques=["gait-training"]), "physio", "technician"),
    Case("sessions", "void", "session", not_by="receptionist", **VOID),
    Case("sessions", "corrections", "session", {"reason": "Half an hour.", "minutes": 20}, "physio", "technician",
         fresh=True),
    Case("group-sessions", "", "", of_both, "physio", "technician"),
    Case("group-sessions", "void", "group", not_by="receptionist", **VOID),
    Case("scores", "", "", of_person(instrument="tug", total=12.4, walking_aid="stick"), "physio", "receptionist"),
    Case("scores", "void", "score", not_by="receptionist", **VOID),
    Case("plans", "", "", of_episode, "physio", "technician"),
    Case("plans", "change", "plan", {"weekly": 2}, not_to="ended_plan", **PLANNED),
    Case("plans", "reviews", "plan", {"progress": "same", "on": ON}, not_to="ended_plan", **PLANNED),
    Case("plans", "end", "plan", {"outcome": "completed", "on": ON}, not_to="ended_plan", **PLANNED),
]  # fmt: skip
FRESH = [case for case in CASES if case.fresh]
OF_ROWS = [case for case in CASES if case.to]
IN_STATES = [case for case in CASES if case.not_to]
