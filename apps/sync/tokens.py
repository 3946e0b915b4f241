"""Secrets of tablets: a token for months, a code for minutes. The database holds their digests alone.

Both have so many possible values that a digest without salt or delay cannot be searched.
"""

import hashlib
import secrets
from uuid import UUID

from django.utils.crypto import salted_hmac

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 of them, none that looks like another
CODE_LENGTH, GROUP = 12, 4  # 60 bits


def new_token() -> str:
    """A token of 256 bits, as text for a header."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a token or code: SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_of(enrolment_id: UUID) -> str:
    """The code of an enrolment, e.g. "7KQM-2VXB-94TD": made of its key and the installation's secret.

    So the page that shows it can be loaded again, and the database alone gives no code away.
    """
    made = salted_hmac("apps.sync.enrolment", enrolment_id.bytes, algorithm="sha256").digest()
    letters = "".join(LETTERS[byte % len(LETTERS)] for byte in made[:CODE_LENGTH])
    return "-".join(letters[start : start + GROUP] for start in range(0, CODE_LENGTH, GROUP))


def plain(code: str) -> str:
    """A code as somebody typed it, without dashes and spaces, in capitals."""
    return "".join(sign for sign in code.upper() if sign.isalnum())
