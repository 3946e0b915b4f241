"""A centre, its time zone, and the periods in which a donor supports it."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.centres.models.scope import member_of
from apps.core.bilingual import Bilingual, spoken
from apps.core.clock import now
from apps.core.models import Record

if TYPE_CHECKING:
    from apps.accounts.models import User


class CentreQuerySet(models.QuerySet["Centre"]):
    def visible_to(self, user: "User") -> "CentreQuerySet":
        """The centres where the user has an active membership, whatever the role."""
        return self.filter(member_of(user, path=""))


@tracked
class Centre(Bilingual, Record):
    """A physical rehabilitation centre. `code` begins every patient number of the centre."""

    HARMLESS: ClassVar[tuple[str, ...]] = (
        "code", "name_en", "name_ko", "time_zone", "bed_capacity", "operator_en", "operator_ko",
    )  # fmt: skip

    code = models.CharField(_("code"), max_length=8, unique=True)
    name_en = models.CharField(_("English name"), max_length=120)
    name_ko = models.CharField(_("Korean name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Pyongyang")
    bed_capacity = models.PositiveIntegerField(_("beds"), default=0)
    operator_en = models.CharField(_("operated by (English)"), max_length=200, blank=True)
    operator_ko = models.CharField(_("operated by (Korean)"), max_length=200, blank=True)

    objects = CentreQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]{2,8}$"), name="centre_code_is_capitals"),
        )

    @property
    def operator(self) -> str:
        """Who runs the centre, in the active language."""
        return spoken(self.operator_en, self.operator_ko)

    @property
    def zone(self) -> ZoneInfo:
        """The centre's zone with its whole history (Pyongyang: UTC+8:30 from 2015-08-15 to 2018-05-05)."""
        return ZoneInfo(self.time_zone)

    def local_date(self, at: datetime) -> date:
        """The calendar date at the centre at the instant `at`: it decides the month of a service (IND-16)."""
        return at.astimezone(self.zone).date()

    def noon(self, on: date) -> datetime:
        """Midday of `on` at the centre: the instant of a service of which only the date is known."""
        return datetime.combine(on, time(12), tzinfo=self.zone)

    def today(self) -> date:
        """The calendar date at the centre now: what date fields start from."""
        return self.local_date(now())

    def moment(self, on: date) -> datetime:
        """The instant to record for a service done on `on`: midday there, or now while today's midday is ahead."""
        return min(self.noon(on), now()) if on == self.today() else self.noon(on)


class MonthRange(Func):
    """`daterange(first month, end of last month)`; an open end is unbounded."""

    function = "daterange"
    template = "daterange(%(expressions)s)"


@tracked
class SupportPeriod(Record):
    """Months in which a donor supports a centre. Outside them a figure prints as "—", never as 0 (IND-24)."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "donor", "first_month", "last_month", "note")

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="support_periods")
    donor = models.CharField(_("donor"), max_length=120)
    first_month = models.DateField(_("from month"))
    last_month = models.DateField(_("to month"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta(Record.Meta):
        ordering = ("centre", "first_month")
        constraints = (
            models.CheckConstraint(
                condition=Q(first_month__day=1) & (Q(last_month=None) | Q(last_month__day=1)),
                name="support_period_is_whole_months",
            ),
            models.CheckConstraint(
                condition=Q(last_month=None) | Q(last_month__gte=F("first_month")),
                name="support_period_ends_after_start",
            ),
            ExclusionConstraint(
                name="support_periods_do_not_overlap",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("donor", RangeOperators.EQUAL),
                    (MonthRange(F("first_month"), F("last_month"), Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.centre_id} {self.first_month:%Y-%m}"
