"""The months as the managers closed them: submitted, validated, one sent back, one revised, the latest in hand.

Everything goes through the verbs that people use, when all services are written. Only the revised month orders its
files: the others are made when somebody asks for them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.clock import now
from apps.desk.demo import paragraphs
from apps.desk.demo.accounts import PROGRAMME_MANAGER, workers
from apps.desk.demo.diary import Verb, clock
from apps.desk.demo.ids import seeded_id
from apps.desk.demo.plan import RECENT, Plan
from apps.desk.demo.writer import Writer
from apps.patients.actions import services
from apps.physio.models import PhysioSession
from apps.reports import pending
from apps.reports.actions import decisions, narratives, reopening, validation
from apps.reports.indicators import Scope
from apps.reports.models import Report
from apps.reports.periods import ReportPeriod, one_month

SUBMITTED, APPROVED = (4, time(16, 30)), (5, time(10, 0))  # day and hour of the month after
SENT_BACK, AGAIN = (6, time(9, 30)), (7, time(15, 0))
WRITTEN_LATE, REVISED = (9, time(11, 0)), (10, time(14, 0))
REVISED_MONTH, SENT_BACK_MONTH = ("RAK", paragraphs.MAY), ("SON", paragraphs.OCTOBER)
VALIDATED_LAST, VOIDED_AT = "RAK", "SON"


@dataclass(frozen=True)
class Books:
    """The months of one plan. `writer` wrote its services, all but those that come late."""

    plan: Plan
    staff: dict[str, User]
    writer: Writer

    def close(self) -> None:
        """Take every month on its way, the oldest first."""
        today = max(centre.today() for centre in self.writer.centres.values())
        filed = sorted(
            (event.facts["first_day"], event.centre)
            for event in self.plan.events
            if event.verb == Verb.FILE and one_month(event.facts["first_day"]).last < today
        )
        latest = max((month for month, _code in filed), default=None) if self.plan.label == RECENT else None
        for month, code in filed:
            if month != latest:
                self._approved(self.writer.centres[code], month)
            elif code == VALIDATED_LAST:
                self._submitted(self.writer.centres[code], month)
        if latest is not None:
            self._something_came_up([month for month, _code in filed if month < latest])

    def _approved(self, centre: Centre, month: date) -> None:
        report = self._submitted(centre, month)
        if (centre.code, month) == SENT_BACK_MONTH:
            report = self._sent_back(report, centre)
        revised = (centre.code, month) == REVISED_MONTH
        at = after(month, AGAIN if (centre.code, month) == SENT_BACK_MONTH else APPROVED, minutes=30)
        report = validation.approve(report=report, by=self.validator, at=at, files=revised)
        if revised:
            self._revised(report, centre)

    def _submitted(self, centre: Centre, month: date) -> Report:
        if (centre.code, month) != SENT_BACK_MONTH:
            self._write(centre, month, after(month, SUBMITTED))
        at = after(month, SUBMITTED, minutes=20)
        return validation.submit_alone(centre=centre, month=month, by=self.manager(centre), at=at)

    def _write(self, centre: Centre, month: date, at: datetime) -> None:
        english, korean = paragraphs.NARRATIVES.get((centre.code, month), ("", ""))
        if english:
            narratives.write(
                scope=Scope.of(centre), of=ReportPeriod(month), en=english, ko=korean, by=self.manager(centre), at=at
            )

    def _sent_back(self, report: Report, centre: Centre) -> Report:
        """The validator misses the words; they are written, and the month is submitted again."""
        month = report.month
        validation.refuse(report=report, comment=paragraphs.SENT_BACK, by=self.validator, at=after(month, SENT_BACK))
        self._write(centre, month, after(month, AGAIN))
        return validation.submit_alone(
            centre=centre, month=month, by=self.manager(centre), at=after(month, AGAIN, minutes=10),
            comment=paragraphs.SUBMITTED_AGAIN,
        )  # fmt: skip

    def _revised(self, report: Report, centre: Centre) -> None:
        """A service of the month is written down when it is approved already: it goes into a second revision."""
        if not self.plan.late:
            return
        manager, month = self.manager(centre), report.month
        for event in self.plan.late:
            self.writer.write_one(event)
        at = after(month, WRITTEN_LATE, minutes=20)
        asked = reopening.ask(
            report=report, reason=paragraphs.REOPENED, by=manager, at=at,
            id=seeded_id(self.plan.seed, f"reopening/{centre.code}/{month}", at),
        )  # fmt: skip
        reopening.grant(reopening=asked, by=self.validator, at=after(month, REVISED))
        waiting = pending.waiting_late(centre, month)
        decisions.take(centre=centre, month=month, rows=waiting, by=manager, at=after(month, REVISED, minutes=20))
        further = validation.submit_alone(
            centre=centre, month=month, by=manager, at=after(month, REVISED, minutes=30), comment=paragraphs.REVISED
        )
        validation.approve(report=further, by=self.validator, at=after(month, REVISED, minutes=90))

    def _something_came_up(self, approved: list[date]) -> None:
        """After the last approvals: a service written late that waits, and a counted one that was voided."""
        for event in self.plan.late:
            self.writer.write_one(event)
        if not approved:
            return
        period, centre = one_month(sorted(set(approved))[-2:][0]), self.writer.centres[VOIDED_AT]
        alone = PhysioSession.objects.counted().filter(centre=centre, attended=True, group=None)
        session = alone.between(period.first, period.last).order_by("at", "pk").first()
        if session is not None:
            services.void(
                service=session, reason=paragraphs.VOIDED, at=now(),
                by=self.staff[workers(VOIDED_AT, "physiotherapist")[0]],
            )  # fmt: skip

    @property
    def validator(self) -> User:
        """Who validates both centres' months."""
        return self.staff[PROGRAMME_MANAGER]

    def manager(self, centre: Centre) -> User:
        return self.staff[workers(centre.code, "manager")[0]]


def after(month: date, moment: tuple[int, time], *, minutes: int = 0) -> datetime:
    """The day and hour in the month after; never later than now."""
    day, hour = moment
    following = (month + timedelta(days=31)).replace(day=day)
    return min(clock(following, hour) + timedelta(minutes=minutes), now())
