"""GET /api/v1/sync/schemas/: the JSON Schemas of what travels, for whoever writes an app. They tell of no data."""

import hashlib
import json
from functools import cache
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from rest_framework.request import Request

from apps.sync import versions
from apps.sync.api.tablet import SyncView
from apps.sync.schemas import documents


class PublishedView(SyncView):
    """What anybody may read and keep, and asks for again by its ETag."""

    http_method_names = ("get", "head")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response.headers["Cache-Control"] = "public, no-cache"
            response.headers["Content-Language"] = "en"
        return response


class SchemasView(PublishedView):
    """{schema, openapi, schemas: [{name, description, href}]}."""

    def get(self, request: Request) -> HttpResponse:
        listed = [
            {"name": name, "description": one["description"], "href": reverse("api:sync-schema", args=[name])}
            for name, one in documents().items()
        ]
        told = {"schema": versions.CURRENT, "openapi": reverse("api:schema"), "schemas": listed}
        return answered(request, json.dumps(told, ensure_ascii=False).encode())


class SchemaView(PublishedView):
    """One schema; it refers to others by their names in the same place."""

    def get(self, request: Request, name: str) -> HttpResponse:
        return answered(request, written(name))


@cache
def _all() -> dict[str, bytes]:
    return {name: json.dumps(one, ensure_ascii=False).encode() for name, one in documents().items()}


def written(name: str) -> bytes:
    """A schema as JSON text. Raises Http404."""
    try:
        return _all()[name]
    except KeyError:
        raise Http404 from None


def answered(request: Request, body: bytes) -> HttpResponse:
    """The body with its ETag; 304 to whoever has it."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="application/json", headers={"ETag": etag})
    unchanged: HttpResponse | None = get_conditional_response(request._request, etag=etag, response=response)
    return response if unchanged is None else unchanged
