"""Pages for what went wrong: each says in both languages' own words what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from apps.core import problems

PLAIN = "500\n\nSomething went wrong here. Please try again.\n오류가 발생했습니다. 다시 시도해 주십시오.\n"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: sent in a way no form of ours sends it, or to a host name this installation does not answer to."""
    if wants_json(request):
        return problems.answer(request, 400)
    return HttpResponse(render_to_string("400.html"), status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person's role does not allow it."""
    return answer(request, 403, "403.html")


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: it does not exist, or belongs to another centre; the page does not say which."""
    return answer(request, 404, "404.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is older than the sign-in, or cookies are off."""
    return answer(request, 403, "403_csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without database, session or context: any of them may be what failed."""
    if wants_json(request):
        return problems.answer(request, 500)
    try:
        return HttpResponse(render_to_string("500.html"), status=500)
    except Exception:  # the page about a failure must not fail
        return HttpResponse(PLAIN, status=500, content_type="text/plain; charset=utf-8")


def answer(request: HttpRequest, status: int, template: str) -> HttpResponse:
    """The page, or a problem document (RFC 9457) for the API."""
    return problems.answer(request, status) if wants_json(request) else render(request, template, status=status)


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
