"""A tablet from its code to its end, in a real browser with the tablet itself beside it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect

from apps.core.clock import now
from apps.sync.models import Tablet, TabletState
from tests.sync.tablets import enrolled, offered

pytestmark = pytest.mark.django_db(transaction=True)


def called(path, token, **body):
    """What the tablet is answered."""
    headers = {"Authorization": f"Tablet {token}", "X-Client-Schema": "1"}
    client = Client(headers=headers)
    return client.post(path, body, content_type="application/json") if body else client.get(path)


def test_a_tablet_is_enrolled_by_its_code_and_revoked(people, signed_in, live_server):
    page = signed_in(people.administrator)
    page.goto(live_server.url + "/tablets/")
    page.get_by_role("link", name="Enrol a tablet").click()
    page.get_by_label("Name of the tablet").fill("RAK 3")
    page.get_by_label("Used by").select_option(label="Physio")
    page.get_by_role("button", name="Show the code").click()
    expect(page.get_by_role("img", name="QR code with the address and the code")).to_be_visible()
    expect(page.get_by_text("Waiting for the tablet")).to_be_visible()
    code = page.locator("code", has_text=re.compile("^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$")).inner_text()
    token = called("/api/v1/sync/enrol", "", code=code).json()["token"]
    page.get_by_role("link", name="To the tablet").click()
    expect(page.get_by_text("In order")).to_be_visible()
    assert called("/api/v1/sync/status", token).status_code == 200
    page.get_by_role("link", name="Revoke").click()
    page.get_by_label("Delete everything on it").check()
    page.get_by_label("Reason").fill("Lost on the train")
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Lost on the train")).to_be_visible()
    assert called("/api/v1/sync/status", token).json()["action"] == "wipe"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_pages_are_open_to_everybody_and_fit(people, signed_in, live_server, width, language):
    tablet, offer = enrolled(people).tablet, offered(people, name="2")
    at = now()
    TabletState.objects.update(last_seen_at=at, last_error="too_old", last_error_at=at, unsent=7, clock_offset=9000)
    page = signed_in(people.administrator, width=width, language=language)
    one = f"/tablets/{Tablet.objects.get(pk=tablet.pk).pk}/"
    for path in ("/tablets/", "/tablets/?q=zzz", "/tablets/enrol/", f"/tablets/enrolments/{offer.pk}/", one,
                 f"{one}revoke/", f"{one}rename/", f"{one}sign-in/"):  # fmt: skip
        page.goto(live_server.url + path)
        page.locator("main").wait_for()
        found = [f"{one['id']} {one['nodes'][0]['html'][:80]}" for one in Axe().run(page).response["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert (path, found, wide) == (path, [], False)
