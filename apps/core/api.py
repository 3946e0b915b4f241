"""What every address of the API has in common: signing in, pages by key, typed filters, versions, problems.

Reading only. Rows come in the order of their keys, which is the order in which they were made, so that a page
never skips or repeats a row while others are being written.
"""

import binascii
import hashlib
import inspect
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import authentication, exceptions, pagination, parsers, serializers, viewsets
from rest_framework.request import Request

from apps.core import problems

PAGE_SIZE, LARGEST_PAGE = 100, 500


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's sign-in. Named in the answer, so that a stranger gets 401 and not 403."""

    def authenticate_header(self, request: Request) -> str:
        return 'Session realm="Georeum"'


class JSONParser(parsers.JSONParser):
    """JSON bodies. One nested deeper than can be read is a bad request, not a failure of ours."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError:
            raise exceptions.ParseError from None


class PagesByKey(pagination.CursorPagination):
    """`?cursor=` from `next` or `previous`; `?limit=` rows a page."""

    ordering = "id"
    page_size = PAGE_SIZE
    page_size_query_param = "limit"
    max_page_size = LARGEST_PAGE
    offset_cutoff = 0  # keys are unique: a page never begins inside equal ones

    def decode_cursor(self, request: Request) -> pagination.Cursor | None:
        """Refuse (400) what we did not hand out, before it reaches the database."""
        refusal = exceptions.ValidationError({"cursor": [_("Use “next” or “previous” of an earlier answer.")]})
        try:
            cursor = super().decode_cursor(request)
            if cursor is not None:
                UUID(cursor.position)
        except (exceptions.NotFound, binascii.Error, ValueError, TypeError, AttributeError):
            raise refusal from None
        return cursor


class Query(serializers.Serializer[Any]):
    """The filters of a list: typed, and closed to names it does not know (a misspelt filter shows too much)."""

    limit = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST_PAGE)
    cursor = serializers.CharField(required=False, max_length=200)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(self.initial_data.keys() - self.fields.keys())
        if unknown:
            known = ", ".join(self.fields)
            raise exceptions.ValidationError(
                {
                    name: [_("There is no such filter here. There are: %(known)s.") % {"known": known}]
                    for name in unknown
                }
            )
        return given


def one_of(choices: Any) -> serializers.ChoiceField:
    """A filter that takes one of the choices; the refusal names them and not what was sent."""
    words = _("Choose one of: %(values)s.") % {"values": ", ".join(choices.values)}
    return serializers.ChoiceField(choices=choices.choices, required=False, error_messages={"invalid_choice": words})


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
    """Documents the filters of every list and the problems of every operation."""

    def get_override_parameters(self) -> list[Any]:
        language = OpenApiParameter("Accept-Language", str, OpenApiParameter.HEADER, enum=["ko", "en"])
        if self.view.action == "list":
            return [self.view.query_class, language]
        known = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="An ETag you already have")
        etag = OpenApiParameter(
            "ETag",
            str,
            OpenApiParameter.HEADER,
            response=[200],
            description="The version, a dot, a mark of the content",
        )
        return [language, known, etag]

    def get_description(self) -> str:  # type: ignore[override]
        return inspect.getdoc(self.view.__class__) or ""

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
        listed = self.view.action == "list"
        statuses = (400, 401, 403, 406, 429, 500) if listed else (401, 403, 404, 406, 429, 500)
        found: dict[Any, Any] = {200: self.view.serializer_class(many=True) if listed else self.view.serializer_class}
        if not listed:
            found[304] = OpenApiResponse(description="Not modified")
        for status in statuses:
            title, _usual = problems.WORDS[status]
            found[status, problems.CONTENT_TYPE] = OpenApiResponse(ProblemSerializer, description=str(title))
        return found


class ReadOnlyViewSet(viewsets.ReadOnlyModelViewSet[Any]):
    """A noun of the API: `rows()` are those the user may see, `narrow()` applies the filters asked for."""

    authentication_classes = (SessionAuthentication,)
    parser_classes = (JSONParser,)
    http_method_names = ("get", "head")
    metadata_class = None
    pagination_class = PagesByKey
    filter_backends = ()
    lookup_value_converter = "uuid"
    query_class = Query
    schema = Schema()

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(problems.language_for(request)):
            response = super().dispatch(request, *args, **kwargs)
            response.headers["Content-Language"] = translation.get_language()
            return response

    def rows(self) -> Any:
        """Every row this user may see, with what its representation needs already fetched."""
        raise NotImplementedError

    def narrow(self, rows: Any, given: dict[str, Any]) -> Any:
        """The rows that meet the filters, which are valid."""
        return rows.filter(**given)

    def get_queryset(self) -> Any:
        return self.rows()

    def filter_queryset(self, rows: Any) -> Any:
        if self.action != "list":
            return rows
        query = self.query_class(data=self.request.query_params.dict())
        query.is_valid(raise_exception=True)
        given = {name: value for name, value in query.validated_data.items() if name not in ("limit", "cursor")}
        return self.narrow(rows, given)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """One record with its ETag: the version, and a mark of the representation, which depends on the role."""
        response = super().retrieve(request, *args, **kwargs)
        mark = hashlib.sha256(repr(response.data).encode()).hexdigest()[:16]
        etag = f'"{response.data["version"]}.{mark}"'
        response.headers["ETag"] = etag
        unchanged = get_conditional_response(request._request, etag=etag)
        return unchanged if unchanged is not None else response
