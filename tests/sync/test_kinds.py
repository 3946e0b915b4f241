"""Everything a tablet may send, as data: it goes up as it goes down, no longer than its columns, with a permission."""

import msgspec
import pytest
from msgspec import inspect as types

from apps.centres.access import Permission
from apps.sync.models import Operation
from apps.sync.receiving.kinds import RECEIVES
from apps.sync.registry import KINDS

# Field → why it is no column of the record it is sent with.
SAID_BESIDE = {
    "on": "the day of a step, or of a registration: it stands in what the verb writes beside the record",
    "reason": "why a person was revived, or a session put right: it stands in the audit trail or on the old session",
    "replaces_because": "the reason of the device's first step",
    "void_reason": "of a group: said in its sessions",
    "hold_note": "stands in the reason of the step",
    "paper_number": "a record of its own",
    "profession": "in which an assessment is signed: it stands in the signature",
    "amends": "the session that is voided for this one",
    "patients": "each gets a session of their own", "absent": "said in the sessions of the group",
    "techniques": "of a group: said in its sessions", "device_related": "of a group: said in its sessions",
}  # fmt: skip
EACH = [pytest.param(one, id=f"{kind}-{action}") for (kind, action), one in RECEIVES.items()]


def columns(receives):
    return {field.name: field for field in receives.kind.model._meta.concrete_fields}


def many(receives):
    """Its lists of other records."""
    return {field.name for field in receives.kind.model._meta.get_fields() if field.one_to_many or field.many_to_many}


def texts(read, name):
    """(name, limit) of every text in a type, also in lists."""
    match read:
        case types.Metadata(type=inner):
            yield from texts(inner, name)
        case types.UnionType(types=inner):
            for one in inner:
                yield from texts(one, name)
        case types.ListType(item_type=item):
            yield from texts(item, name)
        case types.StrType(max_length=limit, pattern=None):  # a pattern is a list of choices
            yield name, limit


def fields(receives):
    return types.type_info(receives.values).fields


@pytest.mark.parametrize("receives", EACH)
def test_every_kind_can_be_read(receives):
    """A type that msgspec cannot read would be noticed by the first tablet that sends it."""
    assert msgspec.json.Decoder(receives.values)


@pytest.mark.parametrize("receives", EACH)
def test_a_text_is_as_long_as_its_column(receives):
    for one in fields(receives):
        for name, limit in texts(one.type, one.name):
            column = columns(receives).get(name)
            column = getattr(column, "base_field", column)
            assert limit is not None, f"{name} may be of any length"
            free = column is None or column.choices or column.is_relation  # the verb looks it up in a list
            assert free or limit == column.max_length, name


@pytest.mark.parametrize("receives", EACH)
def test_a_field_is_a_column_or_it_is_said_what_becomes_of_it(receives):
    assert {one.name for one in fields(receives)} <= {*columns(receives), *many(receives), *SAID_BESIDE}


@pytest.mark.parametrize("receives", EACH)
def test_what_goes_up_goes_down_under_the_same_name(receives):
    """So that a tablet can show what it sent, and send what it got."""
    down = {receives.kind.renamed.get(name, name) for name in receives.kind.fields}
    up = {one.name for one in fields(receives)}
    assert up & columns(receives).keys() <= down


@pytest.mark.parametrize("receives", EACH)
def test_a_change_says_only_what_it_takes_care_of(receives):
    if receives.care is not None:
        said = {one.name for one in fields(receives)}
        assert said == set(receives.care)
        assert len(said) == 1 or not any(one.required for one in fields(receives))


def test_whatever_may_be_sent_needs_a_permission_and_is_of_a_kind_that_travels():
    for (kind, action), one in RECEIVES.items():
        assert isinstance(one.permission, Permission)
        assert KINDS[kind] is one.kind
        assert 0 < len(action) <= Operation._meta.get_field("action").max_length


def test_what_makes_a_record_is_said_and_what_changes_one_makes_none():
    for (kind, action), one in RECEIVES.items():
        assert one.new == (action in ("create", "amend")), (kind, action)
        assert set(one.writes) | set(one.others) <= one.references.keys()
        assert set(one.own) <= {"id", *one.references}
