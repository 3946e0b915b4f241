"""Booking as the desk does it: few inputs, an overlap said once, nothing typed lost, and one press for who came."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from apps.patients.models import Appointment
from tests.browser.looking import violations
from tests.people import a_delivery, a_device, a_patient, an_appointment


@pytest.fixture
def taken(people):
    """Somebody is expected by the technician tomorrow at ten."""
    return an_appointment(people, a_patient(people, name_hangul="박철민", name_romanised=""))


@pytest.mark.parametrize("width", [390, 1280])
def test_an_overlap_is_said_once_and_pressing_again_books(people, taken, signed_in, live_server, width):
    patient = a_patient(people)
    page = signed_in(people.receptionist, width=width)
    page.goto(f"{live_server.url}/patients/{patient.pk}/appointments/book/?day={taken.on}")
    page.locator("#id_time").fill("10:15")
    page.locator("#id_kind label", has_text="Fitting").click()
    page.locator("#id_provider").select_option(label="Technician")
    page.locator("#id_note").fill("Brings the old socket")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.locator("[data-errors]")).to_contain_text("10:00–10:30 Technician expects 박철민")
    expect(page.locator("#id_note")).to_have_value("Brings the old socket")
    page.get_by_role("button", name="Book it all the same").click()
    page.wait_for_url(re.compile(r"/patients/appointments/\?day="))
    assert Appointment.objects.get(patient=patient).note == "Brings the old socket"


def test_the_day_leads_to_the_person_and_back_with_the_appointment_booked(people, signed_in, live_server):
    patient = a_patient(people)
    tomorrow = people.rakrang.today() + timedelta(days=1)
    page = signed_in(people.receptionist)
    page.goto(f"{live_server.url}/patients/appointments/?day={tomorrow}")
    page.get_by_role("link", name="Book an appointment").click()
    page.locator("#id_q").fill("김영")
    page.locator("#people a", has_text=patient.number).click()
    expect(page.locator("#id_on")).to_have_value(tomorrow.isoformat())
    page.locator("#id_time").fill("09:00")
    page.locator("#id_kind label", has_text="Assessment").click()
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.locator(".appointment")).to_contain_text("09:00")


def test_one_press_notes_who_came_and_one_takes_it_back(people, signed_in, live_server):
    booked = an_appointment(people, a_patient(people), days=0, at="00:00")
    page = signed_in(people.receptionist, width=390)
    page.goto(f"{live_server.url}/patients/appointments/")
    page.get_by_role("button", name="Came", exact=False).first.click()
    expect(page.locator(".appointment .state")).to_have_text("Came")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".appointment .state")).to_have_count(0)
    assert Appointment.objects.get(pk=booked.pk).state == "booked"


@pytest.mark.parametrize(
    "path",
    ["/patients/appointments/", "/patients/appointments/missed/", "/devices/board/", "/devices/waiting/", "/workload/"],
)
def test_the_pages_of_the_day_can_be_used_without_seeing_them(people, signed_in, live_server, path):
    an_appointment(people, a_patient(people), days=0, at="00:00")
    a_delivery(people, a_patient(people), on=people.rakrang.today(), prescribed_on=people.rakrang.today())
    a_device(people, a_patient(people))
    page = signed_in(people.manager, width=390)
    page.goto(live_server.url + path)
    assert [found["id"] for found in violations(page)] == []
