"""Whatever goes wrong is a problem document (RFC 9457) that says what to do and repeats nothing personal."""

import json

import pytest
from django.http import Http404
from django.test import Client
from rest_framework import exceptions
from rest_framework.parsers import JSONParser
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from apps.core.problems import Refused
from tests.people import a_patient

NOWHERE = "018f0000-0000-7000-8000-000000000000"
BAD = [
    ("patients", "n=abc", "n"),
    ("patients", "n=%00", "n"),
    ("patients", "%00=1", "\x00"),
    ("patients", "limit=abc", "limit"),
    ("patients", "limit=0", "limit"),
    ("patients", "limit=501", "limit"),
    ("patients", "limit=9999999999999999999999", "limit"),
    ("patients", "cursor=%00", "cursor"),
    ("patients", "cursor=abc", "cursor"),
    ("patients", "cursor=cD1hYmM%3D", "cursor"),
    ("patients", "cursor=cD0lMDA%3D", "cursor"),
    ("patients", "cursor=" + "A" * 300, "cursor"),
    ("patients", "cursor=%ED%A0%80", "cursor"),
    ("patients", "number=%00", "number"),
    ("patients", "number=" + "9" * 21, "number"),
    ("patients", "sex=%00", "sex"),
    ("patients", "sex=X", "sex"),
    ("patients", "sex=", "sex"),
    ("patients", "birth_year=1e400", "birth_year"),
    ("patients", "birth_year=-1", "birth_year"),
    ("patients", "centre=rak", "centre"),
    ("patients", "is_test=maybe", "is_test"),
    ("devices", "patient=1", "patient"),
    ("devices", "type=%00", "type"),
    ("devices", "state=%ED%A0%80", "state"),
    ("devices", "since=2016-13-01", "since"),
    ("devices", "since=0000-00-00", "since"),
    ("devices", "open=", "open"),
    ("sessions", "group=%F0%9F%98%80", "group"),
    ("sessions", "therapist=null", "therapist"),
    ("sessions", "until=tomorrow", "until"),
    ("centres", "code=%ED%A0%80%ED%B0%80", "code"),
]  # fmt: skip


def ask(client, path, language="en", **headers):
    return client.get(f"/api/v1/{path}", headers={"Accept-Language": language, **headers})


def is_problem(answer, status):
    body = json.loads(answer.content)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert body.keys() >= {"type", "title", "status", "detail", "instance"}
    assert body["status"] == status
    assert "?" not in body["instance"]
    return body


@pytest.mark.parametrize(("noun", "query", "parameter"), BAD)
def test_a_bad_value_is_refused_and_the_parameter_named(client, people, noun, query, parameter):
    client.force_login(people.technician)
    body = is_problem(ask(client, f"{noun}/?{query}"), 400)
    assert [error["parameter"] for error in body["errors"]] == [parameter]
    assert body["errors"][0]["detail"] in body["detail"]
    assert body["instance"] == f"/api/v1/{noun}/"


@pytest.mark.parametrize(
    "path", ["", "x/", f"patients/{NOWHERE}/x/", "patients/abc/", "patients/%00/", "patients/%ED%A0%80/"]
)
def test_an_unknown_address_is_a_problem_and_not_a_page(client, people, path):
    client.force_login(people.technician)
    if path:
        is_problem(ask(client, path), 404)
    else:
        assert ask(client, path).headers["Location"] == "/api/v1/docs/"


def test_each_failure_of_a_request_has_its_document(client, people):
    is_problem(ask(client, "patients/"), 401)
    client.force_login(people.administrator)
    is_problem(ask(client, "patients/"), 403)
    client.force_login(people.technician)
    is_problem(ask(client, f"patients/{NOWHERE}/"), 404)
    is_problem(ask(client, "patients/", Accept="application/xml"), 406)
    is_problem(ask(client, "openapi.json", Accept="image/png"), 406)
    for method in ("post", "put", "patch", "delete", "options"):
        answer = getattr(client, method)("/api/v1/patients/", content_type="application/json")
        is_problem(answer, 405)
        assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("query", ["version=%00", "version=%0D%0AX:1", "lang=%00", "x=1"])
def test_the_description_takes_no_parameters(client, db, query):
    """The library would copy them into a header of the answer."""
    is_problem(ask(client, f"openapi.json?{query}"), 400)


@pytest.mark.parametrize("path", ["docs/", "openapi.json"])
def test_the_descriptions_own_failures_are_problems_too(client, db, path):
    for method in ("post", "delete", "options"):
        is_problem(getattr(client, method)(f"/api/v1/{path}"), 405)
    is_problem(ask(client, path, Accept="image/png"), 406)


def test_a_write_without_its_token_is_refused_as_a_problem(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.technician)
    is_problem(client.post("/api/v1/patients/"), 403)


@pytest.mark.parametrize(
    ("language", "word"), [("ko", "찾을 수 없음"), ("en", "Not found"), ("fr, en;q=0.5", "Not found")]
)
def test_the_client_chooses_the_language(client, people, language, word):
    """Whatever the account's own language is; unknown addresses included."""
    client.force_login(people.technician)
    for path in (f"patients/{NOWHERE}/", "x/"):
        assert is_problem(ask(client, path, language), 404)["title"] == word


def test_without_a_wish_the_account_decides(client, people):
    client.force_login(people.technician)
    assert is_problem(client.get("/api/v1/x/"), 404)["title"] == "Not found"


def test_a_problem_repeats_neither_name_nor_query(client, people):
    client.force_login(people.technician)
    assert "김영수" not in ask(client, "patients/?sex=김영수").content.decode()
    assert "김영수" not in ask(client, "patients/?birth_year=김영수").content.decode()


class Failing(APIView):
    """Raises what it is told."""

    permission_classes = ()
    parser_classes = (JSONParser,)
    error: Exception | None = None

    def post(self, request):
        if self.error is not None:
            raise self.error
        return request.data


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (Refused("Someone else was faster.", code="stale"), 412, "urn:georeum:problem:stale"),
        (Refused("Too long.", code="invalid", field="minutes"), 422, "urn:georeum:problem:invalid"),
        (Http404(), 404, "about:blank"),
        (exceptions.Throttled(wait=7.2), 429, "about:blank"),
        (exceptions.ParseError(), 400, "about:blank"),
    ],
)
def test_every_error_of_a_view_becomes_a_document(error, status, kind):
    request = APIRequestFactory().post("/api/v1/x/?name=y", {}, format="json")
    answer = Failing.as_view(error=error)(request).render()
    assert is_problem(answer, status)["type"] == kind
    assert ("Retry-After" in answer.headers) == (status == 429)


def test_another_media_type_is_unsupported():
    request = APIRequestFactory().post("/api/v1/x/", b"<a/>", content_type="application/xml")
    is_problem(Failing.as_view(error=None)(request).render(), 415)


def test_a_body_nested_too_deep_is_a_bad_request(people):
    """The check of the token reads the body, so this happens even where nothing can be written."""
    deep = "[" * 50_000 + "]" * 50_000
    is_problem(Client().post("/api/v1/patients/", deep, content_type="application/json"), 401)
    signed_in = Client(enforce_csrf_checks=True)
    signed_in.force_login(people.technician)
    signed_in.cookies["csrftoken"] = "a" * 32
    is_problem(signed_in.post("/api/v1/patients/", deep, content_type="application/json"), 400)


def test_a_defect_is_a_problem_too(people, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(people.technician)
    monkeypatch.setattr("apps.patients.api.PatientViewSet.rows", lambda self: 1 / 0)
    is_problem(ask(client, f"patients/{a_patient(people).pk}/"), 500)
