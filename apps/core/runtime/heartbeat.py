"""Signs of life: the worker writes one every few seconds, and beat has one written every half minute.

They lie in the shared cache. Where no cache is shared (a broker that is not Redis, and no
CACHE_URL), the worker is asked directly and beat is judged by its own table.
"""

import time
from typing import Any

from celery import current_app
from celery.signals import heartbeat_sent, worker_ready, worker_shutdown
from django.apps import apps
from django.conf import settings
from django.core.cache import cache

from apps.core import clock

WORKER, BEAT = "heartbeat:worker", "heartbeat:beat"
WRITES_EVERY = 5.0  # seconds
WORKER_SILENT_AFTER = 30  # seconds
BEAT_SILENT_AFTER = 120  # seconds
BEAT_TABLE_SILENT_AFTER = 600  # seconds; beat itself writes its table every few minutes
TASK = "apps.core.tasks.heartbeat"

_last_written = 0.0


def connect() -> None:
    """Have every worker process write its sign of life."""
    worker_ready.connect(_worker_lives, dispatch_uid="heartbeat.ready")
    heartbeat_sent.connect(_worker_lives, dispatch_uid="heartbeat.sent")
    worker_shutdown.connect(_worker_leaves, dispatch_uid="heartbeat.shutdown")


def _worker_lives(**_kwargs: Any) -> None:
    global _last_written
    if time.monotonic() - _last_written >= WRITES_EVERY:
        write(WORKER)
        _last_written = time.monotonic()


def _worker_leaves(**_kwargs: Any) -> None:
    cache.delete(WORKER)


def write(key: str) -> None:
    """Note that this part lives now."""
    cache.set(key, clock.now().timestamp(), timeout=24 * 60 * 60)


def age(key: str) -> float | None:
    """Return the seconds since this part's last sign of life, or None when there is none."""
    written = cache.get(key)
    return None if written is None else max(0.0, clock.now().timestamp() - float(written))


def worker_lives() -> bool:
    """Tell whether a worker takes tasks."""
    if not settings.CACHE_URL:
        return bool(current_app.control.ping(timeout=1.0, limit=1))
    seconds = age(WORKER)
    return seconds is not None and seconds < WORKER_SILENT_AFTER


def beat_lives() -> bool:
    """Tell whether beat sends tasks and a worker does them."""
    if settings.CACHE_URL:
        seconds = age(BEAT)
        return seconds is not None and seconds < BEAT_SILENT_AFTER
    scheduled = apps.get_model("django_celery_beat", "PeriodicTask")
    last = scheduled._default_manager.filter(task=TASK).values_list("last_run_at", flat=True).first()
    return last is not None and (clock.now() - last).total_seconds() < BEAT_TABLE_SILENT_AFTER
