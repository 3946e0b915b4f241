"""What whoever follows the feed holds, made of pulls alone."""

import json
from dataclasses import dataclass, field
from typing import Any

from apps.core.ids import new_id
from apps.sync.actions import pulls
from apps.sync.models import Tablet
from tests.people import People
from tests.sync.tablets import a_tablet

Held = dict[tuple[str, str], int]  # (kind, key) → version


@dataclass
class Follower:
    """`rows`: what was told and not taken back, as it was told last. `merged`: into whom, by the merged one's key."""

    tablet: Tablet
    guarded: bool = True
    cursor: str = ""
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)

    def pull(self, limit: int = 500, most: int = 1) -> bool:
        """Take one page in, or as many as come at once. Returns whether there is more."""
        *before, found = pulls.hand_out(
            tablet=self.tablet, after=self.cursor, limit=limit, guarded=self.guarded, most=most
        )
        for told in (told for one in (*before, found) for told in json.loads(b"[%b]" % one.page.told)):
            self.numbers.append(told["seq"])
            key = told["type"], told["id"]
            if told["op"] == "upsert":
                self.rows[key] = told
            else:
                self.rows.pop(key, None)
            if told["op"] == "merge":
                self.merged[told["id"]] = told["into"]
        self.cursor = found.cursor
        return found.page.more

    def catch_up(self, limit: int = 500) -> "Follower":
        while self.pull(limit, most=3):
            pass
        return self

    def held(self) -> Held:
        return {key: told["version"] for key, told in self.rows.items()}

    def kinds(self) -> set[str]:
        return {kind for kind, _key in self.rows}


def a_follower(people: People, *, songrim: bool = False) -> Follower:
    """A new tablet of Rakrang's physiotherapist, or of Songrim's, that holds nothing yet."""
    name = str(new_id())
    details = {"centre": people.songrim, "user": people.songrim_physio} if songrim else {}
    return Follower(a_tablet(people, name=name, token_hash=name, **details))
