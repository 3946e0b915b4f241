"""What the pages about tablets read: how each is doing, which need somebody, and who may be given one."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.accounts.models import User
from apps.centres.access import ROLE_PERMISSIONS, Permission
from apps.centres.models import Centre, Membership
from apps.core.problems import Text
from apps.sync.models import Conflict, Operation, OperationStatus, Tablet
from apps.sync.models.conflict import ConflictQuerySet
from apps.sync.models.tablet import TabletQuerySet
from apps.sync.registry import KINDS
from apps.sync.sides import label_of, worded

QUIET = timedelta(days=7)  # without a call, and somebody should ask what became of a tablet


def listed(user: User, centres: Iterable[Centre]) -> TabletQuerySet:
    """The tablets of these centres that the user sees, each with its person, centre, state and `open_conflicts`."""
    waiting = Conflict.objects.open().filter(operation__tablet=OuterRef("pk")).order_by()
    counted = waiting.values("operation__tablet").annotate(number=Count("pk")).values("number")
    rows = Tablet.objects.visible_to(user).filter(centre__in=centres).select_related("user", "centre", "state")
    return rows.annotate(open_conflicts=Coalesce(Subquery(counted), 0))


def needing_somebody(rows: TabletQuerySet, at: datetime) -> TabletQuerySet:
    """Those in use that were not seen for QUIET, said that they hold unsent work, or have open conflicts."""
    quiet = Q(state__last_seen_at__lt=at - QUIET) | Q(state__last_seen_at=None, enrolled_at__lt=at - QUIET)
    conflicts = Exists(Conflict.objects.open().filter(operation__tablet=OuterRef("pk")))
    return rows.filter(quiet | Q(state__unsent__gt=0) | Q(conflicts), revoked_at=None)


def overdue(user: User, centres: Iterable[Centre], at: datetime) -> int:
    """How many tablets of these centres need somebody."""
    return needing_somebody(Tablet.objects.visible_to(user).filter(centre__in=centres), at).count()


def holders(centres: Iterable[Centre]) -> dict[Centre, list[User]]:
    """Who may be given a tablet in each centre: active people with a role that sees patients, by name."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if Permission.VIEW_PATIENTS in permissions]
    found: dict[Centre, list[User]] = {centre: [] for centre in centres}
    held = Membership.objects.active().filter(centre__in=found, role__in=roles, user__is_active=True)
    for membership in held.select_related("user", "centre").order_by("user__name", "user__username"):
        people = found[membership.centre]
        if membership.user not in people:
            people.append(membership.user)
    return found


def conflicts(user: User, centres: Iterable[Centre]) -> ConflictQuerySet:
    """The conflicts of these centres that the user sees, with what a list or a page of them says."""
    rows = Conflict.objects.visible_to(user).filter(centre__in=centres)
    return rows.select_related("centre", "patient", "operation__tablet__centre", "operation__tablet__user",
                               "resolved_by")  # fmt: skip


def refused(user: User, centres: Iterable[Centre]) -> QuerySet[Operation]:
    """The operations of these centres' tablets that were refused for good."""
    tablets = Tablet.objects.visible_to(user).filter(centre__in=centres)
    rows = Operation.objects.filter(tablet__in=tablets, status=OperationStatus.REJECTED)
    return rows.select_related("tablet__centre", "tablet__user")


def said_in(operation: Operation, *, guarded: bool) -> list[tuple[Text, str]]:
    """(field, value) of what an operation said, in words; without what only some roles see unless `guarded`."""
    kind, payload, zone = KINDS.get(operation.type), operation.payload, operation.tablet.centre.zone
    said = payload.get("values") or {name: pair[-1:] for name, pair in (payload.get("changes") or {}).items()}
    if kind is None or not isinstance(said, dict):
        return []
    hidden = () if guarded else kind.guarded
    return [(label_of(kind.model, name), worded(kind.model, name, value, zone)) for name, value in said.items()
            if name not in hidden]  # fmt: skip
