"""Where a tablet stands in the feed: opaque, signed, and good for this tablet and centre alone (MUST 15).

The cursor also says whether the tablet was told the guarded fields. A record that has not changed is not told again;
so whoever may see them only since today, or no longer, starts again from empty and has every field as it should be.
"""

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from uuid import UUID

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from apps.core.problems import refuse
from apps.sync.models import Tablet

LAYOUT = struct.Struct(">Bq16s?")
FORM, MAC = 1, 16  # the form of the cursor, bytes of the signature


@dataclass(frozen=True)
class Place:
    """The last change that was told, the life of the database that told it, and whether with guarded fields."""

    seq: int
    epoch: UUID
    guarded: bool


def written(place: Place, tablet: Tablet) -> str:
    """The cursor as the tablet keeps it."""
    body = LAYOUT.pack(FORM, place.seq, place.epoch.bytes, place.guarded)
    return base64.urlsafe_b64encode(body + _signature(body, tablet)).decode().rstrip("=")


def read(text: str, tablet: Tablet) -> Place:
    """The place a cursor of this tablet stands for. Raises Refused ("bad_cursor") for any other text."""
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        found = b""
    body, signature = found[: LAYOUT.size], found[LAYOUT.size :]
    if len(body) != LAYOUT.size or not hmac.compare_digest(signature, _signature(body, tablet)):
        refuse(_("This cursor is not one of this tablet."), code="bad_cursor", field="cursor")
    form, seq, epoch, guarded = LAYOUT.unpack(body)
    if form != FORM:
        refuse(_("This cursor is of another form."), code="bad_cursor", field="cursor")
    return Place(seq, UUID(bytes=epoch), guarded)


def _signature(body: bytes, tablet: Tablet) -> bytes:
    bound = body + tablet.pk.bytes + tablet.centre_id.bytes
    return salted_hmac("apps.sync.cursor", bound, algorithm="sha256").digest()[:MAC]
