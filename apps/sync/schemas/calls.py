"""The messages of the calls: what stands around operations and records, and how a refusal is told."""

from typing import Any

from apps.patients.models import DocumentKind
from apps.sync import pull, versions, wire
from apps.sync.actions import uploads
from apps.sync.api.attachments import LARGEST_NUMBER, MEDIA_TYPES
from apps.sync.api.enrol import LONGEST
from apps.sync.models import ConflictCode, OperationStatus, RevokeAction
from apps.sync.receiving.kinds import RECEIVES
from apps.sync.registry import KINDS

Schema = dict[str, Any]
TEXT, WHOLE, INSTANT = {"type": "string"}, {"type": "integer", "minimum": 0}, {"type": "string", "format": "date-time"}
KEY = {"type": "string", "format": "uuid"}
HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
NAMED = {"type": "object", "properties": {"id": KEY, "name": TEXT}, "required": ["id", "name"]}
REMAP = {"type": "object", "additionalProperties": KEY, "description": "Merged key → the survivor's: use that one"}


def messages() -> dict[str, Schema]:
    """Every message by its name."""
    return {
        "push": push(), "pushed": pushed(), "result": result(), "page": page(), "pages": pages(), "pulled": pulled(),
        "change": change(), "problem": problem(), "status": status(), "enrol": enrol(), "enrolled": enrolled(),
        "announcement": announcement(), "upload": upload(),
    }  # fmt: skip


def ref(name: str) -> Schema:
    return {"$ref": f"{name}.json"}


def closed(name: str, said: str, needed: dict[str, Any], /, **optional: Any) -> Schema:
    """What a tablet sends: no other name is taken."""
    return {**told(name, said, needed, **optional), "additionalProperties": False}


def told(name: str, said: str, always: dict[str, Any], /, **sometimes: Any) -> Schema:
    """What the server answers: a later one may say more, which is to be passed over."""
    return {
        "title": name, "description": said, "type": "object",
        "properties": {**always, **sometimes}, "required": sorted(always),
    }  # fmt: skip


def push() -> Schema:
    ops = [ref(f"{kind}.{action}") for kind, action in sorted(RECEIVES)]
    return closed(
        "push", "What the tablet did, in the order of `op_seq`, at most 2 MiB.",
        {"ops": {"type": "array", "items": {"anyOf": ops}, "maxItems": wire.MOST_OPERATIONS}},
        device_time=INSTANT, unsent={**WHOLE, "description": "How many operations wait on the tablet"},
    )  # fmt: skip


def pushed() -> Schema:
    return told(
        "pushed", "An answer for each operation, in their order.",
        {"results": {"type": "array", "items": ref("result")}, "last_op_seq": WHOLE, "epoch": KEY},
    )  # fmt: skip


def result() -> Schema:
    error = {"type": "object", "properties": {"field": TEXT, "code": TEXT, "detail": TEXT},
             "required": ["field", "code", "detail"]}  # fmt: skip
    return told(
        "result", "What became of an operation, for good.",
        {"op_id": KEY, "status": {"enum": OperationStatus.values},
         "version": {"type": ["integer", "null"], "description": "The record's version after the push"}},
        code={"enum": ConflictCode.values, "description": "Of a conflict"},
        fields={"type": "array", "items": TEXT, "description": "The contested fields; none: the record as a whole"},
        errors={"type": "array", "items": error}, remap=REMAP,
    )  # fmt: skip


def page() -> Schema:
    return told(
        "page", "What changed, in the order of `seq`.",
        {"changes": {"type": "array", "items": ref("change"), "maxItems": pull.LARGEST_PAGE},
         "cursor": {**TEXT, "description": "For the next call; opaque"},
         "more": {"type": "boolean", "description": "Ask on at once"}, "epoch": KEY},
    )  # fmt: skip


def pages() -> Schema:
    return told(
        "pages", "Page after page, each on a line of its own.",
        {"pages": {"type": "array", "items": ref("page"), "minItems": 1, "maxItems": pull.MOST_PAGES}},
    )  # fmt: skip


def pulled() -> Schema:
    said = "A page; where `pages` was asked for, as many as there are and fit into 4 MiB."
    return {"title": "pulled", "description": said, "oneOf": [ref("page"), ref("pages")]}


def change() -> Schema:
    here = {"seq": WHOLE, "id": KEY}
    upserts = [
        told(kind, "The record as it is now.",
             {**here, "type": {"const": kind}, "op": {"const": "upsert"}, "version": WHOLE, "data": ref(kind)})
        for kind in KINDS
    ]  # fmt: skip
    gone = told("remove", "Delete it, if you have it.", {**here, "type": TEXT, "op": {"const": "remove"}})
    merge = told("merge", "Whatever was this one's is that one's.",
                 {**here, "type": {"const": "patient"}, "op": {"const": "merge"}, "into": KEY})  # fmt: skip
    said = "A record as it is now, that it is gone, or into whom somebody was merged."
    return {"title": "change", "description": said, "oneOf": [*upserts, gone, merge]}


def problem() -> Schema:
    return told(
        "problem", "A refusal (RFC 9457). `code` never changes, `detail` is a sentence for a person.",
        {"type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT, "instance": TEXT, "code": TEXT},
        where={**TEXT, "description": "JSON pointer into the body, or the name of a header"},
        why={**TEXT, "description": "Why the body cannot be meant"},
        action={"enum": RevokeAction.values}, expected=WHOLE, results={"type": "array", "items": ref("result")},
        last_op_seq=WHOLE, epoch=KEY, op_id=KEY, current=WHOLE, oldest=WHOLE, missing=WHOLE, limit=WHOLE, size=WHOLE,
        errors={"type": "array", "items": {"type": "object", "additionalProperties": TEXT}},
    )  # fmt: skip


def _described() -> dict[str, Schema]:
    centre = {**NAMED, "properties": {**NAMED["properties"], "code": TEXT}}  # type: ignore[dict-item]
    return {
        "expires_at": INSTANT, "tablet": NAMED, "centre": centre, "user": NAMED, "epoch": KEY, "last_op_seq": WHOLE,
    }  # fmt: skip


def status() -> Schema:
    spoken = {"type": "object", "properties": {"current": WHOLE, "oldest": WHOLE}, "required": ["current", "oldest"]}
    when = {"type": ["string", "null"], "format": "date-time"}
    return told("status", "Where tablet and server stand.",
                {**_described(), "schema": spoken, "last_seen_at": when, "max_issued": WHOLE, "open_conflicts": WHOLE,
                 "server_time": INSTANT})  # fmt: skip


def enrol() -> Schema:
    text = {**TEXT, "maxLength": LONGEST}
    return closed("enrol", "A one-time code, as it stands or was scanned.", {"code": text},
                  device_name=text, app_version=text)  # fmt: skip


def enrolled() -> Schema:
    token = {**TEXT, "description": "Said here and never again"}
    return told("enrolled", "The token, and who the tablet is.",
                {**_described(), "token": token, "schema": {"const": versions.CURRENT}})  # fmt: skip


def announcement() -> Schema:
    return closed(
        "announcement", "A file to come.",
        {"id": KEY, "patient": KEY, "kind": {"enum": DocumentKind.values},
         "media_type": {"enum": [value for value, _label in MEDIA_TYPES]},
         "size": {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER}, "sha256": HASH},
        made_on={"type": ["string", "null"], "format": "date"}, title={**TEXT, "maxLength": 120},
    )  # fmt: skip


def upload() -> Schema:
    part = {"type": "object", "properties": {"start": WHOLE, "end": {**WHOLE, "description": "excluded"}},
            "required": ["start", "end"]}  # fmt: skip
    return told(
        "upload", "What has arrived of a file; with `status` and `document` once it is one.",
        {"id": KEY, "size": WHOLE, "largest_part": {"const": uploads.LARGEST_PART},
         "missing": {"type": "array", "items": part}},
        status={"enum": [OperationStatus.APPLIED.value, OperationStatus.APPLIED_OUT_OF_SCOPE.value]},
        document=KEY, version=WHOLE, remap=REMAP,
    )  # fmt: skip
