"""What a push is carried out with: who, where, when; and the records its operations speak of, read once per type."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection

from apps.accounts.models import User
from apps.centres.access import Permission, permissions_of
from apps.centres.models import Centre, Membership
from apps.core.ids import among, listed
from apps.core.reading import by_key
from apps.patients.models import Patient
from apps.sync.models import Tablet
from apps.sync.registry import KINDS

# Left to itself the planner reads everybody of the centre.
SEEN = """
SELECT patient, active FROM unnest(%s::uuid[]) patient CROSS JOIN LATERAL (
    SELECT active FROM patients_patientaccess WHERE patient_id = patient AND centre_id = %s LIMIT 1
) seen
"""
CLOCKS_DIFFER = timedelta(days=1)  # a service date so far ahead is a clock's error and not the person's (MUST 20)


@dataclass
class Batch:
    """One push, or what `actor` decides of one later. `people`: who is known here, by every key they were sent with.
    `untouched`: nothing that was made was changed afterwards. `alike`: all of it is done at once, by one verb.

    Call inside its transaction.
    """

    tablet: Tablet
    at: datetime
    people: dict[UUID, "Known"] = field(default_factory=dict)
    actor: User | None = None
    untouched: bool = False
    alike: bool = False

    @property
    def centre(self) -> Centre:
        return self.tablet.centre

    @property
    def by(self) -> User:
        return self.actor or self.tablet.user

    @property
    def latest(self) -> date:
        """The latest service date that is taken, a local date of the centre."""
        return self.centre.local_date(self.at + CLOCKS_DIFFER)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.by, self.centre)

    def allows(self, permission: Permission) -> bool:
        return permission in self.permissions

    def read(self, kind: str, keys: Iterable[UUID]) -> Mapping[UUID, Any]:
        """The records of a kind with these keys, whosesoever they are; absent ones are left out. One query.

        Read anew for every wave: an earlier one may have changed them.
        """
        wanted = list(set(keys))
        if not wanted:
            return {}
        if kind == "user":
            return _colleagues(self.centre, wanted)
        if KINDS[kind].about != "device":
            return by_key(KINDS[kind].model, wanted)
        rows = KINDS[kind].model._base_manager.filter(pk__in=among(wanted))
        return {row.pk: row for row in rows.select_related("device")}

    def meet(self, keys: Iterable[UUID]) -> bool:
        """Get to know people, and hold them until the transaction ends, so that nobody merges them meanwhile.

        Whoever was merged is known by the survivor; returns whether anybody met now was. Locked in the order of keys;
        the merge is looked at again after the lock (MUST 9).
        """
        merged = False
        wanted = set(keys) - self.people.keys()
        while wanted:
            rows = Patient._base_manager.select_for_update(no_key=True, of=("self",)).filter(pk__in=among(wanted))
            found = {row.pk: row for row in rows.order_by("pk")}
            seen = self._seen(found)
            for key, row in found.items():
                self.introduce(row)
                self.people[key] = Known(row, access=seen.get(key))
            survivors = {one.merged_into_id for one in found.values() if one.merged_into_id}
            merged, wanted = merged or bool(survivors), survivors - self.people.keys()
        return merged

    def _seen(self, people: Iterable[UUID]) -> dict[UUID, bool]:
        """Whether the centre may still see them, of those it ever saw."""
        with connection.cursor() as cursor:
            cursor.execute(SEEN, [listed(people), self.centre.pk])
            return dict(cursor.fetchall())

    def introduce(self, record: Any) -> None:
        """Have a record refer to the centre and the person that are known already, so that they are not read again."""
        if getattr(record, "centre_id", None) == self.centre.pk:
            record.centre = self.centre
        key: Any = getattr(record, "patient_id", None)
        if key in self.people:
            record.patient = self.people[key].patient

    def learn(self, patient: Patient) -> None:
        """Somebody was changed by this push: whoever is spoken of next is this one."""
        if patient.pk in self.people:
            self.people[patient.pk] = replace(self.people[patient.pk], patient=patient)

    def known(self, key: UUID) -> "Known | None":
        """The person with this key, or the one they were merged into; None for whom this centre never saw."""
        met = survivor = self.people.get(key)
        while survivor is not None and survivor.patient.merged_into_id is not None:
            survivor = self.people.get(survivor.patient.merged_into_id)
        if met is None or survivor is None:
            return None
        if survivor.access is None and met.access is not None:  # known here, and merged into somebody who is not
            return Known(survivor.patient, access=False)
        return None if survivor.access is None else survivor


@dataclass(frozen=True)
class Known:
    """A person and the centre's right to see them: True, False (they have left), None (never had)."""

    patient: Patient
    access: bool | None


def _colleagues(centre: Centre, keys: list[UUID]) -> dict[UUID, User]:
    """Whoever works or worked in the centre: what they did stays theirs."""
    here = Membership.objects.filter(centre=centre, user__in=keys).values("user")
    return {user.pk: user for user in User.objects.filter(pk__in=here)}
