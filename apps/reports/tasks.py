"""What workers and beat are woken for. The rows say what is to be done; waking twice does it once."""

from uuid import UUID

from celery import shared_task

from apps.core.clock import now
from apps.reports import kept
from apps.reports.actions import jobs, keeping, making
from apps.reports.actions import month_end as months


@shared_task(name=jobs.MAKE)
def make(job_id: str) -> None:
    """Make the file of one job, unless somebody holds it or it is done."""
    making.make(job_id=UUID(job_id))


@shared_task(name="apps.reports.tasks.sweep", expires=55)
def sweep() -> None:
    """Every minute: wake the jobs whose worker died or whose message was lost."""
    jobs.sweep(at=now())


@shared_task(name="apps.reports.tasks.month_end", expires=1800)
def month_end() -> None:
    """Every hour: order the draft reports of the months that are over."""
    months.order_due(at=now())


@shared_task(name="apps.reports.tasks.fold_marks", expires=3600)
def fold_marks() -> None:
    """Every day: many marks of a month become one, so that weighing them stays quick."""
    keeping.fold(rules=kept.rules())
