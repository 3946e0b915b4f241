"""Take over an old register: a file is brought, checked line by line, decided on, and entered in the background.

Nothing is entered before somebody has seen the dry run and said so. Each person's key follows from the centre and the
line's own number (or, without one, from what the line says): the same file again enters nobody twice.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core import jobs
from apps.core.problems import Refused, refuse, refuse_if
from apps.core.writing import locked, make_once, save
from apps.patients.actions import impairments, patients
from apps.patients.models import ImportPhase, ImportRow, Patient, RegisterImport, RowOutcome
from apps.patients.policies import imports as policies

RUN = "apps.patients.tasks.run_import"
LARGEST = 10 * 2**20  # bytes


@dataclass(frozen=True)
class Entry:
    """A line ready to be entered: the arguments of `patients.register`, and those of `impairments.record` per limb."""

    row: ImportRow
    person: dict[str, Any]
    limbs: Sequence[dict[str, Any]]


def key_of(*, centre: Centre, values: dict[str, str], occurrence: int = 0) -> UUID:
    """The key of the person a line stands for: the same for the same paper number, or the same words, at a centre."""
    number = values.get("paper_number")
    words = number or "\x1f".join(f"{name}={values[name]}" for name in sorted(values)) + f"\x1f{occurrence}"
    return uuid5(centre.pk, f"register {'number' if number else 'line'} {words}")


@transaction.atomic
def bring(
    *, centre: Centre, file_name: str, content: bytes, by: User, at: datetime, id: UUID | None = None
) -> RegisterImport:
    """Take in a file and have it checked; nobody is entered yet. Raises Refused for an empty or too large file."""
    if not content:
        refuse(_("This file is empty."), code="invalid", field="file")
    if len(content) > LARGEST:
        refuse(_("This file is larger than 10 MB. Divide the register into several files."), field="file")
    brought, created = make_once(
        RegisterImport, id, owner=("centre",), centre=centre, file_name=file_name[-200:], content=content,
        sha256=hashlib.sha256(content).hexdigest(), asked_by=by, asked_at=at,
    )  # fmt: skip
    if created:
        jobs.wake(RUN, brought.pk)
    return brought


def lease(*, job_id: UUID, at: datetime) -> RegisterImport | None:
    """Take the import that nobody works on; None when there is nothing to do."""
    known = RegisterImport.objects.select_related("centre", "asked_by", "decided_by")
    return jobs.lease(known, job_id=job_id, at=at)


@transaction.atomic
def note_lines(*, job: RegisterImport, rows: Sequence[ImportRow], total: int, at: datetime) -> bool:
    """Keep what the check found for some lines, with the progress. False: the job is no longer ours."""
    last = rows[-1].number if rows else 0
    if not jobs.advance(job=job, at=at, total=total, done=last):
        return False
    ImportRow.objects.bulk_create(rows, ignore_conflicts=True)
    return True


def note_checked(*, job: RegisterImport, total: int, at: datetime) -> bool:
    """The dry run is over; somebody has to decide."""
    return jobs.finish(job=job, at=at, phase=ImportPhase.CHECKED, total=total, done=total)


@transaction.atomic
def decide_line(
    *, row: ImportRow, outcome: str, by: User, patient: Patient | None = None, version: int | None = None
) -> ImportRow:
    """Decide on a doubtful line: enter it (READY), or leave it out (SKIPPED), being `patient` where one is given,
    who then keeps the line's paper number. Raises Refused when there is nothing to decide.
    """
    row = locked(row, version=version)
    refuse_if(policies.decide(row, outcome), code="invalid")
    row.outcome, row.patient = outcome, patient if outcome == RowOutcome.SKIPPED else None
    save(row, "outcome", "patient")
    number = row.values.get("paper_number", "")
    if row.patient is not None and number:
        centre = row.register_import.centre
        patients.note_paper_number(patient=row.patient, centre=centre, number=number[:40], by=by)
    return row


@transaction.atomic
def commit(*, register_import: RegisterImport, by: User, at: datetime, version: int | None = None) -> RegisterImport:
    """Have the lines that are ready entered. Doubtful ones nobody decided on are left out."""
    brought = locked(register_import, version=version)
    ready = brought.rows.filter(outcome=RowOutcome.READY).count()
    refuse_if(policies.commit(brought, ready=ready), code="invalid")
    brought.phase, brought.state, brought.attempts = ImportPhase.ENTERING, jobs.JobState.QUEUED, 0
    brought.finished_at, brought.error, brought.decided_by, brought.decided_at = None, "", by, at
    brought.total, brought.done = ready, 0
    save(
        brought, "phase", "state", "attempts", "finished_at", "error", "decided_by", "decided_at", "total", "done"
    )  # fmt: skip
    jobs.wake(RUN, brought.pk)
    return brought


@transaction.atomic
def enter(*, job: RegisterImport, entries: Sequence[Entry], by: User, at: datetime) -> bool:
    """Enter some lines, all of them or none. A line that is refused after all says so and stays out.

    False, and nothing entered, when the job is no longer ours.
    """
    left = job.rows.filter(outcome=RowOutcome.READY).count()
    if not jobs.advance(job=job, at=at, done=job.total - left + len(entries)):
        return False
    for entry in entries:
        try:
            with transaction.atomic():
                entry.row.patient = _enter_one(job.centre, entry, by)
                entry.row.outcome = RowOutcome.ENTERED
        except Refused as refusal:
            entry.row.patient, entry.row.outcome = None, RowOutcome.WRONG
            entry.row.findings = [*entry.row.findings, [refusal.field or "", refusal.code]]
        save(entry.row, "outcome", "patient", "findings")
    return True


def _enter_one(centre: Centre, entry: Entry, by: User) -> Patient:
    patient = patients.register(centre=centre, by=by, migrated=True, **entry.person)
    for number, limb in enumerate(entry.limbs, start=1):
        impairments.record(patient=patient, by=by, id=uuid5(patient.pk, f"limb {number}"), **limb)
    return patient


def note_entered(*, job: RegisterImport, at: datetime) -> bool:
    """All lines are entered; the file is no longer needed, its hash and its lines stay."""
    return jobs.finish(job=job, at=at, phase=ImportPhase.ENTERED, done=job.total, content=b"")


@transaction.atomic
def discard(*, register_import: RegisterImport, by: User, at: datetime, version: int | None = None) -> RegisterImport:
    """Enter nothing of this file. Its lines are forgotten, that it was brought is not."""
    brought = locked(register_import, version=version)
    refuse_if(policies.discard(brought), code="invalid")
    brought.phase, brought.state, brought.content = ImportPhase.DISCARDED, jobs.JobState.DONE, b""
    brought.decided_by, brought.decided_at, brought.lease_until = by, at, None
    save(brought, "phase", "state", "content", "decided_by", "decided_at", "lease_until")
    brought.rows.all().delete()
    return brought


def sweep(*, at: datetime) -> list[UUID]:
    """Wake or give up the imports nobody works on though they should be."""
    return jobs.sweep(RegisterImport.objects.all(), task=RUN, at=at)
