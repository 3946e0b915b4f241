"""Two headers that make writing over a bad network safe: Idempotency-Key and If-Match.

The key is made by the client, once for what it wants done, and sent again with every attempt. It is the key of the
record that is made. If-Match holds the ETag under which the client read what it changes.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.core.problems import refuse

KEY, MATCH, REPLAYED = "Idempotency-Key", "If-Match", "Idempotency-Replayed"
UUID_FORM = re.compile('"?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"?')
ETAG_FORM = re.compile(r'(?:W/)?"([0-9]{1,9})\.[0-9a-f]{16}"')


def key_of(headers: Mapping[str, str]) -> UUID:
    """The client's key for what it wants done. Raises Refused ("key_missing", "bad_header")."""
    given = headers.get(KEY, "").strip()
    if not given:
        refuse(_("Send a UUID of your own in the header Idempotency-Key, and the same one again."), code="key_missing")
    found = UUID_FORM.fullmatch(given)
    if found is None:
        refuse(_("The header Idempotency-Key holds one UUID."), code="bad_header")
    return UUID(found[1])


def version_of(headers: Mapping[str, str], *, required: bool) -> int | None:
    """The version of the record that the client read, by its ETag. Raises Refused ("version_missing", "bad_header").

    A proxy that packs answers marks their ETags as weak; the version in them is the same.
    """
    given = headers.get(MATCH, "").strip()
    if not given and not required:
        return None
    if not given:
        refuse(_("Send the ETag of the record as you read it, in the header If-Match."), code="version_missing")
    found = ETAG_FORM.fullmatch(given)
    if found is None:
        refuse(_("The header If-Match holds one ETag as it stood in an answer."), code="bad_header")
    return int(found[1])


def etag_of(shown: Mapping[str, Any]) -> str:
    """The version, and a mark of the representation, which depends on the role."""
    mark = hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
    return f'"{shown["version"]}.{mark}"'


def fingerprint(method: str, path: str, body: Any) -> str:
    """What tells two requests of one key apart: where they go and what they say, however it is written."""
    said = json.dumps([method, path, body], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(said.encode()).hexdigest()
