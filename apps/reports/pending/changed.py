"""What changed after a month was sealed: the rows that stand behind its figures against the records as they are now.

Records that depend on each other are one change: what was delivered and its order; the records of two people who were
merged; everything of a person whose sex or birth was corrected, or whose repair counts differently because the
delivery beside it was voided. A record that did not change itself may count differently because of one in another
month: the first prosthesis ever, the first visit ever.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from apps.devices.models import Delivery, FollowUp, Repair
from apps.reports.indicators import Fact
from apps.reports.models import Decision, Report, Verdict, Waiting
from apps.reports.pending import facts
from apps.reports.pending.late import Key, name_of
from apps.reports.snapshot import canonical

OF_DEVICES: tuple[tuple[str, type[Delivery | Repair | FollowUp]], ...] = (
    ("delivery", Delivery), ("repair", Repair), ("followup", FollowUp),
)  # fmt: skip
Told = tuple[str, str, str, str, int, str]


@dataclass(frozen=True)
class ChangedRecord:
    """A record with the facts that were sealed (`before`) and those it makes now (`after`)."""

    key: Key
    before: tuple[Fact, ...]
    after: tuple[Fact, ...]

    @property
    def persons(self) -> frozenset[UUID]:
        """Whose it was and whose it is: two after a merge."""
        return frozenset(fact.patient_id for fact in (*self.before, *self.after))

    @property
    def moved(self) -> bool:
        """Whether it is now another person's record."""
        return len(self.persons) > 1

    @property
    def itself(self) -> bool:
        """Whether the record was changed, and not only what stands beside it."""
        return {fact.version for fact in self.before} != {fact.version for fact in self.after}

    @cached_property
    def state(self) -> int:
        """A number for what it counts as now, by which a decision knows whether it has changed again."""
        digest = hashlib.sha256(canonical(sorted(map(list, map(_told, self.after))))).digest()
        return int.from_bytes(digest[:4]) >> 1


@dataclass(frozen=True)
class ChangedItem:
    """Records that changed together, with the decisions to leave them as they were."""

    records: tuple[ChangedRecord, ...]
    decisions: tuple[Decision, ...] = ()

    @property
    def keys(self) -> tuple[Key, ...]:
        return tuple(record.key for record in self.records)

    @property
    def name(self) -> str:
        """As forms have it: the name of its first record."""
        return name_of(self.keys[0])

    @property
    def waits(self) -> bool:
        """Whether anything of it was not decided on as it is now."""
        return len(self.decisions) < len(self.records)

    @property
    def decision(self) -> Decision | None:
        """The last one; None while nothing of it was decided on."""
        return max(self.decisions, key=lambda one: one.decided_at, default=None)

    @property
    def before(self) -> list[Fact]:
        return [fact for record in self.records for fact in record.before]

    @property
    def after(self) -> list[Fact]:
        return [fact for record in self.records for fact in record.after]


def changed_in(report: Report) -> list[ChangedRecord]:
    """The records of a report's month that count differently than when it was sealed; none before it was."""
    if report.seal_id is None:
        return []
    return changed_records(report, facts.sealed(report.seal_id), facts.now(report.places[0], report.month))


def changed_records(report: Report, sealed: Iterable[Fact], now: Iterable[Fact]) -> list[ChangedRecord]:
    """The records with different facts. What came late and was taken since is not among them."""
    before, after, taken = _by_record(sealed), _by_record(now), _taken(report)
    return [
        ChangedRecord(key, before.get(key, ()), after.get(key, ()))
        for key in sorted({*before, *after})
        if _kinds(before.get(key, ())) != _kinds(after.get(key, ())) and not (key in taken and key not in before)
    ]


def changed_items(report: Report, sealed: Iterable[Fact], now: Iterable[Fact]) -> list[ChangedItem]:
    """The same, what depends on each other together, by date."""
    records = changed_records(report, sealed, now)
    if not records:
        return []
    decided = {
        (one.model, one.row_id, one.row_version): one
        for one in Decision.objects.filter(report=report, kind=Waiting.CHANGED).select_related("decided_by")
    }
    found = []
    for group in _together(records):
        known = (decided.get((*record.key, record.state)) for record in group)
        found.append(ChangedItem(tuple(group), tuple(one for one in known if one is not None)))
    return sorted(found, key=lambda item: min(fact.happened for fact in (*item.before, *item.after)))


def _together(records: list[ChangedRecord]) -> Iterable[list[ChangedRecord]]:
    """The records in groups: joined by a common device, by a merge, and where one changed because of another."""
    devices = _devices(records)
    moved = {person for record in records if record.moved for person in record.persons}
    beside = {person for record in records if not record.itself for person in record.persons}
    groups: list[tuple[set[UUID], list[ChangedRecord]]] = []
    for record in records:
        ties = {devices[record.key], *(record.persons & (moved | beside)), *(record.persons if record.moved else ())}
        joined = [group for group in groups if group[0] & ties]
        groups = [group for group in groups if not group[0] & ties]
        groups.append((ties.union(*(group[0] for group in joined)), [*(one for g in joined for one in g[1]), record]))
    return (sorted(group, key=lambda record: (not record.itself, record.key)) for _ties, group in groups)


def _devices(records: list[ChangedRecord]) -> dict[Key, UUID]:
    """The device a record is about; of others their own key."""
    found = {record.key: record.key[1] for record in records}
    for model, kind in OF_DEVICES:
        keys = [key for name, key in found if name == model]
        for key, device in kind._default_manager.filter(pk__in=keys).values_list("pk", "device"):
            found[model, key] = device
    return found


def _taken(report: Report) -> set[Key]:
    """Late records that were taken since: they are told as such."""
    rows = Decision.objects.filter(
        kind=Waiting.LATE, verdict=Verdict.TAKEN, centre=report.centre, month=report.month
    ).values_list("model", "row_id")
    return set(rows)


def _by_record(found: Iterable[Fact]) -> dict[Key, tuple[Fact, ...]]:
    records: dict[Key, list[Fact]] = defaultdict(list)
    for fact in found:
        records[fact.model, fact.id].append(fact)
    return {key: tuple(held) for key, held in records.items()}


def _kinds(held: Iterable[Fact]) -> set[Told]:
    return {_told(fact) for fact in held}


def _told(fact: Fact) -> Told:
    """What a fact says, without the version: an order that was delivered a month later still waited in this one."""
    return fact.code, fact.detail, str(fact.patient_id), fact.happened.isoformat(), fact.units, fact.band
