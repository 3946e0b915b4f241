"""What physiotherapy has to tell on a person's timeline."""

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.timeline import Entry
from apps.patients.models import Patient
from apps.physio import queries
from apps.physio.models import PhysioSession


def entries(patient: Patient, user: User) -> list[Entry]:
    """The patient's sessions that the user may see; notes are left out."""
    return [entry(session) for session in queries.sessions_of(patient, user)]


def entry(session: PhysioSession) -> Entry:
    return Entry(
        on=session.service_date,
        at=session.at,
        kind="physio",
        title=title(session),
        text=" · ".join([_("%(minutes)d min") % {"minutes": session.minutes}, *session.technique_labels]),
        url=reverse("physio:detail", args=[session.pk]),
        icon="users" if session.group_id else "user",
        voided=session.voided_at is not None,
    )


def title(session: PhysioSession) -> str:
    """Which kind of session, and whether the person came."""
    if not session.attended:
        return _("Physiotherapy: did not come")
    return _("Group physiotherapy") if session.group_id else _("Physiotherapy")
