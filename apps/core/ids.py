"""Keys are UUIDv7: made by whoever makes the record, desk or tablet, and ordered by time."""

import uuid

import uuid_utils.compat


def new_id() -> uuid.UUID:
    """A fresh time-ordered UUIDv7; inserting in time order keeps the index dense."""
    return uuid_utils.compat.uuid7()
