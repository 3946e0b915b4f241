"""A random world as rows: what the product's verbs would leave behind, without their hundreds of statements."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import count as counting
from typing import Any

from django.db import connection, models

from apps.accounts.models import User
from apps.centres.models import Centre, Month, SupportPeriod
from apps.core.ids import new_id
from apps.devices.models import Delivery, Device, DeviceType, FollowUp, Repair, State
from apps.patients.models import Assessment, Episode, Impairment, Patient, PatientAccess
from apps.physio.models import GroupSession, PhysioSession
from apps.reports.models import Decision, Report
from apps.reports.periods import first_of
from tests.reports.worlds import CHAIRS, CRUTCH, SUPPORTS, Order, Person, Visit, World

ORDER = (
    SupportPeriod, Month, Report, Patient, PatientAccess, Impairment, Episode, Device, Delivery, Repair, FollowUp,
    GroupSession, PhysioSession, Assessment, Decision,
)  # fmt: skip
ENDS = {
    "cancelled": (State.CANCELLED, "patient-declined"), "closed": (State.CLOSED, "medical"),
    "error": (State.CANCELLED, "entered-in-error"), "returned": (State.RETIRED, "returned"),
    "reissued": (State.RETIRED, "returned"),
}  # fmt: skip
VOID = "Entered for the wrong person"


class Writer:
    """Collects the rows of one world, and writes them table by table."""

    def __init__(self, centres: list[Centre], user: User, types: dict[str, DeviceType]) -> None:
        self.centres, self.user, self.types = centres, user, types
        self.rows: dict[type[models.Model], list[Any]] = defaultdict(list)
        self.numbers = counting(1)
        self.reports: dict[tuple[Any, date], Report] = {}

    def write(self, world: World) -> None:
        """Write it, and let PostgreSQL check at once what it else checks at the commit."""
        self.year = world.year
        self._books(world)
        people = [self._person(person) for person in world.persons]
        for order in world.orders:
            self._order(order, people)
        for visit in world.visits:
            self._visit(visit, people)
        for model in ORDER:
            model._default_manager.bulk_create(self.rows[model])
        connection.check_constraints()

    def _add(self, kind: type[models.Model], /, **fields: Any) -> Any:
        row = kind(**{"id": new_id(), **fields})
        self.rows[kind].append(row)
        return row

    def _books(self, world: World) -> None:
        for centre, runs in zip(self.centres, (SUPPORTS[one] for one in world.support), strict=True):
            for donor, first, last in runs:
                end = None if last is None else first_of(self.year, last + 1)
                self._add(SupportPeriod, centre=centre, donor=donor, first_month=first_of(self.year, first + 1),
                          last_month=end)  # fmt: skip
        for (centre, month), state in world.books.items():
            by = (
                {"filed_at": datetime(self.year + 1, 2, 1, tzinfo=UTC), "filed_by": self.user}
                if state == "filed"
                else {}
            )
            self._add(
                Month, centre=self.centres[centre], first_day=first_of(self.year, month + 1),
                state="open" if by else state, **by,
            )  # fmt: skip

    def _person(self, person: Person) -> tuple[Patient, list[Impairment]]:
        born, precision = person.born(self.year)
        died = None if person.died is None else first_of(self.year, person.died + 1) + timedelta(days=15)
        common = {"sex": person.sex, "birth_date": born, "birth_precision": precision, "is_test": person.is_test}
        patient = self._patient(**common, deceased_on=died)
        for _record in range(person.records):
            self._patient(**common, merged_into=patient)
        for centre, migrated in zip(self.centres, person.served_before, strict=True):
            self._add(PatientAccess, patient=patient, centre=centre, since=born or date(2000, 1, 1), migrated=migrated)
        limbs = [
            self._add(
                Impairment, patient=patient, kind="amputation", level="transtibial", side=side, cause=cause,
                previously_fitted_elsewhere=before, recorded_by=self.user,
            )
            for side, cause, before in zip("LR", person.causes, person.elsewhere, strict=True)
        ]  # fmt: skip
        return patient, limbs

    def _patient(self, **fields: Any) -> Patient:
        made: Patient = self._add(
            Patient, centre=self.centres[0], number=f"X-{next(self.numbers)}", name_romanised="Kim",
            registered_by=self.user, **fields,
        )  # fmt: skip
        return made

    def _order(self, order: Order, people: list[Any]) -> None:
        patient, limbs = people[order.who % len(people)]
        at, kind = order.moment.at(self.year), self.types[order.key]
        delivered = order.fate in ("delivered", "again", "returned", "reissued")
        on = self.centres[order.delivered_at].local_date(at)
        limb = limbs[order.limb] if order.limb < 2 and not order.key.endswith("TLSO") else None
        state = {"held": State.ON_HOLD, "ordered": State.PRESCRIBED, "voided": State.CHECKED}.get(order.fate)
        ending, reason = ENDS.get(order.fate, (State.DELIVERED if delivered else None, ""))
        device = self._device(
            order, patient, kind, limb, prescribed_on=on - timedelta(days=order.days), state=state or ending,
            held_state="prescribed" if order.fate == "held" else "",
            hold_reason="wound" if order.fate == "held" else "",
            end_reason=reason, ended_on=on + timedelta(days=20 if delivered else 0) if reason else None,
        )  # fmt: skip
        if order.fate in ("voided", "again"):
            self._delivery(order, device, at - timedelta(days=3 * (order.fate == "again")), voided=True)
        if delivered:
            self._delivery(order, device, at)
        if order.fate == "reissued" and order.key in CHAIRS:
            self._reissue(order, device, people)

    def _reissue(self, order: Order, chair: Device, people: list[Any]) -> None:
        at = order.moment.at(self.year) + timedelta(days=25)
        on = self.centres[order.delivered_at].local_date(at)
        patient = people[(order.who + 1) % len(people)][0]
        again = self._device(
            order, patient, chair.device_type, None, prescribed_on=on, state=State.DELIVERED, reissue_of=chair
        )
        self._delivery(order, again, at)

    def _device(self, order: Order, patient: Patient, kind: DeviceType, limb: Any, **fields: Any) -> Device:
        made: Device = self._add(
            Device, patient=patient, centre=self.centres[order.centre], impairment=limb, device_type=kind,
            side=(limb.side if limb else "L") if kind.sided else "", prescribed_by=self.user,
            quantity=order.quantity if order.key == CRUTCH else 1, **fields,
        )  # fmt: skip
        return made

    def _delivery(self, order: Order, device: Device, at: datetime, *, voided: bool = False) -> None:
        fast = device.device_type.prefabricated and order.fast
        self._service(
            Delivery, device.patient, order.delivered_at, at, order.books, voided=voided, device=device,
            technician=self.user, fast_track=fast, state_before=State.PRESCRIBED if fast else State.CHECKED,
        )  # fmt: skip

    def _visit(self, visit: Visit, people: list[Any]) -> None:
        patient = people[visit.who % len(people)][0]
        at = visit.moment.at(self.year)
        place = (patient, visit.centre, at, visit.books)
        if visit.kind in ("repair", "follow-up"):
            self._aftercare(visit, place)
        elif visit.kind == "assessment":
            episode = self._add(
                Episode, patient=patient, centre=self.centres[visit.centre], reason="first-visit",
                opened_on=self.centres[visit.centre].local_date(at), opened_by=self.user,
            )  # fmt: skip
            self._service(Assessment, *place, voided=visit.voided, episode=episode, decision="serve")
        else:
            self._sessions(visit, [one[0] for one in people], place)

    def _sessions(self, visit: Visit, everyone: list[Patient], place: tuple[Any, ...]) -> None:
        treated = {"minutes": 30, "therapist": self.user}
        if visit.kind != "group":
            attended = visit.kind == "session"
            self._service(PhysioSession, *place, voided=visit.voided, attended=attended, **treated)
            return
        centre, at = self.centres[visit.centre], place[2]
        group = self._add(
            GroupSession, centre=centre, at=at, service_date=centre.local_date(at), recorded_by=self.user, **treated
        )
        for number, patient in enumerate(everyone):
            self._service(
                PhysioSession, patient, *place[1:], voided=visit.voided and not number, group=group,
                attended=number != visit.who, **treated,
            )  # fmt: skip

    def _aftercare(self, visit: Visit, place: tuple[Any, ...]) -> None:
        """Of a device that is out: without one there is nothing to repair."""
        device = next((one for one in self.rows[Device] if one.patient == place[0] and one.is_delivered), None)
        if device is None:
            return
        if visit.kind == "repair":
            self._service(Repair, *place, voided=visit.voided, device=device, kind="repair", technician=self.user)
        else:
            self._service(FollowUp, *place, voided=visit.voided, device=device, seen_by=self.user)

    def _service(
        self, model: type[models.Model], patient: Patient, place: int, at: datetime, books: str, *, voided: bool,
        **fields: Any,
    ) -> None:  # fmt: skip
        centre = self.centres[place]
        on = centre.local_date(at)
        if voided:
            fields |= {"voided_at": at, "voided_by": self.user, "void_reason": VOID}
        row = self._add(
            model, patient=patient, centre=centre, at=at, service_date=on, recorded_by=self.user,
            late=books in ("waiting", "taken", "declined"), **fields,
        )  # fmt: skip
        if books in ("taken", "declined", "changed"):
            self._decide(row, centre, on, books)

    def _decide(self, row: Any, centre: Centre, on: date, books: str) -> None:
        month = on.replace(day=1)
        if (centre.pk, month) not in self.reports:
            self.reports[centre.pk, month] = self._add(Report, centre=centre, month=month)
        changed = books == "changed"
        self._add(
            Decision, centre=centre, month=month, kind="changed" if changed else "late", model=row._meta.model_name,
            row_id=row.pk, row_version=1 if changed else 0, verdict="taken" if books == "taken" else "declined",
            report=self.reports[centre.pk, month], reason="" if books == "taken" else "Told too late",
            decided_at=row.at, decided_by=self.user,
        )  # fmt: skip
