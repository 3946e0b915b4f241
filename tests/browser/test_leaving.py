"""A person goes from Rakrang to Songrim and takes a consent back, as people do it in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from apps.core.clock import now
from apps.patients.actions import care, transfers
from apps.patients.models import Consent, Patient, Transfer
from tests.browser.test_tour import LANGUAGES, WIDTHS, open_page, problems
from tests.people import MAY, a_consent, a_delivery, a_lost_leg, a_patient, a_session, a_transfer


def test_a_person_moves_from_rakrang_to_songrim(people, signed_in, live_server):
    patient = a_patient(people, phone="191234567")
    page = open_page(signed_in(people.receptionist), live_server, f"/patients/{patient.pk}/")
    page.locator("summary", has_text="More").click()
    page.get_by_role("link", name="Transfer to another centre").click()
    page.get_by_label("Reason").fill("Lives in Songrim now.")
    page.get_by_role("button", name="Ask the other centre").dblclick()
    expect(page.get_by_text("A transfer to Songrim is waiting")).to_be_visible()
    assert Transfer.objects.count() == 1

    page = open_page(signed_in(people.songrim_receptionist), live_server, "/")
    page.get_by_role("link", name=re.compile("Transfers to answer")).click()
    page.get_by_role("link", name=re.compile("Kim Yong Su")).click()
    expect(page.get_by_text("Lives in Songrim now.")).to_be_visible()
    expect(page.get_by_text("191234567")).to_have_count(0)
    page.get_by_label("Accept").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile(r"SON-\d{4}-0001")).first).to_be_visible()
    expect(page.get_by_text("191234567")).to_be_visible()

    page = open_page(signed_in(people.receptionist), live_server, "/patients/?q=Kim")
    expect(page.get_by_text("Nobody matches.")).to_be_visible()
    page.get_by_role("link", name="No longer ours").click()
    page.get_by_role("link", name="Kim Yong Su").click()
    expect(page.get_by_text("served at another centre now")).to_be_visible()
    expect(page.get_by_text("191234567")).to_have_count(0)


def test_a_consent_is_given_and_taken_back(people, signed_in, live_server):
    patient = a_patient(people)
    page = open_page(signed_in(people.receptionist), live_server, f"/patients/{patient.pk}/")
    page.get_by_role("link", name=re.compile("^Record.*Use of the data")).click()
    page.get_by_label("Consents", exact=True).check()
    page.get_by_label("In writing").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name=re.compile("^Withdraw.*Use of the data")).click()
    page.get_by_label("Reason").fill("Does not want it any more.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("left out of lists")).to_be_visible()
    page.get_by_text("Everything said so far").click()
    expect(page.get_by_text("Does not want it any more.")).to_be_visible()
    assert not Patient.objects.exportable().exists()
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_these_pages_are_accessible_and_nothing_sticks_out(people, signed_in, live_server, width, language):
    left, here = a_patient(people), a_patient(people, name_hangul="리철", name_romanised="Ri Chol")
    a_delivery(people, left, impairment=a_lost_leg(people, left))
    a_session(people, left)
    gone = a_transfer(people, left)
    transfers.answer(transfer=gone, accept=True, by=people.songrim_receptionist, at=now())
    waiting, consent = a_transfer(people, here), a_consent(people, here)
    care.end(patient=here, ended_as="lost", reason="unreachable", on=MAY, by=people.receptionist)
    person = f"/patients/{here.pk}/"
    ours = [
        f"/patients/{left.pk}/", "/patients/no-longer-ours/", "/patients/transfers/?show=all",
        "/patients/transfers/ask/", person, f"{person}transfer/", f"{person}consents/", f"{person}consents/photo/",
        f"{person}comes-again/", f"/patients/consents/{consent.pk}/withdraw/", f"/patients/transfers/{waiting.pk}/",
        f"{person}care-end/",
    ]  # fmt: skip
    seen = {people.receptionist: ours, people.songrim_manager: ["/", f"/patients/transfers/{waiting.pk}/"]}
    wrong = []
    for user, paths in seen.items():
        page = signed_in(user, width=width, language=language)
        for path in paths:
            wrong += [f"{path}: {problem}" for problem in problems(open_page(page, live_server, path))]
    assert wrong == []
