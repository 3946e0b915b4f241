"""Schemathesis, which knows nothing but the OpenAPI document, finds no call that is answered by a 5xx (MUST 19)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.middleware.csrf import _get_new_csrf_string as new_secret
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from config.wsgi import application
from tests.people import People
from tests.sync.calling import a_caller, no_snapshot

OFTEN = 150


@pytest.fixture
def described(people: People, monkeypatch: pytest.MonkeyPatch):
    """What the document describes, called through the web server's own application."""
    monkeypatch.setattr("apps.sync.pull.snapshot", no_snapshot)  # everything here is one transaction
    cache.clear()
    document = Client().get("/api/v1/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    return [one.ok() for one in schema.get_all_operations()]


@contextmanager
def connection_kept() -> Iterator[None]:
    """The end of a call is not the end of the test's connection; Django's own test client sees to that itself."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def signed_in(user) -> dict[str, dict[str, str]]:
    """What somebody at a desk sends with every call."""
    client, secret = Client(), new_secret()
    client.force_login(user)
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": secret}
    return {"headers": {"X-CSRFToken": secret}, "cookies": cookies}


def call_any(operations, callers) -> set[int]:
    """Call operations with whatever their descriptions allow, and with what they do not; returns the statuses met."""
    met: set[int] = set()
    cases = st.sampled_from(operations).flatmap(lambda one: one.as_strategy())

    @settings(max_examples=OFTEN, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(cases, st.sampled_from(callers))
    def call(case, sent):
        with transaction.atomic():
            answer = case.call(**sent)
            case.validate_response(
                answer, checks=[not_a_server_error, status_code_conformance, content_type_conformance]
            )
            met.add(answer.status_code)
            transaction.set_rollback(True)

    with connection_kept():
        call()
    return met


def test_no_call_of_the_rooms_is_answered_by_a_5xx(people: People, described):
    callers = [signed_in(user) for user in (people.technician, people.physio, people.manager)]
    met = call_any([one for one in described if not one.path.startswith("/api/v1/sync/")], callers)
    assert met & {200, 201}
    assert met & {404, 422}


def test_no_call_of_a_tablet_is_answered_by_a_5xx(people: People, described):
    sent = {"headers": a_caller(people)._headers({})}
    met = call_any([one for one in described if one.path.startswith("/api/v1/sync/")], [sent])
    assert met & {200, 400}
