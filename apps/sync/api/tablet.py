"""What every address of the sync API has in common: who asks, in which form, and what is noted about the tablet.

A refusal is a problem document with its stable `code`; never a page, never a redirect (MUST 19).
"""

from datetime import datetime
from typing import Any, NoReturn, cast

import pghistory
import structlog
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http.request import UnreadablePostError
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.centres import access
from apps.core import problems
from apps.core.bodies import JSONParser
from apps.core.clock import now
from apps.core.problems import refuse
from apps.sync import versions, wire
from apps.sync.actions import tablets
from apps.sync.api.limits import PerTablet
from apps.sync.models import RevokeAction, Tablet

SCHEME = "tablet"
AWAY = 10  # seconds after which a tablet may ask again when the database is away
LARGEST_COUNT = 2**31 - 1
log = structlog.get_logger(__name__)


class SyncView(APIView):
    """JSON and problem documents in the client's language, kept by nobody on the way."""

    authentication_classes: Any = ()
    permission_classes: Any = ()
    parser_classes = (JSONParser,)
    metadata_class = None
    http_method_names: Any = ("get", "head", "post", "put", "delete")
    schema = None  # apps/sync/openapi.py describes them all

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        with translation.override(problems.language_for(request)):
            response = super().dispatch(request, *args, **kwargs)
            response.headers["Content-Language"] = translation.get_language()
            response.headers["Cache-Control"] = "no-store"
            return response

    def handle_exception(self, exc: Exception) -> Response:
        """As everywhere in the API; besides, what another attempt may change is 503, and each problem has a code."""
        if isinstance(exc, OperationalError | InterfaceError):
            log.warning("sync_database_away", error=type(exc).__name__)
            exc = Away()
        response = super().handle_exception(exc)
        if response.status_code == 401:
            response.headers["WWW-Authenticate"] = 'Tablet realm="Georeum"'
        response.data["code"] = code_of(exc)
        return response

    def raw(self) -> bytes:
        """The body as it came. Raises Refused ("too_large", "malformed")."""
        if "Transfer-Encoding" in self.request.headers:  # without its length Django would read nothing of it
            refuse(_("Send the length of the body in Content-Length."), code="malformed", where="Content-Length")
        try:
            found: bytes = self.request._request.read(wire.LARGEST_BODY + 1)
        except (UnreadablePostError, ValueError):
            refuse(_("The body of the request did not arrive whole."), code="malformed", where="")
        if len(found) > wire.LARGEST_BODY:
            refuse(_("The body of a request has at most 2 MiB."), code="too_large")
        return found

    def sent(self) -> dict[str, Any]:
        """The object that the body holds, read strictly. Raises Refused ("too_large", "malformed")."""
        try:
            return wire.read(self.raw())
        except wire.Unreadable as error:
            malformed(error)


class Away(exceptions.APIException):
    """The database is away or busy: nothing happened, and the same call may be made again."""

    status_code = 503
    wait = AWAY


class TabletAuthentication(authentication.BaseAuthentication):
    """`Authorization: Tablet <token>`. Whether the tablet may still be used is asked afterwards, with its name known.

    request.auth is the Tablet, request.user the person it belongs to.
    """

    def authenticate(self, request: Request) -> tuple[User, Tablet]:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        found = tablets.find(token=token.strip()) if scheme.lower() == SCHEME else None
        if found is None:
            refuse(_("Enrol this tablet first."), code="unknown_tablet", action=RevokeAction.RELOGIN.value)
        return found.user, found


class TabletView(SyncView):
    """The base of what an enrolled tablet asks for. `oldest_schema`: the oldest form this address still takes.

    A subclass finds the Tablet in `self.tablet`, the form it speaks in `self.client_schema`, and may have more
    written into its TabletState with `self.note(unsent=…, last_pull_at=…)` whatever becomes of the call; `unnoted`,
    nothing is written of a call that went well.
    """

    authentication_classes = (TabletAuthentication,)
    throttle_classes = (PerTablet,)
    oldest_schema = versions.OLDEST_PULL
    unnoted = False
    tablet: Tablet
    client_schema: int

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.noted: dict[str, Any] = {}
        super().initial(request, *args, **kwargs)
        self.tablet = cast(Tablet, request.auth)
        pghistory.context(source="tablet", tablet=str(self.tablet.pk), user=str(self.tablet.user_id))
        self.note(**told_by(request))
        refuse_unusable(self.tablet, at=now())
        self.client_schema = self.agreed_schema(request.headers.get("X-Client-Schema", ""))

    def agreed_schema(self, given: str) -> int:
        """The form the app speaks. Raises Refused ("malformed", "too_old", "too_new")."""
        if not (given.isascii() and given.isdigit() and len(given) < 5):
            refuse(_("Send the number of your schema in X-Client-Schema."), code="malformed", where="X-Client-Schema")
        schema, spoken = int(given), {"current": versions.CURRENT, "oldest": self.oldest_schema}
        self.note(schema=schema)
        if schema < self.oldest_schema:
            refuse(_("This app is too old. Update it; what it holds is kept."), code="too_old", **spoken)
        if schema > versions.CURRENT:
            refuse(_("This app is newer than the server. Try again later."), code="too_new", **spoken)
        return schema

    def note(self, **fields: Any) -> None:
        """Keep for the end of the call what else goes into the TabletState."""
        self.noted |= fields

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What is known of the tablet now is noted, also when it was refused; a note never spoils an answer."""
        tablet = getattr(request, "_auth", None)  # `auth` would sign in once more
        if tablet is not None and not self.unnoted:
            try:
                tablets.note(tablet=tablet, error=error_in(response), at=now(), **self.noted)
            except DatabaseError:
                log.warning("sync_note_not_written", tablet=str(tablet.pk))
        return super().finalize_response(request, response, *args, **kwargs)


class NowhereView(SyncView):
    """Any other path below sync/: there is nothing, and it is said as a problem."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise exceptions.NotFound


def refuse_unusable(tablet: Tablet, *, at: datetime) -> None:
    """Raise Refused (401, with what the tablet shall do) when it may not be used any more (MUST 17)."""
    relogin = RevokeAction.RELOGIN.value
    if tablet.revoked_at is not None:
        refuse(_("This tablet was revoked."), code="revoked", action=tablet.revoke_action)
    if tablet.expires_at <= at:
        refuse(_("This tablet's sign-in has expired."), code="expired", action=relogin)
    works_there = any(role.centre_id == tablet.centre_id for role in access.roles_of(tablet.user))
    if not (tablet.user.is_active and works_there):
        refuse(_("Whoever this tablet belongs to no longer works in its centre."), code="no_access", action=relogin)


def malformed(error: wire.Unreadable) -> NoReturn:
    """Raise Refused for a body that cannot be meant: "too_large", else "malformed" with where and why (MUST 19)."""
    if error.code == "too_large":
        refuse(_("The body of a request has at most 2 MiB."), code="too_large")
    refuse(_("The body cannot be read."), code="malformed", where=error.where, why=error.code)


def told_by(request: Request) -> dict[str, Any]:
    """What the headers of a call say about the tablet; what they say wrongly is left out."""
    told: dict[str, Any] = {}
    if version := clean(request.headers.get("X-App-Version", ""), 30):
        told["app_version"] = version
    unsent = request.headers.get("X-Unsent-Operations", "")
    if unsent.isascii() and unsent.isdigit() and len(unsent) < 10:
        told["unsent"] = int(unsent)
    if (offset := clock_offset(request.headers.get("X-Device-Time", ""), at=now())) is not None:
        told["clock_offset"] = offset
    return told


def clean(text: str, most: int) -> str:
    """What a tablet says of itself, fit to be shown: signs that can be seen, at most so many."""
    return "".join(sign for sign in text if sign.isprintable())[:most]


def clock_offset(device_time: str, *, at: datetime) -> int | None:
    """Seconds a tablet's clock is ahead of ours; None where it tells no instant. Measured, never trusted (MUST 20)."""
    try:
        told = parse_datetime(device_time[:40])
    except ValueError:
        return None
    if told is None or told.tzinfo is None:
        return None
    try:
        ahead = round((told - at).total_seconds())
    except OverflowError:
        return None
    return max(-LARGEST_COUNT, min(LARGEST_COUNT, ahead))


def error_in(response: Any) -> str:
    """The code of the problem an answer tells; "" for one that went well."""
    if response.status_code < 400:
        return ""
    said = getattr(response, "data", None)
    return str((said or {}).get("code") or response.status_code)[:40]


def code_of(error: Exception) -> str:
    """The stable code of what went wrong."""
    if isinstance(error, problems.Refused):
        return error.code
    if isinstance(error, exceptions.Throttled):
        return "too_many_requests"
    if isinstance(error, Away):
        return "unavailable"
    return str(getattr(error, "default_code", "not_found"))
