"""Files under the hash of their content: `ab/abcd…`, below the place that the settings name for uploads.

A file is there wholly or not at all, however its writing ends, and never changes. Who needs it is for rows to say.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import default_storage

HASH = re.compile(r"[0-9a-f]{64}")


def hash_of(content: bytes) -> str:
    """The hash under which these bytes are stored."""
    return hashlib.sha256(content).hexdigest()


def place_of(sha256: str) -> Path:
    """Where the file of this hash lies, or would lie."""
    if not HASH.fullmatch(sha256):
        raise ValueError("not a SHA-256")
    return Path(default_storage.path(f"{sha256[:2]}/{sha256}"))


def keep(content: bytes) -> str:
    """Store the bytes, on disk when this returns; the hash by which they are found. Storing again changes nothing."""
    sha256 = hash_of(content)
    place = place_of(sha256)
    if place.is_file() and place.stat().st_size == len(content):
        return sha256
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(prefix=".", dir=place.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, place)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _settle(place.parent)
    return sha256


def _settle(folder: Path) -> None:
    """Have the folder's own entry on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(sha256: str) -> bytes:
    """The stored bytes. Raises FileNotFoundError."""
    return place_of(sha256).read_bytes()


def is_whole(sha256: str) -> bool:
    """Whether the file is there with exactly the content of its name."""
    try:
        return hash_of(read(sha256)) == sha256
    except FileNotFoundError:
        return False


def discard(sha256: str) -> None:
    """Remove the file; one that is not there is no error."""
    place_of(sha256).unlink(missing_ok=True)


def stored() -> Iterator[str]:
    """The hashes of all files stored here, in order; half-written ones and other things are passed over."""
    root = Path(default_storage.path(""))
    for folder in sorted(root.glob("[0-9a-f][0-9a-f]")):
        yield from sorted(file.name for file in folder.iterdir() if HASH.fullmatch(file.name))
