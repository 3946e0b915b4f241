"""The least a tablet has to be: it keeps what it sent, follows the feed, and starts again when it is told to."""

from dataclasses import dataclass, field
from typing import Any

from tests.sync.calling import Caller
from tests.sync.saying import a_push

Key = tuple[str, str]  # type, id


@dataclass
class Replica:
    """`records`: what it knows, by type and key. `kept`: every operation it sent, in order, with its last answer."""

    caller: Caller
    records: dict[Key, Any] = field(default_factory=dict)
    cursor: str = ""
    kept: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)

    def push(self, *operations: dict[str, Any]) -> None:
        """Send new operations."""
        self.kept += operations
        self._send(operations)

    def pull(self, limit: int = 500) -> None:
        """Follow the feed to its end."""
        while self.page(limit):
            pass

    def page(self, limit: int = 500) -> bool:
        """Take one page; whether there are more."""
        answer = self.caller.get("pull", {"cursor": self.cursor, "limit": limit})
        assert answer.status_code == 200, answer.content
        found = answer.json()
        for change in found["changes"]:
            self._take(change)
        self.cursor = found["cursor"]
        return bool(found["more"])

    def start_again(self) -> None:
        """What a tablet does about "full_resync" (MUST 15)."""
        self._send(self.kept)
        self.records, self.cursor = {}, ""
        self.pull()

    def keys(self, kind: str) -> set[str]:
        """The keys of the records of a kind."""
        return {key for type_, key in self.records if type_ == kind}

    def _send(self, operations: Any) -> None:
        answer = self.caller.post("push", a_push(*operations))
        assert answer.status_code == 200, answer.content
        self.answers |= {one["op_id"]: one for one in answer.json()["results"]}

    def _take(self, change: dict[str, Any]) -> None:
        key = change["type"], change["id"]
        if change["op"] == "upsert":
            self.records[key] = change["version"], change["data"]
        else:
            self.records.pop(key, None)
