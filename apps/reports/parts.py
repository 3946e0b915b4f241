"""What a report of several months or centres is made of: where each centre's month stood when it was counted.

Such a report is counted from the records and never added up from its months, because persons do not add up. What its
months were then is part of what it says, so it is kept with its figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from apps.centres.models import Centre
from apps.reports.indicators.coverage import Scope, supported_spans
from apps.reports.models import SETTLED, Decision, Report, ReportStatus, Verdict, Waiting
from apps.reports.periods import MONTH, Period, ReportPeriod


@dataclass(frozen=True)
class Part:
    """A centre's month. `status` and `revision` are those of the approved revision, else of the newest one; '' and 0
    where nobody began a report. `next`: the revision under way beside an approved one, 0 for none.
    """

    centre: str
    month: date
    status: str = ""
    revision: int = 0
    next: int = 0

    @property
    def approved(self) -> bool:
        return self.status == ReportStatus.APPROVED


def made_of(centres: Iterable[Centre], period: Period) -> tuple[Part, ...]:
    """Each month of each centre in the period, by centre and month."""
    places = sorted(centres, key=lambda centre: centre.code)
    found: dict[tuple[object, date], Part] = {}
    rows = Report.objects.monthly().filter(centre__in=places, month__in=period.months).order_by("revision")
    for centre_id, code, month, status, revision in rows.values_list(
        "centre_id", "centre__code", "month", "status", "revision"
    ):
        before = found.get((centre_id, month))
        if before is not None and before.approved and status != ReportStatus.APPROVED:
            found[centre_id, month] = Part(code, month, before.status, before.revision, revision)
        else:
            found[centre_id, month] = Part(code, month, status, revision)
    return tuple(
        found.get((centre.pk, month), Part(centre.code, month)) for centre in places for month in period.months
    )


def is_final(scope: Scope, of: ReportPeriod, status: str) -> bool:
    """Whether its figures are approved: a centre's month by its own `status`; several months or centres when all of
    theirs are, wherever there was support."""
    if of.months == MONTH and not scope.together:
        return status in SETTLED
    approved = {(part.centre, part.month) for part in made_of(scope.centres, of.period) if part.approved}
    supported = {
        (span.centre.code, month) for span in supported_spans(scope, of.period) for month in span.period.months
    }
    return bool(supported) and supported <= approved


def decided(centre: Centre, month: date, revision: int) -> dict[str, int]:
    """How many records of a month were `taken`, `declined` or `left` as they are, up to a revision; only what is not 0.

    `taken` and `declined` came late; `left` changed after approval and was left out of it.
    """
    names = {
        (Waiting.LATE, Verdict.TAKEN): "taken", (Waiting.LATE, Verdict.DECLINED): "declined",
        (Waiting.CHANGED, Verdict.DECLINED): "left",
    }  # fmt: skip
    counted: dict[str, int] = {}
    rows = Decision.objects.filter(centre=centre, month=month, report__revision__lte=revision)
    for kind, verdict in rows.values_list("kind", "verdict"):
        name = names[Waiting(kind), Verdict(verdict)]
        counted[name] = counted.get(name, 0) + 1
    return counted
