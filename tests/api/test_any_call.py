"""Whatever is asked of any address of the OpenAPI document is answered as the document says, and never by a 5xx."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.devices.models import Device
from apps.patients.models import Patient
from apps.sync import versions
from tests.api.guessing import Guesser
from tests.people import a_patient
from tests.sync.calling import a_caller, no_snapshot
from tests.sync.everything import one_of_each

OFTEN = 200


@pytest.fixture
def folder(settings, tmp_path):
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}


def hands(people):
    """A client of each role that works with the API, and the headers of a tablet."""
    found = []
    for user in (people.technician, people.physio, people.manager):
        client = Client(raise_request_exception=False)
        client.force_login(user)
        found.append(client)
    return found, a_caller(people)._headers({})


def keys_of(people):
    patient = one_of_each(people, a_patient(people))
    return [
        str(patient.pk),
        str(a_patient(people, centre=people.songrim).pk),
        *map(str, Patient.objects.values_list("pk", flat=True)),
        *map(str, Device.objects.values_list("pk", flat=True)),
    ]


@pytest.mark.parametrize("tablets", [False, True], ids=["rooms", "tablets"])
def test_every_answer_is_one_that_the_document_knows(people, folder, monkeypatch, tablets):
    monkeypatch.setattr("apps.sync.pull.snapshot", no_snapshot)  # everything here is one transaction
    cache.clear()
    guesser = Guesser(Client().get("/api/v1/openapi.json").json(), keys_of(people))
    clients, tablet = hands(people)
    calls = [one for one in guesser.calls() if one[1].startswith("/api/v1/sync/") == tablets]
    asked = st.sampled_from(calls).flatmap(lambda one: st.tuples(st.just(one), guesser.requests(*one)))
    met = set()

    @settings(max_examples=OFTEN, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(asked, st.sampled_from(clients))
    def answered(one, client):
        (_method, path, operation), request = one
        headers = {"Accept-Language": "en", **(tablet if tablets else {}), **request["headers"]}
        if tablets and "X-Client-Schema" not in request["headers"]:
            headers["X-Client-Schema"] = str(versions.CURRENT)
        with transaction.atomic():
            answer = client.generic(
                request["method"], request["path"], request["data"], "application/json", headers=headers
            )
            transaction.set_rollback(True)
        assert answer.status_code < 500, (request, answer.content)
        assert not 300 <= answer.status_code < 304
        assert str(answer.status_code) in {*operation["responses"], "404"}, (request, answer.content)
        if answer.status_code >= 400 and answer.status_code != 416:
            assert answer.headers["Content-Type"] == "application/problem+json"
        met.add((path, answer.status_code < 300))

    answered()
    assert len({path for path, _well in met}) > len({path for _method, path, _operation in calls}) / 2
    assert {well for _path, well in met} == {True, False}
