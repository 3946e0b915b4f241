"""How often may be asked: counted in a cache, window by window; who asks more often is told how long to wait."""

import math
import time
from typing import Any

import structlog
from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

log = structlog.get_logger(__name__)


class Window:
    """At most `most` events of one name in `seconds`. Where the cache is away nothing is counted: work goes on.

    `counted`: by name, the cache that counts; "process" counts for this process alone.
    """

    def __init__(self, name: str, *, most: int, seconds: int, counted: str = DEFAULT_CACHE_ALIAS) -> None:
        self.name, self.most, self.seconds, self.counted = name, most, seconds, counted

    def count(self, whose: str) -> int:
        """Count one more; returns how many there were in this window."""
        try:
            caches[self.counted].add(self._key(whose), 0, self.seconds)
            return caches[self.counted].incr(self._key(whose))
        except ValueError:  # the window ended between the two
            return 1
        except RedisError:
            log.warning("sync_limits_not_counted")
            return 0

    def is_full(self, whose: str) -> bool:
        """Whether there have been as many as may be."""
        try:
            return int(caches[self.counted].get(self._key(whose), 0)) >= self.most
        except RedisError:
            return False

    @property
    def rest(self) -> int:
        """Seconds until the window ends."""
        return max(1, math.ceil(self.seconds - time.time() % self.seconds))

    def _key(self, whose: str) -> str:
        return f"sync:{self.name}:{whose}:{int(time.time()) // self.seconds}"


class PerTablet(BaseThrottle):
    """Far more than a tablet at work needs; a tablet that has gone wild does not take the others' turn.

    Each process of the web server counts for itself: to ask the shared cache costs a call more than it protects.
    """

    window = Window("calls", most=1200, seconds=60, counted="process")

    def allow_request(self, request: Request, view: Any) -> bool:
        return self.window.count(str(request.auth.pk)) <= self.window.most

    def wait(self) -> float:
        return self.window.rest


class WrongCodes(BaseThrottle):
    """Codes that were none, per address: whoever guesses soon waits."""

    window = Window("codes", most=20, seconds=600)

    def allow_request(self, request: Request, view: Any) -> bool:
        return not self.window.is_full(whose(request))

    def wait(self) -> float:
        return self.window.rest


def whose(request: Request) -> str:
    """The address a request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))
