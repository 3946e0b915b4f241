"""What the pages of outcome measures read, and the way to reach a score."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Max, Prefetch, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import ROLE_PERMISSIONS, Permission
from apps.centres.models import Centre
from apps.patients import access as patient_access
from apps.patients import search
from apps.patients.models import Patient
from apps.physio import grids, trends
from apps.physio.models import Instrument, InstrumentItem, OutcomeScore, Threshold
from apps.physio.policies.scores import ON_THE_BODY
from apps.physio.thresholds import populations

ASSESSING = [role for role, held in ROLE_PERMISSIONS.items() if Permission.MEASURE_OUTCOMES in held]
NAMED = ("instrument", "patient", "centre", "assessor", "worn_device__device_type")
MOST_DEVICES = 8


def load(user: User, pk: UUID, permission: Permission = Permission.VIEW_PATIENTS) -> OutcomeScore:
    """The score, for somebody with the permission where it was measured or, to look at it, where the person is seen.

    Raises Http404 when none of the user's centres sees it, PermissionDenied without the role there.
    """
    rows = OutcomeScore.objects.visible_to(user).select_related(*NAMED, "recorded_by", "voided_by", "episode")
    score = get_object_or_404(rows, pk=pk)
    looking = permission is Permission.VIEW_PATIENTS
    elsewhere = looking and patient_access.centres_for(user, score.patient, permission)
    if not access.allows(user, permission, score.centre) and not elsewhere:
        raise PermissionDenied
    return score


def scores_at(centres: Iterable[Centre]) -> QuerySet[OutcomeScore]:
    """All scores measured at these centres, latest first, with what a list shows of each."""
    rows = OutcomeScore.objects.filter(centre__in=list(centres))
    return rows.select_related(*NAMED).order_by("-service_date", "-at", "-pk")


def scores_of(patient: Patient, user: User) -> QuerySet[OutcomeScore]:
    """The patient's scores that the user may see, latest first."""
    rows = OutcomeScore.objects.visible_to(user).filter(patient=patient)
    return rows.select_related(*NAMED).order_by("-service_date", "-at", "-pk")


def of_people(rows: QuerySet[OutcomeScore], q: str) -> QuerySet[OutcomeScore]:
    """Those of the scores whose patient answers to what was typed."""
    return rows.filter(patient__in=search.find(Patient.objects.all(), q).order_by().values("pk"))


def instruments() -> QuerySet[Instrument]:
    """Every measure, also what is no longer offered: what was measured with it can still be found."""
    return Instrument.objects.all()


def offered(patient: Patient) -> list[Instrument]:
    """What can be measured, with its items: what this person was measured with last comes first."""
    items = Prefetch("items", InstrumentItem.objects.order_by("position"))
    found = list(Instrument.objects.offered().prefetch_related(items))
    standing = OutcomeScore.objects.filter(patient=patient, voided_at=None)
    used = dict(standing.order_by().values_list("instrument").annotate(last=Max("at")))
    # Sorting keeps the catalogue's order among what was never used.
    return sorted(found, key=lambda one: used[one.pk].timestamp() if one.pk in used else 0, reverse=True)


def chosen(instruments: Sequence[Instrument], key: str | None) -> Instrument:
    """The instrument of that key, without one the first. Raises Http404 when it is not offered, or none is."""
    found = [one for one in instruments if key in (None, one.key)]
    if not found:
        raise Http404
    return found[0]


def last_score(patient: Patient, instrument: Instrument) -> OutcomeScore | None:
    """The latest score of this measure that stands."""
    rows = OutcomeScore.objects.filter(patient=patient, instrument=instrument, voided_at=None)
    return rows.select_related(*NAMED).order_by("-at", "-created_at").first()


def last_means(patient: Patient) -> OutcomeScore | None:
    """The latest score that stands and says what was worn or used: the next one starts from it."""
    said = ~Q(worn_device=None) | Q(barefoot=True) | ~Q(walking_aid="")
    rows = OutcomeScore.objects.filter(said, patient=patient, voided_at=None)
    return rows.order_by("-at", "-created_at").first()


def wearable(patient: Patient) -> list[Any]:
    """The prostheses and orthoses that were handed over to the person, the latest first."""
    rows = patient.devices.filter(
        device_type__device_class__in=ON_THE_BODY, deliveries__voided_at=None, deliveries__isnull=False
    )
    return list(rows.select_related("device_type").order_by("-prescribed_on", "-created_at")[:MOST_DEVICES])


def assessors(centres: Iterable[Centre], *, besides: User | None = None) -> QuerySet[User]:
    """Whoever measures at the centres, and `besides` when that person does not."""
    held = Q(memberships__centre__in=list(centres), memberships__role__in=ASSESSING, memberships__ended_on=None)
    chosen = User.objects.filter(held | Q(pk=besides.pk) if besides is not None else held)
    return chosen.distinct().order_by("name", "username")


def overview(patient: Patient, user: User) -> tuple[list[trends.Trend], list[grids.Table]]:
    """How each measure of the person went, and the tables of joints and muscles, as far as the user may see them."""
    scores = list(scores_of(patient, user).filter(voided_at=None))
    if not scores:
        return [], []
    guarded = patient_access.sees_guarded(user, patient)
    among = populations(patient.impairments.all(), guarded=guarded, scores=scores)
    instruments = {score.instrument_id for score in scores}
    limits: dict[object, list[Threshold]] = {}
    for threshold in Threshold.objects.filter(instrument__in=instruments).select_related("instrument"):
        limits.setdefault(threshold.instrument_id, []).append(threshold)
    items = InstrumentItem.objects.filter(instrument__in=instruments).order_by("position")
    return trends.trends(scores, thresholds=limits, among=among), grids.tables(scores, items)
