"""Requests made of the OpenAPI document alone: right by it, nearly right, and far from it."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from hypothesis import strategies as st

Schema = dict[str, Any]
DAYS = ["2016-05-10", "2016-05-31", "1816-05-12", "9999-12-31", "0001-01-01", "2016-02-30", "x"]
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12), st.lists(st.none(), max_size=2), st.just({}), st.sampled_from(["", "x" * 4001, "\0", "👣"]),
)  # fmt: skip


@dataclass
class Guesser:
    """`document`: as it is served. `keys`: keys of records, which are offered wherever a key is asked for."""

    document: Schema
    keys: list[str] = field(default_factory=list)

    def calls(self) -> list[tuple[str, str, Schema]]:
        """(method, path, operation) of everything that can be asked."""
        paths = self.document["paths"].items()
        return [(method, path, operation) for path, methods in paths for method, operation in methods.items()]

    def values(self, schema: Schema) -> st.SearchStrategy[Any]:
        """What a schema allows, and now and then something else."""
        right = self._values(schema)
        return st.one_of(right, right, right, JUNK)

    def _values(self, schema: Schema) -> st.SearchStrategy[Any]:
        if "$ref" in schema:
            found = self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
            return st.deferred(lambda: self._values(found))
        if "const" in schema or "enum" in schema:
            return st.sampled_from(schema.get("enum") or [schema["const"]])
        if some := schema.get("anyOf") or schema.get("oneOf"):
            return st.one_of(*map(self._values, some))
        if schema.get("allOf"):
            return self._values(schema["allOf"][0])
        kinds = schema.get("type", "null")
        return st.one_of(*(self._of(kind, schema) for kind in (kinds if isinstance(kinds, list) else [kinds])))

    def _of(self, kind: str, schema: Schema) -> st.SearchStrategy[Any]:
        match kind:
            case "object":
                fields = {name: self.values(one) for name, one in schema.get("properties", {}).items()}
                needed = {name: fields.pop(name) for name in schema.get("required", ()) if name in fields}
                return st.fixed_dictionaries(needed, optional=fields)
            case "array":
                items = schema.get("items")
                return st.lists(self.values(items) if isinstance(items, dict) else JUNK, max_size=3)
            case "integer":
                return st.integers(schema.get("minimum", -5), schema.get("maximum", 2**40))
            case "number":
                return st.floats(-1, 300)
            case "boolean":
                return st.booleans()
            case "string":
                return self._texts(schema)
        return st.none()

    def _texts(self, schema: Schema) -> st.SearchStrategy[str]:
        match schema.get("format"):
            case "uuid":
                return st.sampled_from([*self.keys, str(uuid4())])
            case "date":
                return st.sampled_from(DAYS)
            case "date-time":
                return st.sampled_from([f"{day}T09:30:00Z" for day in DAYS])
        return st.text(max_size=min(schema.get("maxLength", 20), 20))

    def requests(self, method: str, path: str, operation: Schema) -> st.SearchStrategy[Schema]:
        """{method, path, headers, body} of one operation."""
        asked: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
        for one in operation.get("parameters", ()):
            found = self.values(one["schema"])
            asked[one["in"]][one["name"]] = found.filter(spelt) if one["in"] == "path" else found
        content = operation.get("requestBody", {}).get("content", {})
        body = next((self.values(one["schema"]) for one in content.values()), st.none())
        return st.builds(
            _request, st.just(method), st.just(path), st.fixed_dictionaries(asked["path"]),
            st.fixed_dictionaries({}, optional=asked["query"]), st.fixed_dictionaries({}, optional=asked["header"]),
            body,
        )  # fmt: skip


def spelt(value: Any) -> str:
    """A part of a path; with an empty one it would be another path."""
    return str(value)


def _request(method: str, path: str, places: Schema, query: Schema, headers: Schema, body: Any) -> Schema:
    for name, value in places.items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    asked = urlencode({name: str(value) for name, value in query.items()})
    plain = {name: str(value).encode("ascii", "ignore").decode() for name, value in headers.items()}
    data = b"" if body is None else json.dumps(body).encode()
    return {"method": method.upper(), "path": f"{path}?{asked}" if asked else path, "headers": plain, "data": data}
