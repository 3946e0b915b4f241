"""The feed is written at commit: everything here is committed, and the catalogue is there again after each test."""

from pathlib import Path
from typing import Any

import pytest

from apps.patients.models import Patient
from tests.people import People, cast
from tests.sync.diary import Diary, a_diary
from tests.sync.hands import Hand, a_hand


@pytest.fixture
def people(committed: People) -> People:
    return committed


@pytest.fixture
def uncommitted(db: None) -> People:
    """The cast in a transaction that is rolled back: quick, for what does not ask the feed."""
    return cast()


@pytest.fixture
def diary(people: People, patient: Patient) -> Diary:
    """Of Rakrang's technician, about the patient."""
    return a_diary(people, patient)


@pytest.fixture
def hand(people: People) -> Hand:
    return a_hand(people)


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> None:
    """A folder of the test's own for files."""
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
