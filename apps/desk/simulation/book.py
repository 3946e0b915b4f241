"""What everybody who takes part has seen: kept apart from tablets and server, which are judged by it."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import UUID


@dataclass
class Book:
    """`kept`: by tablet, the operations its user saw kept. `wrong`: by tablet, the records of which
    it said what has to be refused. `ours`: the
    records that the office made. `answers`: the answer to an operation, as it came first; `other`: those that were
    later answered otherwise. `counted`: whatever else happened, by kind."""

    kept: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ours: set[UUID] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)
    other: set[str] = field(default_factory=set)
    counted: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    lock: Lock = field(default_factory=Lock)

    def count(self, kind: str, what: str) -> None:
        """One more."""
        with self.lock:
            self.counted[kind][what] += 1

    def answered(self, results: Any) -> None:
        """An operation is answered once and for all: every later answer is the same one (MUST 2)."""
        with self.lock:
            for one in results:
                said = json.dumps(one, sort_keys=True)
                if self.answers.setdefault(one["op_id"], said) != said:
                    self.other.add(one["op_id"])
