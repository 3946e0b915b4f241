"""One line of a person's timeline, whichever room of the house it comes from.

Each room that has something to tell offers `timeline.entries(patient, user) -> list[Entry]`; `apps.desk`
puts them together. Rooms leave guarded fields out of the texts: everyone who may see the person reads them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True)
class Entry:
    """Something that happened.

    `on` is the local date it is shown under; `at` the instant, where one is known, which orders a day.
    `kind` is a stable word ("registration", "delivery", …), `icon` a drawing of static/src/icons.svg.
    `voided`: it stays on record, struck out, and is counted nowhere.
    """

    on: date
    at: datetime | None
    kind: str
    title: str
    text: str = ""
    url: str = ""
    icon: str = "dot"
    voided: bool = False


FIRST_OF_ALL = datetime.min.replace(tzinfo=UTC)


def merged(*rooms: Iterable[Entry]) -> list[Entry]:
    """All entries, latest first; what has no instant stands below what has one on the same day."""
    return sorted(
        (entry for room in rooms for entry in room),
        key=lambda entry: (entry.on, entry.at or FIRST_OF_ALL),
        reverse=True,
    )
