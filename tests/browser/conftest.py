"""A real browser against a real server: Chromium as the system has it, never downloaded."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from apps.accounts.models import User
from tests.browser.looking import settled
from tests.people import cast

# Playwright runs an event loop in the test's thread; the test itself talks to the database in the ordinary way.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
BUSY = 60_000  # milliseconds: what anything may take on a machine whose cores are wanted by others too
expect.set_options(timeout=BUSY)
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
def context(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(BUSY)
    context.set_default_navigation_timeout(BUSY)
    return context


@pytest.fixture(scope="session", autouse=True)
def _warmed_up(browser: Browser, live_server, django_db_setup, django_db_blocker):
    """The first pages of a process load templates, words, fonts and half of Chromium: before any test, not in one."""
    with django_db_blocker.unblock(), closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(live_server.url + reverse("account_login"), timeout=4 * BUSY)
        as_user(context, live_server, cast().receptionist)
        for path in ("/", "/patients/"):
            page.goto(live_server.url + path, timeout=4 * BUSY)
            settled(page)
        django_db_setup.restore()


@pytest.fixture
def people(live_server, committed):
    """The fixed cast, committed, so that the server's own threads see it."""
    return committed


@pytest.fixture
def signed_in(page: Page, live_server) -> Callable[..., Page]:
    """The page, signed in as somebody, at a width in pixels and in a language."""

    def sign_in(user: User, *, width: int = 1280, language: str = "en") -> Page:
        User.objects.filter(pk=user.pk).update(language=language)
        as_user(page.context, live_server, user)
        page.set_viewport_size({"width": width, "height": 900})
        return page

    return sign_in


def as_user(context: BrowserContext, live_server, user: User) -> None:
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
