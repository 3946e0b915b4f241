"""The shortest content of every operation that the server takes, made from the types it is read by.

Right by its types alone: enough to be asked whom and what it speaks of, which comes before any verb.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import NODEFAULT, inspect

from apps.sync.receiving.spoken import Receives
from tests.sync.saying import DAY

NOWHERE = "0190b5d8-0000-7000-8000-000000000000"


def content_of(receives: Receives, known: Mapping[str, str], **references: str) -> dict[str, Any]:
    """`values` or `changes` of an operation, as its kind has them.

    `known`: by kind, the key of a record for whatever has to be referred to. `references` are said besides.
    """
    read = inspect.type_info(receives.values)
    assert isinstance(read, inspect.StructType)
    types = {one.name: one.type for one in read.fields}
    needed = [one.name for one in read.fields if one.default is NODEFAULT is one.default_factory]
    keys = {name: known[receives.references[name]] for name in needed if name in receives.references} | references
    said = {name: of_type(types[name]) for name in needed} | {name: as_said(types[name], keys[name]) for name in keys}
    if receives.care is None:
        return {"values": said}
    free = next(name for name in types if name not in receives.references)
    return {"changes": {name: [value, value] for name, value in (said or {free: of_type(types[free])}).items()}}


def as_said(read: Any, key: str) -> Any:
    """A key, or a list of it as long as it has to be."""
    kinds = map(plain, read.types if isinstance(read, inspect.UnionType) else (read,))
    lists = [one for one in kinds if isinstance(one, inspect.ListType)]
    return [key] * max(1, lists[0].min_length or 0) if lists else key


def plain(read: Any) -> Any:
    return plain(read.type) if isinstance(read, inspect.Metadata) else read


def of_type(read: Any) -> Any:
    """A value that a type takes."""
    match plain(read):
        case inspect.UnionType(types=types):
            return of_type(next(one for one in types if not isinstance(one, inspect.NoneType)))
        case inspect.StrType(min_length=least):
            return "x" * (least or 0)
        case inspect.IntType(ge=least) | inspect.FloatType(ge=least):
            return least or 0
        case inspect.DecimalType():
            return 1
        case inspect.BoolType():
            return True
        case inspect.UUIDType():
            return NOWHERE
        case inspect.DateTimeType():
            return DAY.isoformat()
        case inspect.DateType():
            return DAY.date().isoformat()
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.EnumType(cls=cls) | inspect.CustomType(cls=cls):
            return next(iter(cls)).value
        case inspect.ListType(item_type=item, min_length=least):
            return [of_type(item)] * (least or 0)
        case inspect.DictType() | inspect.AnyType():
            return {}
    raise TypeError(f"no example of {read}")
