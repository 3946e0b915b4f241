"""What somebody decides on records that wait on a month: late ones are taken into a revision or left out, changes of
counted ones are left as they are. Pressed twice is decided once; what was decided before stays in the audit trail."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.actions import months
from apps.centres.models import Centre, MonthState
from apps.core.problems import Text, refuse, refuse_if
from apps.core.writing import locked, save
from apps.reports import policies
from apps.reports.actions import seals, snapshots
from apps.reports.models import Decision, Report, Verdict, Waiting
from apps.reports.pending.changed import changed_in
from apps.reports.pending.late import GONE, Key, late_of


@transaction.atomic
def take(*, centre: Centre, month: date, rows: Sequence[tuple[str, UUID]], by: User, at: datetime) -> list[Decision]:
    """Take late records of the month into the revision that is being drafted: from now on they count (IND-21).

    `rows` are the name of each record's model and its key. Raises Refused while no revision is being drafted, and for
    what is no late record of this month.
    """
    report, drafting = _held(centre, month)
    refuse_if(policies.take_late(drafting=drafting))
    return _settled(report, rows, verdict=Verdict.TAKEN, reason="", by=by, at=at, drafting=drafting)


@transaction.atomic
def decline(
    *, centre: Centre, month: date, rows: Sequence[tuple[str, UUID]], reason: str, by: User, at: datetime
) -> list[Decision]:
    """Leave late records of the month out of its report, also once it is approved: they count nowhere.

    Raises Refused without a reason, for what is no late record of this month, and for one that was taken into a
    revision while none is being drafted.
    """
    reason = _given(reason, _("Say why it is left out."))
    report, drafting = _held(centre, month)
    return _settled(report, rows, verdict=Verdict.DECLINED, reason=reason, by=by, at=at, drafting=drafting)


@transaction.atomic
def leave(*, report: Report, rows: Sequence[tuple[str, UUID]], reason: str, by: User, at: datetime) -> list[Decision]:
    """Leave the figures of a sealed report as they are although these of its records have changed since (IND-14).

    A record that changes again waits again. Raises Refused without a reason, for what has not changed, and for a
    report that a further revision follows: that one counts the records as they are.
    """
    reason = _given(reason, _("Say why the figures stay as they are."))
    centre = report.places[0]
    current, _drafting = _held(centre, report.month)
    refuse_if(policies.leave_changed(report, current=current))
    states = {one.key: one.state for one in changed_in(report)}
    if not states.keys() >= set(rows):
        refuse(GONE, code="stale")
    return [
        Decision.objects.get_or_create(
            report=report, kind=Waiting.CHANGED, model=model, row_id=key, row_version=states[model, key],
            defaults={
                "centre": centre, "month": report.month, "verdict": Verdict.DECLINED, "reason": reason,
                "decided_by": by, "decided_at": at,
            },
        )[0]
        for model, key in _each(rows)
    ]  # fmt: skip


def _held(centre: Centre, month: date) -> tuple[Report, bool]:
    """The newest revision, locked, and whether it is being drafted. Nobody submits, approves or reopens meanwhile."""
    with seals.alone_in(centre):  # lasts until the transaction ends
        state = months.hold(centre=centre, on=month)
        report = locked(snapshots.current(centre=centre, month=month))
    return report, state == MonthState.OPEN and not report.is_sealed


def _given(reason: str, otherwise: Text) -> str:
    if not reason.strip():
        refuse(otherwise, code="invalid", field="reason")
    return reason.strip()


def _settled(
    report: Report, rows: Sequence[Key], *, verdict: Verdict, reason: str, by: User, at: datetime, drafting: bool
) -> list[Decision]:
    """One decision each, made or changed; nothing is written where it was decided the same way before."""
    if not late_of(report.places[0], report.month).keys() >= set(rows):
        refuse(GONE, code="stale")
    known = {(one.model, one.row_id): one for one in _decided(rows)}
    for one in known.values():
        refuse_if(policies.decide_again(one, verdict=verdict, drafting=drafting))
    return [
        _changed(known[row], report, verdict, reason, by, at) if row in known
        else Decision.objects.create(
            centre=report.places[0], month=report.month, kind=Waiting.LATE, model=row[0], row_id=row[1],
            verdict=verdict, report=report, reason=reason, decided_by=by, decided_at=at,
        )
        for row in _each(rows)
    ]  # fmt: skip


def _changed(decision: Decision, report: Report, verdict: Verdict, reason: str, by: User, at: datetime) -> Decision:
    if (decision.verdict, decision.reason) == (verdict, reason):
        return decision
    decision.verdict, decision.reason, decision.report = verdict, reason, report
    decision.decided_by, decision.decided_at = by, at
    save(decision, "verdict", "reason", "report", "decided_by", "decided_at")
    return decision


def _decided(rows: Iterable[Key]) -> list[Decision]:
    """The decisions on these late records."""
    wanted = set(rows)
    found = Decision.objects.filter(kind=Waiting.LATE, row_id__in={key for _model, key in wanted})
    return [one for one in found if (one.model, one.row_id) in wanted]


def _each(rows: Sequence[Key]) -> list[Key]:
    """Each once, in the order given."""
    return list(dict.fromkeys(rows))
