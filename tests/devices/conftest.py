"""What the tests of the workshop share."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from apps.devices.models import Device, DeviceType
from apps.patients.models import Patient
from tests.people import People, a_device, a_lost_leg, a_patient, cast

CATALOGUE = import_module("apps.devices.migrations.0002_catalogue")


@pytest.fixture
def patient(people: People) -> Patient:
    """A man with a left transtibial amputation."""
    patient = a_patient(people)
    a_lost_leg(people, patient)
    return patient


@pytest.fixture
def device(people: People, patient: Patient) -> Device:
    """A prescribed left transtibial prosthesis."""
    return a_device(people, patient)


@pytest.fixture
def technician(people: People, client: Client) -> Client:
    """The browser of Rakrang's technician."""
    client.force_login(people.technician)
    return client


@pytest.fixture
def catalogue_afterwards(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits empties the tables behind it; the types of devices belong to the installation."""
    yield
    with django_db_blocker.unblock():
        if not DeviceType.objects.exists():
            CATALOGUE.enter_types(apps, None)


@pytest.fixture
def committed(catalogue_afterwards: None, transactional_db: None) -> People:
    """The cast, visible to other connections too."""
    return cast()
