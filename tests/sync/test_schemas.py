"""The published schemas say what the server takes and tells, no more and no less."""

import json
from copy import deepcopy
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import get_resolver
from jsonschema import Draft202012Validator

from apps.sync.api import urls
from apps.sync.api.tablet import SyncView
from apps.sync.openapi import CALLS, PREFIX
from apps.sync.receiving.kinds import RECEIVES
from apps.sync.receiving.spoken import Outcome
from apps.sync.receiving.understanding import understood
from apps.sync.registry import KINDS
from apps.sync.schemas import documents
from tests.people import a_patient
from tests.sync.calling import ROOT, a_caller
from tests.sync.everything import one_of_each
from tests.sync.examples import NOWHERE, content_of
from tests.sync.field_work import field_work, of_two_trades
from tests.sync.hands import said
from tests.sync.saying import a_push, a_session_op
from tests.sync.schemas import wrong

ABSENT = dict.fromkeys([*KINDS, "user"], NOWHERE)
EACH = [pytest.param(one, id=f"{kind}-{action}") for (kind, action), one in RECEIVES.items()]


@pytest.fixture
def people(uncommitted):
    return uncommitted


def an_example(receives):
    kind, action = receives.kind.kind, receives.action
    return {**said(kind, action, patient=uuid4(), **content_of(receives, ABSENT)), "op_seq": 1}


def taken(op):
    return not isinstance(understood(op), Outcome)


def content(op):
    return op.get("values", op.get("changes"))


def test_every_schema_is_one_and_says_what_it_is_of():
    assert documents().keys() >= {*KINDS, *(f"{kind}.{action}" for kind, action in RECEIVES), "push", "page"}
    for name, one in documents().items():
        Draft202012Validator.check_schema(one)
        assert one["description"], name
        assert set(refs(one)) <= {f"{each}.json" for each in documents()}


def refs(schema):
    if isinstance(schema, dict):
        yield from ([schema["$ref"]] if "$ref" in schema else [])
        schema = list(schema.values())
    for one in schema if isinstance(schema, list) else []:
        yield from refs(one)


@pytest.mark.parametrize("receives", EACH)
def test_what_the_server_takes_is_right_by_its_schema(receives):
    op = an_example(receives)
    assert taken(op)
    assert wrong(f"{op['type']}.{op['action']}", op) == []


@pytest.mark.parametrize("receives", EACH)
def test_a_name_that_nobody_knows_is_refused_by_server_and_schema_alike(receives):
    """(MUST 18) So is a field of a newer app: it is named, and not passed over."""
    op = an_example(receives)
    name = "values" if receives.care is None else "changes"
    op[name]["colour"] = "red" if receives.care is None else ["red", "blue"]
    outcome = understood(op)
    assert outcome.errors[0]["field"] == name
    assert "colour" in outcome.errors[0]["detail"]
    assert wrong(f"{op['type']}.{op['action']}", op)


@pytest.mark.parametrize("receives", EACH)
def test_what_must_be_said_must_be_said_by_server_and_schema_alike(receives):
    whole = an_example(receives)
    schema = documents()[f"{whole['type']}.{whole['action']}"]
    part = schema["properties"].get("values") or schema["properties"]["changes"]
    for name in part["required"]:
        op = deepcopy(whole)
        del content(op)[name]
        assert not taken(op), name
        assert wrong(schema["title"], op), name


def test_a_real_day_of_work_is_right_by_the_schemas(people, folder):
    patient = a_patient(people)
    of_two_trades(people)
    for op in field_work(people, patient):
        assert wrong(f"{op['type']}.{op['action']}", {**op, "op_seq": 1}) == []


def test_whatever_is_told_is_right_by_its_schema(people, folder):
    """A row of every kind, as PostgreSQL writes it for the pull."""
    one_of_each(people)
    for name, kind in KINDS.items():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT row_to_json(x)::text FROM {kind.table} r, LATERAL (SELECT {kind.selected(guarded=True)}) x"
            )
            rows = [json.loads(text) for (text,) in cursor.fetchall()]
        assert rows or kind.kind in ("month", "group"), f"no {name} to look at"
        for row in rows:
            assert wrong(name, row) == []
            assert row.keys() == documents()[name]["properties"].keys()


def test_an_answer_is_right_by_its_schema(people):
    caller, patient = a_caller(people), a_patient(people)
    push = a_push(a_session_op(1, patient), a_session_op(2, uuid4()), a_session_op(4, patient))
    refused = caller.post("push", push)
    assert wrong("push", push) == []
    assert wrong("problem", refused.json()) == []
    assert wrong("pushed", caller.post("push", a_push(*push["ops"][:2])).json()) == []
    assert wrong("status", caller.get("status").json()) == []


def test_they_are_published_for_everybody_and_asked_for_by_etag(client, db):
    index = client.get(ROOT + "schemas/")
    assert {one["name"] for one in index.json()["schemas"]} == documents().keys()
    for one in index.json()["schemas"]:
        assert client.get(one["href"]).json() == json.loads(json.dumps(documents()[one["name"]]))
    answer = client.get(ROOT + "schemas/session.create.json")
    assert "public" in answer.headers["Cache-Control"]
    again = client.get(ROOT + "schemas/session.create.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_one_that_there_is_not_is_a_problem(client, db):
    answer = client.get(ROOT + "schemas/nobody.json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert client.post(ROOT + "schemas/session.json").status_code == 405


def test_every_call_is_in_the_openapi_document_with_its_codes(client, db):
    document = client.get("/api/v1/openapi.json").json()
    for call in CALLS:
        operation = document["paths"][f"{ROOT}{call.path}"][call.method]
        assert operation["security"] == ([{"tablet": []}] if call.signed else [{}])
        for status, codes in call.refuses.items():
            assert operation["responses"][str(status)]["description"] == ", ".join(codes)
    listed = {name.removeprefix(PREFIX) for name in document["components"]["schemas"] if name.startswith(PREFIX)}
    assert listed == documents().keys()


def test_the_calls_described_are_those_that_there_are():
    there = set()
    for one in urls.urlpatterns:
        view = one.callback.view_class
        if one.name != "sync-nowhere":
            there |= {(one.name, method) for method in ("get", "post", "put", "delete") if hasattr(view, method)}
    resolver = get_resolver("apps.sync.api.urls")
    example = {"{id}": NOWHERE, "{start}": "0", "{name}": "session"}
    found = set()
    for call in CALLS:
        path = call.path
        for name, value in example.items():
            path = path.replace(name, value)
        found.add((resolver.resolve(f"/{path}").url_name, call.method))
    assert found == there
    assert all(issubclass(one.callback.view_class, SyncView) for one in urls.urlpatterns)
