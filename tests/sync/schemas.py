"""The published schemas as the tests read them."""

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from apps.sync.schemas import documents


@cache
def reader(name: str) -> Draft202012Validator:
    found = [(one["$id"], Resource.from_contents(one)) for one in documents().values()]
    registry: Any = Registry().with_resources(found)
    return Draft202012Validator(documents()[name], registry=registry, format_checker=FormatChecker())


def wrong(name: str, content: Any) -> list[str]:
    """What a schema finds wrong."""
    return [f"{one.json_path}: {one.message}" for one in reader(name).iter_errors(content)]
