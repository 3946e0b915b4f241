"""Who signed for sealed figures, as a file of a certain moment says it: what was signed later is not on it."""

from dataclasses import dataclass
from datetime import datetime

from apps.reports.models import SETTLED, Deed, Report, ReportStatus, Seal


@dataclass(frozen=True)
class Signature:
    """A signature with the name as it was then; `at` in the centre's own time."""

    deed: Deed
    name: str
    at: datetime


def seal_of(report: Report, status: str, at: datetime) -> Seal | None:
    """The seal from which a file is made that was asked for at `at`, when the report had the status; None of a draft.

    A report that was sent back has one seal for each time it was submitted; a file keeps to the one of its moment.
    """
    if status == ReportStatus.DRAFT:
        return None
    seals = report.seals.select_related("snapshot", "centre").defer("rows").order_by("-position")
    if status in SETTLED:
        return seals.filter(sign_offs__deed=Deed.APPROVED).first()
    return seals.filter(sign_offs__deed=Deed.SUBMITTED, sign_offs__at__lte=at).first()


def signatures(seal: Seal, status: str) -> tuple[Signature, ...]:
    """Who submitted it and, once it is approved, who approved it."""
    deeds = [Deed.SUBMITTED, *([Deed.APPROVED] if status in SETTLED else [])]
    signed = seal.sign_offs.filter(deed__in=deeds).order_by("at", "id")
    return tuple(Signature(Deed(one.deed), one.name, one.at.astimezone(seal.centre.zone)) for one in signed)
