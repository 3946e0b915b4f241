"""The description of the API: what every address takes, gives and refuses, made from the addresses themselves."""

import inspect
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from apps.core import conditions, problems
from apps.core.verbs import Verb

LISTING, READING = (400, 401, 403, 406, 429, 500), (401, 403, 404, 406, 429, 500)
WRITING = (400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 428, 429, 500)
LANGUAGE = OpenApiParameter("Accept-Language", str, OpenApiParameter.HEADER, enum=["ko", "en"])
KNOWN = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="An ETag you already have")
KEY = OpenApiParameter(
    conditions.KEY, UUID, OpenApiParameter.HEADER, required=True,
    description="A UUID of your own for what you want done; the key of the record that is made. Sent again with the "
    "same body it gives the first answer again, with another body 422. Answers are kept for 35 days.",
)  # fmt: skip


def _match(*, required: bool) -> OpenApiParameter:
    return OpenApiParameter(
        conditions.MATCH, str, OpenApiParameter.HEADER, required=required,
        description="The ETag of the row in the address as you read it",
    )  # fmt: skip


def _header(name: str, status: int, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, response=[status], description=description)


def _etag(status: int) -> OpenApiParameter:
    return _header("ETag", status, "The version, a dot, a mark of the content")


class ProblemSerializer(serializers.Serializer[Any]):
    """A problem document (RFC 9457)."""

    type = serializers.CharField(help_text="about:blank, or urn:georeum:problem:<code>")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="A sentence in the language asked for by Accept-Language")
    instance = serializers.CharField(help_text="The path of the request, without its query")
    errors = serializers.ListField(  # type: ignore[assignment]
        child=serializers.DictField(child=serializers.CharField()),
        required=False,
        help_text="For each wrong parameter its name and what is wrong with it",
    )


class Schema(AutoSchema):
    """Documents the filters of every list, the headers of what writes, and the problems of every operation."""

    view: Any  # one of our viewsets

    @property
    def verb(self) -> Verb | None:
        """What the operation does; None for one that reads."""
        return getattr(getattr(self.view, self.view.action or "", None), "verb", None)

    def get_override_parameters(self) -> list[Any]:
        if self.verb is not None:
            return self._parameters_of(self.verb)
        if self.view.action == "list":
            return [self.view.query_class, LANGUAGE]
        return [LANGUAGE, KNOWN, _etag(200)]

    def _parameters_of(self, verb: Verb) -> list[Any]:
        replayed = _header(conditions.REPLAYED, verb.status, "true: this answer was given before to the same request")
        match = [_match(required=verb.fresh)] if self.view.detail else []
        place = [] if verb.changes else [_header("Location", verb.status, "Where the answer can be read again")]
        return [LANGUAGE, KEY, *match, _etag(verb.status), replayed, *place]

    def get_description(self) -> str:  # type: ignore[override]
        said = getattr(self.view, self.view.action) if self.verb is not None else self.view.__class__
        return inspect.getdoc(said) or ""

    def get_request_serializer(self) -> Any:
        return self.verb.body if self.verb is not None else None

    def get_examples(self) -> list[OpenApiExample]:
        if self.verb is None or not self.verb.example:
            return []
        return [OpenApiExample(self.view.action, self.verb.example, request_only=True)]

    def get_filter_backends(self) -> list[Any]:
        return []

    def _get_pagination_parameters(self) -> list[Any]:
        return []  # Query declares them, with their limits

    def _postprocess_serializer_schema(self, schema: Any, serializer: Any, direction: str) -> Any:
        """What only some roles see may be missing from an answer."""
        schema = super()._postprocess_serializer_schema(schema, serializer, direction)
        for name in getattr(serializer, "may_be_absent", ()):
            if name in schema.get("required", ()):
                schema["required"].remove(name)
        return schema

    def get_auth(self) -> list[dict[str, list[str]]]:
        return [{"session": []}]

    def get_response_serializers(self) -> dict[Any, Any]:  # type: ignore[override]
        if self.verb is not None:
            shows = self.verb.shows or self.view.__class__
            return {self.verb.status: shows.serializer_class, **_problems(WRITING)}
        if self.view.action == "list":
            return {200: self.view.serializer_class(many=True), **_problems(LISTING)}
        not_modified = {304: OpenApiResponse(description="Not modified")}
        return {200: self.view.serializer_class, **not_modified, **_problems(READING)}


def _problems(statuses: Iterable[int]) -> dict[Any, Any]:
    """A problem document for each of the statuses."""
    return {
        (status, problems.CONTENT_TYPE): OpenApiResponse(
            ProblemSerializer, description=str(problems.WORDS.get(status, ("",))[0])
        )
        for status in statuses
    }
