"""What a file says about itself, and its page about it: who took it out, when, why, and what was left out."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core import clock
from apps.core.sheets import Cell
from apps.desk.listings import CENTRE, Asked
from apps.desk.models import Export


def origin(export: Export, asked: Asked, *, rows: int, left_out: int) -> Sequence[tuple[str, Cell]]:
    """Pairs (words, value) in the active language."""
    filters = [f"{label}: {words}" for label, words in asked.in_words(without=[CENTRE])]
    taken = asked.centres[0].zone
    return [
        (_("List"), str(asked.listing.title)),
        (_("Centres"), ", ".join(centre.name for centre in asked.centres)),
        (_("Filters and order"), "; ".join(filters) or _("none")),
        (_("Rows"), rows),
        (_("Left out"), left_out_words(left_out) or _("nobody")),
        (_("Guarded fields"), export.guarded),
        (_("Asked for by"), str(export.asked_by)),
        (_("Asked for at"), f"{export.asked_at.astimezone(taken):%Y-%m-%d %H:%M}"),
        (_("Made at"), f"{clock.now().astimezone(taken):%Y-%m-%d %H:%M}"),
        (_("Reason"), export.reason),
        (_("Made with"), f"Georeum {settings.GEOREUM_VERSION}"),
    ]


def left_out_words(number: int | None) -> str:
    """Who is not in the file and why; nothing when nobody was left out."""
    if not number:
        return ""
    words = ngettext(
        "%(count)d person left out, who withdrew consent to the use of the data",
        "%(count)d people left out, who withdrew consent to the use of their data",
        number,
    )
    return words % {"count": number}
