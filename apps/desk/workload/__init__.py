"""How much each therapist and technician did in a week, for whoever leads a centre and for each of them alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.core.problems import Text
from apps.desk.workload import technicians, therapists
from apps.desk.workload.figures import Figure, Week
from apps.devices import queries as workshop
from apps.physio import queries as hall

__all__ = ["ROOMS", "Figure", "Load", "Room", "Week", "find", "loads", "person", "visible"]


@dataclass(frozen=True)
class Room:
    """A kind of worker: who they are, what is counted of them, and the permission that makes one."""

    key: str
    title: Text
    permission: Permission
    figures: tuple[Figure, ...]
    workers: Any


MISSED = "missed"
ROOMS = (
    Room("therapists", _("Therapists"), Permission.LOG_PHYSIOTHERAPY, therapists.FIGURES, hall.therapists),
    Room("technicians", _("Technicians"), Permission.PRESCRIBE_DEVICE, technicians.FIGURES, workshop.technicians),
)


@dataclass(frozen=True)
class Load:
    """One worker's numbers, in the order of the room's figures."""

    user: User
    numbers: Sequence[tuple[Figure, int]]

    @property
    def idle(self) -> bool:
        return not any(number for _figure, number in self.numbers)


def visible(user: User, room: Room) -> tuple[list[Centre], bool]:
    """The centres whose workers of the room the user may look at, and whether that is only the user."""
    led = access.centres_with(user, Permission.VIEW_WORKLOAD)
    return (led, False) if led else (access.centres_with(user, room.permission), True)


def loads(room: Room, week: Week, *, only: User | None = None) -> list[Load]:
    """Everyone of the room who works there today, or once did and has numbers in the week; or one of them alone."""
    counts = [(figure, figure.count(week)) for figure in room.figures]
    if only is None:
        # Who missed an appointment with a doctor tells nothing about this room.
        busy = {key for figure, found in counts for key in found if figure.key != MISSED}
        users = _workers(room, week, busy)
    else:
        users = [only]
    return [Load(user, [(figure, found.get(user.pk, 0)) for figure, found in counts]) for user in users]


def _workers(room: Room, week: Week, busy: set[Any]) -> list[User]:
    there = list(room.workers(week.centres))
    gone = busy - {user.pk for user in there}
    # Whoever hands out crutches at the desk is no technician.
    roles = [role for role, held in access.ROLE_PERMISSIONS.items() if room.permission in held]
    had_been = User.objects.filter(pk__in=gone, memberships__centre__in=week.centres, memberships__role__in=roles)
    return there + list(had_been.distinct().order_by("name", "username"))


def find(key: str) -> tuple[Room, Figure] | None:
    """A figure by its room and key, as `therapists-sessions`."""
    for room in ROOMS:
        for figure in room.figures:
            if f"{room.key}-{figure.key}" == key:
                return room, figure
    return None


def person(pk: UUID, centres: Sequence[Centre]) -> User | None:
    """Somebody who works, or once worked, at one of the centres."""
    return User.objects.filter(pk=pk, memberships__centre__in=list(centres)).distinct().first()
