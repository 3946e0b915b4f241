"""The calls of tablets in the OpenAPI document: what each takes, gives and refuses, and with which codes.

They are not views of rows, so they are described here and not derived; a test holds the list against the addresses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.core import problems
from apps.sync import pull, versions, wire
from apps.sync.actions import uploads
from apps.sync.schemas import documents

ROOT, TAG, PREFIX = "/api/v1/sync", "sync", "sync."
SECURITY = {
    "type": "apiKey", "in": "header", "name": "Authorization", "description": "`Tablet <token>`; the token of `enrol`",
}  # fmt: skip
JSON, BYTES, PROBLEM = "application/json", "application/octet-stream", problems.CONTENT_TYPE
ANYBODY: dict[int, tuple[str, ...]] = {
    406: ("not_acceptable",), 429: ("too_many_requests",), 500: (), 503: ("unavailable",),
}  # fmt: skip
SIGNED = {
    **ANYBODY, 400: ("malformed",), 401: ("unknown_tablet", "revoked", "expired", "no_access"),
    403: ("permission_denied",), 409: ("too_new",), 426: ("too_old",),
}  # fmt: skip
SCHEMA = ("X-Client-Schema", True, "The form of the contract that the app speaks")
TOLD = (
    ("X-App-Version", False, "Which app it is, at most 30 characters"),
    ("X-Device-Time", False, "The tablet's clock, to measure how far it is off"),
    ("X-Unsent-Operations", False, "How many operations wait on the tablet"),
)
UPLOAD = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


@dataclass(frozen=True)
class Call:
    """One method of one address. `takes` and `gives`: names of schemas, "" for none, "bytes" for a file's.
    `refuses`: status → codes, beside those of every call."""

    method: str
    path: str
    summary: str
    gives: str = ""
    takes: str = ""
    status: tuple[int, ...] = (200,)
    signed: bool = True
    refuses: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    parameters: tuple[dict[str, Any], ...] = ()


def _query(name: str, schema: dict[str, Any], said: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": said}


def _upto(most: int, **more: Any) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": most, **more}


CURSOR = _query("cursor", {"type": "string"}, "Of the page before; none for the first call")
START = {
    "name": "start", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0},
    "description": "The place of the first byte in the file",
}  # fmt: skip
RANGE = {"name": "Range", "in": "header", "schema": {"type": "string"}, "description": "`bytes=first-last`"}
NAME = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
GONE: dict[int, tuple[str, ...]] = {404: ("not_found",)}
TOO_MUCH: dict[int, tuple[str, ...]] = {413: ("too_large",)}
CALLS = (
    Call("post", "enrol", "A one-time code for a token", "enrolled", "enrol", (201,), signed=False,
         refuses={400: ("malformed",), 422: ("invalid_code",), **TOO_MUCH}),
    Call("get", "status", "Where tablet and server stand", "status"),
    Call("get", "pull", "What changed; the first sync is the same call without a cursor", "pulled",
         refuses={400: ("malformed", "bad_cursor", "invalid"), 409: ("full_resync", "too_new")},
         parameters=(CURSOR, _query("limit", _upto(pull.LARGEST_PAGE, default=pull.LARGEST_PAGE), "Changes a page"),
                     _query("pages", _upto(pull.MOST_PAGES), "Pages in one answer, which then is {pages}"))),
    Call("post", "push", "What the tablet did; each operation gets its own final answer", "pushed", "push",
         refuses={409: ("seq_gap", "too_new"), 422: ("op_id_reused",), **TOO_MUCH}),
    Call("post", "attachments", "Announce a file", "upload", "announcement", (200, 201),
         refuses={400: ("malformed", "invalid"), 404: ("not_found",), 409: ("id_exists", "too_many_open", "too_new"),
                  422: ("invalid",), **TOO_MUCH}),
    Call("get", "attachments/{id}", "What has arrived of a file", "upload", parameters=(UPLOAD,), refuses=GONE),
    Call("delete", "attachments/{id}", "Give a file up that is on its way", status=(204,), parameters=(UPLOAD,),
         refuses={**GONE, 409: ("not_allowed_now", "too_new")}),
    Call("put", "attachments/{id}/parts/{start}", f"Bytes of a file, at most {uploads.LARGEST_PART}", "upload", "bytes",
         parameters=(UPLOAD, START),
         refuses={**GONE, **TOO_MUCH, 409: ("other_content", "too_many_parts", "not_allowed_now", "too_new"),
                  422: ("beyond_the_file",)}),
    Call("post", "attachments/{id}/complete", "Make the file a document", "upload", parameters=(UPLOAD,),
         refuses={**GONE, 409: ("incomplete", "id_exists", "not_allowed_now", "too_new"),
                  422: ("hash_mismatch", "invalid")}),
    Call("get", "attachments/{id}/content", "A document's bytes, whole or a stretch of them", "bytes",
         status=(200, 206, 416), parameters=(UPLOAD, RANGE), refuses=GONE),
    Call("get", "schemas/", "The list of JSON Schemas", "any", signed=False),
    Call("get", "schemas/{name}.json", "A JSON Schema", "any", signed=False, parameters=(NAME,), refuses=GONE),
)  # fmt: skip


def with_tablets(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """The document with the calls of tablets, and the schemas they speak of as components."""
    components = result.setdefault("components", {})
    schemas = {f"{PREFIX}{name}": _component(one) for name, one in documents().items()}
    components["schemas"] = {**components.get("schemas", {}), **schemas}
    components["securitySchemes"] = {**components.get("securitySchemes", {}), "tablet": SECURITY}
    for call in CALLS:
        result["paths"].setdefault(f"{ROOT}/{call.path}", {})[call.method] = described(call)
    return result


def described(call: Call) -> dict[str, Any]:
    """A call as OpenAPI has it."""
    name = call.path.translate({ord(sign): "_" for sign in "/.{}"}).strip("_").replace("__", "_")
    headers = (SCHEMA, *TOLD) if call.signed else ()
    found: dict[str, Any] = {
        "operationId": f"sync_{name}_{call.method}", "summary": call.summary, "tags": [TAG],
        "security": [{"tablet": []}] if call.signed else [{}],
        "parameters": [*call.parameters, *(_header(*one) for one in headers)],
        "responses": {**{str(status): _answer(call, status) for status in call.status}, **_problems(call)},
    }  # fmt: skip
    if call.takes:
        found["requestBody"] = {"required": True, "content": _content(call.takes)}
        found["description"] = f"At most {wire.LARGEST_BODY} bytes."
    return found


def _header(name: str, required: bool, said: str) -> dict[str, Any]:
    number = {"type": "integer", "minimum": versions.OLDEST_PUSH, "maximum": versions.CURRENT}
    schema = number if name == SCHEMA[0] else {"type": "string"}
    return {"name": name, "in": "header", "required": required, "description": said, "schema": schema}


def _answer(call: Call, status: int) -> dict[str, Any]:
    return {"description": call.summary, **({"content": _content(call.gives)} if call.gives else {})}


def _content(name: str) -> dict[str, Any]:
    if name == "bytes":
        return {BYTES: {"schema": {"type": "string", "format": "binary"}}}
    schema = {"type": "object"} if name == "any" else {"$ref": f"#/components/schemas/{PREFIX}{name}"}
    return {JSON: {"schema": schema}}


def _problems(call: Call) -> dict[str, Any]:
    """Every refusal by its status, with the codes that it may have."""
    usual = SIGNED if call.signed else ANYBODY
    codes = {**usual, **call.refuses}
    problem = {"schema": {"$ref": f"#/components/schemas/{PREFIX}problem"}}
    return {
        str(status): {"description": ", ".join(known) or "Internal error", "content": {PROBLEM: problem}}
        for status, known in sorted(codes.items())
    }


def _component(schema: Any) -> Any:
    """A schema with its references as the document has them; what makes it a file of its own is left out."""
    if isinstance(schema, list):
        return [_component(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": f"#/components/schemas/{PREFIX}{schema['$ref'].removesuffix('.json')}"}
    return {name: _component(one) for name, one in schema.items() if name not in ("$schema", "$id")}
