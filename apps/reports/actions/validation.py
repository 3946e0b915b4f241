"""A month's report on its way: submitted, then sent back or approved by whoever validates it.

Submitting takes two transactions. The first closes the month and is committed: it waits for those who are writing a
service into the month, and whoever comes later is late. The second counts what is then certain to be complete. One
transaction would count the rows of before the wait, and lose the service that was being saved.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.centres.actions import months as books
from apps.centres.models import Centre, Month, MonthState
from apps.core import problems
from apps.core.problems import Text, refuse_if
from apps.core.writing import constraint_of, locked, refuse_stale, save
from apps.reports import checks, pending, policies
from apps.reports.actions import jobs, seals, snapshots
from apps.reports.indicators.coverage import Scope, supported_spans
from apps.reports.models import Deed, Report, ReportStatus, SignOff
from apps.reports.periods import one_month

ATTEMPTS = 5
OVERTAKEN = "40001"  # serialization_failure
T = TypeVar("T")


def submit(*, centre: Centre, month: date, by: User, at: datetime, comment: str = "") -> Report:
    """Close the month, file it, and seal its figures for validation. A closing that was interrupted is finished.

    Two transactions: not to be called inside another one. Raises Refused while something stands against it, see
    `why_not_submit`.
    """
    with transaction.atomic(durable=True):
        report = _close(centre=centre, month=month, by=by, at=at)
    with seals.alone_in(centre):
        return _again_when_overtaken(partial(_sealed, report=report, by=by, at=at, comment=comment))


@transaction.atomic
def submit_alone(*, centre: Centre, month: date, by: User, at: datetime, comment: str = "") -> Report:
    """As `submit`, inside the caller's transaction: for a load that nobody else can write beside."""
    report = _close(centre=centre, month=month, by=by, at=at)
    return _sealed(report=report, by=by, at=at, comment=comment)


def why_not_submit(*, centre: Centre, month: date, report: Report | None, today: date) -> Text | None:
    """What stands against submitting the month today; None when nothing does. `report`: its latest revision."""
    supported = bool(supported_spans(Scope.of(centre), one_month(month)))
    reason = policies.ask_for_file(month, today=today) or policies.file_month(
        month, today=today, supported=supported, filed=False
    )
    if reason is None and report is not None:
        reason = policies.sealed(report)
    if reason is None and pending.waiting_late(centre, month):
        reason = _("Records that came late to this month wait: take each into the revision, or leave it out.")
    return reason


def what_stops(*, centre: Centre, month: date, today: date) -> str:
    """The checks that have to be settled first, in sentences; "" when there is none."""
    return " ".join(check.sentence for check in checks.checks_of(centre, month, today) if check.stops)


def _close(*, centre: Centre, month: date, by: User, at: datetime) -> Report:
    """The first half: the month is closed to writers, and filed."""
    today = centre.local_date(at)
    refuse_if(policies.ask_for_file(month, today=today))
    with seals.alone_in(centre):
        report = snapshots.current(centre=centre, month=month)
        refuse_if(why_not_submit(centre=centre, month=month, report=report, today=today))
        refuse_if(what_stops(centre=centre, month=month, today=today) or None)
        books.file(centre=centre, first_day=month, by=by, at=at)
        books.begin_closing(centre=centre, first_day=month)
        return report


def _sealed(*, report: Report, by: User, at: datetime, comment: str) -> Report:
    """The second half: counted, sealed and signed in one state of the rows."""
    (centre,) = report.places
    with snapshots.one_state_of_the_rows(writing=True):
        report = locked(report)
        refuse_if(policies.sealed(report))
        if not Month.objects.filter(centre=centre, first_day=report.month, state=MonthState.CLOSING).exists():
            problems.refuse(_("The month was opened again in the meantime. Submit it again."))
        report.seal = seals.seal(report=report, by=by, at=at)
        report.status, report.submitted_by, report.submitted_at = ReportStatus.TO_VALIDATE, by, at
        save(report, "seal", "status", "submitted_by", "submitted_at")
        _sign(report, Deed.SUBMITTED, by=by, at=at, comment=comment)
        return report


def _again_when_overtaken(verb: Callable[[], T]) -> T:
    """Begin anew when somebody wrote what this transaction was about to write after it had looked."""
    for _attempt in range(ATTEMPTS - 1):
        try:
            return verb()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != OVERTAKEN:
                raise
        except IntegrityError as error:  # a worker froze the same figures at the same moment
            if constraint_of(error) != "one_snapshot_per_content":
                raise
    return verb()


@transaction.atomic
def open_again(*, centre: Centre, month: date, by: User, at: datetime) -> Report:
    """Give up a closing that did not end: the month is open, the report a draft as before.

    `by` and `at` stand in the audit trail. Raises Refused for what was submitted.
    """
    with seals.alone_in(centre):
        state = MonthState(books.shut(centre=centre, first_day=month).state)
        report = locked(snapshots.current(centre=centre, month=month))
        refuse_if(policies.give_up_closing(report, state))
        books.open_again(centre=centre, first_day=month)
        return report


@transaction.atomic
def refuse(*, report: Report, comment: str, by: User, at: datetime, version: int | None = None) -> Report:
    """Send what was submitted back with a comment: the month is open, the report a draft; the seal stays.

    Raises Refused without a comment, and for what was not submitted.
    """
    if not comment.strip():
        problems.refuse(_("Say what is wrong, so that it can be put right."), code="invalid", field="comment")
    (centre,) = report.places
    with seals.alone_in(centre):
        books.shut(centre=centre, first_day=report.month)
        report = locked(report)
        refuse_if(policies.send_back(report))
        refuse_stale(report, version)
        _sign(report, Deed.REFUSED, by=by, at=at, comment=comment)
        report.status, report.seal = ReportStatus.DRAFT, None
        report.submitted_by, report.submitted_at = None, None
        save(report, "status", "seal", "submitted_by", "submitted_at")
        books.open_again(centre=centre, first_day=report.month)
        return report


@transaction.atomic
def approve(
    *, report: Report, by: User, at: datetime, comment: str = "", version: int | None = None, files: bool = True
) -> Report:
    """Approve what was submitted: it replaces the revision approved before, and its files are ordered.

    `files=False` orders none: they are made when somebody asks for them. Raises Refused for what was not
    submitted, and for a further revision to whoever submitted it.
    """
    (centre,) = report.places
    with seals.alone_in(centre):
        books.shut(centre=centre, first_day=report.month)
        report = locked(report)
        refuse_if(policies.approve(report, by=by))
        refuse_stale(report, version)
        for before in Report.objects.monthly().filter(centre=centre, month=report.month, status=ReportStatus.APPROVED):
            before.status = ReportStatus.SUPERSEDED
            save(before, "status")
        report.status, report.approved_by, report.approved_at = ReportStatus.APPROVED, by, at
        save(report, "status", "approved_by", "approved_at")
        books.approve(centre=centre, first_day=report.month)
        _sign(report, Deed.APPROVED, by=by, at=at, comment=comment)
        if files:
            jobs.order_approved(report=report, at=at)
        return report


def _sign(report: Report, deed: Deed, *, by: User, at: datetime, comment: str) -> SignOff:
    return SignOff.objects.create(
        report=report, seal=report.seal, deed=deed, by=by, name=str(by), at=at, comment=comment.strip()
    )
