"""The web server of the bench, and a browser that is signed in to it and keeps its line open, as browsers do."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

from apps.core.runtime import processes
from apps.core.runtime.words import BASE_DIR

STARTS_WITHIN = 120.0  # seconds
COOKIE = re.compile(r"(\w+)=([^;]*)")


class Unwell(Exception):
    """The web answered something else than the page that was asked for."""


class Web:
    """The address of the server, its process, and the cookies of whoever signed in."""

    def __init__(self, port: int, pid: int) -> None:
        self.port, self.pid = port, pid
        self.cookies: dict[str, str] = {}
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, path: str) -> str:
        """The page at `path`. Raises Unwell unless it is there for this user."""
        return self._ask("GET", path)

    def sign_in(self, username: str, password: str) -> None:
        """By the form, as people do."""
        page = "/account/login/"
        self.get(page)
        typed = {"login": username, "password": password, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        self._ask("POST", page, urlencode(typed), expected=302)

    def _ask(self, method: str, path: str, body: str = "", expected: int = 200) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Accept-Language": "ko", "Referer": f"http://127.0.0.1:{self.port}/"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self._answer(method, path, body, headers)
        text = answer.read().decode()
        if answer.status != expected:
            raise Unwell(f"{method} {path} answered {answer.status}, not {expected}")
        for header in answer.headers.get_all("Set-Cookie", []):
            if kept := COOKIE.match(header):
                self.cookies[kept[1]] = kept[2]
        return text

    def _answer(self, method: str, path: str, body: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        """On the open line, or on a new one when the server has hung up meanwhile."""
        for last_try in (False, True):
            try:
                self.line.request(method, path, body or None, headers)
                return self.line.getresponse()
            except (http.client.RemoteDisconnected, ConnectionError):
                self.line.close()
                if last_try:
                    raise
        raise AssertionError


@contextmanager
def served(home: Path, *, workers: int = 1, application: str = "", **environment: str) -> Iterator[Web]:
    """The product's own web server on a free port, as long as this lasts; of another `application`, when one is named.

    `environment`: what else it is told.
    """
    port = free_port()
    env = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "WEB_WORKERS": str(workers), **environment}
    argv = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", *filter(None, [application])]
    log = home / "logs" / "web.log"
    process = processes.spawn(argv, log=log, at_parents_end=signal.SIGTERM, env=env, cwd=BASE_DIR)
    try:
        web = Web(port, process.pid)
        wait_for(web, process, log)
        yield web
    finally:
        processes.end(process, (signal.SIGTERM, 10.0))


def wait_for(web: Web, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it answers. Raises Unwell with the end of its log when it does not."""
    deadline = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            web.get("/healthz")
            return
        web.line.close()
        time.sleep(0.1)
    raise Unwell(f"the web server does not start:\n{processes.tail(log)}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
