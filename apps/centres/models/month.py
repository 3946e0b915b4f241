"""A centre's calendar month, as the books see it.

It stands below everything that records a service, because every writer asks it: is this month still open?
A service written into a month that is not open is kept and marked late.
"""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.core.models import Record


class MonthState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSING = "closing", _("Closing")
    APPROVED = "approved", _("Approved")


@tracked
class Month(Record):
    """Centre and month (its first day). Filed = the centre declared it complete: only then is nothing a 0 (IND-25)."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("filed_by",)
    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "first_day", "state", "filed_at")

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="months")
    first_day = models.DateField(_("month"))
    state = models.CharField(_("state"), max_length=10, choices=MonthState, default=MonthState.OPEN)
    filed_at = models.DateTimeField(_("filed at"), null=True, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        ordering = ("centre", "first_day")
        constraints = (
            models.UniqueConstraint(fields=("centre", "first_day"), name="one_month_per_centre"),
            models.CheckConstraint(condition=Q(first_day__day=1), name="month_begins_on_the_first"),
            models.CheckConstraint(condition=Q(state__in=MonthState.values), name="month_state_is_known"),
            models.CheckConstraint(
                condition=Q(filed_at=None, filed_by=None) | Q(filed_at__isnull=False, filed_by__isnull=False),
                name="month_filed_by_someone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m}"


def month_of(on: date) -> date:
    """The first day of the month that `on` falls in."""
    return on.replace(day=1)
