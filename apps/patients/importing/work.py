"""The two runs of an import in the background: checking every line, and entering those that are ready.

Either can be cut off at any moment and begun again: lines that were checked or entered are not done twice.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar
from uuid import UUID

from apps.core import jobs
from apps.core.clock import now
from apps.patients.actions import imports
from apps.patients.forms.import_line import LineForm
from apps.patients.importing import doubts
from apps.patients.importing.reading import Line, Unreadable, read
from apps.patients.models import ImportPhase, ImportRow, Patient, RegisterImport, RowOutcome

CHECKED_AT_ONCE, ENTERED_AT_ONCE = 200, 50
T = TypeVar("T")


def run(*, job_id: UUID) -> bool:
    """Do what the import waits for. False when somebody else is at it, there is nothing to do, or it went wrong."""
    job = imports.lease(job_id=job_id, at=now())
    if job is None:
        return False
    return jobs.carried_out(job, _entered if job.phase == ImportPhase.ENTERING else _checked)


def _checked(job: RegisterImport) -> bool:
    try:
        lines = read(bytes(job.content)).lines
    except Unreadable as unreadable:
        jobs.give_up(job=job, error=unreadable.code, at=now())
        return False
    last = job.rows.order_by("-number").values_list("number", flat=True).first() or 0
    keyed = list(_keyed(job, lines))
    twice = doubts.twice_in_file(lines)
    left = [(line, key) for line, key in keyed if line.number > last]
    for chunk in chunks(left, CHECKED_AT_ONCE):
        known = set(Patient.objects.filter(pk__in=[key for _line, key in chunk]).values_list("pk", flat=True))
        rows = [_row(job, line, key, known=key in known, twice=line.number in twice) for line, key in chunk]
        if not imports.note_lines(job=job, rows=rows, total=lines[-1].number, at=now()):
            return False
    return imports.note_checked(job=job, total=lines[-1].number, at=now())


def _keyed(job: RegisterImport, lines: Iterable[Line]) -> Iterator[tuple[Line, UUID]]:
    """Each line with the key of the person it stands for; equal lines without a number are told apart by order."""
    seen: Counter[UUID] = Counter()
    for line in lines:
        first = imports.key_of(centre=job.centre, values=line.values)
        yield line, imports.key_of(centre=job.centre, values=line.values, occurrence=seen[first])
        seen[first] += 1


def _row(job: RegisterImport, line: Line, key: UUID, *, known: bool, twice: bool) -> ImportRow:
    """What the check found about one line."""
    row = ImportRow(register_import=job, number=line.number, values=line.values)
    if known and not twice:
        row.outcome, row.patient_id = RowOutcome.KNOWN, key
        return row
    form = LineForm(line.values, centre=job.centre)
    row.findings = form.findings()
    if twice:
        row.findings.append(["paper_number", "twice_in_file"])
    row.candidates = [] if row.findings else doubts.candidates(job.centre, form.facts())
    row.outcome = RowOutcome.WRONG if row.findings else RowOutcome.DOUBTFUL if row.candidates else RowOutcome.READY
    return row


def _entered(job: RegisterImport) -> bool:
    by = job.decided_by or job.asked_by
    if by is None:
        raise ValueError("an import is decided on by somebody")
    keys = {line.number: key for line, key in _keyed(job, read(bytes(job.content)).lines)}
    ready = job.rows.filter(outcome=RowOutcome.READY).select_related("register_import__centre")
    for chunk in chunks(list(ready), ENTERED_AT_ONCE):
        entries = [_entry(job, row, keys[row.number]) for row in chunk]
        if not imports.enter(job=job, entries=entries, by=by, at=now()):
            return False
    return imports.note_entered(job=job, at=now())


def _entry(job: RegisterImport, row: ImportRow, key: UUID) -> imports.Entry:
    form = LineForm(row.values, centre=job.centre)
    form.findings()
    return imports.Entry(row, {"id": key, **form.person()}, form.limbs())


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`, in order."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
