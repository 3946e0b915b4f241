"""What the pages of physiotherapy read, and the way to reach a session or a group.

Of another centre's session there is nothing to see (404), without the role nothing to do (403).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import ROLE_PERMISSIONS, Permission
from apps.centres.models import Centre
from apps.patients import access as patient_access
from apps.patients import search
from apps.patients.models import Episode, Patient
from apps.physio.models import GroupSession, PhysioSession

THERAPIST_ROLES = [role for role, held in ROLE_PERMISSIONS.items() if Permission.LOG_PHYSIOTHERAPY in held]


def load(user: User, pk: UUID, permission: Permission = Permission.VIEW_PATIENTS) -> PhysioSession:
    """The session, for somebody with the permission where it took place or, to look at it, where the person is seen.

    Raises Http404 when none of the user's centres sees it, PermissionDenied without the role there.
    """
    rows = PhysioSession.objects.visible_to(user).select_related(
        "centre", "patient", "therapist", "group", "plan", "recorded_by", "voided_by"
    )
    session = get_object_or_404(rows, pk=pk)
    looking = permission is Permission.VIEW_PATIENTS
    elsewhere = looking and patient_access.centres_for(user, session.patient, permission)
    if not access.allows(user, permission, session.centre) and not elsewhere:
        raise PermissionDenied
    return session


def load_group(user: User, pk: UUID, permission: Permission = Permission.VIEW_PATIENTS) -> GroupSession:
    """The group session, for somebody with the permission in its centre. Raises Http404, PermissionDenied."""
    rows = GroupSession.objects.visible_to(user).select_related("centre", "therapist", "recorded_by")
    group = get_object_or_404(rows, pk=pk)
    access.require(user, permission, group.centre)
    return group


def sessions_at(centres: Iterable[Centre]) -> QuerySet[PhysioSession]:
    """All sessions that took place at these centres, latest first, with what a list shows of each."""
    rows = PhysioSession.objects.filter(centre__in=list(centres))
    return rows.select_related("patient", "therapist", "centre", "group").order_by("-service_date", "-at", "-pk")


def sessions_of(patient: Patient, user: User) -> QuerySet[PhysioSession]:
    """The patient's sessions that the user may see, latest first."""
    rows = PhysioSession.objects.visible_to(user).filter(patient=patient)
    return rows.select_related("therapist", "centre", "group").order_by("-service_date", "-at", "-pk")


def sessions_during(episode: Episode, user: User) -> QuerySet[PhysioSession]:
    """The patient's sessions of the episode's days at its centre, latest first."""
    rows = sessions_of(episode.patient, user).filter(centre=episode.centre, service_date__gte=episode.opened_on)
    return rows if episode.closed_on is None else rows.filter(service_date__lte=episode.closed_on)


def of_people(rows: QuerySet[PhysioSession], q: str) -> QuerySet[PhysioSession]:
    """Those of the sessions whose patient answers to what was typed."""
    return rows.filter(patient__in=search.find(Patient.objects.all(), q).order_by().values("pk"))


def therapists(centres: Iterable[Centre], *, besides: User | None = None) -> QuerySet[User]:
    """The physiotherapists of the centres, and `besides` when that person is none."""
    held = Q(memberships__centre__in=list(centres), memberships__role__in=THERAPIST_ROLES, memberships__ended_on=None)
    chosen = User.objects.filter(held | Q(pk=besides.pk) if besides is not None else held)
    return chosen.distinct().order_by("name", "username")


def last_session(patient: Patient) -> PhysioSession | None:
    """The patient's last session that was attended and stands: a repeat visit starts from it."""
    return PhysioSession.objects.filter(patient=patient, attended=True, voided_at=None).order_by("-at").first()


def people_of(user: User, centres: Iterable[Centre]) -> QuerySet[Patient]:
    """The people for whom sessions may be logged at these centres."""
    return Patient.objects.visible_to(user).of_centres(centres).select_related("centre")


def lately_treated(user: User, centres: Iterable[Centre], *, limit: int = 8) -> list[Patient]:
    """The people this therapist treated last, latest first."""
    rows = PhysioSession.objects.filter(centre__in=list(centres), therapist=user, voided_at=None)
    latest = dict.fromkeys(rows.order_by("-at").values_list("patient", flat=True)[: limit * 4])
    found = people_of(user, centres).in_bulk(list(latest)[:limit])
    return [found[key] for key in latest if key in found]


def groups_to_repeat(user: User, centres: Iterable[Centre], *, limit: int = 4) -> list[GroupSession]:
    """The latest that stands of each group of the centres, with its number of people; the therapist's own first.

    A group is told from others by its title and its therapist.
    """
    people = Count("sessions", filter=Q(sessions__voided_at=None))
    groups = GroupSession.objects.filter(centre__in=list(centres)).annotate(people=people).filter(people__gt=0)
    latest: dict[object, GroupSession] = {}
    for group in groups.select_related("therapist").order_by("-at")[: limit * 10]:
        latest.setdefault((group.title.casefold(), group.therapist_id), group)
    return sorted(latest.values(), key=lambda group: group.therapist_id != user.pk)[:limit]


def attendance(group: GroupSession) -> QuerySet[PhysioSession]:
    """The group's rows by name: who was expected, and who came."""
    rows = group.sessions.select_related("patient", "centre", "plan")
    return rows.order_by("patient__name_hangul", "patient__number")


@dataclass(frozen=True)
class Totals:
    """What a list of sessions comes to: sessions people came to and missed, persons who came, minutes of treatment."""

    came: int
    missed: int
    persons: int
    minutes: int


def totals(rows: QuerySet[PhysioSession]) -> Totals:
    """The totals of what stands among the rows."""
    came = Q(attended=True, voided_at=None)
    found = rows.order_by().aggregate(
        came=Count("pk", filter=came), missed=Count("pk", filter=Q(attended=False, voided_at=None)),
        persons=Count("patient", filter=came, distinct=True), minutes=Coalesce(Sum("minutes", filter=came), 0),
    )  # fmt: skip
    return Totals(**found)


def keys(values: Any) -> list[UUID]:
    """The well-formed keys among what was sent, each once."""
    found: dict[UUID, None] = {}
    for value in values or ():
        try:
            found[UUID(str(value))] = None
        except ValueError:
            continue
    return list(found)
