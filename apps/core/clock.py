"""The one place that reads the wall clock; everything else is told the time (`at=`, `today=`)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return timezone.now()


def today(zone: ZoneInfo) -> date:
    """The current calendar date in `zone`."""
    return now().astimezone(zone).date()
