"""What every address of the API has in common: signing in, pages by key, typed filters, versions, problems.

Reading; what writes begins in `core/verbs.py`. Rows come in the order of their keys, which is the order in which they
were made, so that a page never skips or repeats a row while others are being written.
"""

import binascii
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions, mixins, pagination, serializers, viewsets
from rest_framework.request import Request

from apps.core import problems
from apps.core.bodies import JSONParser
from apps.core.conditions import etag_of
from apps.core.openapi import ProblemSerializer, Schema

__all__ = ["ApiViewSet", "JSONParser", "ProblemSerializer", "Query", "ReadOnlyViewSet", "Schema", "one_of"]

PAGE_SIZE, LARGEST_PAGE = 100, 500


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's sign-in. Named in the answer, so that a stranger gets 401 and not 403."""

    def authenticate_header(self, request: Request) -> str:
        return 'Session realm="Georeum"'

    def enforce_csrf(self, request: Request) -> None:
        """Whoever writes with the browser's cookie shows that the request is meant."""
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied:
            problems.refuse(_("Send the value of the cookie csrftoken in the header X-CSRFToken."), code="csrf")


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


class ApiViewSet(viewsets.GenericViewSet[Any]):
    """What every address has: the sign-in, JSON, the client's language, its own description."""

    authentication_classes = (SessionAuthentication,)
    parser_classes = (JSONParser,)
    metadata_class = None
    pagination_class = PagesByKey
    filter_backends = ()
    lookup_value_converter = "uuid"
    schema = Schema()

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(problems.language_for(request)):
            response = super().dispatch(request, *args, **kwargs)
            response.headers["Content-Language"] = translation.get_language()
            return response


class ReadOnlyViewSet(mixins.RetrieveModelMixin, mixins.ListModelMixin, ApiViewSet):
    """A noun of the API: `rows()` are those the user may see, `narrow()` applies the filters asked for."""

    http_method_names = ("get", "head")
    query_class = Query

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
        etag = response.headers["ETag"] = etag_of(response.data)
        unchanged = get_conditional_response(request._request, etag=etag)
        return unchanged if unchanged is not None else response
