"""What somebody is told who recorded a service in a month that is not open: it is kept, and not counted yet."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.centres.models import Month, MonthState
from apps.centres.models.month import month_of
from apps.core.problems import Text
from apps.patients.models import CountedService


def told(service: CountedService, done: Text) -> Text:
    """`done`, or that the service is late and which lock its month has."""
    if not service.late:
        return done
    first_day = month_of(service.service_date)
    state = Month.objects.filter(centre=service.centre_id, first_day=first_day).values_list("state", flat=True).first()
    words = _("Recorded, and kept as late: %(month)s is being closed. It counts once it is taken into a report.")
    if state == MonthState.APPROVED:
        words = _("Recorded, and kept as late: %(month)s is approved. It counts once it is taken into a revision.")
    return words % {"month": date_format(first_day, "YEAR_MONTH_FORMAT")}
