"""Who did what in a request: for the audit trail, and for the log, which learns the page and nothing typed into it."""

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware


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


class RequestLogMiddleware(RequestMiddleware):
    """One line when a request begins and one when it ends. The query string stays out: people are searched by name."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"
