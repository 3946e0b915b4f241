"""Calls over a bad network: what is sent may not arrive, and what is answered may not either."""

import gzip
import json
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any, Protocol

TIMEOUT = 60  # seconds
OF_OTHERS = (413, 429, 502, 503, 504)  # what a machine between tablet and server says by itself, in its own words


class Lost(Exception):
    """Nobody knows whether the call arrived. It is made again; the server knows what it has done already."""


@dataclass(frozen=True)
class Answer:
    """`status` of HTTP; `body`: the object that was answered, {} for none; `wait`: seconds to wait, 0 for none."""

    status: int
    body: dict[str, Any]
    wait: int = 0


class Transport(Protocol):
    def call(self, method: str, path: str, *, body: Any = None, token: str = "", unsent: int = 0) -> Answer:
        """Raises Lost."""
        ...


@dataclass
class Http:
    """`address`: of the server, as "https://georeum.example". `schema`: the form of the contract this app speaks.

    `clock`: the tablet's own, however wrong.
    """

    address: str
    schema: int = 1
    app_version: str = "reference 1"
    headers: dict[str, str] = field(default_factory=dict)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def call(self, method: str, path: str, *, body: Any = None, token: str = "", unsent: int = 0) -> Answer:
        """One call below /api/v1/sync/. The token goes in the header and nowhere else. Raises Lost."""
        headers = {
            "Accept": "application/json", "Accept-Encoding": "gzip", "Content-Type": "application/json",
            "X-Client-Schema": str(self.schema), "X-App-Version": self.app_version,
            "X-Device-Time": self.clock().isoformat(), "X-Unsent-Operations": str(unsent), **self.headers,
        }  # fmt: skip
        if token:
            headers["Authorization"] = f"Tablet {token}"
        data = None if body is None else json.dumps(body).encode()
        url = f"{self.address.rstrip('/')}/api/v1/sync/{path}"
        request = urllib.request.Request(url, data=data, headers=headers, method=method)  # noqa: S310
        return _answer(*self.exchanged(request))

    def exchanged(self, request: urllib.request.Request) -> tuple[int, Any, bytes]:
        """Send it; the status, the headers and the content that came back. Raises Lost."""
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
                return response.status, response.headers, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, _rest(error)
        except (OSError, HTTPException) as error:
            raise Lost from error


def _rest(error: urllib.error.HTTPError) -> bytes:
    try:
        return error.read()
    except (OSError, HTTPException) as lost:
        raise Lost from lost


def _answer(status: int, headers: Any, content: bytes) -> Answer:
    """An answer that did not arrive whole, or is somebody else's page, did not arrive. Raises Lost."""
    try:
        if headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        found = json.loads(content)
    except (ValueError, EOFError, OSError, zlib.error):
        found = None
    if not isinstance(found, dict):
        if status not in OF_OTHERS:
            raise Lost
        found = {}
    wait = str(headers.get("Retry-After") or "")
    return Answer(status, found, int(wait) if wait.isdigit() else 0)
