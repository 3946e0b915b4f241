"""What waits on a month in words, as one reader may know it: the record, what happened to it, and its effect."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import Permission
from apps.centres.models import Centre
from apps.patients.models import CountedService, Merge, MergeState
from apps.reports.indicators import Fact
from apps.reports.listing import KINDS, Line, told
from apps.reports.models import Decision
from apps.reports.pending.changed import ChangedItem, ChangedRecord
from apps.reports.pending.effects import GUARDED, Effect
from apps.reports.pending.late import Key
from apps.reports.pending.month import LateRecord, MonthPending
from apps.reports.words import column_name

FIRST_EVER = {"BENNEW", "NEWPRO", "NEWORT", "NEWPRO-UNKNOWN", "NEWORT-UNKNOWN"}


@dataclass(frozen=True)
class ToldRecord:
    """A record and what happened to it, a sentence each."""

    line: Line
    happened: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """One thing that waits or was decided on. `name`: as forms have it; `effect` None: it counts already."""

    name: str
    records: tuple[ToldRecord, ...]
    effect: Effect | None
    decision: Decision | None
    decided_on: str
    waits: bool

    @property
    def happened(self) -> tuple[str, ...]:
        """What happened to its records, each sentence once."""
        return tuple(dict.fromkeys(said for record in self.records for said in record.happened))


@dataclass(frozen=True)
class Reader:
    """Who reads, and what they may know in the centre."""

    user: User
    centre: Centre

    @property
    def guarded(self) -> bool:
        return access.allows(self.user, Permission.VIEW_GUARDED, self.centre)

    @property
    def patients(self) -> bool:
        return access.allows(self.user, Permission.VIEW_PATIENTS, self.centre)

    def lines(self, facts: list[Fact]) -> list[Line]:
        return told(facts, reader=self.user, centres=[self.centre])

    def decided_on(self, decision: Decision | None) -> str:
        """The date of a decision at the centre; "" while there is none."""
        return "" if decision is None else self.day(decision.decided_at)

    def day(self, at: datetime) -> str:
        """The date at the centre."""
        return at.astimezone(self.centre.zone).date().isoformat()


def told_late(pending: MonthPending, records: Sequence[LateRecord], *, reader: User) -> list[Told]:
    """Late records in words, with the effect that taking each would have."""
    read, effects = Reader(reader, pending.centre), pending.effects_of_late(records)
    lines = read.lines([_as_fact(record) for record in records])
    found = []
    for record, line in zip(records, lines, strict=True):
        recorded = _("Recorded on %(when)s by %(name)s") % {
            "when": read.day(record.row.created_at), "name": record.row.recorded_by,
        }  # fmt: skip
        effect = effects.get(record.key)
        found.append(
            Told(
                record.name, (ToldRecord(line, (recorded,)),),
                None if effect is None else effect.shown(guarded=read.guarded), record.decision,
                read.decided_on(record.decision), record.waits,
            )
        )  # fmt: skip
    return found


def told_changed(pending: MonthPending, items: Sequence[ChangedItem], *, reader: User) -> list[Told]:
    """Changes in words, with what each makes of the sealed figures."""
    read, effects = Reader(reader, pending.centre), pending.effects_of_changed(items)
    records = [record for item in items for record in item.records]
    lines = dict(zip((r.key for r in records), read.lines([_standing_for(r) for r in records]), strict=True))
    rows = _rows(records)
    return [
        Told(
            item.name,
            tuple(
                ToldRecord(lines[record.key], tuple(_happened(record, rows.get(record.key), read)))
                for record in item.records
            ),
            effect.shown(guarded=read.guarded), item.decision, read.decided_on(item.decision), item.waits,
        )
        for item, effect in zip(items, effects, strict=True)
    ]  # fmt: skip


def _as_fact(record: LateRecord) -> Fact:
    """A late record as the listing takes it: a service like any other, under a figure that tells nothing guarded."""
    row, (model, key) = record.row, record.key
    return Fact("BEN", "", model, key, row.version, row.patient_id, row.centre_id, row.service_date, 1, "other")


def _standing_for(record: ChangedRecord) -> Fact:
    """The fact the listing is to tell: under a guarded figure where nothing else of the record has changed."""
    fact = (*record.before, *record.after)[0]
    codes = {one.code for one in _differing(record)}
    return replace(fact, code=min(codes)) if codes <= GUARDED else replace(fact, code="BEN")


def _differing(record: ChangedRecord) -> list[Fact]:
    before, after = ({replace(fact, version=0) for fact in held} for held in (record.before, record.after))
    return list(before ^ after)


def _rows(records: Iterable[ChangedRecord]) -> dict[Key, Any]:
    found: dict[Key, Any] = {}
    for model, kind in KINDS.items():
        keys = [record.key[1] for record in records if record.key[0] == model]
        rows = kind.rows(keys) if keys else ()
        found |= {(model, row.pk): row for row in rows}
    return found


def _happened(record: ChangedRecord, row: Any, read: Reader) -> Iterable[str]:
    """What happened to a record since it was sealed, in sentences."""
    if {one.code for one in _differing(record)} <= GUARDED and not read.guarded:
        yield _("A guarded detail was corrected.")
    elif isinstance(row, CountedService) and row.voided_at is not None:
        yield from _voided(row, read)
    elif not record.before:
        yield _appeared(row, read)
    elif not record.after:
        yield _vanished(row, record)
    else:
        yield from list(_corrected(record, read)) or [_("Its type, quantity or date was corrected.")]


def _voided(row: CountedService, read: Reader) -> Iterable[str]:
    assert row.voided_at is not None  # noqa: S101
    said = {"when": read.day(row.voided_at), "name": row.voided_by, "reason": row.void_reason}
    if read.patients:
        yield _("Voided on %(when)s by %(name)s: %(reason)s") % said
    else:
        yield _("Voided on %(when)s by %(name)s") % said


def _appeared(row: Any, read: Reader) -> str:
    if isinstance(row, CountedService):
        return _("Did not count then; recorded on %(when)s by %(name)s") % {
            "when": read.day(row.created_at), "name": row.recorded_by,
        }  # fmt: skip
    return _("Did not count then: it was entered, dated back, ended or taken back since.")


def _vanished(row: Any, record: ChangedRecord) -> str:
    on = getattr(row, "service_date", None)
    if on is not None and on.replace(day=1) != record.before[0].happened.replace(day=1):
        return _("Its date is now %(date)s.") % {"date": on.isoformat()}
    return _("No longer counts in this month.")


def _corrected(record: ChangedRecord, read: Reader) -> Iterable[str]:
    if record.moved:
        yield _merged(record, read)
    bands = [sorted({column_name(fact.band) for fact in held}) for held in (record.before, record.after)]
    if bands[0] != bands[1]:
        yield _("Counts under %(now)s, was under %(then)s: sex or date of birth was corrected, or the first service of "
                "the month is another one.") % {
            "then": ", ".join(bands[0]), "now": ", ".join(bands[1]),
        }  # fmt: skip
    codes = [{fact.code for fact in held if read.guarded or fact.code not in GUARDED}
             for held in (record.before, record.after)]  # fmt: skip
    if codes[1] - codes[0]:
        yield _("Now counts in %(codes)s too.") % {"codes": ", ".join(sorted(codes[1] - codes[0]))}
    if codes[0] - codes[1]:
        yield _("No longer counts in %(codes)s.") % {"codes": ", ".join(sorted(codes[0] - codes[1]))}
    if not record.itself and (codes[0] ^ codes[1]) & FIRST_EVER:
        yield _("This record is as it was: another record of the person, maybe of another month, was taken, voided or "
                "corrected, so that the first one ever is not the same.")  # fmt: skip


def _merged(record: ChangedRecord, read: Reader) -> str:
    """Two people who were made one, or a merge that was undone."""
    both = record.persons
    merge = (
        Merge.objects.filter(survivor__in=both, loser__in=both, state__in=(MergeState.APPROVED, MergeState.UNDONE))
        .select_related("survivor", "loser", "decided_by", "undone_by").order_by("-decided_at").first()
    )  # fmt: skip
    if merge is None:
        return _("Now another person's record.")
    said = {"loser": merge.loser.number, "survivor": merge.survivor.number}
    if merge.undone_at is not None:
        said |= {"when": read.day(merge.undone_at), "name": str(merge.undone_by)}
        return _("The merge of %(loser)s into %(survivor)s was undone on %(when)s by %(name)s.") % said
    said |= {"when": read.day(merge.decided_at) if merge.decided_at else "", "name": str(merge.decided_by)}
    return _("%(loser)s was merged into %(survivor)s on %(when)s by %(name)s.") % said
