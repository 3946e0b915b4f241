"""When somebody stopped coming and came again, and that a death was noted in error: told from the audit trail, because
the record itself knows only how it stands today."""

from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from apps.core.timeline import Entry
from apps.patients.models import CareEnd, CareEndReason, Patient


class Stand(NamedTuple):
    """What one image of the record says, and since when."""

    ended_on: date | None
    ended_as: str
    reason: str
    deceased_on: date | None
    since: datetime


FIELDS = ("care_ended_on", "care_ended_as", "care_end_reason", "deceased_on", "pgh_created_at")
START = Stand(None, "", "", None, datetime.min)


def entries(patient: Patient) -> list[Entry]:
    """Each turn on its day: the day somebody stopped coming as it was told, every return on the day it was noted."""
    events: Any = patient.events  # type: ignore[attr-defined]  # the event table refers to the record
    stands = [Stand(*row) for row in events.order_by("pgh_id").values_list(*FIELDS)]
    told = []
    for before, after in pairwise([START, *stands]):
        noted = after.since.astimezone(patient.centre.zone).date()
        if after.ended_on is not None and after.ended_on != before.ended_on:
            title, text = str(CareEnd(after.ended_as).label), str(CareEndReason(after.reason).label)
            told.append(Entry(after.ended_on, None, "care-end", title, text, icon="pause"))
        if before.ended_on is not None and after.ended_on is None:
            told.append(Entry(noted, after.since, "care-again", _("Comes again"), icon="play"))
        if before.deceased_on is not None and after.deceased_on is None:
            title = _("A death noted in error was taken back")
            told.append(Entry(noted, after.since, "death-undone", title, icon="swap"))
    return told
