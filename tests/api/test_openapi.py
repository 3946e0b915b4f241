"""The description is valid OpenAPI 3.1, complete, and can be read and tried without another host."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from apps.centres.models import Centre


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    path = tmp_path_factory.mktemp("api") / "openapi.json"
    call_command("export_openapi", out=path)
    return json.loads(path.read_text())


def rooms(document):
    """The addresses of rows; those of tablets have headers and codes of their own (tests/sync/test_schemas.py)."""
    return [path for address, path in document["paths"].items() if not address.startswith("/api/v1/sync/")]


def operations(document):
    return [operation for path in rooms(document) for operation in path.values()]


def test_the_exported_document_is_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/centres/", "/api/v1/patients/{id}/", "/api/v1/devices/", "/api/v1/sessions/"} <= document[
        "paths"
    ].keys()


def test_it_is_generated_without_warnings():
    call_command("spectacular", "--validate", "--fail-on-warn", file="/dev/null")


def test_every_operation_describes_its_problems(document):
    for operation in operations(document):
        problems = {
            code
            for code, answer in operation["responses"].items()
            if "application/problem+json" in answer.get("content", {})
        }
        assert {"401", "403", "406", "429", "500"} <= problems
        assert problems & {"400", "404"}


def test_everything_that_writes_describes_its_headers_answers_and_an_example(document):
    written = [path["post"] for path in rooms(document) if "post" in path]
    assert len(written) > 30
    for operation in written:
        headers = {one["name"]: one for one in operation["parameters"] if one["in"] == "header"}
        assert headers["Idempotency-Key"]["required"] is True
        assert headers["Idempotency-Key"]["schema"]["format"] == "uuid"
        answers = operation["responses"]
        assert {"400", "401", "403", "404", "409", "412", "422", "428"} <= answers.keys()
        (done,) = [answers[status] for status in ("200", "201") if status in answers]
        assert {"ETag", "Idempotency-Replayed"} <= done["headers"].keys()
        assert ("Location" in done["headers"]) == ("201" in answers)
        if not operation["operationId"].endswith("reopen_create"):  # there is nothing to say
            assert operation["requestBody"]["content"]["application/json"]["examples"]


def test_what_changes_a_row_needs_its_version(document):
    for path in ("devices/{id}/hold/", "devices/{id}/deliveries/", "deliveries/{id}/void/", "plans/{id}/end/"):
        (match,) = [
            one for one in document["paths"][f"/api/v1/{path}"]["post"]["parameters"] if one["name"] == "If-Match"
        ]
        assert match["required"] is True


def test_the_examples_hold_fields_that_there_are(document):
    schemas = document["components"]["schemas"]
    for path in rooms(document):
        content = path.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
        for example in content.get("examples", {}).values():
            known = schemas[content["schema"]["$ref"].rpartition("/")[2]]
            assert example["value"].keys() <= known["properties"].keys()
            assert set(known.get("required", ())) <= example["value"].keys()


def test_guarded_fields_are_optional(document):
    schemas = document["components"]["schemas"]
    assert "category" not in schemas["Patient"]["required"]
    assert "cause" not in schemas["Impairment"]["required"]


def test_export_writes_to_standard_output(capsys, document):
    call_command("export_openapi")
    assert json.loads(capsys.readouterr().out) == document


def test_the_document_is_served(client, document, db):
    assert json.loads(client.get("/api/v1/openapi.json").content) == document


def test_the_page_to_try_it_needs_no_other_host_and_no_inline_script(client, db):
    page = client.get("/api/v1/docs/").content.decode()
    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert all(source.startswith("/") for source in sources)
    assert not re.search(r"<script(?![^>]*src=)|<style|style=|\son\w+=", page)
    for source in sources:
        if source.startswith("/static/drf"):
            assert Path(finders.find(source.removeprefix("/static/"))).is_file()
    script = client.get("/api/v1/docs/?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert "/api/v1/openapi.json" in script.content.decode()


def test_no_centre_stands_in_the_document(client, people):
    assert Centre.objects.get(code="RAK").name_ko not in client.get("/api/v1/openapi.json").content.decode()
