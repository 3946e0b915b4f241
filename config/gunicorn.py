"""The web server. The application is loaded once and its memory shared by the workers."""

import gc
import os
from typing import Any

from django.db import connections
from django.urls import get_resolver

wsgi_app = "config.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = 4
preload_app = True
timeout = 60
graceful_timeout = 8
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
control_socket_disable = True
SELDOM = 100_000  # objects more until the collector looks: a push makes half as many, and hardly one is in a circle
loglevel = "warning"


def when_ready(_server: Any) -> None:
    """Load what the first request would load, and keep the collector from touching (and so copying) it."""
    list(get_resolver().url_patterns)
    connections.close_all()  # a connection must not be shared over a fork
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)
