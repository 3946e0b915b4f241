"""The conversation of docs/api.md is held with the product, as it stands there."""

import json
import re

from tests.architecture.source import ROOT
from tests.people import a_patient


def conversation():
    """(request, answer) as written: first line, headers, body."""
    blocks = re.findall(r"```http\n(.*?)```", (ROOT / "docs/api.md").read_text(), re.S)
    parts = []
    for block in blocks:
        head, _gap, body = block.partition("\n\n")
        first, *lines = head.strip().split("\n")
        parts.append((first.split(), dict(line.split(": ", 1) for line in lines), body.strip()))
    return list(zip(parts[::2], parts[1::2], strict=True))


def test_the_conversation_goes_as_it_is_written(client, people):
    known = {"$PATIENT": str(a_patient(people).pk), "$ETAG": ""}
    client.force_login(people.technician)

    def filled(text):
        return re.sub(r"\$[A-Z]+", lambda found: known[found.group()], text)

    for ((method, path), headers, body), ((_http, status), promised, expected) in conversation():
        headers = {"Accept-Language": "en", **{name: filled(value) for name, value in headers.items()}}
        sent = {"data": filled(body), "content_type": "application/json"} if method == "POST" else {}
        answer = getattr(client, method.lower())(path, headers=headers, **sent)
        assert answer.status_code == int(status), (path, answer.content.decode())
        assert promised.items() <= dict(answer.headers).items()
        said, wanted = answer.json(), json.loads(expected)
        assert {name: said.get(name) for name in wanted} == wanted
        known["$ETAG"] = answer.headers.get("ETag", known["$ETAG"])


def test_the_conversation_is_long_enough_to_show_something():
    assert len(conversation()) > 7
