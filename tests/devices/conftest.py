"""What the tests of the workshop share."""

import pytest
from django.test import Client

from apps.devices.models import Device
from apps.patients.models import Patient
from tests.people import People, a_device, a_lost_leg, a_patient


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
