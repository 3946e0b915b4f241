"""The test run's own servers."""

import os

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_the_tests_run_on_a_real_postgresql_that_sees_hangul() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT show_trgm('김') <> '{}', current_user")
        sees, user = cursor.fetchone()
    assert sees
    if not os.environ.get("DATABASE_URL"):
        assert user == "georeum_owner"


def test_the_cache_is_a_real_valkey() -> None:
    cache.set("test:걸음", "걸음", timeout=5)
    assert cache.get("test:걸음") == "걸음"
