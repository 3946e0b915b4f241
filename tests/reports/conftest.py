"""What every test of the reports has without asking."""

import pytest

from tests.reports.comparing import compiled_once


@pytest.fixture(autouse=True)
def _compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thirds of what a count costs Python is to put its statement together, and a page may count thirty times."""
    compiled_once(monkeypatch)
