"""Photos and papers from the field: announced, sent in parts over a bad line, checked, and then a document like any.

Parts wait in the database, where a crash leaves either all of one or nothing. Only when the hash of the whole is the
one announced does the file become a document, through the verb that the desk uses too.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from apps.core import contents, filing
from apps.core.problems import refuse
from apps.core.writing import find_made, locked, make_once, save
from apps.patients.actions import documents
from apps.patients.models import Document
from apps.sync.models import Tablet, Upload, UploadPart
from apps.sync.models.upload import gaps
from apps.sync.receiving.batch import Batch, Known

KEPT = timedelta(days=35)  # as long as a tablet keeps what it has sent
LARGEST_PART = 512 * 1024  # bytes
MOST_PARTS = 1000  # of one file
MOST_OPEN = 40  # files of one tablet that are on their way at a time
MOST_OPEN_BYTES = 200 * 1024 * 1024  # what those come to when they are whole


@transaction.atomic
def announce(
    *,
    tablet: Tablet,
    id: UUID,
    patient: UUID,
    kind: str,
    media_type: str,
    size: int,
    sha256: str,
    at: datetime,
    made_on: date | None = None,
    title: str = "",
) -> tuple[Upload, bool]:
    """Expect a file of `size` bytes and this SHA-256, which becomes the document `id` of the patient.

    The same announcement again gives the same upload; finished, if its document is on record. Returns (upload, new).
    Raises Refused ("not_found" for whom the centre never saw, "id_exists", "too_large", "too_many_open").
    """
    known = person(tablet=tablet, key=patient, at=at)
    told: dict[str, Any] = {
        "tablet": tablet, "announced_for": patient, "kind": kind, "title": title, "made_on": made_on,
        "media_type": media_type, "size": size, "sha256": sha256,
    }  # fmt: skip
    found = find_made(Upload, id, **told)
    if found is not None:
        return found, False
    if size > settings.UPLOAD_FILE_LIMIT:
        refuse(contents.too_large(), code="too_large", field="size")
    made = find_made(Document, id, patient=known.patient, centre=tablet.centre, kind=kind)
    if made is None:
        _refuse_too_many(tablet, size)
    details = {"patient": known.patient, "document": made, "out_of_scope": not known.access}
    return make_once(Upload, id, owner=tuple(told), **told, **details)


@transaction.atomic
def receive(*, upload: Upload, start: int, content: bytes) -> Upload:
    """Keep `content` as the file's bytes from `start` on. Parts come in any order and again; what is there stays.

    Raises Refused ("beyond_the_file", "too_many_parts", or "other_content" where other bytes are there already).
    """
    upload = locked(upload)
    if upload.document_id is not None:
        return upload
    end = start + len(content)
    if not content or end > upload.size:
        refuse(_("The file has no such bytes."), code="beyond_the_file", size=upload.size)
    held = list(upload.parts.filter(start__lt=end, end__gt=start).order_by("start"))
    if any(_differs(part, start, content) for part in held):
        refuse(_("Other content was sent for these bytes before."), code="other_content")
    pieces = list(gaps([(part.start, part.end) for part in held], start, end))
    if pieces and upload.parts.count() + len(pieces) > MOST_PARTS:
        refuse(_("The file comes in too many small parts."), code="too_many_parts", limit=MOST_PARTS)
    UploadPart.objects.bulk_create(
        UploadPart(upload=upload, start=first, end=last, content=content[first - start : last - start])
        for first, last in pieces
    )
    return upload


def complete(*, upload: Upload, at: datetime) -> Upload:
    """Make the file that has arrived a document, by and for the tablet's user. Completing again changes nothing.

    Field work is kept though the person has left the centre (MUST 7), and lands on the record they were merged into
    (MUST 9). Raises Refused ("incomplete", "not_found", and as `documents.add` does); "hash_mismatch" when other bytes
    arrived than were announced: they are thrown away, to be sent again.
    """
    with transaction.atomic():
        upload = locked(upload)
        if upload.document_id is not None:
            return upload
        content = _whole(upload)
        arrived = filing.hash_of(content)
        if arrived == upload.sha256:
            return _filed(upload, content, at)
        upload.parts.all().delete()
    refuse(
        _("Other bytes arrived than were announced. Send the file again."), code="hash_mismatch", field="sha256",
        expected=upload.sha256, arrived=arrived,
    )  # fmt: skip


@transaction.atomic
def give_up(*, upload: Upload) -> None:
    """Forget a file that is on its way. Raises Refused for one that became a document."""
    upload = locked(upload)
    if upload.document_id is not None:
        refuse(_("This file is a document already."))
    upload.delete()


def purge(*, at: datetime) -> int:
    """Forget what was announced more than 35 days ago, arrived or not; documents stay. Returns how many."""
    _rows, of_each = Upload.objects.older_than(at - KEPT).delete()
    return of_each.get(Upload._meta.label, 0)


def person(*, tablet: Tablet, key: UUID, at: datetime) -> Known:
    """The person whom the tablet knows by this key, held until the transaction ends; the survivor of a merge.

    Raises Refused ("not_found") for absent people and those of other centres alike (MUST 6).
    """
    batch = Batch(tablet, at)
    batch.meet([key])
    known = batch.known(key)
    if known is None:
        refuse(_("There is nothing here, or it belongs to another centre."), code="not_found", field="patient")
    return known


def _refuse_too_many(tablet: Tablet, size: int) -> None:
    """Nobody counts while another announcement of the same tablet is being written."""
    Tablet.objects.select_for_update(no_key=True).get(pk=tablet.pk)
    waiting = Upload.objects.unfinished().filter(tablet=tablet)
    to_come = waiting.aggregate(all=Sum("size"))["all"] or 0
    if waiting.count() >= MOST_OPEN or to_come + size > MOST_OPEN_BYTES:
        refuse(_("Finish or give up files that are on their way first."), code="too_many_open", limit=MOST_OPEN)


def _differs(part: UploadPart, start: int, content: bytes) -> bool:
    """Whether the part holds other bytes where both have some."""
    first, last = max(part.start, start), min(part.end, start + len(content))
    held = bytes(part.content)[first - part.start : last - part.start]
    return held != content[first - start : last - start]


def _whole(upload: Upload) -> bytes:
    """The file put together. Raises Refused ("incomplete")."""
    if missing := upload.missing():
        refuse(_("Parts of the file have not arrived yet."), code="incomplete", missing=_length(missing))
    return b"".join(bytes(part.content) for part in upload.parts.order_by("start"))


def _length(stretches: Sequence[tuple[int, int]]) -> int:
    return sum(last - first for first, last in stretches)


def _filed(upload: Upload, content: bytes, at: datetime) -> Upload:
    """The document made of it; the parts are no longer needed."""
    known = person(tablet=upload.tablet, key=upload.patient_id, at=at)
    (filed,) = documents.add(
        patient=known.patient, centre=upload.tablet.centre, kind=upload.kind, uploads=[content], by=upload.tablet.user,
        at=at, title=upload.title, made_on=upload.made_on, id=upload.pk,
    )  # fmt: skip
    upload.document, upload.patient, upload.out_of_scope = filed.document, known.patient, not known.access
    save(upload, "document", "patient", "out_of_scope")
    upload.parts.all().delete()
    return upload
