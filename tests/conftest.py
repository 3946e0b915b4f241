import pytest

from tests.people import People, cast


@pytest.fixture
def people(db: None) -> People:
    """The fixed cast, see tests/people.py."""
    return cast()
