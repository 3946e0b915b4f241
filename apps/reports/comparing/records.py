"""Which records came in and went out between two revisions of a month, and which are counted differently."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.centres import access
from apps.centres.access import Permission
from apps.core.problems import Text
from apps.reports.indicators import BY_CODE, INDICATORS, Fact
from apps.reports.listing import Line, told
from apps.reports.pending import facts
from apps.reports.subject import Subject

Key = tuple[str, UUID]
CAME, WENT, OTHERWISE = "came", "went", "otherwise"
ORDER = [indicator.code for indicator in INDICATORS]
KINDS = {CAME: "good", WENT: "bad", OTHERWISE: "warn"}


@dataclass(frozen=True)
class Move:
    """A record that is counted differently. `what`: came, went, otherwise; `codes`: the figures it stands in."""

    what: str
    fact: Fact
    codes: str
    line: Line

    @property
    def label(self) -> Text:
        """What happened to it."""
        return {CAME: _("came in"), WENT: _("went out"), OTHERWISE: _("counts differently")}[self.what]

    @property
    def kind(self) -> str:
        """The sign beside it."""
        return KINDS[self.what]


@dataclass(frozen=True)
class Moves:
    """By date. `untold`: whether there are figures whose rows the reader may not know."""

    moves: tuple[Move, ...]
    untold: bool = False


def moves(a: Subject, b: Subject, reader: User) -> Moves:
    """What makes revision `b` another one than `a`, as far as the reader may know whose causes are behind it."""
    (centre,) = a.scope.centres
    guarded = not access.allows(reader, Permission.VIEW_GUARDED, centre)
    before, now = (_by_record(_facts(subject), guarded=guarded) for subject in (a, b))
    found = []
    for key in {*before, *now}:
        first, second = before.get(key, []), now.get(key, [])
        if _counts(first) != _counts(second):
            what = WENT if not second else CAME if not first else OTHERWISE
            found.append((what, (second or first)[0], _codes([*first, *second])))
    lines = told([fact for _what, fact, _in in found], reader=reader, centres=a.scope.centres, sealed=True)
    made = (Move(what, fact, codes, line) for (what, fact, codes), line in zip(found, lines, strict=True))
    return Moves(tuple(sorted(made, key=lambda one: (one.fact.happened, one.what, str(one.fact.id)))), guarded)


def _facts(subject: Subject) -> list[Fact]:
    if subject.row is not None and subject.row.seal_id is not None:
        return facts.sealed(subject.row.seal_id)
    return facts.now(subject.scope.centres[0], subject.of.month)


def _by_record(found: Iterable[Fact], *, guarded: bool) -> dict[Key, list[Fact]]:
    records: dict[Key, list[Fact]] = defaultdict(list)
    for fact in found:
        if not (guarded and BY_CODE[fact.code].guarded):
            records[fact.model, fact.id].append(fact)
    return records


def _counts(found: list[Fact]) -> set[Fact]:
    """What matters of the facts of a record: a further version that counts the same is no difference."""
    return {replace(fact, version=0) for fact in found}


def _codes(found: list[Fact]) -> str:
    """The figures in the order of the report; notes go without saying."""
    codes = {fact.code for fact in found}
    return ", ".join(code for code in ORDER if code in codes)
