"""The short code by which a printed card names a person: the record's key in letters and digits.

Base 32, so that a scanner behind a keyboard with Caps Lock on still brings the right one. It says nothing of the
person, and opens nothing for somebody who may not see the record.
"""

import base64
import binascii
import re
from uuid import UUID

LENGTH = 26
CODE = re.compile(r"[a-z2-7]{26}")
IN_ADDRESS = re.compile(r"/p/([a-z2-7]{26})/?$")


def code_of(key: UUID) -> str:
    """The code of a record's key, e.g. `agk2…`: 26 letters and digits."""
    return base64.b32encode(key.bytes).decode("ascii").rstrip("=").lower()


def key_of(text: str) -> UUID | None:
    """The key that a scanned code, the address in a QR code, or the written-out key itself stands for; else None."""
    lowered = text.strip().lower()
    found = IN_ADDRESS.search(lowered)
    code = found.group(1) if found else lowered
    if CODE.fullmatch(code):
        return _decoded(code)
    try:
        return UUID(lowered) if len(lowered) == 36 else None
    except ValueError:
        return None


def _decoded(code: str) -> UUID | None:
    try:
        key = UUID(bytes=base64.b32decode(code.upper() + "======"))
    except (binascii.Error, ValueError):
        return None
    return key if code_of(key) == code else None  # the last letter has bits to spare: one code a record
