"""Hand the next pages of what changed to a tablet, and keep how far the tablet may have come (MUST 11, 12, 15)."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.core.problems import refuse
from apps.sync import cursor, pull
from apps.sync.cursor import Place
from apps.sync.models import Tablet, TabletState


@dataclass(frozen=True)
class Handed:
    """A page, the cursor behind it, and the epoch both are of."""

    page: pull.Page
    cursor: str
    epoch: UUID


def hand_out(*, tablet: Tablet, after: str, limit: int, guarded: bool, most: int = 1) -> list[Handed]:
    """The pages behind the cursor `after`, "" for the first one: one, or more up to `most` where they fit into one
    answer; up to `limit` changes a page, with guarded fields or without.

    Raises Refused: "bad_cursor" for a text that is no cursor of this tablet, "full_resync" when the tablet has to
    start again from empty because this database never told it so much, or because it may now see other fields.
    """
    place = cursor.read(after, tablet) if after else None
    with pull.snapshot(tablet) as (epoch, drawn, newest, issued):
        place = place or Place(0, epoch, guarded)
        if (place.epoch, place.guarded) != (epoch, guarded) or place.seq > min(issued, drawn):
            refuse(_("Start again from empty, and send again what you still hold."), code="full_resync")
        found = pull.pages(tablet, after=place.seq, limit=limit, guarded=guarded, most=most)
    if issued < found[-1].last:
        _issue(tablet, max(newest, found[-1].last), epoch)
    return [Handed(page, cursor.written(Place(page.last, epoch, guarded), tablet), epoch) for page in found]


def _issue(tablet: Tablet, number: int, epoch: UUID) -> None:
    """Keep, before the answer leaves, that the tablet may be told up to `number`: committed with the page.

    It is the newest number of the snapshot and not the page's own, so that the pages of one long pull commit once.
    A backup that holds it holds everything up to it: a cursor below says nothing that the backup does not know.
    """
    with transaction.atomic():
        state, _made = TabletState.objects.select_for_update().get_or_create(tablet=tablet)
        state.max_issued = max(number, state.max_issued) if state.epoch == epoch else number
        state.epoch = epoch
        state.save(update_fields=["max_issued", "epoch"])
