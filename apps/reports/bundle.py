"""Approved revisions as one ZIP, sent while it is made: every PDF and every format, with the SHA-256 of each.

The same revisions give the same names and times: `sha256sum -c SHA256SUMS` in the unpacked folder tells whether
anything was changed since.
"""

import hashlib
import io
import logging
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime

from apps.accounts.models import Language
from apps.reports.archive import files_of
from apps.reports.formats import FORMATS, file_name, rendered
from apps.reports.formats.exchange import NotExchangeable
from apps.reports.models import Edition, Report, ReportFile
from apps.reports.publishing import edition_of, origin_of

SUMS = "SHA256SUMS"
EARLIEST = (1980, 1, 1, 0, 0, 0)
log = logging.getLogger(__name__)


class _Outlet(io.RawIOBase):
    """What the ZIP is written to: it keeps the bytes until they are sent."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]  # any bytes-like, as zipfile gives them
        self._held += part
        return len(part)

    def taken(self) -> bytes:
        """What came since it was asked last."""
        part = bytes(self._held)
        self._held.clear()
        return part


def packed(rows: Sequence[Report]) -> Iterator[bytes]:
    """The ZIP of these approved revisions, part by part; never more than one file of it is held."""
    outlet = _Outlet()
    sums = []
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as pack:
        for row in rows:
            for name, content in _files(row):
                path = f"{row.name}/{name}"
                sums.append(f"{hashlib.sha256(content).hexdigest()}  {path}\n")
                pack.writestr(_entry(path, origin_of(row).at), content)
                yield outlet.taken()
        pack.writestr(_entry(SUMS), "".join(sums))
    yield outlet.taken()


def _entry(path: str, at: datetime | None = None) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, EARLIEST if at is None else max(EARLIEST, at.timetuple()[:6]))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _files(row: Report) -> Iterator[tuple[str, bytes]]:
    """Name and content of everything there is of a revision."""
    for file in files_of([row]).get(row.pk, ()):
        yield file.name, bytes(ReportFile.objects.values_list("content", flat=True).get(pk=file.pk))
    for edition in Edition:
        report = edition_of(row, edition)
        for key, kind in FORMATS.items():
            for language in Language.values if kind.worded else Language.values[:1]:
                try:
                    yield file_name(report, key, language), rendered(report, key, language, origin_of(row))
                except NotExchangeable as reason:
                    log.warning("archive without exchange: %s", reason)
