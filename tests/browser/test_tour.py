"""The day's work as its people do it, in a real browser: find, register, make, treat, count; and how the pages look
to those who cannot see them."""

import re

import pytest
from playwright.sync_api import expect

from apps.devices.models import Device, State
from apps.patients.models import Patient
from apps.physio.models import PhysioSession
from tests.browser.looking import settled, violations
from tests.people import MAY, a_delivery, a_device, a_lost_leg, a_patient, a_session, taken_to

WIDTHS, LANGUAGES = (1280, 390), ("ko", "en")


def open_page(page, live_server, path):
    page.goto(live_server.url + path)
    return page


def test_a_receptionist_who_finds_nobody_registers_with_what_was_typed(people, signed_in, live_server):
    page = open_page(signed_in(people.receptionist), live_server, "/")
    page.get_by_role("combobox").first.fill("박순옥")
    page.locator("#search-results").get_by_role("option", name=re.compile("Register")).click()
    expect(page.get_by_label("Name in Hangul")).to_have_value("박순옥")
    page.get_by_label("Female").check()
    page.locator("#id_birth_0").fill("1961")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("박순옥")
    registered = Patient.objects.get()
    assert (registered.sex, registered.birth_precision, registered.birth_date.year) == ("F", "year", 1961)


@pytest.mark.parametrize("typed", ["김ㅇ", "ㄱㅇㅅ", "기", "gim yong", "0001"])
def test_people_are_found_while_typing(people, signed_in, live_server, typed):
    patient = a_patient(people)
    page = open_page(signed_in(people.receptionist), live_server, "/")
    page.get_by_role("combobox").first.press_sequentially(typed, delay=20)
    page.locator("#search-results").get_by_text(patient.number).click()
    expect(page).to_have_url(re.compile(str(patient.pk)))


def test_a_technician_takes_a_prosthesis_from_prescription_to_delivery(people, signed_in, live_server):
    patient = a_patient(people)
    a_lost_leg(people, patient, cause="mine")
    page = open_page(signed_in(people.technician), live_server, f"/patients/{patient.pk}/")
    page.get_by_role("link", name="Prescribe a device").first.click()
    page.locator("#id_device_type-ts-control").fill("Transtib")
    page.locator(".ts-dropdown .option", has_text="Transtibial prosthesis").click()
    expect(page.locator(".ts-dropdown")).to_be_hidden()
    page.get_by_label("Left", exact=True).check()
    page.get_by_label("Date").fill("2016-05-10")
    page.get_by_role("button", name="Prescribe").click()
    page.wait_for_url(lambda url: "/prescribe/" not in url)
    device = Device.objects.get()
    assert (device.state, device.impairment.cause) == (State.PRESCRIBED, "mine")
    taken_to(people, device, State.FITTING)
    open_page(page, live_server, f"/devices/{device.pk}/check-out/")
    page.get_by_text(re.compile("all.*yes", re.I)).first.click()
    expect(page.locator("input[value=yes]").last).to_be_checked()
    page.get_by_label("Date").fill("2016-05-20")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Deliver").first.click()
    page.get_by_role("button", name="Deliver").click()
    expect(page.get_by_text("Delivered", exact=True).first).to_be_visible()
    device.refresh_from_db()
    assert device.state == State.DELIVERED


def test_a_physiotherapist_logs_a_session_and_pressing_twice_makes_one(people, signed_in, live_server):
    patient = a_patient(people)
    page = open_page(signed_in(people.physio), live_server, f"/physio/log/{patient.pk}/")
    page.get_by_label("Gait training").check()
    page.get_by_role("button", name="Save").dblclick()
    page.wait_for_url(lambda url: "/log/" not in url)
    session = PhysioSession.objects.get()
    assert (session.techniques, session.attended) == (["gait-training"], True)


def test_a_manager_opens_a_figure_down_to_its_rows(people, signed_in, live_server):
    a_delivery(people, a_patient(people), on=MAY)
    page = open_page(signed_in(people.manager), live_server, "/reports/RAK/2016-05/")
    page.locator("a[href*='rows/PRO/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Prostheses delivered")
    expect(page.get_by_text("RAK-2016-0001")).to_be_visible()


def test_a_manager_asks_for_the_report_watches_it_being_made_and_takes_it(people, signed_in, live_server, worker):
    a_delivery(people, a_patient(people), on=MAY)
    page = open_page(signed_in(people.manager), live_server, "/reports/RAK/2016-05/")
    page.get_by_role("button", name="Make the PDF: Internal edition, exact, English").click()
    ready = page.get_by_role("link", name=re.compile(r"\.pdf"))
    expect(ready).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        ready.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-1.7")


def test_the_language_follows_the_person_to_the_next_page(people, signed_in, live_server):
    page = open_page(signed_in(people.receptionist), live_server, "/patients/")
    page.get_by_role("button", name="한국어").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("환자")
    people.receptionist.refresh_from_db()
    assert people.receptionist.language == "ko"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_accessible_and_nothing_sticks_out(people, signed_in, live_server, width, language):
    patient = a_patient(people)
    a_lost_leg(people, patient)
    device = taken_to(people, a_device(people, patient), State.FITTING)
    a_session(people, patient)
    person, thing = f"/patients/{patient.pk}/", f"/devices/{device.pk}/"
    seen = {
        people.receptionist: ["/", "/patients/", "/patients/register/", person],
        people.technician: ["/", "/devices/", thing, f"{thing}check-out/", f"/devices/for/{patient.pk}/prescribe/"],
        people.physio: ["/", "/physio/", f"/physio/log/{patient.pk}/", "/physio/group/"],
        people.manager: ["/", "/reports/", "/reports/RAK/2016-05/", "/reports/RAK/2016-05/rows/PTS/"],
        people.administrator: ["/people/", "/people/add/", "/account/"],
    }
    wrong = []
    for user, paths in seen.items():
        page = signed_in(user, width=width, language=language)
        for path in paths:
            wrong += [f"{path}: {problem}" for problem in problems(open_page(page, live_server, path))]
    assert wrong == []


def problems(page) -> list[str]:
    """What axe finds, what the console says, and whether the page is wider than the screen."""
    settled(page)
    found = [violation["id"] for violation in violations(page)]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("wider than the screen")
    return found
