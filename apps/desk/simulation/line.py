"""The network of a tablet: what is sent may not arrive, arrive twice or late; what is answered may be lost or cut."""

import json
import urllib.request
from dataclasses import dataclass, field
from random import Random
from typing import Any

from apps.desk.simulation.book import Book
from apps.desk.simulation.plan import CUT, Plan
from tools.tablet.transport import Http, Lost

Told = tuple[int, Any, bytes]  # status, headers, content


@dataclass
class BadLine(Http):
    """`late`: requests that are still on their way although they were made again long ago."""

    plan: Plan = field(kw_only=True)
    dice: Random = field(kw_only=True)
    book: Book = field(kw_only=True)
    late: list[urllib.request.Request] = field(default_factory=list)

    def exchanged(self, request: urllib.request.Request) -> Told:
        """One call, as this network lets it through. Raises Lost."""
        if self.late and self.happens(0.3):
            self._once_more(self.late.pop(0), "arrived late again")
        if self.happens(self.plan.loss):
            self._lose("request lost")
        told = self._sent(request)
        if self.happens(self.plan.duplicate):
            if self.happens(0.5):
                self.late.append(request)
            else:
                self._once_more(request, "arrived twice")
        if self.happens(self.plan.loss):
            self._lose("answer lost")
        if self.happens(CUT if self.plan.loss else 0):
            self.book.count("network", "answer cut")
            status, headers, content = told
            return status, headers, content[: self.dice.randrange(len(content))] if content else content
        return told

    def happens(self, chance: float) -> bool:
        return self.dice.random() < chance

    def _lose(self, what: str) -> None:
        self.book.count("network", what)
        raise Lost

    def _once_more(self, request: urllib.request.Request, what: str) -> None:
        self.book.count("network", what)
        try:
            self._sent(request)
        except Lost:
            return

    def _sent(self, request: urllib.request.Request) -> Told:
        """Over a line that works; what the server said is noted whether or not the tablet will hear it."""
        try:
            status, _headers, content = told = super().exchanged(request)
        except Lost:
            self.book.count("network", "line broken")
            raise
        self.book.count("status", str(status))
        if status >= 500 or (status == 409 and "push" in request.full_url):
            self.book.count("refusals", f"{status} {request.full_url.rpartition('/')[2][:4]}")
        if status == 200 and request.full_url.endswith("/push"):
            self.book.answered(json.loads(content)["results"])
        return told
