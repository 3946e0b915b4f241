from apps.patients.models.access import NumberKind, NumberSeries, PatientAccess, PatientNumber
from apps.patients.models.appointment import Appointment, AppointmentKind, AppointmentState
from apps.patients.models.consent import Consent, ConsentKind, ConsentManner
from apps.patients.models.county import County, CountyKind, Province
from apps.patients.models.document import Document, DocumentKind, MediaType
from apps.patients.models.episode import Assessment, AttendanceReason, Decision, Episode, EpisodeOutcome, ReopenReason
from apps.patients.models.goal import Goal, GoalState, Profession, Signature, TeamMember
from apps.patients.models.impairment import Impairment
from apps.patients.models.known_date import DatePrecision
from apps.patients.models.limb import Cause, ImpairmentKind, Level, PreviouslyFitted, Side, StumpCondition
from apps.patients.models.merge import Merge, MergeState
from apps.patients.models.name_form import NameForm
from apps.patients.models.patient import (
    BirthPrecision,
    CareEnd,
    CareEndReason,
    Category,
    Patient,
    ReferralSource,
    Sex,
)
from apps.patients.models.register_import import ImportPhase, ImportRow, RegisterImport, RowOutcome
from apps.patients.models.service import CountedService, CountedServiceQuerySet, found_for_reports
from apps.patients.models.transfer import Transfer, TransferKind, TransferState
from apps.patients.models.viewing import Viewing

__all__ = [
    "Appointment",
    "AppointmentKind",
    "AppointmentState",
    "Assessment",
    "AttendanceReason",
    "BirthPrecision",
    "CareEnd",
    "CareEndReason",
    "Category",
    "Cause",
    "Consent",
    "ConsentKind",
    "ConsentManner",
    "CountedService",
    "CountedServiceQuerySet",
    "County",
    "CountyKind",
    "DatePrecision",
    "Decision",
    "Document",
    "DocumentKind",
    "Episode",
    "EpisodeOutcome",
    "Goal",
    "GoalState",
    "Impairment",
    "ImpairmentKind",
    "ImportPhase",
    "ImportRow",
    "Level",
    "MediaType",
    "Merge",
    "MergeState",
    "NameForm",
    "NumberKind",
    "NumberSeries",
    "Patient",
    "PatientAccess",
    "PatientNumber",
    "PreviouslyFitted",
    "Profession",
    "Province",
    "ReferralSource",
    "RegisterImport",
    "ReopenReason",
    "RowOutcome",
    "Sex",
    "Side",
    "Signature",
    "StumpCondition",
    "TeamMember",
    "Transfer",
    "TransferKind",
    "TransferState",
    "Viewing",
    "found_for_reports",
]
