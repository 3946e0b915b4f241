"""Whether what was frozen is still what it was: figures, the rows behind them, the chain, the signatures, the files.

Nothing here trusts another table's word for it: every digest is computed again, every figure counted again from its
sealed rows, every file laid out again. Reads only.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from apps.centres.models import Centre
from apps.reports import chain, document
from apps.reports.actions.snapshots import one_state_of_the_rows
from apps.reports.indicators import RULE_SET
from apps.reports.models import Deed, Report, ReportFile, ReportStatus, Seal, SignOff, Snapshot
from apps.reports.recount import differences
from apps.reports.snapshot import checksum, from_data

UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, IndexError)
SHOWN = 5


@dataclass(frozen=True)
class Finding:
    """Something that is not what it was. `kind`: a stable code; `where`: the report or the place in the chain."""

    kind: str
    where: str
    sentence: str


@dataclass
class Outcome:
    """`seen`: how many of each kind were looked at, and what of it could not be (`earlier_layout`, `earlier_rules`)."""

    findings: list[Finding] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def say(self, kind: str, where: str, sentence: str) -> None:
        self.findings.append(Finding(kind, where, sentence))


def verify(centre: Centre | None = None, *, rendering: bool = True) -> Outcome:
    """Look at everything that was frozen, of one centre or of all; `rendering`: lay the files out again too."""
    outcome = Outcome()
    with one_state_of_the_rows():
        whose = {} if centre is None else {"report__centre": centre}
        _snapshots(outcome, whose)
        for place in [centre] if centre is not None else Centre.objects.all():
            _chain(outcome, place)
            _reports(outcome, place)
        _files(outcome, {} if centre is None else {"job__report__centre": centre}, rendering=rendering)
    return outcome


def _snapshots(outcome: Outcome, whose: dict[str, Any]) -> None:
    for snapshot in Snapshot.objects.filter(**whose).select_related("report__centre").iterator(chunk_size=20):
        outcome.seen["snapshots"] += 1
        content = snapshot.content
        if checksum(content) != snapshot.checksum:
            outcome.say(
                "figures_changed", snapshot.report.name,
                _("%(report)s: the figures of snapshot %(key)s are not those that were frozen.")
                % {"report": snapshot.report.name, "key": snapshot.checksum[:12]},
            )  # fmt: skip
        if content.get("rule_set") != snapshot.rule_set:
            outcome.say(
                "rule_set_changed", snapshot.report.name,
                _("%(report)s: the rule set of snapshot %(key)s was changed.")
                % {"report": snapshot.report.name, "key": snapshot.checksum[:12]},
            )  # fmt: skip


TORN = {
    "gap": ("seal_missing", lambda: _("%(centre)s: seal %(position)d of the chain is missing.")),
    "previous": (
        "chain_broken", lambda: _("%(centre)s: seal %(position)d does not follow from the seal before it."),
    ),
    "digest": ("seal_changed", lambda: _("%(centre)s: seal %(position)d of the chain is not what was sealed.")),
}  # fmt: skip


def _chain(outcome: Outcome, centre: Centre) -> None:
    snapshots = {
        key: (mark, rules, report)
        for key, mark, rules, report in Snapshot.objects.filter(report__centre=centre).values_list(
            "pk", "checksum", "rule_set", "report_id"
        )
    }
    links = []
    for seal in Seal.objects.filter(centre=centre).order_by("position").iterator(chunk_size=2):
        outcome.seen["seals"] += 1
        mark, rules, report = snapshots.get(seal.snapshot_id, ("", "", None))
        links.append(
            chain.Link(centre.code, seal.position, seal.previous, mark, rules, seal.rows_checksum, seal.digest)
        )
        said = {"centre": centre.code, "position": seal.position}
        where = f"{centre.code} #{seal.position}"
        if report != seal.report_id:
            outcome.say(
                "snapshot_missing", where, _("%(centre)s: the figures of seal %(position)d are missing.") % said
            )
            continue
        if checksum(seal.rows) != seal.rows_checksum:
            outcome.say("rows_changed", where, _("%(centre)s: the rows of seal %(position)d were changed.") % said)
        _recount(outcome, seal, where, said)
    for position, what in chain.torn(links):
        kind, words = TORN[what]
        outcome.say(kind, f"{centre.code} #{position}", words() % {"centre": centre.code, "position": position})


def _recount(outcome: Outcome, seal: Seal, where: str, said: dict[str, Any]) -> None:
    """Figures counted under earlier rules are not counted again under today's."""
    if seal.snapshot.rule_set != RULE_SET:
        outcome.seen["earlier_rules"] += 1
        return
    try:
        apart = differences(from_data(seal.snapshot.content), seal.rows)
    except UNREADABLE:
        outcome.say("unreadable", where, _("%(centre)s: seal %(position)d cannot be read.") % said)
        return
    outcome.seen["recounted"] += 1
    for one in apart[:SHOWN]:
        words = _("%(centre)s: seal %(position)d says %(where)s %(said)s, its rows give %(counted)s.")
        told = {"where": one.where, "said": _figure(one.said), "counted": _figure(one.counted)}
        outcome.say("figure_differs", where, words % {**said, **told})
    if len(apart) > SHOWN:
        more = _("%(centre)s: seal %(position)d has %(count)d more figures that its rows do not give.")
        outcome.say("figure_differs", where, more % {**said, "count": len(apart) - SHOWN})


def _figure(value: Any) -> str:
    return "—" if value is None else str(value)


def _reports(outcome: Outcome, centre: Centre) -> None:
    """Every revision has what its status says it has."""
    seals = {
        key: (report, snapshot)
        for key, report, snapshot in Seal.objects.filter(centre=centre).values_list("pk", "report_id", "snapshot_id")
    }
    signed = set(SignOff.objects.filter(report__centre=centre).values_list("seal_id", "deed"))
    revisions: dict[Any, list[int]] = {}
    for report in Report.objects.monthly().filter(centre=centre).select_related("centre").order_by("month", "revision"):
        outcome.seen["reports"] += 1
        revisions.setdefault(report.month, []).append(report.revision)
        for kind, words in _wrong_of(report, seals, signed):
            outcome.say(kind, report.name, words % {"report": report.name})
    for month, numbers in revisions.items():
        if numbers != list(range(1, len(numbers) + 1)):
            words = _("%(centre)s %(month)s: a revision is missing.")
            said = {"centre": centre.code, "month": f"{month:%Y-%m}"}
            outcome.say("revision_missing", f"{centre.code}-{month:%Y-%m}", words % said)
    for seal_id, deed in sorted(signed - {(None, Deed.REOPENED)}, key=str):
        if seal_id not in seals:
            words = _("%(centre)s: what was signed (%(deed)s) is missing.")
            outcome.say("signed_missing", centre.code, words % {"centre": centre.code, "deed": Deed(deed).label})


def _wrong_of(report: Report, seals: dict[Any, Any], signed: set[Any]) -> Iterator[tuple[str, str]]:
    if report.status == ReportStatus.DRAFT:
        return
    if seals.get(report.seal_id, (None,))[0] != report.pk:
        yield "report_unsealed", _("%(report)s: the seal of what was submitted is missing.")
        return
    needed = {Deed.SUBMITTED} if report.status == ReportStatus.TO_VALIDATE else {Deed.SUBMITTED, Deed.APPROVED}
    if not {(report.seal_id, deed.value) for deed in needed} <= signed:
        yield "signature_missing", _("%(report)s: a signature is missing.")
    content = Snapshot.objects.filter(pk=seals[report.seal_id][1]).values_list("content", flat=True).first() or {}
    of = (content.get("scope"), content.get("month"), content.get("revision"))
    if of != (report.places[0].code, f"{report.month:%Y-%m}", report.revision):
        yield "other_report", _("%(report)s: the figures sealed with it are those of another report.")


def _files(outcome: Outcome, whose: dict[str, Any], *, rendering: bool) -> None:
    layout = document.layout_digest() if rendering else ""
    rows = ReportFile.objects.filter(**whose).select_related("job__report__centre", "snapshot__report__centre")
    for file in rows.order_by("rendered_at").iterator(chunk_size=10):
        outcome.seen["files"] += 1
        said = {"file": file.name}
        content = bytes(file.content)
        if hashlib.sha256(content).hexdigest() != file.sha256:
            outcome.say("file_changed", file.name, _("%(file)s: the file is not the one that was made.") % said)
        if rendering and file.layout != layout:
            outcome.seen["earlier_layout"] += 1
        elif rendering:
            outcome.seen["rendered"] += 1
            if _again(file) != content:
                words = _("%(file)s: laid out again from its figures, it is another file.")
                outcome.say("file_differs", file.name, words % said)


def _again(file: ReportFile) -> bytes:
    try:
        return document.again(file)
    except UNREADABLE:
        return b""
