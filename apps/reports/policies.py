"""In what state a report may be asked for or a month filed. None, or the reason shown to the user."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import MonthState
from apps.core.problems import Text
from apps.reports.models import Decision, OldFigure, Reopening, Report, ReportStatus, Verdict
from apps.reports.periods import one_month


def ask_for_file(month: date, *, today: date) -> Text | None:
    """A report is of a month that has begun."""
    if month > today:
        return _("This month has not begun yet.")
    return None


def publish(*, final: bool) -> Text | None:
    """What is public was approved: public editions of a draft would tell, one beside the other, what each hides."""
    if not final:
        return _("The public edition is made of approved figures: once the month is approved, or every month of a "
                 "quarter, a year or several centres.")  # fmt: skip
    return None


def file_month(month: date, *, today: date, supported: bool, filed: bool) -> Text | None:
    """A month is declared complete once, after its last day, where the donor supported the centre."""
    if not supported:
        return _("The centre was not supported in this month: there is nothing to report to the donor.")
    if today <= one_month(month).last:
        return _("This month has not ended yet.")
    if filed:
        return _("This month has been filed already.")
    return None


def write_words(report: Report) -> Text | None:
    """The paragraphs are sealed with the figures: only those of a draft can be changed."""
    if report.status == ReportStatus.TO_VALIDATE:
        return _("The month was submitted, and its words with it. If it is sent back, they can be changed.")
    if report.status != ReportStatus.DRAFT:
        return _("This revision was approved, and its words with it. A further revision can have other words.")
    return None


def old_figure_months(first_month: date, last_month: date, *, today: date) -> Text | None:
    """A published total is of whole months that are over."""
    if last_month < first_month:
        return _("The last month lies before the first one.")
    if one_month(last_month).last >= today:
        return _("These months are not over yet.")
    return None


def old_figure_meaning(*, indicator: str, known: bool, label_en: str, label_ko: str) -> Text | None:
    """What was counted is said once: by an indicator of the report, or in words of both languages."""
    if indicator and not known:
        return _("The report has no such indicator.")
    if indicator and (label_en or label_ko):
        return _("Choose an indicator or say it in your own words, not both.")
    if not indicator and not (label_en and label_ko):
        return _("Say in both languages what was counted, or choose an indicator.")
    return None


def old_figure_amount(amount: Decimal, *, whole: bool) -> Text | None:
    """Nothing published is below zero or finer than a tenth; what is counted in pairs alone has halves."""
    if amount < 0 or amount != round(amount, 1):
        return _("A published figure has at most one decimal and is not below 0.")
    if whole and amount != int(amount):
        return _("This is counted in whole numbers.")
    return None


def still_stands(figure: OldFigure) -> Text | None:
    """What was withdrawn stays as it was."""
    if figure.withdrawn_at is not None:
        return _("This figure was withdrawn. Enter it anew if it is right after all.")
    return None


def sealed(report: Report) -> Text | None:
    """What keeps a revision from being changed: who has it to validate, or who approved it, and since when."""
    if report.status == ReportStatus.TO_VALIDATE:
        return _("Revision %(number)d was submitted by %(name)s on %(when)s and waits to be validated.") % _who(
            report, report.submitted_by, report.submitted_at
        )
    if report.status == ReportStatus.APPROVED:
        return _("Revision %(number)d was approved by %(name)s on %(when)s.") % _who(
            report, report.approved_by, report.approved_at
        )
    if report.status == ReportStatus.SUPERSEDED:
        return _("Revision %(number)d was replaced by a later one.") % {"number": report.revision}
    return None


def approve(report: Report, *, by: User) -> Text | None:
    """What was submitted is approved; a further revision by somebody other than who submitted it."""
    if report.revision > 1 and report.status == ReportStatus.TO_VALIDATE and report.submitted_by_id == by.pk:
        return _("You submitted this revision yourself: another person has to approve it.")
    return send_back(report)


def send_back(report: Report) -> Text | None:
    """Only what was submitted can be sent back."""
    if report.status == ReportStatus.TO_VALIDATE:
        return None
    if report.status == ReportStatus.DRAFT:
        return _("Revision %(number)d is a draft: it was not submitted yet, or it was sent back.") % {
            "number": report.revision
        }
    return sealed(report)


def give_up_closing(report: Report, state: MonthState) -> Text | None:
    """A month whose closing did not end can be opened again; what was submitted is sent back instead."""
    if report.status == ReportStatus.DRAFT and state == MonthState.OPEN:
        return _("The month is open.")
    return sealed(report)


def ask_to_reopen(report: Report, *, waiting: Reopening | None, revising: bool) -> Text | None:
    """The approved revision, once at a time, and not while a further revision is already in the making."""
    if report.status != ReportStatus.APPROVED:
        return sealed(report) or _("This month is not approved: its figures can still change.")
    if revising:
        return _("A further revision of this month is already being made.")
    if waiting is not None:
        return _("%(name)s asked for this on %(when)s; it waits for a second person.") % {
            "name": waiting.asked_by, "when": _day(report, waiting.asked_at),
        }  # fmt: skip
    return None


def decide_reopening(reopening: Reopening, *, by: User) -> Text | None:
    """Once, by a second person."""
    if reopening.decided_at is not None:
        words = (
            _("%(name)s granted this on %(when)s.") if reopening.granted else _("%(name)s declined this on %(when)s.")
        )
        return words % {"name": reopening.decided_by, "when": _day(reopening.report, reopening.decided_at)}
    if reopening.asked_by_id == by.pk:
        return _("You asked for this yourself: another person has to decide.")
    return None


def _who(report: Report, by: User | None, at: datetime | None) -> dict[str, object]:
    return {"number": report.revision, "name": by, "when": _day(report, at)}


def _day(report: Report, at: datetime | None) -> str:
    """The date at the centre."""
    return "" if at is None else at.astimezone(report.places[0].zone).date().isoformat()


def take_late(*, drafting: bool) -> Text | None:
    """A late record is taken into a revision that is being drafted; approved figures never change."""
    if not drafting:
        return _("A late record can only be taken into a revision that is being drafted. Ask for the month to be "
                 "reopened.")  # fmt: skip
    return None


def decide_again(decision: Decision, *, verdict: Verdict, drafting: bool) -> Text | None:
    """What was taken into a revision that is settled counts there; only a further revision may leave it out."""
    if verdict != decision.verdict and not drafting:
        words = _("One of these records was taken into revision %(number)d. Only a further revision can leave it out.")
        return words % {"number": decision.report.revision}
    return None


def leave_changed(report: Report, *, current: Report) -> Text | None:
    """Differences are left as they are in the revision that holds; one being drafted counts records as they are."""
    if not current.is_sealed:
        return _("A further revision is being drafted: it counts these records as they are now.")
    if report.pk != current.pk:
        return _("There is a later revision of this month. Open that one.")
    return None
