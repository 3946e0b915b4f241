"""A real browser against a real server: Chromium as the system has it, never downloaded."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from apps.accounts.models import User

# Playwright runs an event loop in the test's thread; the test itself talks to the database in the ordinary way.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# The first page of a process also loads every template; on a machine with two busy cores that can take longer than 5 s.
expect.set_options(timeout=20_000)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-quic"]  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "Chromium is missing: apt-get install chromium"
    return {"executable_path": chromium, "args": FLAGS}


@pytest.fixture(autouse=True)
def _front_end_is_built():
    assert (Path(settings.BASE_DIR) / "static/dist/app.css").exists(), "Build the front end first: make front"


@pytest.fixture
def people(live_server, committed):
    """The fixed cast, committed, so that the server's own threads see it."""
    return committed


@pytest.fixture
def signed_in(page: Page, live_server) -> Callable[..., Page]:
    """The page, signed in as somebody, at a width in pixels and in a language."""

    def sign_in(user: User, *, width: int = 1280, language: str = "en") -> Page:
        User.objects.filter(pk=user.pk).update(language=language)
        client = Client()
        client.force_login(user)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        page.set_viewport_size({"width": width, "height": 900})
        return page

    return sign_in
