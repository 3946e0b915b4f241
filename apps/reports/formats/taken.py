"""Who had the figures taken, and when: what a file says of its origin beside the figures themselves."""

from datetime import datetime
from typing import Protocol


class Taken(Protocol):
    """`by`: a name, '' for the system. `at`: in the centre's own time. `publishing.Origin` is one."""

    @property
    def by(self) -> str: ...

    @property
    def at(self) -> datetime: ...
