"""Papers and photos of a person: added, removed with a reason, and their files kept exactly as long as needed.

The file is on disk before the row that names it is committed, and goes only after no committed row names it any
more. So a crash in between leaves at worst a file that nobody needs; `manage.py documents` finds those.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core import contents, filing
from apps.core.contents import Content
from apps.core.problems import Refused, refuse, refuse_if
from apps.core.writing import find_made, locked, make_once, refuse_stale, save
from apps.patients import policies
from apps.patients.models import Document, Patient
from apps.patients.policies import documents as rules


@dataclass(frozen=True)
class Filed:
    """A document as it now stands on record; `new` is False where its content was on record already."""

    document: Document
    new: bool


def add(
    *,
    patient: Patient,
    centre: Centre,
    kind: str,
    uploads: Sequence[bytes],
    by: User,
    at: datetime,
    title: str = "",
    made_on: date | None = None,
    id: UUID | None = None,
) -> list[Filed]:
    """Add one document per uploaded file, all or none; `made_on` is the date on the document. Answers in their order.

    Pictures are drawn anew without metadata. The same content twice for a person is one document, and the same `id`
    again gives those made before. Raises Refused ("invalid") for what is no picture or PDF, and without consent.
    """
    if made_on is not None:
        reason = policies.service_date(patient, on=made_on, today=centre.local_date(at))
        refuse_if(reason, code="invalid", field="made_on")
    accepted = [_accepted(content, kind, place, len(uploads)) for place, content in enumerate(uploads, start=1)]
    keys = [id if place == 0 or id is None else uuid5(id, str(place)) for place in range(len(uploads))]
    with transaction.atomic():
        patient = locked(patient)  # whoever merges it, or takes a consent back, comes before or after
        refuse_if(rules.add(patient, kind=kind), field="kind")
        hashes = [filing.hash_of(content.content) for content in accepted]
        _hold(hashes)
        details = {"centre": centre, "kind": kind, "title": title, "made_on": made_on, "added_by": by}
        return [_filed(patient, key, content, details) for key, content in zip(keys, accepted, strict=True)]


def _accepted(content: bytes, kind: str, place: int, number: int) -> Content:
    """What is stored of a file; a refusal says which of several it is about."""
    try:
        accepted = contents.accepted(content)
        refuse_if(rules.content(kind=kind, media_type=accepted.media_type), code="invalid")
    except Refused as refusal:
        reason = str(refusal)
        if number > 1:
            reason = _("File %(place)d of %(number)d: %(reason)s") % {
                "place": place, "number": number, "reason": reason,
            }  # fmt: skip
        refuse(reason, code="invalid", field="uploads")
    return accepted


def _filed(patient: Patient, key: UUID | None, content: Content, details: dict[str, object]) -> Filed:
    """Store one file and its row, unless either the key or the content is on record."""
    made = find_made(Document, key, patient=patient)
    sha256 = filing.hash_of(content.content)
    known = made or Document.objects.kept().filter(patient=patient, sha256=sha256).first()
    if known is not None:
        return Filed(known, new=False)
    filing.keep(content.content)
    document, new = make_once(
        Document, key, owner=("patient",), patient=patient, sha256=sha256, media_type=content.media_type,
        size=len(content.content), width=content.width, height=content.height, **details,
    )  # fmt: skip
    return Filed(document, new)


@transaction.atomic
def remove(*, document: Document, reason: str, by: User, at: datetime, version: int | None = None) -> Document:
    """Remove a document: its row stays with the reason, its file goes when no other document has the same content.

    Removing again changes nothing. Raises Refused ("stale", or "invalid" without a reason).
    """
    if not reason.strip():
        refuse(_("Say why this is removed."), code="invalid", field="reason")
    document = locked(document)
    if document.removed_at is not None:
        return document
    refuse_stale(document, version)
    document.removed_at, document.removed_by, document.removal_reason = at, by, reason.strip()
    save(document, "removed_at", "removed_by", "removal_reason")
    transaction.on_commit(partial(discard_unneeded, document.sha256), robust=True)
    return document


@transaction.atomic
def discard_unneeded(sha256: str) -> bool:
    """Remove the stored file of this hash unless a kept document needs it; whether it was removed."""
    _hold([sha256])
    if Document.objects.kept().filter(sha256=sha256).exists():
        return False
    filing.discard(sha256)
    return True


def _hold(hashes: Sequence[str]) -> None:
    """Until the transaction ends nobody else adds or discards these contents; in one order, so that nobody waits
    in a circle. Without it a file could go while the row that needs it is being committed."""
    with connection.cursor() as cursor:
        for sha256 in sorted(set(hashes)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"document {sha256}"])
