"""Ways to speak to the API in tests as a client does: with a key of one's own, and the ETag one has read."""

import json
from typing import Any

from apps.core.ids import new_id

ON = "2016-05-10"


def read(client, path: str, **headers: str) -> Any:
    """The answer to a GET in English."""
    return client.get(f"/api/v1/{path}", headers={"Accept-Language": "en", **headers})


def etag(client, path: str) -> str:
    """The ETag under which the row stands now."""
    return read(client, path).headers["ETag"]


def send(client, path: str, body: Any, *, key: Any = None, match: str | None = None, raw: bytes | None = None) -> Any:
    """The answer to a POST in English; `key` is made anew unless given, "" leaves it out."""
    headers = {"Accept-Language": "en", "Idempotency-Key": str(new_id() if key is None else key)}
    headers |= {"If-Match": match} if match is not None else {}
    headers = {name: value for name, value in headers.items() if value}
    content = json.dumps(body) if raw is None else raw
    return client.post(f"/api/v1/{path}", content, content_type="application/json", headers=headers)


def change(client, path: str, body: Any, **details: Any) -> Any:
    """A POST to a row's address, with the ETag of the row as it stands."""
    row = "/".join(path.split("/")[:2]) + "/"
    return send(client, path, body, match=etag(client, row), **details)


def pointers(answer: Any) -> set[str]:
    """The places of the body that were found wrong."""
    return {error["pointer"] for error in answer.json()["errors"]}


def kind(answer: Any) -> str:
    """The stable code of a problem."""
    return answer.json()["type"].removeprefix("urn:georeum:problem:")
