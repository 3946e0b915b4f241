"""Long work that somebody waits for: asked for, taken by a worker under a lease, done exactly once or given up.

The job's row is the truth; a message to a worker only wakes it. Whoever holds a job holds it until `lease_until`
and proves it by the number of the attempt: a worker that was taken for dead can no longer write. A room adds what
the work is: a model derived from `Job`, the name of its task, and a verb that does it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import structlog
from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.clock import now
from apps.core.models import Record
from apps.core.problems import Text

LEASE = timedelta(seconds=90)
ATTEMPTS = 5
WAITS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=5))
WORKER_LOST, TOO_LONG, BROKEN = "worker_lost", "too_long", "unexpected"
# What whoever waits is told. A room adds its own codes.
WORDS: dict[str, Text] = {
    WORKER_LOST: _("The program that does such work stopped in the middle of it. Ask for it again."),
    TOO_LONG: _("It took too long. Ask for it again; if it happens again, tell the administrator."),
    BROKEN: _("It failed. The administrator finds the cause in the log."),
}
log = structlog.get_logger(__name__)


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("In progress")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class Job(Record):
    """Abstract: work to be done once. `error` is a code for the page to put into words, never a text of the data."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("asked_by",)
    HARMLESS: ClassVar[tuple[str, ...]] = ("state", "attempts", "lease_until", "error", "asked_at", "finished_at")

    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=60, blank=True)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta(Record.Meta):
        abstract = True
        ordering: ClassVar[Sequence[str]] = ("-asked_at",)
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(condition=Q(attempts__lte=5), name="%(class)s_gives_up_after_five_attempts"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


J = TypeVar("J", bound=Job)


def wake(task: str, job_id: UUID) -> None:
    """Tell a worker, once the transaction is committed. A broker that is away only means waiting for the sweep."""

    def tell() -> None:
        current_app.send_task(task, args=[str(job_id)])

    transaction.on_commit(tell, robust=True)


@transaction.atomic
def lease(jobs: QuerySet[J], *, job_id: UUID, at: datetime, **start: Any) -> J | None:
    """Take a job of `jobs` that nobody holds and set `start`; None when it is done, held, or out of attempts."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    taken = jobs.filter(free, pk=job_id, state__in=UNFINISHED, attempts__lt=ATTEMPTS).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, lease_until=at + LEASE, **start
    )
    return jobs.get(pk=job_id) if taken else None


def advance(*, job: Job, at: datetime, **progress: Any) -> bool:
    """Show the progress and renew the lease. False: the job is no longer ours."""
    return bool(_held(job).update(lease_until=at + LEASE, **progress))


def finish(*, job: Job, at: datetime, **result: Any) -> bool:
    """Mark the job done; call it in the transaction that stores what was made. False: it is no longer ours."""
    done = {"state": JobState.DONE, "error": "", "lease_until": None, "finished_at": at}
    return bool(_held(job).update(**done, **result))


def put_back(*, job: Job, error: str, at: datetime, **again: Any) -> datetime | None:
    """After an error: to be tried again later; after its last attempt, given up with the code of the error.

    Returns when it may be tried again, None when it was given up or is no longer ours.
    """
    if job.attempts >= ATTEMPTS:
        give_up(job=job, error=error, at=at)
        return None
    when = at + WAITS[job.attempts - 1]
    waiting = _held(job).update(state=JobState.QUEUED, error=error, lease_until=when, **again)
    return when if waiting else None


def give_up(*, job: Job, error: str, at: datetime) -> bool:
    """Not to be tried again: it cannot be done, and `error` says why. False: it is no longer ours."""
    return bool(_held(job).update(state=JobState.FAILED, error=error, lease_until=None, finished_at=at))


@transaction.atomic
def sweep(jobs: QuerySet[J], *, task: str, at: datetime) -> list[UUID]:
    """The jobs nobody works on though they should be: given up after their last attempt, else woken again."""
    left = jobs.filter(Q(lease_until=None) | Q(lease_until__lte=at), state__in=UNFINISHED)
    left.filter(attempts__gte=ATTEMPTS).update(
        state=JobState.FAILED, error=WORKER_LOST, lease_until=None, finished_at=at
    )
    woken = list(left.filter(attempts__lt=ATTEMPTS).order_by("asked_at").values_list("pk", flat=True)[:100])
    for job_id in woken:
        wake(task, job_id)
    return woken


def carried_out(
    job: J, work: Callable[[J], bool], *, known: Mapping[type[Exception], str] | None = None, **again: Any
) -> bool:
    """Do the work of a leased job; what goes wrong stands on it as a code, and nothing of the data goes into a log.

    `known`: exception → the code whoever waits is told. `again`: fields of a job that is put back.
    """
    try:
        return work(job)
    except SoftTimeLimitExceeded:
        error = TOO_LONG
    except Exception as problem:  # whatever it was, the person who waits is told
        error = next((code for kind, code in (known or {}).items() if isinstance(problem, kind)), BROKEN)
        if error == BROKEN:
            log.error("job_failed", job=str(job.pk), attempt=job.attempts, kind=type(problem).__name__)
    put_back(job=job, error=error, at=now(), **again)
    return False


def _held(job: Job) -> QuerySet[Job]:
    """The row, only while it is ours: still running in the attempt we took."""
    rows: QuerySet[Job] = type(job)._base_manager.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    return rows
