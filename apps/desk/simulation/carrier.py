"""Somebody with a tablet: away for a while, then where there is some network, until the work is done."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import UUID

from apps.desk.simulation.book import Book
from apps.desk.simulation.ground import Carried
from apps.desk.simulation.hands import Hands
from apps.desk.simulation.line import BadLine
from apps.desk.simulation.plan import Plan
from apps.desk.simulation.power import Fragile, PowerLost
from apps.desk.simulation.workshop import Bench
from apps.devices.models import DeviceType
from tools.tablet.client import Client, GivenUp, Misunderstood
from tools.tablet.transport import Http

FASTER = 20  # times as fast as tablets wait in life
LONGEST = 1.0  # seconds
PATIENCE = 300  # attempts to be at one with the server
SKEW = 12 * 60  # minutes a clock is wrong, at most


class Interrupted(Exception):
    """Everybody goes home."""


@dataclass
class Carrier:
    """`file`: the tablet's. `stop`: somebody wants an end."""

    plan: Plan
    carried: Carried
    address: str
    file: Path
    book: Book
    stop: Event
    types: Mapping[str, DeviceType]
    client: Client = field(init=False)
    hands: Hands = field(init=False)

    def __post_init__(self) -> None:
        self.dice = self.plan.dice(self.carried.name)
        self.skew = timedelta(minutes=self.dice.choice((0, 0, self.dice.randint(-SKEW, SKEW))))

    def clock(self) -> datetime:
        return datetime.now(UTC) + self.skew

    def pause(self, seconds: float) -> None:
        """Wait, faster than in life. Raises Interrupted."""
        if self.stop.wait(min(seconds / FASTER, LONGEST)):
            raise Interrupted

    def enrol(self) -> None:
        """In the centre, where the network is good and the charger at hand."""
        replica = Fragile(self.file, self.dice, chance=0)
        Client(replica, Http(self.address), pause=self.pause).enrol(self.carried.code)
        replica.close()

    def begin(self, foreign: list[UUID]) -> None:
        """Take the tablet along. `foreign`: people of whom this centre must not know."""
        line = BadLine(self.address, clock=self.clock, plan=self.plan, dice=self.dice, book=self.book)
        self.client = Client(self._opened(), line, pause=self.pause, clock=self.clock)
        self.hands = Hands(
            self.carried, self.client.replica, self.book, self.dice, self.clock, foreign, Bench(self.types)
        )

    def work(self) -> None:
        """Everything that is to be done with this tablet, and every time there is some network, what waits is sent."""
        self.sync()
        while self.made < self.plan.operations:
            for _each in range(min(self.dice.randint(3, 60), self.plan.operations - self.made)):
                self.pause(0)
                with self.powered():
                    self.hands.act()
            if self.dice.random() < 0.75:
                self.sync()

    @property
    def made(self) -> int:
        """Operations kept on the tablet."""
        return int(self.client.replica.db.execute("SELECT count(*) FROM operation").fetchone()[0])

    def sync(self) -> bool:
        """As far as network and power let it. Returns whether tablet and server are at one."""
        with self.powered():
            try:
                return self.client.sync()
            except GivenUp:
                self.book.count("network", "given up")
            except Misunderstood as refused:  # an error of one of the two: it is counted, and the tablet goes on
                self.book.count("misunderstood", refused.code)
        return False

    def settle(self) -> None:
        """Until tablet and server are at one, or it is plain that they will not be."""
        for _each in range(PATIENCE):
            if self.sync():
                return
            self.pause(1)

    @contextmanager
    def powered(self) -> Iterator[None]:
        """As long as there is power; without, the tablet is started again, with its file alone."""
        try:
            yield
        except PowerLost:
            self.book.count("power", "lost")
            self.client.replica = self.hands.replica = self._opened()

    def close(self) -> None:
        if hasattr(self, "client"):
            self.client.replica.close()

    def _opened(self) -> Fragile:
        return Fragile(self.file, self.dice, self.plan.power)
