"""An approved month is revised: asked for with a reason by one person, granted or declined by another one.

The approved revision stays what it is, and stays approved until the further one is.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.centres.actions import months as books
from apps.core.problems import Text, refuse, refuse_if
from apps.core.writing import find_made, locked, save
from apps.reports import policies
from apps.reports.actions import seals
from apps.reports.models import Deed, Reopening, Report, ReportStatus, SignOff

UNSETTLED = (ReportStatus.DRAFT, ReportStatus.TO_VALIDATE)


@transaction.atomic
def ask(*, report: Report, reason: str, by: User, at: datetime, id: UUID | None = None) -> Reopening:
    """Ask for a further revision of an approved report. The same key again gives the request made before.

    Raises Refused without a reason, for what is not approved, and while another request waits.
    """
    made = find_made(Reopening, id, report=report)
    if made is not None:
        return made
    if not reason.strip():
        refuse(_("Say why the month has to be revised."), code="invalid", field="reason")
    with seals.alone_in(report.places[0]):
        made = find_made(Reopening, id, report=report)  # pressed twice at the same moment
        if made is not None:
            return made
        refuse_if(why_not_ask(locked(report)))
        keyed = {} if id is None else {"id": id}
        return Reopening.objects.create(report=report, reason=reason.strip(), asked_by=by, asked_at=at, **keyed)


def why_not_ask(report: Report) -> Text | None:
    """Why this report cannot be asked to be reopened now; None when it can."""
    waiting = waiting_on(report)
    return policies.ask_to_reopen(report, waiting=waiting, revising=_is_revised(report))


def waiting_on(report: Report) -> Reopening | None:
    """The request on which nobody has decided yet."""
    return report.reopenings.filter(decided_at=None).select_related("asked_by").first()


@transaction.atomic
def grant(*, reopening: Reopening, by: User, at: datetime) -> Report:
    """Make the further revision, a draft with the reason and the words of the one before; the month is open again.

    Raises Refused for whoever asked, and when it was decided already.
    """
    report = reopening.report
    (centre,) = report.places
    with seals.alone_in(centre):
        reopening = _decided(reopening, by=by, at=at, granted=True)
        books.open_again(centre=centre, first_day=report.month)
        further = Report.objects.create(
            centre=centre, month=report.month, revision=report.revision + 1, reason=reopening.reason,
            narrative_en=report.narrative_en, narrative_ko=report.narrative_ko,
        )  # fmt: skip
        SignOff.objects.create(report=further, deed=Deed.REOPENED, by=by, name=str(by), at=at, comment=reopening.reason)
        return further


@transaction.atomic
def decline(*, reopening: Reopening, answer: str, by: User, at: datetime) -> Reopening:
    """Do not reopen, and say why. Raises Refused as `grant` does, and without an answer."""
    if not answer.strip():
        refuse(_("Say why it is not reopened."), code="invalid", field="answer")
    with seals.alone_in(reopening.report.places[0]):
        return _decided(reopening, by=by, at=at, granted=False, answer=answer.strip())


def _decided(reopening: Reopening, *, by: User, at: datetime, granted: bool, answer: str = "") -> Reopening:
    reopening = locked(reopening)
    refuse_if(policies.decide_reopening(reopening, by=by))
    reopening.decided_by, reopening.decided_at = by, at
    reopening.granted, reopening.answer = granted, answer
    save(reopening, "decided_by", "decided_at", "granted", "answer")
    return reopening


def _is_revised(report: Report) -> bool:
    later = Report.objects.monthly().filter(centre=report.centre_id, month=report.month, status__in=UNSETTLED)
    return later.exists()
