"""What workers and beat are woken for. The rows say what is to be done; waking twice does it once."""

from uuid import UUID

from celery import shared_task

from apps.core.clock import now
from apps.desk.actions import exports, making, quality


# A million rows take longer than other tasks may. A message delivered again meanwhile finds the export held.
@shared_task(name=exports.MAKE, soft_time_limit=3300, time_limit=3600)
def make_export(job_id: str) -> None:
    """Make the file of one export, unless somebody holds it or it is done."""
    making.make(job_id=UUID(job_id))


@shared_task(name="apps.desk.tasks.sweep_exports", expires=55)
def sweep_exports() -> None:
    """Every minute: wake the exports whose worker died or whose message was lost."""
    exports.sweep(at=now())


@shared_task(name="apps.desk.tasks.purge_exports", expires=1800)
def purge_exports() -> None:
    """Every hour: delete the files that are older than a week."""
    exports.purge(at=now())
    making.clear_away(at=now())


@shared_task(name="apps.desk.tasks.count_gaps", expires=1800)
def count_gaps() -> None:
    """Every hour: count where it was not yet done on this day of the centre's."""
    quality.count_due(at=now())
