"""A person with two hundred rows of everything costs as many queries as one with a single row."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pghistory.models import Event

from apps.core.models import Record
from apps.desk.bench import dossiers
from apps.desk.bench.dossiers import Visit
from apps.desk.bench.suites.pages import LAZY
from apps.devices.models import DeviceType
from apps.patients.models import ImportRow, Merge, Patient, PatientAccess, Transfer
from apps.physio.models import Instrument
from tests.people import MAY, a_patient

# Of these a person has a handful at most: records of the same person, centres, and what waits for a decision.
FEW = {Patient, PatientAccess, Merge, Transfer, ImportRow}


@pytest.fixture
def with_dossier(people, as_user):
    leg, walk = DeviceType.objects.get(key="PRO-LL-TT").pk, Instrument.objects.get(key="tug").pk

    def patient(visits: int) -> Patient:
        found = a_patient(people)
        dossiers.write(
            connection.connection,
            (
                Visit(found.pk, nth, MAY + timedelta(days=nth), people.rakrang.pk, people.technician.pk, leg, walk)
                for nth in range(visits)
            ),
        )
        return found

    return patient


def opened(client, path) -> tuple[int, str]:
    """How many queries the page takes, and its text."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path, headers={"HX-Request": "true"} if "detail" not in path else {})
    assert answer.status_code == 200, path
    return len(queries), answer.content.decode()


def everything(client, patient) -> dict[str, int]:
    """The page and every part it loads → their queries."""
    path = reverse("patients:detail", args=[patient.pk])
    queries, text = opened(client, path)
    parts = {part: opened(client, part)[0] for part in LAZY.findall(text)}
    return {part.replace(str(patient.pk), "…"): count for part, count in {path: queries, **parts}.items()}


@pytest.mark.parametrize("role", ["technician", "receptionist", "manager"])
def test_a_full_dossier_costs_as_many_queries_as_a_slight_one(people, as_user, with_dossier, role):
    client = as_user(getattr(people, role))
    everything(client, with_dossier(1))  # what is read once in the life of a process
    assert everything(client, with_dossier(200)) == everything(client, with_dossier(1))


def test_the_page_loads_its_parts_by_itself(people, as_user, with_dossier):
    parts = everything(as_user(people.technician), with_dossier(1))
    assert {"/devices/for/…/", "/physio/patients/…/", "/patients/…/timeline/"} <= parts.keys()


def test_the_full_dossier_has_a_row_of_every_kind():
    """A new table about patients has to say what a row of it looks like, or why nobody has many."""
    kinds = {relation.related_model for relation in Patient._meta.related_objects}
    kinds = {model for model in kinds if issubclass(model, Record) and not issubclass(model, Event)}
    assert kinds - dossiers.ROWS.keys() - FEW == set()
