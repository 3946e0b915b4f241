"""The log says who opened what, and never a name."""

import logging
import sys

import pytest
from django.db import IntegrityError, transaction

from apps.patients.models import Patient
from config.logs import Exceptions
from tests.people import a_patient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/patients/?q=김영수", "/patients/suggest/?q=Kim+Yong+Su", "/no-such-page?q=김영수"]
)
def test_what_was_searched_for_stays_out_of_the_log(people, client, caplog, address):
    client.force_login(people.receptionist)
    with caplog.at_level(logging.DEBUG):
        client.get(address)
    written = " ".join(str(record.msg) + record.getMessage() for record in caplog.records)
    assert address.split("?")[0] in written
    assert not any(part in written for part in ("김영수", "Kim", "%EA", "?q="))


def test_a_refusal_of_the_database_is_logged_without_the_row(people):
    patient = a_patient(people)
    try:
        with transaction.atomic():
            Patient.objects.filter(pk=patient.pk).update(sex="X")
    except IntegrityError:
        (logged,) = [error for error in Exceptions()(sys.exc_info()) if error["exc_type"] == "IntegrityError"]
    assert "patient_sex_is_known_value" in logged["exc_value"]
    assert "김영수" not in str(logged)
