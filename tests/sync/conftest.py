"""The feed is written at commit: everything here is committed, and the catalogue is there again after each test."""

import pytest

from tests.people import People, cast


@pytest.fixture
def people(committed: People) -> People:
    return committed


@pytest.fixture
def uncommitted(db: None) -> People:
    """The cast in a transaction that is rolled back: quick, for what does not ask the feed."""
    return cast()
