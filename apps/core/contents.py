"""What an uploaded file is, told by its content and never by its name; and only what is safe to keep is kept.

A picture is drawn anew (see `pictures`). A PDF stays as it came and is never shown by our pages, only handed out.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.core import pictures
from apps.core.problems import refuse

PDF = "application/pdf"
NEW_PHONE_PHOTOS = (b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1", b"avif")
MEGABYTE = 1024 * 1024
PDF_START = re.compile(rb"%PDF-[12]\.[0-9]")
PDF_END = re.compile(rb"startxref\s+([0-9]{1,10})\s+%%EOF[\s\x00]*$")
PDF_TABLE = re.compile(rb"\s*(xref\b|[0-9]+\s+[0-9]+\s+obj\b)")
PDF_LOCK = re.compile(rb"/Encrypt(?![A-Za-z])")
TAIL = 2048  # bytes from the end within which a PDF says where its table is


@dataclass(frozen=True)
class Content:
    """What is stored: its bytes, its type as browsers name it, and for a picture its pixels."""

    content: bytes
    media_type: str
    width: int | None = None
    height: int | None = None


def accepted(content: bytes) -> Content:
    """What of a file is stored. Raises Refused ("invalid") with a sentence for anything but a picture or a PDF."""
    if not content:
        refuse(_("The file is empty."), code="invalid")
    if len(content) > settings.UPLOAD_FILE_LIMIT:
        refuse(too_large(), code="invalid")
    return _pdf(content) if content.startswith(b"%PDF-") else _picture(content)


def too_large() -> str:
    """The sentence for a file above the limit."""
    return _("A file may have %(limit)d MB at most.") % {"limit": settings.UPLOAD_FILE_LIMIT // MEGABYTE}


def _picture(content: bytes) -> Content:
    if content[4:8] == b"ftyp" and content[8:12] in NEW_PHONE_PHOTOS:
        refuse(
            _("Photos of this kind (HEIC) cannot be read here. Set the camera to “most compatible” (JPEG)."),
            code="invalid",
        )
    try:
        drawn = pictures.redraw(content)
    except pictures.TooManyPixels:
        refuse(
            _("The picture has more than %(limit)d million pixels. Make it smaller first.")
            % {"limit": pictures.PIXELS // 1_000_000},
            code="invalid",
        )
    except pictures.Unreadable:
        refuse(
            _("This is neither a picture (JPEG, PNG, WebP, GIF, TIFF, BMP) nor a PDF, or the file is damaged."),
            code="invalid",
        )
    return Content(drawn.content, drawn.media_type, drawn.width, drawn.height)


def _pdf(content: bytes) -> Content:
    """A PDF that begins and ends as one, whose table is where it says, and that anybody may open."""
    end = PDF_END.search(content[-TAIL:])
    table = int(end.group(1)) if end else len(content)
    if not (PDF_START.match(content) and PDF_TABLE.match(content, table)):
        refuse(_("This PDF is damaged or not complete."), code="invalid")
    if PDF_LOCK.search(content, table):
        refuse(_("This PDF is locked with a password. Save it without one first."), code="invalid")
    return Content(content, PDF)
