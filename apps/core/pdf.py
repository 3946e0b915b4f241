"""HTML to tagged PDF/UA-1, with nothing taken from outside: neither network nor disk, only what is handed in.

The same HTML, files and attachments give the same bytes, in any process: re-rendering is a check. The library that
lays out pages is heavy and loaded only by the process that makes one.
"""

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

FONT_FOLDER = Path(settings.BASE_DIR) / "static" / "dist" / "fonts"
FONT_FILES = {
    "memory:fonts/Pretendard-Regular": "Pretendard-Regular.ttf",
    "memory:fonts/Pretendard-SemiBold": "Pretendard-SemiBold.ttf",
    "memory:fonts/Pretendard-Bold": "Pretendard-Bold.ttf",
    "memory:fonts/NotoSansKR-Regular": "NotoSansKR-Regular.ttf",
}
LIBRARIES = ("weasyprint", "pydyf", "fonttools", "tinycss2", "tinyhtml5", "cssselect2", "pyphen")


class FontMissing(Exception):
    """A font the report is set in has not been built into the installation."""


class OutsideAddress(Exception):
    """A document asked for something that was not handed in; it would have come out incomplete."""


@dataclass(frozen=True)
class AttachedFile:
    """A file that travels inside the PDF."""

    name: str
    description: str
    content: bytes


@cache
def fonts() -> Mapping[str, bytes]:
    """The fonts by the names under which style sheets ask for them. Raises FontMissing."""
    try:
        return {name: (FONT_FOLDER / file).read_bytes() for name, file in FONT_FILES.items()}
    except OSError as missing:
        raise FontMissing(FONT_FOLDER.name) from missing


@cache
def engine() -> str:
    """Everything below us that decides where a letter stands, with its version: other versions, other bytes."""
    shaping = ctypes.CDLL("libharfbuzz.so.0").hb_version_string
    shaping.restype = ctypes.c_char_p
    below = [f"pango {ctypes.CDLL('libpango-1.0.so.0').pango_version()}", f"harfbuzz {shaping().decode()}"]
    return ", ".join([*(f"{name} {version(name)}" for name in LIBRARIES), *below])


def render(html: str, *, identifier: str, at: datetime, attached: Sequence[AttachedFile] = ()) -> bytes:
    """The document as PDF/UA-1. `identifier` and `at` (aware) stand for it in its metadata, so that bytes repeat.

    Raises OutsideAddress when the HTML asks for anything but the fonts, FontMissing when these are not there.
    """
    from weasyprint import HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration

    from apps.core.fetcher import MemoryFetcher

    fetcher = MemoryFetcher(fonts())
    attachments = [
        Attachment(
            string=file.content, name=file.name, description=file.description, created=at, modified=at,
            relationship="Data", url_fetcher=fetcher,
        )
        for file in attached
    ]  # fmt: skip
    content = HTML(string=html, url_fetcher=fetcher).write_pdf(
        font_config=FontConfiguration(), pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode(),
        attachments=attachments,
    )  # fmt: skip
    if fetcher.refused:
        raise OutsideAddress(f"{len(fetcher.refused)} addresses refused")
    return bytes(content or b"")
