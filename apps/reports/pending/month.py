"""Everything that waits on one month of a centre, with the effect of each and of all together."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from apps.centres.models import Centre, Month, MonthState
from apps.devices.models import Delivery
from apps.patients.models import CountedService
from apps.reports.indicators import Fact
from apps.reports.models import Decision, Report, ReportStatus, Verdict, Waiting
from apps.reports.pending import facts
from apps.reports.pending.changed import ChangedItem, ChangedRecord, changed_items
from apps.reports.pending.effects import Effect, Place, added, sums
from apps.reports.pending.late import Key, late, late_of, name_of, undecided


@dataclass(frozen=True)
class LateRecord:
    """A late record, with what somebody decided on it; None while it waits."""

    key: Key
    row: CountedService
    decision: Decision | None

    @property
    def name(self) -> str:
        """As forms have it."""
        return name_of(self.key)

    @property
    def waits(self) -> bool:
        return self.decision is None


@dataclass
class MonthPending:
    """What waits on the month. The figures to compare with are those of the newest revision: sealed, or as counted now
    while it is being drafted; a change is always against what was sealed last."""

    centre: Centre
    month: date

    @cached_property
    def newest(self) -> Report | None:
        return self._revisions.first()

    @property
    def _revisions(self) -> QuerySet[Report]:
        rows = Report.objects.monthly().filter(centre=self.centre, month=self.month)
        return rows.select_related("centre").order_by("-revision")

    @cached_property
    def sealed(self) -> Report | None:
        """The newest revision that was submitted or approved."""
        return self._revisions.exclude(status=ReportStatus.DRAFT).first()

    @cached_property
    def drafting(self) -> bool:
        """Whether a revision is being drafted, so that late records can be taken into it."""
        if self.newest is not None and self.newest.is_sealed:
            return False
        held = Month.objects.filter(centre=self.centre, first_day=self.month).first()
        return held is None or held.state == MonthState.OPEN

    @cached_property
    def late(self) -> tuple[LateRecord, ...]:
        """The late records, those that wait first."""
        rows = late_of(self.centre, self.month)
        if not rows:
            return ()
        decided = Decision.objects.filter(kind=Waiting.LATE, centre=self.centre, month=self.month)
        known = {(one.model, one.row_id): one for one in decided.select_related("report", "decided_by")}
        found = [LateRecord(key, row, known.get(key)) for key, row in rows.items()]
        return tuple(sorted(found, key=lambda record: not record.waits))

    @property
    def waiting(self) -> tuple[LateRecord, ...]:
        return tuple(record for record in self.late if record.waits)

    @cached_property
    def _differing(self) -> list[ChangedItem]:
        return [] if self.sealed is None else changed_items(self.sealed, self._sealed, self._now)

    @cached_property
    def _orders(self) -> dict[UUID, ChangedRecord]:
        """By device, the orders on the waiting list only because their delivery, of whatever month, is not taken yet.

        What a late record would change is then told from where its order was when the month was sealed. A draft counts
        such an order as waiting.
        """
        if self.drafting:
            return {}
        alone = [item.records[0] for item in self._differing if len(item.records) == 1]
        orders = {record.key[1]: record for record in alone if record.key[0] == "device"}
        handed = late(Delivery, [self.centre]).filter(device__in=orders)
        return {device: orders[device] for device in handed.values_list("device", flat=True)}

    @cached_property
    def changed(self) -> tuple[ChangedItem, ...]:
        """What changed since, what waits first; nothing before anything was submitted."""
        handed = undecided(Delivery, [self.centre]).filter(device__in=self._orders)
        orders = {self._orders[device] for device in handed.values_list("device", flat=True)} if self._orders else set()
        items = [item for item in self._differing if not orders & set(item.records)]
        return tuple(sorted(items, key=lambda item: not item.waits))

    @property
    def changed_waiting(self) -> tuple[ChangedItem, ...]:
        return tuple(item for item in self.changed if item.waits)

    # --- effects -------------------------------------------------------------------------------------------

    @cached_property
    def _now(self) -> list[Fact]:
        return facts.now(self.centre, self.month)

    @cached_property
    def _sealed(self) -> list[Fact]:
        """What was sealed last; nothing before anything was."""
        return [] if self.sealed is None or self.sealed.seal_id is None else facts.sealed(self.sealed.seal_id)

    @cached_property
    def _base(self) -> Counter[Place]:
        """The figures that stand: sealed, or of the draft."""
        return sums(self._sealed if self.newest is not None and self.newest.is_sealed else self._now)

    def effects_of_late(self, records: Iterable[LateRecord]) -> dict[Key, Effect]:
        """What taking each of these records alone would change; of one that was taken, what leaving it out would.

        Different persons' records are counted at once: a round for each further record of one person.
        """
        rounds: dict[int, list[LateRecord]] = defaultdict(list)
        of_person: Counter[UUID] = Counter()
        for record in records:
            if record.decision is None or record.decision.verdict != Verdict.TAKEN:
                rounds[of_person[record.row.patient_id]].append(record)
                of_person[record.row.patient_id] += 1
        found: dict[Key, Effect] = {}
        for together in rounds.values():
            found |= self._round(together)
        return found

    def _round(self, records: list[LateRecord]) -> dict[Key, Effect]:
        without, taken = (_by_person(held) for held in self._without_and_with(records))
        return {
            record.key: Effect.of(self._base, sums(without[record.row.patient_id]), sums(taken[record.row.patient_id]))
            for record in records
        }

    def _without_and_with(self, records: Collection[LateRecord]) -> tuple[list[Fact], list[Fact]]:
        """The facts of the records' persons without any late record, and with these taken."""
        persons = {record.row.patient_id for record in records}
        taken = facts.now(self.centre, self.month, taking=_ids(records), persons=persons)
        handed = {getattr(record.row, "device_id", None) for record in records}
        still = [order for device, order in self._orders.items() if device not in handed]
        now = [fact for fact in self._now if fact.patient_id in persons]
        orders = [order for order in self._orders.values() if order.persons & persons]
        return _as_sealed(now, orders), _as_sealed(taken, [order for order in still if order.persons & persons])

    def effects_of_changed(self, items: Iterable[ChangedItem]) -> list[Effect]:
        """What each of these changes alone makes of the sealed figures."""
        sealed, base, found = _by_person(self._sealed), sums(self._sealed), []
        for item in items:
            gone, persons = set(item.before), {fact.patient_id for fact in (*item.before, *item.after)}
            held = [fact for person in persons for fact in sealed[person]]
            left = [fact for fact in held if fact not in gone]
            found.append(Effect.of(base, sums(held), sums([*left, *item.after])))
        return found

    def joint_of_late(self, records: Collection[LateRecord]) -> Effect:
        """What taking all of these would change."""
        return Effect.of(self._base, *self._moved_by_late(records))

    def joint_of_changed(self, items: Collection[ChangedItem]) -> Effect:
        """What all of these changes together make of the sealed figures."""
        return Effect.of(sums(self._sealed), *self._moved_by_changed(items))

    def joint(self, records: Collection[LateRecord], items: Collection[ChangedItem]) -> Effect:
        """What a further revision would change that takes all of these records and counts all of these changes."""
        minus, plus = self._moved_by_late(records)
        if items and not self.drafting:
            less, more = self._moved_by_changed(items)
            minus, plus = added(minus, less), added(plus, more)
        return Effect.of(self._base, minus, plus)

    def _moved_by_late(self, records: Collection[LateRecord]) -> tuple[Counter[Place], Counter[Place]]:
        if not records:
            return Counter(), Counter()
        without, taken = self._without_and_with(records)
        return sums(without), sums(taken)

    def _moved_by_changed(self, items: Iterable[ChangedItem]) -> tuple[Counter[Place], Counter[Place]]:
        gone = {fact for item in items for fact in item.before}
        left = [fact for fact in self._sealed if fact not in gone]
        return sums(self._sealed), sums([*left, *(fact for item in items for fact in item.after)])


def _as_sealed(held: Iterable[Fact], orders: Collection[ChangedRecord]) -> list[Fact]:
    """The facts with those of the orders as they were sealed."""
    keys = {order.key for order in orders}
    kept = [fact for fact in held if (fact.model, fact.id) not in keys]
    return [*kept, *(fact for order in orders for fact in order.before)]


def _ids(records: Iterable[LateRecord]) -> list[UUID]:
    return [record.key[1] for record in records]


def _by_person(found: Iterable[Fact]) -> dict[UUID, list[Fact]]:
    held: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in found:
        held[fact.patient_id].append(fact)
    return held
