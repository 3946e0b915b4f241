"""How the state of a tablet is put into words: for the list, its page, and whoever wonders why it is quiet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.core.problems import Text
from apps.sync.models import Tablet
from apps.sync.queries import QUIET
from apps.sync.receiving.understanding import NOT_ALLOWED, NOT_HERE, NOT_TAKEN

RIGHT = 120  # seconds a clock may be off before anybody is told
ERRORS = {
    "revoked": gettext_lazy("Refused: revoked"),
    "expired": gettext_lazy("Refused: its sign-in has expired"),
    "no_access": gettext_lazy("Refused: its person has no role here"),
    "too_old": gettext_lazy("The app is too old"),
    "too_new": gettext_lazy("The app is newer than the server"),
    "too_many_requests": gettext_lazy("Asked too often"),
    "unavailable": gettext_lazy("The database was busy"),
    "malformed": gettext_lazy("Sent what cannot be read"),
    "too_large": gettext_lazy("Sent too much at once"),
    "bad_cursor": gettext_lazy("Asked from a place that is not its own"),
    "full_resync": gettext_lazy("Has to begin again from empty"),
    "seq_gap": gettext_lazy("Left out some of its work"),
    "op_id_reused": gettext_lazy("Sent other work under an old key"),
}  # fmt: skip


REFUSALS = {"forbidden": NOT_ALLOWED, "not_found": NOT_HERE, "unknown_action": NOT_TAKEN}


@dataclass(frozen=True)
class Standing:
    """Words with a sign, see _components/state.html."""

    label: Text
    kind: str


def standings(tablet: Tablet, at: datetime) -> list[Standing]:
    """Everything that is to be said of how the tablet is doing; what is worst comes first. Needs `open_conflicts`."""
    if tablet.revoked_at is not None:
        return [Standing(_("Revoked"), "")]
    state, said = tablet.state, []
    if tablet.expires_at <= at:
        said.append(Standing(_("Sign-in expired"), "bad"))
    quiet = at - (state.last_seen_at or tablet.enrolled_at)
    if quiet > QUIET:
        said.append(Standing(_("Not seen for %(days)d days") % {"days": quiet.days}, "bad"))
    if state.last_error and state.last_error_at == state.last_seen_at:
        said.append(Standing(_("Last call refused"), "bad"))
    if state.unsent:
        said.append(Standing(_("Holds unsent work"), "warn"))
    if tablet.open_conflicts:  # type: ignore[attr-defined]  # annotated
        said.append(Standing(_("Open conflicts"), "warn"))
    return said or [Standing(_("In order"), "good")]


def error_words(code: str) -> str:
    """What the last refusal of a tablet was; a code without words of its own is shown as it is."""
    return str(ERRORS.get(code, code))


def refusal_words(error: Mapping[str, Any]) -> Text:
    """Why an operation was refused: in the reader's language where it is always the same, else as it was told."""
    return REFUSALS.get(error["code"]) or error["detail"] or error["code"]


def clock_words(seconds: int | None) -> str:
    """How far a tablet's clock is off, in the largest unit that fits; "" when it was never measured."""
    if seconds is None:
        return ""
    off = abs(seconds)
    if off < RIGHT:
        return _("On time")
    if off < 2 * 3600:
        amount = ngettext("%(number)d minute", "%(number)d minutes", off // 60) % {"number": off // 60}
    elif off < 2 * 86400:
        amount = ngettext("%(number)d hour", "%(number)d hours", off // 3600) % {"number": off // 3600}
    else:
        amount = ngettext("%(number)d day", "%(number)d days", off // 86400) % {"number": off // 86400}
    return (_("%(amount)s ahead") if seconds > 0 else _("%(amount)s behind")) % {"amount": amount}
