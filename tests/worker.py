"""A worker of the product as it runs in production, on the database of the test that asks for it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from celery import current_app
from django.conf import settings

from tests import servers

PATIENCE = 240.0  # seconds: on a machine that is busy with other things a worker starts slowly
PREFIX = f"test-{os.getpid()}"


def database_of_the_test() -> str:
    """The test database's address for another process."""
    name = settings.DATABASES["default"]["NAME"]
    given = os.environ.get("DATABASE_URL")
    return f"{given.rpartition('/')[0]}/{name}" if given else servers.database_url(name)


def start(*options: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start a worker; `options` are further ones of the command. Whoever starts it ends it."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "config",
            "worker",
            "-P",
            "solo",
            "-l",
            "warning",
            "-n",
            f"{PREFIX}@test",
            *options,
        ],
        env={
            **os.environ,
            "DATABASE_URL": database_of_the_test(),
            "BROKER_URL": settings.CELERY_BROKER_URL,  # whatever a test did to the environment since
            "GEOREUM_DATABASE_ROLE": "web",
            **environment,
        },
    )


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """The worker's process; it is killed after the test if the test has not done so."""
    current_app.control.purge()
    process = start()
    yield process
    process.kill()
    process.wait()


def until(happened: Callable[[], bool]) -> None:
    """Wait for something the worker does; fails after PATIENCE seconds."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "the worker did not get there"
        time.sleep(0.2)
