"""Where a centre's month stands: which revision, who signed it, what stops somebody, and what to press next."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre, Month, MonthState
from apps.core.problems import Text
from apps.reports import policies
from apps.reports.actions import reopening, validation
from apps.reports.models import Deed, Report, ReportStatus, SignOff

KINDS = {
    ReportStatus.DRAFT: "busy", ReportStatus.TO_VALIDATE: "warn", ReportStatus.APPROVED: "good",
    ReportStatus.SUPERSEDED: "",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """Something to press. `posts`: it is done at once, by a form of its own."""

    label: str
    url: str
    posts: bool = False


@dataclass(frozen=True)
class Signed:
    """One line of the history; `at` in the centre's own time."""

    revision: int
    deed: Text
    name: str
    at: datetime
    comment: str


@dataclass(frozen=True)
class Standing:
    """What the bar above a month says. At most one step is the primary one; none when nothing can be done by this
    reader now, and then `sentences` say why."""

    revision: int
    label: Text
    kind: str
    sentences: tuple[Text, ...] = ()
    primary: Step | None = None
    others: tuple[Step, ...] = ()
    signatures: tuple[Signed, ...] = ()


@dataclass
class _Bar:
    sentences: list[Text] = field(default_factory=list)
    primary: Step | None = None
    others: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class _Asked:
    """The question: this revision of this month, for this reader, today."""

    report: Report
    centre: Centre
    month: date
    reader: User
    today: date

    def may(self, permission: Permission) -> bool:
        return access.allows(self.reader, permission, self.centre)

    def step(self, label: str, name: str, *, posts: bool = False) -> Step:
        return Step(label, reverse(f"reports:{name}", args=[self.centre.code, self.month]), posts)


def standing(row: Report | None, centre: Centre, month: date, reader: User, today: date) -> Standing:
    """The bar of a revision; `row` None: nothing was stored of the month yet, which is a first draft."""
    asked = _Asked(row or Report(centre=centre, month=month), centre, month, reader, today)
    status = ReportStatus(asked.report.status)
    bar = _Bar()
    {
        ReportStatus.DRAFT: _draft, ReportStatus.TO_VALIDATE: _to_validate, ReportStatus.APPROVED: _approved,
        ReportStatus.SUPERSEDED: _superseded,
    }[status](asked, bar)  # fmt: skip
    return Standing(
        asked.report.revision, status.label, KINDS[status], tuple(bar.sentences), bar.primary, tuple(bar.others),
        signatures_of(centre, month),
    )  # fmt: skip


def signatures_of(centre: Centre, month: date) -> tuple[Signed, ...]:
    """Everybody who signed a revision of the month, in order."""
    signed = SignOff.objects.filter(report__centre=centre, report__month=month, report__months=1)
    return tuple(
        Signed(one.report.revision, one.get_deed_display(), one.name, one.at.astimezone(centre.zone), one.comment)
        for one in signed.select_related("report")
    )


def _draft(asked: _Asked, bar: _Bar) -> None:
    state = Month.objects.filter(centre=asked.centre, first_day=asked.month).values_list("state", flat=True).first()
    if asked.report.reason:
        bar.sentences.append(_("Reason for this revision: %(reason)s") % {"reason": asked.report.reason})
    _say_sent_back(asked, bar)
    reason = validation.why_not_submit(centre=asked.centre, month=asked.month, report=asked.report, today=asked.today)
    closing, may_submit = state == MonthState.CLOSING, asked.may(Permission.MAKE_REPORTS)
    if closing:
        bar.sentences.append(
            _("The month is closed, but submitting it did not come to an end. What is recorded in it now is late.")
        )
        if may_submit:
            bar.others.append(asked.step(_("Open the month again"), "open_again", posts=True))
    if reason is not None:
        bar.sentences.append(reason)
    elif may_submit:
        bar.primary = asked.step(_("Finish submitting") if closing else _("Submit for validation"), "submit")


def _say_sent_back(asked: _Asked, bar: _Bar) -> None:
    last = asked.report.sign_offs.last() if not asked.report._state.adding else None
    if last is not None and last.deed == Deed.REFUSED:
        on = last.at.astimezone(asked.centre.zone).date().isoformat()
        bar.sentences.append(
            _("%(name)s sent this back on %(when)s: %(comment)s")
            % {"name": last.name, "when": on, "comment": last.comment}
        )


def _to_validate(asked: _Asked, bar: _Bar) -> None:
    bar.sentences.append(policies.sealed(asked.report) or "")
    if asked.may(Permission.APPROVE_REPORTS):
        bar.primary = asked.step(_("Validate"), "validate")
        stops = policies.approve(asked.report, by=asked.reader)
        if stops is not None:
            bar.sentences.append(stops)
            bar.primary, bar.others = None, [asked.step(_("Send it back"), "validate")]


def _approved(asked: _Asked, bar: _Bar) -> None:
    bar.sentences.append(policies.sealed(asked.report) or "")
    _say_declined(asked, bar)
    waiting = reopening.waiting_on(asked.report)
    stops = reopening.why_not_ask(asked.report)
    if waiting is not None:
        bar.sentences.append(_("Reason to reopen it: %(reason)s") % {"reason": waiting.reason})
        if asked.may(Permission.APPROVE_REPORTS) and policies.decide_reopening(waiting, by=asked.reader) is None:
            bar.primary = Step(_("Decide on reopening"), reverse("reports:reopening", args=[waiting.pk]))
    if stops is not None:
        bar.sentences.append(stops)
    elif asked.may(Permission.MAKE_REPORTS):
        bar.others.append(asked.step(_("Ask to reopen it"), "reopen"))


def _say_declined(asked: _Asked, bar: _Bar) -> None:
    last = asked.report.reopenings.select_related("decided_by").first()
    if last is not None and last.granted is False:
        bar.sentences.append(f"{policies.decide_reopening(last, by=asked.reader)} {last.answer}")


def _superseded(asked: _Asked, bar: _Bar) -> None:
    bar.sentences.append(policies.sealed(asked.report) or "")
    bar.others.append(asked.step(_("Go to the revision that holds now"), "month"))
