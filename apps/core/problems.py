"""What may go wrong in words: a refusal carries a code for machines and a sentence for the person.

The API says it as problem documents (RFC 9457), in the language the client asks for.
"""

from collections.abc import Iterator
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header
from rest_framework import exceptions
from rest_framework.response import Response

Text = str | Promise

CONTENT_TYPE = "application/problem+json"
GENERAL = "non_field_errors"
TYPES = "urn:georeum:problem:"

# Status → title and detail. A detail says what to do, and never what was sent.
WORDS: dict[int, tuple[Text, Text]] = {
    400: (_("Bad request"), _("The request could not be understood.")),
    401: (_("Not signed in"), _("Sign in first.")),
    403: (_("Not allowed"), _("Your role does not allow this.")),
    404: (_("Not found"), _("There is nothing here, or it belongs to another centre.")),
    405: (_("Method not allowed"), _("This address does not take that method.")),
    406: (_("Not acceptable"), _("The answer is only available as application/json.")),
    409: (_("Conflict"), _("The record is in a state that does not allow this.")),
    412: (_("Changed meanwhile"), _("Somebody changed this record after you read it. Read it again, then decide.")),
    413: (_("Too large"), _("The body of a request has at most 1 MiB.")),
    415: (_("Unsupported media type"), _("Send the body as application/json.")),
    422: (_("Not accepted"), _("The values contradict each other or the record.")),
    426: (_("App too old"), _("Update the app.")),
    428: (_("Version missing"), _("Send the ETag of the record as you read it, in the header If-Match.")),
    429: (_("Too many requests"), _("Wait a moment and try again.")),
    500: (_("Internal error"), _("Something went wrong here. Please try again.")),
    503: (_("Not available"), _("Wait a moment and try again.")),
}
REFUSED_STATUS = {
    "invalid": 422, "key_reused": 422, "stale": 412, "version_missing": 428, "too_large": 413, "csrf": 403,
    "key_missing": 400, "bad_header": 400,
    # of tablets
    "unknown_tablet": 401, "revoked": 401, "expired": 401, "no_access": 401, "too_old": 426, "invalid_code": 422,
    "malformed": 400, "bad_cursor": 400, "op_id_reused": 422,
    "not_found": 404, "hash_mismatch": 422, "beyond_the_file": 422,
}  # fmt: skip


class Refused(Exception):
    """A verb was refused. `reason` is shown to the user in their language and holds no patient data.

    `code` is stable: "stale" (someone else changed the record), "not_allowed_now" (wrong state),
    "invalid" (the values contradict something), "id_exists" (the key belongs to another record).
    `field` names the form field the reason belongs to, when there is one. `facts` tell a machine what it needs to
    go on, e.g. the version of the record now.
    """

    def __init__(
        self, reason: Text, *, code: str = "not_allowed_now", field: str | None = None, **facts: int | str
    ) -> None:
        super().__init__(code)
        self.reason = reason
        self.code = code
        self.field = field
        self.facts = facts

    def __str__(self) -> str:
        return str(self.reason)


class InvalidBody(exceptions.ValidationError):
    """What is wrong with the body of a request, field by field; said with pointers into it (RFC 6901)."""


def refuse(reason: Text, *, code: str = "not_allowed_now", field: str | None = None, **facts: int | str) -> NoReturn:
    """Raise Refused."""
    raise Refused(reason, code=code, field=field, **facts)


def refuse_if(reason: Text | None, *, code: str = "not_allowed_now", field: str | None = None) -> None:
    """Raise Refused when a policy returned a reason; do nothing when it returned None."""
    if reason is not None:
        raise Refused(reason, code=code, field=field)


def language_for(request: HttpRequest) -> str:
    """The language an API client asks for by Accept-Language, else the active one."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200].lower()):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return translation.get_language() or "ko"


def document(
    status: int, instance: str, *, detail: Text | None = None, kind: str | None = None, **members: Any
) -> dict[str, Any]:
    """The members of a problem document. `instance` is the path without its query, which may hold a name."""
    title, usual = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    return {
        "type": f"{TYPES}{kind}" if kind else "about:blank",
        "title": str(title),
        "status": status,
        "detail": str(detail or usual),
        "instance": instance,
        **members,
    }


def answer(request: HttpRequest, status: int) -> JsonResponse:
    """A problem as a plain Django answer, for what fails before or outside the API's own views."""
    with translation.override(language_for(request)):
        return JsonResponse(document(status, request.path), status=status, content_type=CONTENT_TYPE)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what an API view raised into a problem document; None leaves it to the server's own 500."""
    path = context["request"].path
    if isinstance(error, Refused):
        fields = {"errors": [{"pointer": f"#/{error.field}", "detail": str(error)}]} if error.field else {}
        status, kind = REFUSED_STATUS.get(error.code, 409), error.code.replace("_", "-")
        return _respond(document(status, path, detail=error.reason, kind=kind, **fields, **error.facts))
    if isinstance(error, Http404 | exceptions.NotFound):
        return _respond(document(404, path))
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return _respond(document(403, path))
    if isinstance(error, InvalidBody):
        return _respond(_invalid_body(error, path))
    if isinstance(error, exceptions.ValidationError):
        return _respond(_invalid(error, path))
    if isinstance(error, exceptions.APIException):
        return _respond(document(error.status_code, path), _headers(error))
    return None


def _invalid(error: exceptions.ValidationError, path: str) -> dict[str, Any]:
    """Which parameter or field is wrong, and why; the first reason also stands in the detail."""
    found = error.detail if isinstance(error.detail, dict) else {"": error.detail}
    errors = [
        {"parameter": name, "detail": str(reason)} for name, reasons in found.items() for reason in _listed(reasons)
    ]
    detail = "; ".join(": ".join(filter(None, (each["parameter"], each["detail"]))) for each in errors)
    return document(400, path, detail=detail, kind="invalid-parameters", errors=errors)


def _invalid_body(error: InvalidBody, path: str) -> dict[str, Any]:
    """Which place of the body is wrong, and why. The detail names the place: several errors read as one text."""
    errors = [{"pointer": f"#{place}", "detail": reason} for place, reason in _places(error.detail)]
    detail = "; ".join(": ".join(filter(None, (each["pointer"][2:], each["detail"]))) for each in errors)
    return document(400, path, detail=detail, kind="invalid-body", errors=errors)


def _places(found: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """(JSON pointer, reason) of every error, however deep; what belongs to no field stands at the place above it."""
    if isinstance(found, dict):
        for name, below in found.items():
            step = str(name).replace("~", "~0").replace("/", "~1")
            yield from _places(below, place if name == GENERAL else f"{place}/{step}")
    elif isinstance(found, list):
        for number, below in enumerate(found):
            yield from _places(below, f"{place}/{number}" if isinstance(below, dict) and below else place)
    else:
        yield place, str(found)


def _listed(reasons: Any) -> list[Any]:
    return reasons if isinstance(reasons, list) else [reasons]


def _headers(error: exceptions.APIException) -> dict[str, str]:
    """What HTTP wants beside the status: how to sign in, how long to wait."""
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def _respond(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)
