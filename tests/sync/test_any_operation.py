"""Whatever a tablet says in the types of the contract, or nearly so, gets one of the five answers (MUST 3, 19)."""

import json
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import NODEFAULT, inspect

from apps.sync.models import OperationStatus
from apps.sync.receiving.kinds import RECEIVES
from apps.sync.receiving.spoken import Outcome
from apps.sync.receiving.understanding import understood
from apps.sync.registry import KINDS
from tests.people import a_patient
from tests.sync.calling import a_caller
from tests.sync.everything import one_of_each
from tests.sync.examples import plain
from tests.sync.field_work import of_two_trades
from tests.sync.schemas import wrong

DAYS = st.one_of(
    st.dates(date(2016, 4, 1), date(2016, 6, 1)),
    st.sampled_from([date(1, 1, 1), date(1799, 12, 31), date(1900, 1, 1), date(2199, 12, 31), date(9999, 12, 31)]),
)
ZONES = st.sampled_from(["Z", "+09:00", "+14:00", "-12:00", "+23:59", "-23:59"])
HOURS = st.sampled_from(["00:00:00", "09:30:00", "23:59:59.999999"])
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20), st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=1),
    st.sampled_from(["", " ", "x" * 4000, "가" * 301, "👣" * 50, "\u202e", "\u200b", "a\nb", "-1", "1e5", "null"]),
)  # fmt: skip


@pytest.fixture
def people(uncommitted):
    return uncommitted


def texts(read):
    if read.pattern is not None:
        return st.sampled_from([*read.pattern[2:-2].replace("\\", "").split("|"), "other"])
    most = min(read.max_length or 40, 40)
    limit = st.just("x" * read.max_length) if read.max_length else st.just("x")
    return st.one_of(st.text(min_size=min(read.min_length or 0, most), max_size=most), limit)


def like(read, key):
    """Values of a type: most are right by it, and all of them can be written as JSON. `key`: keys of records."""
    read = plain(read)
    match read:
        case inspect.UnionType(types=types):
            return st.one_of(*(like(one, key) for one in types))
        case inspect.NoneType():
            return st.none()
        case inspect.StrType():
            return texts(plain(read))
        case inspect.IntType(ge=least, le=most):
            return st.integers(0 if least is None else least, 10**6 if most is None else most)
        case inspect.FloatType() | inspect.DecimalType():
            return st.one_of(st.floats(0, 300), st.sampled_from([1e308, 5e-324, -0.0, 0.1]))
        case inspect.BoolType():
            return st.booleans()
        case inspect.UUIDType():
            return key
        case inspect.DateTimeType():
            return st.builds(lambda day, hour, zone: f"{day.isoformat()}T{hour}{zone}", DAYS, HOURS, ZONES)
        case inspect.DateType():
            return DAYS.map(date.isoformat)
        case inspect.LiteralType(values=values):
            return st.sampled_from(list(values))
        case inspect.EnumType(cls=cls) | inspect.CustomType(cls=cls):
            return st.sampled_from([one.value for one in cls])
        case inspect.ListType(item_type=item):
            return st.lists(like(item, key), max_size=3)
        case inspect.DictType(key_type=name, value_type=value):
            return st.dictionaries(like(name, key).map(str), like(value, key), max_size=3)
    return JUNK


def contents(receives, known):
    """`values` or `changes`: fields as they should be, now and then one that should not."""
    needed, others = {}, {}
    for one in inspect.type_info(receives.values).fields:
        keys = st.sampled_from([*known.get(receives.references.get(one.name, ""), ()), str(uuid4())])
        value = st.one_of(like(one.type, keys), like(one.type, keys), like(one.type, keys), JUNK)
        value = value if receives.care is None else st.lists(value, min_size=2, max_size=2)
        (needed if one.default is NODEFAULT is one.default_factory else others)[one.name] = value
    return st.fixed_dictionaries(needed, optional=others)


def operations(receives, known):
    kind = receives.kind.kind
    name = "values" if receives.care is None else "changes"
    keys = st.sampled_from([*known.get(kind, ()), str(uuid4())])
    return st.fixed_dictionaries(
        {"type": st.just(kind), "action": st.just(receives.action), name: contents(receives, known),
         "id": st.builds(lambda: str(uuid4())) if receives.new else keys,
         "recorded_at": st.just(datetime(2016, 5, 10).isoformat() + "Z")},
        optional={"patient": st.sampled_from([*known["patient"], str(uuid4())]), "base_version": st.integers(1, 3)},
    )  # fmt: skip


def known_records(people):
    """Kind → keys of records: of two people of the tablet's centre with one of everything, and one of elsewhere."""
    one_of_each(people)
    a_patient(people)
    a_patient(people, centre=people.songrim)
    return {name: [str(key) for key in kind.model._base_manager.values_list("pk", flat=True)[:4]]
            for name, kind in KINDS.items()}  # fmt: skip


@settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(*(operations(receives, {"patient": []}) for receives in RECEIVES.values())))
def test_what_the_server_understands_is_right_by_its_schema(op):
    whole = {**op, "op_id": str(uuid4()), "op_seq": 1}
    if not isinstance(understood(whole), Outcome):
        assert wrong(f"{op['type']}.{op['action']}", whole) == []


def test_every_operation_gets_one_of_the_five_answers(people, folder):
    known = known_records(people)
    tablet = of_two_trades(people).tablet
    caller = a_caller(people, "Tablet 2", user=tablet.user)
    met = set()
    one = st.one_of(*(operations(receives, known) for receives in RECEIVES.values()))

    @settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(one, min_size=1, max_size=4))
    def pushed(ops):
        numbered = [{**op, "op_id": str(uuid4()), "op_seq": seq} for seq, op in enumerate(ops, 1)]
        with transaction.atomic():
            answer = caller.client.post(
                "/api/v1/sync/push", json.dumps({"ops": numbered}), content_type="application/json",
                headers=caller._headers({}),
            )  # fmt: skip
            transaction.set_rollback(True)
        assert answer.status_code in (200, 400), answer.content
        if answer.status_code == 200:
            results = answer.json()["results"]
            assert [one["op_id"] for one in results] == [op["op_id"] for op in numbered]
            assert {one["status"] for one in results} <= set(OperationStatus.values)
            met.update(one["status"] for one in results)

    pushed()
    assert {"applied", "rejected"} <= met


@pytest.fixture
def folder(settings, tmp_path):
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
