"""A tablet as the server meets it: calls over HTTP with its token, in English."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test import Client

from apps.sync import pull, tokens, versions
from apps.sync.models import Tablet, TabletState
from tests.people import People
from tests.sync.tablets import a_tablet

ROOT = "/api/v1/sync/"


@contextmanager
def no_snapshot(tablet: Tablet) -> Iterator[pull.Standing]:
    """In the place of `pull.snapshot`, for a test that does everything in one transaction."""
    with connection.cursor() as cursor:
        cursor.execute(pull.STANDING, [tablet.pk])
        yield pull.Standing(*cursor.fetchone())


@dataclass
class Caller:
    """`tablet` with its token. Every method gives Django's answer as it came."""

    tablet: Tablet
    token: str
    client: Client = field(default_factory=Client)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(ROOT + path, query, headers=self._headers(headers))

    def post(self, path: str, body: Any = None) -> Any:
        text = "" if body is None else json.dumps(body)
        return self.client.post(ROOT + path, text, content_type="application/json", headers=self._headers({}))

    def put(self, path: str, content: bytes) -> Any:
        kind = "application/octet-stream"
        return self.client.put(ROOT + path, content, content_type=kind, headers=self._headers({}))

    def delete(self, path: str) -> Any:
        return self.client.delete(ROOT + path, headers=self._headers({}))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        own = {"Authorization": f"Tablet {self.token}", "X-Client-Schema": str(versions.CURRENT)}
        return {**own, "Accept-Language": "en", **more}


def a_caller(people: People, name: str = "Tablet 1", **details: Any) -> Caller:
    """An enrolled tablet of Rakrang's physiotherapist, unless told otherwise, ready to call."""
    token = hashlib.sha256(name.encode()).hexdigest()
    tablet = a_tablet(people, name=name, token_hash=tokens.digest(token), **details)
    TabletState.objects.get_or_create(tablet=tablet)
    return Caller(tablet, token)


def songrims(people: People, name: str = "Tablet of Songrim") -> Caller:
    """A tablet of Songrim's physiotherapist."""
    return a_caller(people, name, centre=people.songrim, user=people.songrim_physio)
