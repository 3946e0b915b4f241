"""In which order a tablet talks to the server: push until nothing is left, then pull until there is no more.

"Synced" is said only when it is so: nothing waits here, and the last page was taken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import sleep
from typing import Any

from tools.tablet.replica import Replica
from tools.tablet.transport import Answer, Lost, Transport

PER_PUSH, PER_PAGE, MOST_PAGES = 500, 500, 20
LARGEST_PUSH = 1_900_000  # characters, a little below what the server takes (MUST 19)
OFTEN = 8  # times a call is made again before the tablet gives up for now


class Stopped(Exception):
    """The server will not go on with this tablet. `action`: "wipe", "relogin" or "update"."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


class GivenUp(Exception):
    """The network did not let it happen; nothing is lost, and the next time goes on from here."""


class Misunderstood(Exception):
    """The server refused a call as a whole: an error of this app. Nothing is lost; `code` is the server's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Client:
    """`pause`: waits the seconds it is given; another one in the tests. `clock`: the tablet's own, however wrong."""

    replica: Replica
    transport: Transport
    pause: Callable[[float], None] = sleep
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    lost: int = 0  # calls that got no answer

    def enrol(self, code: str, *, device_name: str = "") -> dict[str, Any]:
        """Take the token for the one-time code that the administrator shows. Raises Misunderstood for a wrong one."""
        answer = self._call("POST", "enrol", body={"code": code, "device_name": device_name}, signed=False)
        tablet, last = answer.body["tablet"]["id"], int(answer.body["last_op_seq"])
        self.replica.enrolled(tablet, answer.body["token"], last_op_seq=last)
        return answer.body

    def sync(self) -> bool:
        """Push everything, then pull everything. Returns whether tablet and server are at one.

        False: somebody used the tablet meanwhile. Raises GivenUp, Stopped, Misunderstood.
        """
        self.push()
        self.pull()
        self.replica.forget_old(self.clock())
        return self.synced

    @property
    def synced(self) -> bool:
        return self.replica.unsent == 0 and self.replica.get("whole") == "yes"

    def push(self) -> None:
        """Send what waits, in its order, until nothing does."""
        most = PER_PUSH
        while batch := self.replica.waiting(most):
            while len(batch) > 1 and sum(len(str(one.body)) for one in batch) > LARGEST_PUSH:
                batch = batch[: len(batch) // 2]
            body = {"device_time": self.clock().isoformat(), "ops": [one.body for one in batch]}
            answer = self._call("POST", "push", body=body, expected=(409, 413))
            if answer.status == 413 and most > 1:
                most = len(batch) // 2 or 1
                continue
            self.replica.answered(answer.body.get("results", []))
            if answer.status == 409:
                self._mend_gap(int(answer.body["expected"]))

    def _mend_gap(self, expected: int) -> None:
        """The server lacks an operation that it had: it was restored. From that one on they are sent again."""
        if not self.replica.send_again(expected):
            raise Misunderstood("operations_too_old")

    def pull(self) -> None:
        """Take page after page, more of them at a time as long as the network lets them come; each is kept with its
        cursor. A server that was restored is told again what is still kept here (MUST 15)."""
        more, pages = True, 1
        while more:
            cursor, lost = self.replica.get("cursor"), self.lost
            query = f"pull?limit={PER_PAGE}&pages={pages}" + (f"&cursor={cursor}" if cursor else "")
            answer = self._call("GET", query, expected=(409,))
            pages = min(2 * pages, MOST_PAGES) if self.lost == lost else 1
            if answer.status == 409:
                self.replica.send_again(self.replica.first_kept)
                self.replica.begin_again()
                self.push()
                continue
            for page in answer.body["pages"]:
                more = bool(page["more"])
                self.replica.take(page["changes"], cursor=page["cursor"], more=more)

    def _call(
        self, method: str, path: str, *, body: Any = None, signed: bool = True, expected: tuple[int, ...] = ()
    ) -> Answer:
        """A call, made again until it is answered. Raises GivenUp, Stopped, Misunderstood."""
        token = self.replica.get("token") or "" if signed else ""
        for attempt in range(OFTEN):
            try:
                answer = self.transport.call(method, path, body=body, token=token, unsent=self.replica.unsent)
            except Lost:
                self.lost += 1
                self.pause(2**attempt)
                continue
            if answer.status in (429, 502, 503, 504):
                self.pause(answer.wait or 2**attempt)
            elif answer.status in (200, 201) or answer.status in expected:
                return answer
            else:
                self._refused(answer)
        raise GivenUp

    def _refused(self, answer: Answer) -> None:
        if answer.status == 401:
            action = str(answer.body.get("action", "relogin"))
            if action == "wipe":
                self.replica.wipe()
            raise Stopped(action)
        if answer.status == 426:
            raise Stopped("update")
        raise Misunderstood(str(answer.body.get("code", answer.status)))
