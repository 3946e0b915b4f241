"""Who is signed in decides the language of an answer, and that no browser or proxy keeps it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers


class UserLanguageMiddleware:
    """Speaks the signed-in user's language; without one the cookie's, then Accept-Language, then Korean."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(request: HttpRequest) -> str:
    """'ko' or 'en' for this request."""
    user = request.user
    return user.language if user.is_authenticated else translation.get_language_from_request(request)


class PrivateAnswersMiddleware:
    """What a signed-in person was shown is not shown again by the back button of the next one at the same desk.

    A view that says itself how its answer may be kept is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
