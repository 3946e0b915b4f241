"""Papers, photos and the card in a real browser: chosen, refused and kept, seen, removed, printed in true size."""

import io
import re

import pikepdf
import pytest
from playwright.sync_api import expect

from apps.patients.codes import code_of
from apps.patients.models import Document
from tests import files
from tests.browser.looking import violations
from tests.people import a_document

WIDTHS, LANGUAGES = (1280, 390), ("ko", "en")


def upload(name, content, kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": content}


@pytest.fixture
def page_of(people, signed_in, live_server):
    def opened(path, **given):
        page = signed_in(people.receptionist, **given)
        page.goto(live_server.url + path)
        return page

    return opened


def test_two_photos_are_added_seen_and_one_is_removed(patient, page_of):
    page = page_of(f"/patients/{patient.pk}/")
    page.get_by_role("link", name="Add documents or photos").click()
    two = [upload("a.jpg", files.located_jpeg()), upload("b.jpg", files.jpeg(tone=5))]
    page.locator("#id_uploads").set_input_files(two)
    page.get_by_label("Photo", exact=True).check()
    page.get_by_label("Title").fill("Left leg")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("2 documents added.")).to_be_visible()
    pictures = page.locator(".documents img")
    expect(pictures).to_have_count(2)
    for place in range(2):
        pictures.nth(place).scroll_into_view_if_needed()
        page.wait_for_function(f"() => document.querySelectorAll('.documents img')[{place}].naturalWidth > 0")
    page.get_by_role("link", name="Left leg").first.click()
    page.get_by_role("link", name="Remove").click()
    page.get_by_label("Reason").fill("blurred")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".documents img")).to_have_count(1)
    assert Document.objects.kept().count() == 1


def test_what_was_chosen_and_typed_is_still_there_after_a_refusal(patient, page_of):
    page = page_of(f"/patients/{patient.pk}/documents/add/")
    page.locator("#id_uploads").set_input_files([upload("a.jpg", files.jpeg()), upload("b.jpg", b"MZ program")])
    page.get_by_label("Title").fill("Left leg")
    page.get_by_label("Other", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-errors]")).to_contain_text("File 2 of 2")
    expect(page.get_by_label("Title")).to_have_value("Left leg")
    assert page.evaluate("document.querySelector('#id_uploads').files.length") == 2
    page.locator("#id_uploads").set_input_files([upload("a.jpg", files.jpeg())])
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_text("1 document added.")).to_be_visible()
    assert Document.objects.count() == 1


def test_a_file_that_is_too_large_is_answered_with_a_sentence(patient, page_of):
    page = page_of(f"/patients/{patient.pk}/documents/add/")
    page.locator("#id_uploads").set_input_files([upload("film.jpg", bytes(16 * 1024 * 1024))])
    page.get_by_label("Other", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-errors]")).to_contain_text("1 file is too large")


@pytest.mark.parametrize(("size", "width", "height"), [("id", 85.6, 54), ("a5", 148, 210)])
def test_the_browser_prints_the_card_alone_and_in_true_size(patient, page_of, size, width, height):
    page = page_of(f"/patients/{patient.pk}/card/?size={size}")
    with pikepdf.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as file:
        assert len(file.pages) == 1
        box = [float(side) * 25.4 / 72 for side in file.pages[0].mediabox]
    assert box == pytest.approx([0, 0, width, height], abs=0.4)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    place = page.locator(".patient-card").bounding_box()
    assert (place["x"], place["y"]) == (0, 0)


def test_the_code_on_the_screen_is_as_large_as_on_paper(patient, page_of):
    box = page_of(f"/patients/{patient.pk}/card/").locator(".qr-code").bounding_box()
    assert box["width"] == box["height"] == pytest.approx(29 / 25.4 * 96, abs=0.5)


def test_scanning_with_a_telephone_opens_the_record_after_signing_in(patient, people, page, live_server):
    page.goto(f"{live_server.url}/p/{code_of(patient.pk)}/")
    page.locator("input[name=login]").fill(people.receptionist.username)
    page.locator("input[name=password]").fill("a password of tests")
    page.locator("input[name=password]").press("Enter")
    expect(page).to_have_url(re.compile(f"/patients/{patient.pk}/"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_sound_at_both_widths_in_both_languages(people, patient, page_of, width, language):
    document = a_document(people, patient, content=files.jpeg(), kind="photo")
    person = f"/patients/{patient.pk}"
    paths = [f"{person}/documents/", f"{person}/documents/add/", f"{person}/card/?size=a5"]
    paths += [f"/patients/documents/{document.pk}/", f"/patients/documents/{document.pk}/remove/"]
    for path in paths:
        page = page_of(path, width=width, language=language)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = violations(page)
        assert [(path, one["id"]) for one in found] == []
