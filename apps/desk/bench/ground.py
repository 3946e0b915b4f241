"""What every suite stands on: the seeded register, a signed-in browser, and a way to call a page as the web does."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.client import RequestFactory
from django.urls import resolve
from django_htmx.middleware import HtmxDetails

from apps.accounts.models import User
from apps.desk.bench.copying import Connection
from apps.desk.bench.seeding import Seeded
from apps.desk.bench.web import Web


@dataclass
class Statements:
    """What was asked of the database: each statement with its parameters, and the seconds that took altogether."""

    asked: list[tuple[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - begun
            self.asked.append((sql, params))


@dataclass(frozen=True)
class Ground:
    """The register that was seeded from `seed`; the technician who asks; the web (none in tests of a suite alone);
    the line of the tables' owner, who can write millions of rows; how many services the reports are counted from.
    """

    seeded: Seeded
    seed: int
    web: Web | None = None
    line: Connection | None = None
    services: tuple[int, ...] = ()

    def technician(self) -> User:
        """Read anew, so that nothing is remembered from one page to the next."""
        return User.objects.get(pk=self.seeded.technician)

    def browser(self) -> Web:
        if self.web is None:
            raise LookupError("this ground has no web server")
        return self.web

    def owner(self) -> Connection:
        if self.line is None:
            raise LookupError("this ground has no line of the owner")
        return self.line

    def request(self, path: str, **query: str) -> Any:
        """A request of the technician as it reaches a view, behind all middleware."""
        request: Any = RequestFactory().get(path, query)
        request.user, request.session, request.csp_nonce = self.technician(), {}, "bench"
        request.htmx, request.resolver_match = HtmxDetails(request), resolve(path)
        return request

    def answer(self, request: HttpRequest) -> HttpResponse:
        """What the view of this request answers."""
        match: Any = request.resolver_match
        found: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return found


@contextmanager
def recorded() -> Iterator[Statements]:
    """Everything that is asked of the database meanwhile."""
    statements = Statements()
    with connection.execute_wrapper(statements):
        yield statements


def address(path: str, **query: str) -> str:
    return f"{path}?{urlencode(query)}" if query else path
