"""What a tablet sends: one schema for each action on each kind, from the types that msgspec reads it by."""

import inspect
from typing import Any

import msgspec
from msgspec import NODEFAULT, Struct

from apps.sync.receiving.spoken import Operation, Receives

Schema = dict[str, Any]


def operation(receives: Receives) -> Schema:
    """The whole operation, closed to names it does not know, with `values` or `changes` as its kind has them."""
    kind, action = receives.kind.kind, receives.action
    envelope, content = of(Operation), of(receives.values)
    properties = envelope["properties"] | {"type": {"const": kind}, "action": {"const": action}}
    del properties["values"], properties["changes"]
    name = "values" if receives.care is None else "changes"
    properties[name] = content if receives.care is None else _changes(receives, content)
    return {
        **envelope,
        "title": f"{kind}.{action}",
        "description": content.get("description", ""),
        "properties": properties,
        "required": [*envelope["required"], name],
        "x-georeum-new": receives.new,
        "x-georeum-field-work": receives.field_work,
        "x-georeum-permission": receives.permission.name.lower(),
    }


def _changes(receives: Receives, content: Schema) -> Schema:
    """Each field as the pair of what was seen and what it is to be; with the care that is taken of it (MUST 8).

    Whoever saw nothing, because the record was made on the tablet itself, says null.
    """
    pairs = {}
    for name, read in content["properties"].items():
        care = receives.care[name].value if receives.care is not None else ""
        pairs[name] = {
            "type": "array", "prefixItems": [_or_null(read), read], "items": False, "minItems": 2, "maxItems": 2,
            "x-georeum-care": care,
        }  # fmt: skip
    return {**content, "properties": pairs}


def _or_null(read: Schema) -> Schema:
    null = {"type": "null"}
    return read if null in read.get("anyOf", ()) else {"anyOf": [read, null]}


def of(struct: type[Struct]) -> Schema:
    """The schema of a struct, whole: nothing in it refers elsewhere."""
    (_ref,), found = msgspec.json.schema_components([struct], schema_hook=_one_of_a_list)
    (schema,) = found.values()
    schema = _tidied(schema)
    del schema["title"]
    schema.pop("description", None)
    if said := struct.__dict__.get("__doc__"):
        schema["description"] = inspect.cleandoc(said)
    needed = (one.encode_name for one in msgspec.structs.fields(struct) if _needed(one))
    return {**schema, "required": sorted(needed)}


def _needed(one: msgspec.structs.FieldInfo) -> bool:
    return one.default is NODEFAULT and one.default_factory is NODEFAULT


def _one_of_a_list(choices: type) -> Schema:
    """A list of choices that has the empty text among them, which the library does not describe itself."""
    return {"enum": [one.value for one in choices]}  # type: ignore[attr-defined]


def _tidied(schema: Any) -> Any:
    """Without the patterns beside lists of choices: those are Python's, and say the same."""
    if isinstance(schema, list):
        return [_tidied(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {name: _tidied(one) for name, one in schema.items() if not (name == "pattern" and "enum" in schema)}
