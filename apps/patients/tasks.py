"""What workers and beat are woken for in this room. The rows say what is to be done; waking twice does it once."""

from uuid import UUID

from celery import shared_task

from apps.core.clock import now
from apps.patients.actions import imports, name_forms
from apps.patients.importing import work


@shared_task(name=imports.RUN)
def run_import(job_id: str) -> None:
    """Check or enter one file, unless somebody is at it or it is done."""
    work.run(job_id=UUID(job_id))


@shared_task(name="apps.patients.tasks.sweep_imports", expires=55)
def sweep_imports() -> None:
    """Every minute: wake the imports whose worker died or whose message was lost."""
    imports.sweep(at=now())


@shared_task(name="apps.patients.tasks.prune_names", expires=1800)
def prune_names() -> None:
    """Every hour: forget the names that nobody bears any more."""
    name_forms.prune()
