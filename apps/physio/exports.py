"""What a list of sessions may contain when it leaves the system. Notes in free text stay inside, whoever asks."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.sheets import Column, Kind
from apps.patients.exports import BETWEEN, identity, marked_as_test
from apps.patients.models import Patient
from apps.physio.models import PhysioSession


def fetched(sessions: QuerySet[PhysioSession]) -> QuerySet[PhysioSession]:
    """The sessions with all that the columns read, in one query."""
    return sessions.select_related("patient", "therapist", "centre", "group")


def patient_of(session: PhysioSession) -> Patient:
    return session.patient


def kind(session: PhysioSession) -> Any:
    return str(_("Group") if session.group_id else _("Individual"))


COLUMNS: tuple[Column, ...] = (
    Column("service_date", _("Date"), lambda session: session.service_date, Kind.DATE),
    *identity(patient_of),
    Column("kind", _("Kind"), kind, Kind.CODE),
    Column("group", _("Group session"), lambda session: session.group.title if session.group else ""),
    Column("minutes", _("Minutes"), lambda session: session.minutes, Kind.NUMBER),
    Column("techniques", _("Techniques"), lambda session: BETWEEN.join(session.technique_labels)),
    Column("device_related", _("Related to a device"), lambda session: session.device_related, Kind.YES_NO),
    Column("attended", _("Came"), lambda session: session.attended, Kind.YES_NO),
    Column("therapist", _("Therapist"), lambda session: str(session.therapist)),
    Column("late", _("Entered late"), lambda session: session.late, Kind.YES_NO),
    Column("voided", _("Voided"), lambda session: session.voided_at is not None, Kind.YES_NO),
    Column("centre", _("Centre"), lambda session: session.centre.name, Kind.CODE),
    marked_as_test(patient_of),
)
