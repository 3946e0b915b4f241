"""What the tests of the reports share."""

from tests.devices.conftest import catalogue_afterwards, committed

__all__ = ["catalogue_afterwards", "committed"]
