"""What workers and beat are woken for in this room."""

from celery import shared_task

from apps.centres.actions import answers
from apps.core.clock import now


@shared_task(name="apps.centres.tasks.purge_answers", expires=1800)
def purge_answers() -> None:
    """Every hour: delete the kept answers of the API that are older than 35 days."""
    answers.purge(at=now())
