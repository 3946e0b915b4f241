"""What workers and beat are woken for in this room."""

from celery import shared_task

from apps.core.clock import now
from apps.sync.actions import uploads


@shared_task(name="apps.sync.tasks.purge_uploads", expires=1800)
def purge_uploads() -> None:
    """Every hour: forget the files that tablets announced more than 35 days ago."""
    uploads.purge(at=now())
