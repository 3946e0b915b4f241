"""Make one export: read the list in pieces, write the file beside, store it. The slow part holds no transaction."""

import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation

from apps.centres.access import Permission, centres_with
from apps.core import jobs, sheets
from apps.core.clock import now
from apps.desk.actions import exports
from apps.desk.listings import CENTRE, LISTINGS, Asked
from apps.desk.models import Export, ExportFormat
from apps.desk.origin import origin

PIECE = 1000  # rows read at once
STEPS = 25  # signs of progress in a long file, each of which also renews the lease

LEFT_BEHIND = timedelta(hours=1)


class TakenAway(Exception):
    """Somebody else works on the export now."""


def make(*, job_id: UUID) -> bool:
    """Take the export and make its file. False when somebody else holds it, it is done, or it went wrong."""
    export = exports.lease(job_id=job_id, at=now())
    if export is None:
        return False
    return jobs.carried_out(export, _made, done=0)


def _made(export: Export) -> bool:
    asked = Asked(LISTINGS[export.listing], query=export.query, user=export.asker, centres=list(export.centres.all()))
    if error := _why_not(export, asked):
        exports.refuse_for_good(export=export, error=error, at=now())
        return False
    total, left_out = asked.exportable.count(), asked.left_out
    try:
        with tempfile.TemporaryDirectory(dir=workplace()) as folder, translation.override(export.language):
            path = Path(folder) / "list"
            rows = _written(path, export, asked, total=total, left_out=left_out)
            content, digest = _kept(path, packed=export.file_format == ExportFormat.CSV)
    except TakenAway:
        return False
    made = {"done": rows, "rows": rows, "left_out": left_out, "content": content, "sha256": digest}
    return jobs.finish(job=export, at=now(), **made)


def _why_not(export: Export, asked: Asked) -> str:
    """The code of what changed since it was asked for: the person's rights, or what a filter named; else ""."""
    needed = [Permission.EXPORT_PATIENTS, *([Permission.VIEW_GUARDED] if export.guarded else [])]
    if not all(set(asked.centres) <= set(centres_with(asked.user, permission)) for permission in needed):
        return exports.NOT_ALLOWED
    return "" if asked.kept(without=[CENTRE]) == export.query else exports.FILTERS_GONE


def _written(path: Path, export: Export, asked: Asked, *, total: int, left_out: int) -> int:
    """Write the file at `path`; returns the number of its rows."""
    columns = asked.listing.columns_for(guarded=export.guarded)
    rows = _in_pieces(export, asked, total)
    if export.file_format == ExportFormat.CSV:
        return sheets.write_csv(path, columns, rows)
    return sheets.write_xlsx(
        path, columns, rows, title=str(asked.listing.title),
        about=lambda number: origin(export, asked, rows=number, left_out=left_out),
    )  # fmt: skip


def _kept(path: Path, *, packed: bool) -> tuple[bytes, str]:
    """What the database keeps of the file, text packed to a tenth, and the SHA-256 of the file itself."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        if not packed:
            return file.read(), digest
        small = path.with_suffix(".gz")
        with gzip.open(small, "wb") as pack:
            shutil.copyfileobj(file, pack)
        return small.read_bytes(), digest


def _in_pieces(export: Export, asked: Asked, total: int) -> Iterator[Any]:
    """The rows, a piece at a time; now and then the progress is shown. Raises TakenAway."""
    step = max(PIECE, total // STEPS)
    for number, row in enumerate(asked.listing.fetched(asked.exportable).iterator(chunk_size=PIECE)):
        if number % step == 0 and not jobs.advance(job=export, at=now(), done=number, total=total):
            raise TakenAway
        yield row


def workplace() -> Path:
    """Where files are written while they grow: private, inside this installation's home."""
    folder = Path(settings.HOME) / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def clear_away(*, at: datetime) -> None:
    """Delete what a worker left behind when it was killed in the middle of a file."""
    for folder in workplace().iterdir():
        if folder.stat().st_mtime < (at - LEFT_BEHIND).timestamp():
            shutil.rmtree(folder, ignore_errors=True)
