"""What a worker of the tests is told besides (`celery worker -I tests.reports.dying_worker`): at which point of which
job it is to die, and which job cannot be made. The product knows nothing of it.

DIE_AT is one of POINTS, DIE_AT_JOB and POISONED_JOB are keys of jobs; each may be missing.
"""

import os
import signal
from collections.abc import Callable
from typing import Any
from uuid import UUID

from apps.core import pdf
from apps.reports import document
from apps.reports.actions import making, snapshots

POINTS = (
    "after the lease", "while counting", "while rendering", "before storing", "after the commit, before the message"
)  # fmt: skip
current = ""


def dying(point: str, call: Callable[..., Any], *, first: bool = False) -> Callable[..., Any]:
    """`call`, and then death, or death in its place (`first`), at the point and job of the environment."""

    def called(*args: Any, **kwargs: Any) -> Any:
        answer = None if first and _now(point) else call(*args, **kwargs)
        if _now(point):
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return called


def _now(point: str) -> bool:
    return os.environ.get("DIE_AT") == point and os.environ.get("DIE_AT_JOB") == current


def noting_the_job(make: Callable[..., bool]) -> Callable[..., bool]:
    def noted(*, job_id: UUID) -> bool:
        global current
        current = str(job_id)
        return make(job_id=job_id)

    return noted


def poisoned(render: Callable[..., bytes]) -> Callable[..., bytes]:
    def rendered(*args: Any, **kwargs: Any) -> bytes:
        if os.environ.get("POISONED_JOB") == current:
            raise ValueError("this cannot be laid out")
        return render(*args, **kwargs)

    return rendered


if "DIE_AT" in os.environ or "POISONED_JOB" in os.environ:  # never in the process of the tests themselves
    lease, count, layout, store, done = POINTS
    making.jobs.lease = dying(lease, making.jobs.lease)
    snapshots.take = dying(count, snapshots.take)
    pdf.render = dying(layout, pdf.render, first=True)
    making.jobs.finish = dying(store, making.jobs.finish, first=True)
    document.of_snapshot = poisoned(document.of_snapshot)
    making.make = dying(done, noting_the_job(making.make))
