"""What the tests of the reports share; the first of it every one of them has without asking."""

import pytest

from apps.accounts.models import User
from apps.devices.models import Delivery
from apps.patients.models import Patient
from apps.reports import document
from tests.people import People, a_delivery, a_lost_leg, a_patient, a_session
from tests.reports.comparing import compiled_once
from tests.reports.signing import second_manager


@pytest.fixture(autouse=True)
def _compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thirds of what a count costs Python is to put its statement together, and a page may count thirty times."""
    compiled_once(monkeypatch)


@pytest.fixture
def second(people: People) -> User:
    """Another manager of Rakrang: who asks, or submits a further revision, does not decide on it."""
    return second_manager(people)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a few bytes: the pages have tests of their own."""
    monkeypatch.setattr(document, "of_snapshot", lambda *asked: f"%PDF {asked[1:4]}".encode())


@pytest.fixture
def delivery(people: People, patient: Patient) -> Delivery:
    """A prosthesis delivered in May to the patient, whose leg a mine took."""
    a_lost_leg(people, patient, cause="mine")
    return a_delivery(people, patient)


@pytest.fixture
def busy_may(people: People, patient: Patient, delivery: Delivery) -> None:
    """Beside the delivery a session of the same patient, and a woman's crutches."""
    a_session(people, patient)
    a_delivery(people, a_patient(people, sex="F"), key="CRU-AXIL")
