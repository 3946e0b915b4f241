from apps.patients.models.access import NumberSeries, PatientAccess, PatientNumber
from apps.patients.models.episode import Assessment, AttendanceReason, Decision, Episode
from apps.patients.models.impairment import Cause, Impairment, ImpairmentKind, Level, PreviouslyFitted, Side
from apps.patients.models.patient import BirthPrecision, Category, Patient, Province, Sex
from apps.patients.models.service import CountedService, CountedServiceQuerySet

__all__ = [
    "Assessment",
    "AttendanceReason",
    "BirthPrecision",
    "Category",
    "Cause",
    "CountedService",
    "CountedServiceQuerySet",
    "Decision",
    "Episode",
    "Impairment",
    "ImpairmentKind",
    "Level",
    "NumberSeries",
    "Patient",
    "PatientAccess",
    "PatientNumber",
    "PreviouslyFitted",
    "Province",
    "Sex",
    "Side",
]
