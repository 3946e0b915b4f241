"""A view kept above a list, and a list taken out of the system with its reason, in a real browser."""

import csv
import re

import pytest
from playwright.sync_api import expect

from apps.core.clock import now
from apps.desk.actions import making, quality
from apps.desk.models import Export, ExportDownload, SavedView
from tests.browser.looking import settled, violations
from tests.people import a_lost_leg, a_patient

pytestmark = pytest.mark.django_db(transaction=True)


def open_page(page, live_server, path):
    page.goto(live_server.url + path)
    return page


def test_filters_are_kept_as_a_view_and_come_back_with_one_press(people, signed_in, live_server):
    a_patient(people, sex="F", name_hangul="리순희")
    a_patient(people)
    page = open_page(signed_in(people.receptionist), live_server, "/patients/")
    page.get_by_label("Sex", exact=True).select_option("F")
    expect(page).to_have_url(re.compile("sex=F"))
    page.get_by_role("link", name="Keep as a view").click()
    page.get_by_label("Name of the view").fill("Women")
    page.get_by_role("button", name="Keep the view").click()
    expect(page.get_by_text("The view is kept.")).to_be_visible()
    open_page(page, live_server, "/patients/")
    page.get_by_role("navigation", name="My views of this list").get_by_role("link", name="Women").click()
    expect(page.get_by_text("1 person")).to_be_visible()
    expect(page.locator("[aria-current=true]", has_text="Women")).to_be_visible()
    assert SavedView.objects.get().query == "sex=F"


def test_a_list_is_asked_for_watched_and_taken(people, signed_in, live_server):
    patient = a_patient(people, phone="+850 2 123")
    page = open_page(signed_in(people.manager), live_server, "/patients/?sex=M")
    page.get_by_role("link", name="Export", exact=True).click()
    page.get_by_label("Text with commas (CSV)").check()
    page.get_by_label("Reason").fill("Yearly visit of the donor")
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()
    making.make(job_id=Export.objects.get().pk)  # what a worker does meanwhile
    file = page.get_by_role("button", name="Download the file")
    with page.expect_download() as taken:
        file.click()
    (line,) = csv.DictReader(taken.value.path().read_text(encoding="utf-8-sig").splitlines())
    assert (line["Patient number"], line["Phone"]) == (patient.number, "'+850 2 123")
    assert ExportDownload.objects.get().by == people.manager


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_pages_are_open_to_everybody_and_fit(people, signed_in, live_server, width, language):
    a_lost_leg(people, a_patient(people))
    quality.count(centre=people.rakrang, at=now())
    page = signed_in(people.manager, width=width, language=language)
    for path in ("/patients/?sex=M", "/views/patients/?sex=M", "/exports/new/patients/", "/exports/", "/quality/",
                 "/gaps/cause/"):  # fmt: skip
        open_page(page, live_server, path)
        settled(page)
        found = [f"{one['id']} {one['nodes'][0]['html'][:80]}" for one in violations(page)]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert (path, found, wide) == (path, [], False)
