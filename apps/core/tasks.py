"""The one task every installation has: showing that beat, broker and worker work together."""

from celery import shared_task

from apps.core.runtime import heartbeat as signs


@shared_task(expires=25)
def heartbeat() -> None:
    """Note that a task sent by beat has arrived and was done."""
    signs.write(signs.BEAT)
