"""A tablet in the hands of the tests: it numbers what it says, and pushes it past HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.core.clock import now
from apps.sync.actions import pushing
from apps.sync.models import Tablet, TabletState
from apps.sync.registry import KINDS
from tests.people import People
from tests.sync.saying import an_op
from tests.sync.tablets import a_tablet

Op = dict[str, Any]


@dataclass
class Hand:
    tablet: Tablet
    seq: int = 0
    seen: set[str] = field(default_factory=set)

    def push(self, *operations: Op) -> list[dict[str, Any]]:
        """The answers. An operation gets the next number unless it has one already, which it keeps in its dict."""
        for op in operations:
            if not op["op_seq"]:
                self.seq += 1
                op["op_seq"] = self.seq
        answers = list(pushing.push(tablet=self.tablet, operations=operations, at=now()).results)
        self._hold_to_versions(operations, answers)
        return answers

    def _hold_to_versions(self, operations: Sequence[Op], answers: Sequence[dict[str, Any]]) -> None:
        """Of whatever was made just now, the version that was told is the record's."""
        told = {answer["op_id"]: answer["version"] for answer in answers if answer["status"].startswith("applied")}
        for op in operations:
            if op["op_id"] in told and op["op_id"] not in self.seen and op["action"] in ("create", "amend"):
                rows = KINDS[op["type"]].model._base_manager.filter(pk=op["id"])
                assert [told[op["op_id"]]] == list(rows.values_list("version", flat=True)), op
        self.seen |= told.keys()

    def told(self, *operations: Op) -> list[str]:
        """What became of each: its status, with the code of a conflict or of what is wrong behind it."""
        return [summed_up(answer) for answer in self.push(*operations)]


def summed_up(answer: dict[str, Any]) -> str:
    code = answer.get("code") or next((error["code"] for error in answer.get("errors", ())), None)
    return " ".join(filter(None, (answer["status"], code)))


def a_hand(people: People, **details: Any) -> Hand:
    """The tablet of Rakrang's physiotherapist, unless told otherwise."""
    tablet = a_tablet(people, **details)
    TabletState.objects.get_or_create(tablet=tablet)
    return Hand(tablet)


def said(type: str, action: str, **envelope: Any) -> Op:
    """An operation without its number; `patient` and `id` may be records."""
    about = {name: envelope[name] for name in ("patient", "id") if envelope.get(name) is not None}
    keys = {name: str(getattr(record, "pk", record)) for name, record in about.items()}
    if envelope.get("changes"):
        envelope.setdefault("base_version", 1)
    return an_op(0, type, action, **{**envelope, **keys})
