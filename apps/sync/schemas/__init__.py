"""JSON Schemas (2020-12) of everything that travels, made from the types and columns it is read by and written from.

`sent` describes an operation, `told` a record, `calls` the messages around them. They refer to each other by name, as
the files under /api/v1/sync/schemas/ do.
"""

from functools import cache
from typing import Any

from django.utils import translation

from apps.sync.receiving.kinds import RECEIVES
from apps.sync.registry import KINDS
from apps.sync.schemas import calls, sent, told

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@cache
def documents() -> dict[str, dict[str, Any]]:
    """Every schema by its name: `session.create` for what is sent, `session` for what is told, `push`, `page` …

    In English whoever asks: they are written for programmers.
    """
    with translation.override("en"):
        found = {kind: told.record(one) for kind, one in KINDS.items()}
        found |= {f"{kind}.{action}": sent.operation(one) for (kind, action), one in RECEIVES.items()}
        found |= calls.messages()
    return {name: {"$schema": DIALECT, "$id": f"{name}.json", **found[name]} for name in sorted(found)}
