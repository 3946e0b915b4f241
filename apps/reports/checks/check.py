"""What a check is: one kind of record or figure that somebody should look at before signing a month."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["stop", "look"]


@dataclass(frozen=True)
class Check:
    """What a rule found in a centre's month. `count` is how many rows `url` opens; '' where there is nothing to open.

    "stop": the month cannot be submitted; "look": a careful manager sees it before signing, and decides.
    """

    key: str
    severity: Severity
    sentence: str
    count: int
    url: str

    @property
    def stops(self) -> bool:
        return self.severity == "stop"
