"""Three versions of a field: what the tablet last saw, what stands here now, what the tablet proposes (MUST 8).

A pure function and its table of who decides. Device clocks decide nothing.
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


class Care(enum.Enum):
    """How much depends on a field. Identity and safety: a person decides. Contact: whoever was received last. Notes:
    what the tablet wrote is put behind what stands here, as far as there is room."""

    IDENTITY = "identity"
    CONTACT = "contact"
    NOTE = "note"


BESIDE = " / "  # between two notes; a form of one line keeps it


class Outcome(enum.Enum):
    NOTHING = "nothing"
    TAKE = "take"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Proposal:
    """A field as the tablet had it (`old`) and would have it (`new`), beside what stands here now. `room`: how many
    characters it takes."""

    field: str
    old: Any
    now: Any
    new: Any
    room: int | None = None

    def decided(self, care: Care) -> Outcome:
        """What becomes of it.

        Proposed and standing alike, or proposed what was there before: nothing to do. Nobody touched it here: taken.
        Both changed it to different things: the care the field needs decides.
        """
        if self.new in (self.now, self.old):
            return Outcome.NOTHING
        if self.now == self.old or care is Care.CONTACT:
            return Outcome.TAKE
        return self._noted() if care is Care.NOTE else Outcome.CONFLICT

    def written(self, care: Care) -> Any:
        """What stands in the field once it is taken."""
        if care is not Care.NOTE or self.now in (None, "", self.old):
            return self.new
        return f"{self.now}{BESIDE}{self.new}"

    def _noted(self) -> Outcome:
        """Of a note that both changed. What was put behind the other before is not put there again."""
        ends = (BESIDE, BESIDE)
        if not self.new or str(self.new).join(ends) in str(self.now or "").join(ends):
            return Outcome.NOTHING
        fits = self.room is None or len(self.written(Care.NOTE)) <= self.room
        return Outcome.TAKE if fits else Outcome.CONFLICT


@dataclass(frozen=True)
class Merged:
    """What to write, and what a person has to decide."""

    taken: Mapping[str, Any]
    conflicts: tuple[Proposal, ...]


def merged(proposals: Iterable[Proposal], care: Mapping[str, Care]) -> Merged:
    """Field by field: one field in conflict holds none of the others back. A field without an entry is of identity."""
    found = [(one, cared := care.get(one.field, Care.IDENTITY), one.decided(cared)) for one in proposals]
    return Merged(
        taken={one.field: one.written(cared) for one, cared, outcome in found if outcome is Outcome.TAKE},
        conflicts=tuple(one for one, _cared, outcome in found if outcome is Outcome.CONFLICT),
    )
