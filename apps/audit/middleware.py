"""Gives every change made during a request its author: user, address, method and page."""

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse


class AuditContextMiddleware:
    """Wraps the request in an audit context that `apps.audit` triggers copy onto every event row."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        with pghistory.context(
            source="web",
            user=str(user.pk) if user is not None and user.is_authenticated else None,
            address=request.META.get("REMOTE_ADDR"),
            request=f"{request.method} {request.path}",
        ):
            return self.get_response(request)
