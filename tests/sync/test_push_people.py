"""The rules about people in their hard corners: merged, moved away, corrected meanwhile, somebody else's."""

import pytest

from tests.sync import push_checks


@pytest.mark.parametrize("check", push_checks.CHECKS, ids=lambda check: check.__name__)
def test_in_one_transaction(uncommitted, check):
    """See the function, which cites its MUST."""
    check(uncommitted)


@pytest.mark.parametrize("check", push_checks.ON_TWO_CONNECTIONS, ids=lambda check: check.__name__)
def test_while_somebody_else_writes(people, check):
    """(MUST 8, 9) See the function."""
    check(people)
