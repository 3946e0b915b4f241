"""A document added while another one with the same content is removed: the file stays as long as somebody needs it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from apps.core import filing
from apps.patients.actions import documents
from apps.patients.models import Document
from tests.people import a_document, a_patient

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}


def closing(work):
    """The work in a thread of its own, whose connection is closed afterwards."""

    def carried_out(*given):
        try:
            return work(*given)
        finally:
            connection.close()

    return carried_out


def test_a_file_is_not_discarded_while_a_row_that_needs_it_is_being_committed(committed):
    patient = a_patient(committed)
    with ThreadPoolExecutor() as threads:
        with transaction.atomic():
            document = a_document(committed, patient)
            discarding = threads.submit(closing(documents.discard_unneeded), document.sha256)
            with pytest.raises(TimeoutError):
                discarding.result(timeout=0.5)
        assert discarding.result(timeout=10) is False
    assert filing.is_whole(document.sha256)


def test_the_same_file_sent_several_times_at_once_is_one_document(committed):
    patient, start = a_patient(committed), threading.Barrier(4)

    def send(_number):
        start.wait()
        return a_document(committed, patient).pk

    with ThreadPoolExecutor(4) as threads:
        keys = set(threads.map(closing(send), range(4)))
    assert len(keys) == Document.objects.count() == 1
