"""Tablets of the bench: enrolled by the product's verbs, and calling over real HTTP on a line that stays open."""

import http.client
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from isal import isal_zlib

from apps.accounts.actions import users
from apps.accounts.models import User
from apps.centres.actions import memberships
from apps.centres.models import Centre, Role
from apps.core.clock import now
from apps.desk.bench.population import SINCE
from apps.desk.bench.web import Unwell
from apps.sync import tokens, versions
from apps.sync.actions import enrolment
from apps.sync.api.pull import GZIP
from apps.sync.models import Tablet
from apps.sync.pull import LARGEST_PAGE as PAGE
from apps.sync.pull import MOST_PAGES

Op = dict[str, Any]
ROLES = (Role.PHYSIOTHERAPIST, Role.TECHNICIAN)


@dataclass
class Carried:
    """A tablet and its line. `seq`: the number of its last operation."""

    tablet: Tablet
    token: str
    port: int
    seq: int = 0
    line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def numbered(self, operations: Sequence[Op]) -> bytes:
        """The body of a push of these operations, which get the tablet's next numbers."""
        for operation in operations:
            self.seq += 1
            operation["op_seq"] = self.seq
        return json.dumps({"device_time": now().isoformat(), "ops": operations}, ensure_ascii=False).encode()

    def push(self, body: bytes) -> tuple[float, Any]:
        """Seconds until the answer was there, and the results in it."""
        begun = time.perf_counter()
        answer = self._ask("POST", "/api/v1/sync/push", body)
        taken = time.perf_counter() - begun
        return taken, json.loads(answer)["results"]

    def pull(self, most: int, at_once: int = MOST_PAGES) -> tuple[float, list[bytes]]:
        """Seconds for so many changes from the very first one on, up to `at_once` pages an answer; the pages."""
        pages: list[bytes] = []
        begun, cursor, wanted = time.perf_counter(), "", -(-most // PAGE)
        while len(pages) < wanted:
            path = f"/api/v1/sync/pull?limit={PAGE}&pages={min(at_once, wanted - len(pages))}"
            body = isal_zlib.decompress(self._ask("GET", path + (f"&cursor={quote(cursor)}" if cursor else "")), GZIP)
            pages += body.splitlines()[1:-1]
            cursor = cursor_of(pages[-1])
        return time.perf_counter() - begun, pages

    def _ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        headers = {"Authorization": f"Tablet {self.token}", "X-Client-Schema": str(versions.CURRENT),
                   "Accept-Encoding": "gzip", "Accept-Language": "ko"}  # fmt: skip
        if body is not None:
            headers["Content-Type"] = "application/json"
        return asked(self.line, method, path, body, headers)


def cursor_of(page: bytes) -> str:
    """The cursor of a page, found without reading the rest of it: what is measured is the server."""
    mark = b'"cursor":"'
    begin = page.rindex(mark) + len(mark)
    return page[begin : page.index(b'"', begin)].decode()


def asked(
    line: http.client.HTTPConnection, method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> bytes:
    """The body of the answer. A line that was hung up is opened again. Raises Unwell when the answer is a refusal."""
    for last_try in (False, True):
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            found = answer.read()
        except (http.client.RemoteDisconnected, ConnectionError):
            line.close()
            if last_try:
                raise
            continue
        if answer.status >= 300:
            raise Unwell(f"{method} {path.partition('?')[0]} answered {answer.status}: {found[:300]!r}")
        return found
    raise AssertionError


def enrolled(centre: Centre, name: str, port: int) -> Carried:
    """A new tablet of the centre, with a person of its own who treats people and makes devices."""
    user = users.enrol(username=f"bench.{name}", name=name, password=users.temporary_password(), by=None)
    for role in ROLES:
        memberships.grant(user=user, centre=centre, role=role, on=SINCE, by=None)
    at = now() - timedelta(minutes=1)
    offer = enrolment.offer(centre=centre, user=User.objects.get(pk=user.pk), name=name, valid_days=30, by=user, at=at)
    found = enrolment.redeem(code=tokens.code_of(offer.pk), at=at)
    return Carried(found.tablet, found.token, port)
