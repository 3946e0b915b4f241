from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core.ids import new_id


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A browser in which somebody is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def registration() -> Callable[..., dict[str, Any]]:
    """What a filled-in registration form sends."""

    def filled(**given: Any) -> dict[str, Any]:
        form = {"record_id": str(new_id()), "name_hangul": "김영수", "name_romanised": "Kim Yong Su", "sex": "M"}
        born = {"birth_year": "1970", "birth_month": "3", "birth_day": "12"}
        return {**form, **born, "province": "nampo", **given}

    return filled


@pytest.fixture
def register(as_user: Any, registration: Any) -> Callable[..., Any]:
    """Send a registration; answers with the response."""

    def send(user: User, **given: Any) -> Any:
        return as_user(user).post(reverse("patients:register"), registration(**given))

    return send
