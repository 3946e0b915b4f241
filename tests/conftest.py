"""What every test may ask for: the cast, seen by the test alone or committed for others to see."""

from importlib import import_module

import pytest
from django.apps import apps

from apps.devices.models import DeviceType
from tests.people import People, cast

CATALOGUE = import_module("apps.devices.migrations.0002_catalogue")


@pytest.fixture
def people(db: None) -> People:
    """The fixed cast, see tests/people.py."""
    return cast()


@pytest.fixture
def committed(transactional_db: None) -> People:
    """The cast, visible to other connections too.

    Tests that commit run last and leave empty tables behind; the types of devices belong to the installation.
    """
    if not DeviceType.objects.exists():
        CATALOGUE.enter_types(apps, None)
    return cast()
