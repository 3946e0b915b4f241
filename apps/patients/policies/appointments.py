"""When an appointment may be booked or changed, and what may be noted of it. Overlaps are advice, never a refusal.

TRANSITIONS is the only table of notes: a wrong one is taken back, and who was given up for the day may still come.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.access import ROLE_PERMISSIONS, Permission
from apps.centres.models import Centre
from apps.core.problems import Text
from apps.patients.models import Appointment, AppointmentState, Patient

S = AppointmentState
TRANSITIONS: dict[AppointmentState, tuple[AppointmentState, ...]] = {
    S.BOOKED: (S.ARRIVED, S.MISSED, S.CANCELLED),
    S.ARRIVED: (S.BOOKED,),
    S.MISSED: (S.BOOKED, S.ARRIVED),
    S.CANCELLED: (S.BOOKED,),
}
PROVIDER_ROLES = [role for role, held in ROLE_PERMISSIONS.items() if Permission.RECORD_IMPAIRMENT in held]
SHORTEST, LONGEST = 5, 480  # minutes, as the database has it
FARTHEST = timedelta(days=731)


def book(patient: Patient, *, centre: Centre, served: bool | None = None) -> Text | None:
    """A living person under an own record, at a centre that serves them; `served`: whether it does, where known."""
    if patient.merged_into_id is not None:
        return _("This record has been merged with another one. Go on with that one.")
    if patient.deceased_on is not None:
        return _("This person died on %(date)s.") % {"date": patient.deceased_on.isoformat()}
    if served is None:
        served = patient.accesses.filter(centre=centre, active=True).exists()
    if not served:
        return _("This centre no longer serves the person.")
    return None


def when(starts_at: datetime, *, centre: Centre, at: datetime) -> Text | None:
    """From today on, so that who came unannounced can be entered; a date years ahead is a slip."""
    if centre.local_date(starts_at) < centre.local_date(at):
        return _("The date lies in the past.")
    if starts_at - at > FARTHEST:
        return _("The date lies more than two years ahead.")
    return None


def length(minutes: int) -> Text | None:
    """From five minutes to eight hours."""
    if SHORTEST <= minutes <= LONGEST:
        return None
    return _("An appointment takes from 5 to 480 minutes.")


def provider(user: User, *, centre: Centre) -> Text | None:
    """Somebody who treats people at the centre today."""
    roles = user.memberships.filter(centre=centre, role__in=PROVIDER_ROLES, ended_on=None)
    return None if roles.exists() else _("This person does not treat people at this centre.")


def change(appointment: Appointment) -> Text | None:
    """Only what is still to come about is moved; anything else is booked anew."""
    if appointment.state != S.BOOKED:
        return _("This appointment is over. Book a new one.")
    return book(appointment.patient, centre=appointment.centre)


def note(appointment: Appointment, *, to: AppointmentState, at: datetime) -> Text | None:
    """What the table allows, once it can be known: who came, on the day; who did not, when the hour has come."""
    now = S(appointment.state)
    if to not in TRANSITIONS[now]:
        return _("An appointment that is “%(now)s” cannot become “%(then)s”.") % {"now": now.label, "then": S(to).label}
    if to == S.ARRIVED and appointment.on > appointment.centre.local_date(at):
        return _("The day of this appointment has not come. Move it to today if the person came earlier.")
    if to == S.MISSED and appointment.starts_at > at:
        return _("The time of this appointment has not come yet.")
    died = appointment.patient.deceased_on
    if died is not None and appointment.on > died and to in (S.ARRIVED, S.BOOKED):
        return _("This person died on %(date)s.") % {"date": died.isoformat()}
    return None
