"""The bytes of a document for a tablet whose centre sees the person: whole, or the stretch that is still missing."""

import re
from typing import Any
from uuid import UUID

import structlog
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework import exceptions
from rest_framework.request import Request

from apps.centres.access import Permission, allows
from apps.core import filing
from apps.patients.models import Document
from apps.sync.api.tablet import TabletView

RANGE = re.compile(r"bytes=([0-9]{0,10})-([0-9]{0,10})")
log = structlog.get_logger(__name__)


class ContentView(TabletView):
    def get(self, request: Request, pk: str) -> HttpResponse:
        """The document's bytes; with `Range` the stretch asked for. They never change, so the hash is the ETag."""
        document = self.load(pk)
        content = content_of(document)
        headers = {
            "ETag": f'"{document.sha256}"', "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff",
            "Content-Disposition": "attachment",
        }  # fmt: skip
        asked = request.headers.get("Range", "")
        if request.headers.get("If-Range", headers["ETag"]) != headers["ETag"]:
            asked = ""
        wanted = stretch(asked, len(content))
        if wanted is None:
            return HttpResponse(content, content_type=document.media_type, headers=headers)
        first, last = wanted
        headers["Content-Range"] = f"bytes {first}-{last - 1}/{len(content)}" if last else f"bytes */{len(content)}"
        status = 206 if last else 416
        return HttpResponse(content[first:last], content_type=document.media_type, headers=headers, status=status)

    def load(self, pk: str) -> Document:
        """The document, not removed, of a person whom the tablet's centre sees now; 404 for any other (MUST 6, 12)."""
        if not allows(self.tablet.user, Permission.VIEW_PATIENTS, self.tablet.centre):
            raise exceptions.NotFound
        seen: dict[str, Any] = {"patient__accesses__centre": self.tablet.centre, "patient__accesses__active": True}
        found: Document = get_object_or_404(Document.objects.visible_to(self.tablet.user).kept(), pk=UUID(pk), **seen)
        return found


def content_of(document: Document) -> bytes:
    """The stored bytes; 404 for a file that is lost, which the log then says."""
    try:
        return filing.read(document.sha256)
    except FileNotFoundError:
        log.error("document_file_missing", document=str(document.pk))
        raise Http404 from None


def stretch(asked: str, size: int) -> tuple[int, int] | None:
    """The bytes that a Range header asks for, the last excluded; (0, 0) where there are none such.

    None where it asks for all, for several stretches, or cannot be read: then the whole is sent (RFC 9110, 14.2).
    """
    read = RANGE.fullmatch(asked.replace(" ", ""))
    if read is None or read.group() == "bytes=-":
        return None
    first, last = read.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) else (0, 0)
    start, end = int(first), min(size, int(last) + 1) if last else size
    if last and int(last) < int(first):
        return None
    return (start, end) if start < size else (0, 0)
