"""What the page of a month says of what waits on it, and the words in which a reopening is asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.reports.models import Report, Waiting
from apps.reports.pending.effects import Effect
from apps.reports.pending.month import MonthPending


@dataclass(frozen=True)
class Notice:
    """How much waits, and its joint effect. `drafting`: the revision being drafted, 0 when none is."""

    late: int
    changed: int
    effect: Effect
    drafting: int
    url: str

    @property
    def words(self) -> str:
        """`3 late records and 1 change wait.`"""
        said = []
        if self.late:
            said.append(ngettext("%(count)d late record waits", "%(count)d late records wait", self.late)
                        % {"count": self.late})  # fmt: skip
        if self.changed:
            said.append(ngettext("%(count)d change since the month was submitted",
                                 "%(count)d changes since the month was submitted", self.changed)
                        % {"count": self.changed})  # fmt: skip
        return " · ".join(said)


def notice(row: Report | None, centre: Centre, month: date, reader: User) -> Notice | None:
    """What waits on the revision on the page, None when nothing does or a later revision follows it.

    `row` None: nothing was stored of the month yet. While a revision is being drafted, changes do not wait: it counts
    the records as they are.
    """
    pending = MonthPending(centre, month)
    if row is not None and row != pending.newest:
        return None
    late, changed = pending.waiting, () if pending.drafting else pending.changed_waiting
    if not late and not changed:
        return None
    effect = pending.joint(late, changed).shown(guarded=access.allows(reader, Permission.VIEW_GUARDED, centre))
    number = pending.newest.revision if pending.newest is not None else 1
    return Notice(
        len(late), len(changed), effect, number if pending.drafting else 0,
        reverse("reports:waiting", args=[centre.code, month]),
    )  # fmt: skip


def reopening_reason(centre: Centre, month: date, chosen: Collection[str] = (), *, of: str = "") -> str:
    """Words to begin the reason of a reopening with: how many records, and the figures of devices and sessions.

    `chosen` are names of records as the forms have them; none: everything that waits, or all of one kind, with `of`
    (one of Waiting). A reason is printed in every edition, so it says no number of persons, nothing guarded and nothing
    of anybody.
    """
    pending, wanted = MonthPending(centre, month), set(chosen)
    late = [one for one in pending.waiting if (one.name in wanted if wanted else of != Waiting.CHANGED)]
    changed = [one for one in pending.changed_waiting if (one.name in wanted if wanted else of != Waiting.LATE)]
    said = []
    if late:
        said.append(ngettext("%(count)d late record", "%(count)d late records", len(late)) % {"count": len(late)})
    if changed:
        said.append(ngettext("%(count)d corrected record", "%(count)d corrected records", len(changed))
                    % {"count": len(changed)})  # fmt: skip
    figures = ", ".join(f"{one.what} {one.words}" for one in pending.joint(late, changed).units)
    words = ", ".join(said)
    return f"{words} ({figures})" if words and figures else words
