"""From a request to a verb and back: what every address that writes does, in the same order.

The address's own method has loaded the row (404) and asked for the permission (403). Then: the key; has this request
been answered already; the version; the body; the verb; the answer, kept in the same transaction. A refusal leaves
nothing behind: the same key may be used again with what was wrong put right.
"""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from apps.centres.actions import answers
from apps.centres.models import StoredAnswer
from apps.core import conditions
from apps.core.bodies import Body
from apps.core.models import Record
from apps.core.problems import InvalidBody, Refused, refuse
from apps.core.verbs import Verb
from apps.core.writing import find_made, refuse_stale


class Writing:
    """Mix-in of a viewset whose methods are marked with `does`. `noun`: the name of its addresses."""

    http_method_names: tuple[str, ...] = ("get", "head", "post")
    noun = ""
    request: Any
    action: Any

    def carry_out(self: Any, act: Callable[..., Any], *, of: Record | None = None, **context: Any) -> Response:
        """Do `act` with the arguments of the body, once for the key; answer with what it returns.

        `of`: the row in the address, whose version If-Match means. `context`: what the body needs to know besides.
        """
        verb: Verb = getattr(self, self.action).verb
        key = conditions.key_of(self.request.headers)
        version = conditions.version_of(self.request.headers, required=False)
        asked = conditions.fingerprint(self.request.method, self.request.path, self.request.data)
        with transaction.atomic():
            answers.hold(key)
            kept = answers.find(user=self.request.user, key=key, fingerprint=asked)
            if kept is not None:
                again: Response = self.replay(kept, verb)
                return again
            if verb.fresh:
                version = conditions.version_of(self.request.headers, required=True)
            if of is not None:
                refuse_stale(of, version)
            body = self.valid(verb, context)
            made = _acted(act, body, _settled(verb, key, version))
            answered: Response = self.answer(made, verb, key=key, fingerprint=asked)
            return answered

    def valid(self: Any, verb: Verb, context: dict[str, Any]) -> Body:
        """The body, checked. Raises InvalidBody, Http404 and PermissionDenied for the person it names."""
        body = verb.body(data=self.request.data, context={"user": self.request.user, **context})
        try:
            body.is_valid(raise_exception=True)
        except exceptions.ValidationError as error:
            raise InvalidBody(error.detail) from None
        return body

    def answer(self: Any, made: Record, verb: Verb, *, key: UUID, fingerprint: str) -> Response:
        """What was made or changed, as its own address shows it; kept for whoever asks again."""
        shower = self.shower(verb, made.pk)
        shown = shower.get_serializer(shower.rows().get(pk=made.pk)).data
        etag = conditions.etag_of(shown)
        location = "" if verb.changes else reverse(f"api:{shower.noun}-detail", args=[made.pk])
        answers.keep(
            by=self.request.user, key=key, fingerprint=fingerprint, record=made.pk, status=verb.status, etag=etag,
            location=location, body=JSONRenderer().render(shown).decode(),
        )  # fmt: skip
        return Response(shown, verb.status, headers=_headers(etag, location))

    def replay(self: Any, kept: StoredAnswer, verb: Verb) -> Response:
        """The first answer again, for somebody who may still see what it shows."""
        self.shower(verb, kept.record).get_object()
        headers = {**_headers(kept.etag, kept.location), conditions.REPLAYED: "true"}
        return Response(json.loads(kept.body), kept.status, headers=headers)

    def shower(self: Any, verb: Verb, pk: UUID) -> Any:
        """The viewset that shows a row of the answer's kind to this user."""
        shows = (verb.shows or self.__class__)()
        shows.request, shows.action, shows.format_kwarg, shows.kwargs = self.request, "retrieve", None, {"pk": pk}
        return shows


def _acted(act: Callable[..., Any], body: Body, settled: dict[str, Any]) -> Any:
    """What the verb gives back; what it refuses is said of the place in the body."""
    try:
        return act(**body.arguments(), **settled)
    except Refused as refusal:
        if refusal.field is not None:
            refusal.field = body.place(refusal.field)
        raise


def _settled(verb: Verb, key: UUID, version: int | None) -> dict[str, Any]:
    """The arguments that do not come from the body. Raises Refused ("id_exists") when the key was used elsewhere."""
    settled: dict[str, Any] = {}
    if verb.makes is not None:
        if find_made(verb.makes, key) is not None:
            refuse(_("There is a record under this key already; read it, or make a new key."), code="id_exists")
        settled["id"] = key
    return {**settled, "version": version} if verb.fresh else settled


def _headers(etag: str, location: str) -> dict[str, str]:
    return {"ETag": etag, **({"Location": location} if location else {})}
