"""What somebody notes on a tablet while they are away, in its order, and sends later."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from apps.devices.checklists import YES, checklist_for
from apps.devices.models import Device, DeviceType
from apps.patients.models import Patient
from tests.people import MAY, People
from tests.sync.calling import Caller, a_caller
from tests.sync.saying import a_push, an_op


@dataclass
class Diary:
    """`note` gives the key of what was noted; `sent` sends what was noted since, and gives the answers."""

    people: People
    caller: Caller
    patient: Patient
    waiting: list[dict[str, Any]] = field(default_factory=list)
    seq: int = 0

    def note(self, what: str, *, of: Any = None, key: Any = None, changes: Any = None, **values: Any) -> str:
        """`what`: kind and action. `of`: whom it is about, unless it is the diary's patient."""
        kind, action = what.split()
        self.seq += 1
        person, said = of or self.patient, {"changes": changes} if changes is not None else {"values": values}
        told = an_op(self.seq, kind, action, patient=str(person.pk), id=str(key or uuid4()), **said)
        self.waiting.append(told)
        return str(told["id"])

    def sent(self) -> list[dict[str, Any]]:
        answer = self.caller.post("push", a_push(*self.waiting))
        assert answer.status_code == 200, answer.json()
        self.waiting = []
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def statuses(self) -> list[str]:
        return [one["status"] for one in self.sent()]

    def prescription(self, *, type_key: str = "PRO-LL-TT", on: date = MAY, **values: Any) -> str:
        kind_of = DeviceType.objects.get(key=type_key)
        side = {"side": "L"} if kind_of.sided else {}
        told = {"device_type": str(kind_of.pk), "prescribed_on": on.isoformat(), **side, **values}
        return self.note("device create", **told)

    def work(self, what: str, device: Any, *, on: date = MAY, **values: Any) -> str:
        """Something done with a device (or its key), at noon."""
        key = str(getattr(device, "pk", device))
        return self.note(what, device=key, at=self.people.rakrang.noon(on).isoformat(), **values)

    def made_and_delivered(self, device: str, *, type_key: str = "PRO-LL-TT", on: date = MAY) -> None:
        """Everything from the cast to the hand-over."""
        points = all_yes(Device(device_type=DeviceType.objects.get(key=type_key)))
        self.work("measurement create", device, on=on, kind="cast", values={"circ-mpt": 32})
        self.note("device advance", key=device, state="in_fabrication", on=on.isoformat())
        self.work("fitting create", device, on=on, finding_keys=["good-fit"])
        self.work("checkout create", device, on=on, points=points)
        self.work("delivery create", device, on=on, training_keys=["skin"])


def all_yes(device: Device) -> dict[str, str]:
    return {point.key: YES for point in checklist_for(device).points}


def a_diary(people: People, patient: Patient, **details: Any) -> Diary:
    """Of Rakrang's technician, unless told otherwise."""
    return Diary(people, a_caller(people, **{"user": people.technician, **details}), patient)
