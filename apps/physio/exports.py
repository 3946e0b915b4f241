"""What the lists of sessions and outcome measures may contain when they leave. Notes stay inside, whoever asks."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.sheets import Column, Kind
from apps.patients.exports import BETWEEN, identity, marked_as_test
from apps.patients.models import Patient
from apps.physio import trends
from apps.physio.models import OutcomeScore, PhysioSession
from apps.physio.scoring import plain


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


def scores_fetched(scores: QuerySet[OutcomeScore]) -> QuerySet[OutcomeScore]:
    """The scores with all that the columns read, in one query."""
    return scores.select_related("patient", "instrument", "worn_device__device_type", "assessor", "centre")


def score_patient(score: OutcomeScore) -> Patient:
    return score.patient


def number(score: OutcomeScore) -> Any:
    """The result as a number; nothing for a table, and where the person was unable."""
    return None if score.total is None else plain(score.total)


SCORE_COLUMNS: tuple[Column, ...] = (
    Column("service_date", _("Date"), lambda score: score.service_date, Kind.DATE),
    *identity(score_patient),
    Column("instrument", _("Outcome measure"), lambda score: score.instrument.short, Kind.CODE),
    Column("result", _("Result"), number, Kind.NUMBER),
    Column("unit", _("Unit"), lambda score: score.instrument.unit, Kind.CODE),
    Column("unable", _("Unable"), lambda score: score.unable, Kind.YES_NO),
    Column("worn", _("Device worn"), trends.worn_words),
    Column("aid", _("Walking aid used"), lambda score: str(score.get_walking_aid_display())),
    Column("assessor", _("Measured by"), lambda score: str(score.assessor)),
    Column("late", _("Entered late"), lambda score: score.late, Kind.YES_NO),
    Column("voided", _("Voided"), lambda score: score.voided_at is not None, Kind.YES_NO),
    Column("centre", _("Centre"), lambda score: score.centre.name, Kind.CODE),
    marked_as_test(score_patient),
)
