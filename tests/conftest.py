"""What every test may ask for: the cast, seen by the test alone or committed for others to see."""

from collections.abc import Generator
from importlib import import_module

import pytest
from django.apps import apps
from pytest_django.plugin import blocking_manager_key

from apps.devices.models import DeviceType
from tests.people import People, cast
from tests.worker import worker

__all__ = ["worker"]

CATALOGUE = import_module("apps.devices.migrations.0002_catalogue")
COUNTIES = import_module("apps.patients.migrations.0004_counties")
INSTRUMENTS = import_module("apps.physio.migrations.0004_instruments")
WORDS = import_module("apps.devices.migrations.0006_words_and_cards")


@pytest.fixture
def people(db: None) -> People:
    """The fixed cast, see tests/people.py."""
    return cast()


@pytest.fixture
def committed(transactional_db: None) -> People:
    """The cast, visible to other connections too."""
    return cast()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """A test that commits leaves empty tables behind; types of devices and counties belong to the installation."""
    yield
    if nextitem is not None and "transactional_db" in getattr(item, "fixturenames", ()):
        with item.config.stash[blocking_manager_key].unblock():
            if not DeviceType.objects.exists():
                CATALOGUE.enter_types(apps, None)
                COUNTIES.enter_counties(apps, None)
                INSTRUMENTS.enter_instruments(apps, None)
                for enter in (WORDS.enter_words, WORDS.enter_cards, WORDS.enter_intervals):
                    enter(apps, None)
