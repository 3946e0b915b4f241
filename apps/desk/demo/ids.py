"""Chance that comes out the same for the same seed: dice, and keys.

A key is a UUIDv7 of the historic instant, with seeded instead of random bits.
"""

import hashlib
import uuid
from datetime import datetime
from random import Random


def seeded_id(seed: int, subject: str, at: datetime) -> uuid.UUID:
    """The key of the record `subject` made at the instant `at`; ordered by time like every other key."""
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    noise = int.from_bytes(hashlib.blake2b(f"{seed}/{subject}".encode(), digest_size=10).digest(), "big")
    twelve, sixty_two = noise >> 62 & 0xFFF, noise & ((1 << 62) - 1)
    return uuid.UUID(int=milliseconds << 80 | 7 << 76 | twelve << 64 | 2 << 62 | sixty_two)


def dice(*names: object) -> Random:
    """A source of chance of its own for each name, so that one centre's luck does not move another's."""
    return Random("/".join(map(str, names)))  # noqa: S311  (believable, not secret)
