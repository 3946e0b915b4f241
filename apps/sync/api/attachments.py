"""Files from tablets: announced, sent in parts over a bad line, completed. An upload is one tablet's own.

What another tablet announced, even one of the same centre, is not there (404), as for a role that keeps no documents.
"""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.centres.access import Permission, allows
from apps.core.bodies import Body, Choice, Day, RowKey, Text, Whole
from apps.core.clock import now
from apps.core.problems import InvalidBody, refuse
from apps.patients.models import DocumentKind
from apps.sync.actions import uploads
from apps.sync.api.tablet import TabletView
from apps.sync.models import OperationStatus, Upload

# What a tablet may say it sends; what it is, its content says.
MEDIA_TYPES = [
    (name, name)
    for name in (
        "image/jpeg", "image/png", "image/webp", "image/gif", "image/tiff", "image/bmp", "application/pdf",
    )
]  # fmt: skip
LARGEST_NUMBER = 2**31 - 1


class Hash(serializers.RegexField):
    """A SHA-256 as 64 small hexadecimal digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[0-9a-f]{64}\Z", trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        found: str = super().to_internal_value(data)
        return found


class AnnounceBody(Body):
    """A file to come: the key of its document, whose it is, what it is, its bytes and their hash."""

    id = RowKey()
    patient = RowKey()
    kind = Choice(DocumentKind)
    media_type = Choice(MEDIA_TYPES)
    size = Whole(min_value=1, max_value=LARGEST_NUMBER)
    sha256 = Hash()
    made_on = Day(required=False, allow_null=True)
    title = Text(max_length=120)


class AttachmentView(TabletView):
    """Base of the addresses here: whoever keeps no documents finds nothing (MUST 6)."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not allows(self.tablet.user, Permission.REGISTER_PATIENT, self.tablet.centre):
            raise exceptions.NotFound

    def load(self, pk: str) -> Upload:
        """The upload of this tablet; 404 for any other."""
        rows = self.tablet.uploads.all().select_related("patient", "document")
        upload: Upload = get_object_or_404(rows, pk=UUID(pk))
        upload.tablet = self.tablet
        return upload


class AnnouncementsView(AttachmentView):
    def post(self, request: Request) -> Response:
        """Announce a file: 201, or 200 with what is missing when it was announced before."""
        body = AnnounceBody(data=self.sent())
        if not body.is_valid():
            raise InvalidBody(body.errors)
        upload, new = uploads.announce(tablet=self.tablet, at=now(), **body.arguments())
        return Response(shown(upload), status=201 if new else 200)


class UploadView(AttachmentView):
    def get(self, request: Request, pk: str) -> Response:
        """What has arrived of a file, and what it became."""
        return Response(shown(self.load(pk)))

    def delete(self, request: Request, pk: str) -> Response:
        """Give a file up that is on its way."""
        uploads.give_up(upload=self.load(pk))
        return Response(status=204)


class PartView(AttachmentView):
    def put(self, request: Request, pk: str, start: str) -> Response:
        """Bytes of the file from `start` on, as they are."""
        upload, content = self.load(pk), self.raw()
        if len(content) > uploads.LARGEST_PART:
            refuse(_("A part has at most 512 KiB."), code="too_large", limit=uploads.LARGEST_PART)
        return Response(shown(uploads.receive(upload=upload, start=int(start), content=content)))


class CompleteView(AttachmentView):
    def post(self, request: Request, pk: str) -> Response:
        """Make the file a document."""
        return Response(shown(uploads.complete(upload=self.load(pk), at=now())))


def shown(upload: Upload) -> dict[str, Any]:
    """How an upload is told: stretches of bytes with their end excluded; with a `status` once it is a document.

    `document` has another key than the upload where the same content was on record. `remap`: the key of the patient the
    tablet named → that of the record they were merged into (MUST 9).
    """
    missing = [{"start": first, "end": last} for first, last in upload.missing()]
    told: dict[str, Any] = {
        "id": str(upload.pk), "size": upload.size, "largest_part": uploads.LARGEST_PART, "missing": missing,
    }  # fmt: skip
    if upload.document is None:
        return told
    status = OperationStatus.APPLIED_OUT_OF_SCOPE if upload.out_of_scope else OperationStatus.APPLIED
    told |= {"status": status.value, "document": str(upload.document_id), "version": upload.document.version}
    if upload.patient_id != upload.announced_for:
        told["remap"] = {str(upload.announced_for): str(upload.patient_id)}
    return told
