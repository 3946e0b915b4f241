"""What a centre still reads of a person who has left, and what is absent: everywhere, not on the page alone."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.devices.actions import aftercare, devices
from apps.devices.models import State
from apps.patients.actions import episodes, patients, transfers
from tests.people import MAY, a_consent, a_delivery, a_device, a_lost_leg, a_patient, a_session, a_transfer

JUNE, JULY = date(2016, 6, 1), date(2016, 7, 1)
SECRETS = (
    "191234567", "Street 7", "Ri Sun", "199876543", "New Village", "ilitary", "Cause", "Transtibial", "Nampo",
    "SON-2016-0001", "03-12", "Consent",
)  # fmt: skip


@pytest.fixture
def patient(people):
    """Served at Rakrang in May, at Songrim from June on, where the address and phone are new."""
    patient = a_patient(people, category="military", province="nampo", caregiver_name="Ri Sun", phone="199876543")
    episode = episodes.open_episode(
        patient=patient, centre=people.rakrang, reason="first-visit", on=MAY, by=people.physio
    )
    episodes.assess(episode=episode, decision="serve", at=people.rakrang.noon(MAY), by=people.physio)
    a_consent(people, patient)
    transfer = a_transfer(people, patient)
    transfers.answer(transfer=transfer, accept=True, on=JUNE, by=people.songrim_receptionist, at=now())
    patients.correct(
        patient=patient, by=people.songrim_receptionist, phone="191234567", address="Street 7", village="New Village"
    )
    a_lost_leg(people, patient, cause="mine")
    return patient


def page(client, patient) -> str:
    answer = client.get(reverse("patients:detail", args=[patient.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", ["receptionist", "technician", "physio", "manager"])
def test_the_old_centre_reads_who_it_was_and_when_and_no_more(people, patient, as_user, role):
    text = page(as_user(getattr(people, role)), patient)
    for word in ("Kim Yong Su", "김영수", "RAK-2016-0001", "Male", "1970", "2016-05-10", "2016-06-01", "First visit"):
        assert word in text, word
    for word in SECRETS:
        assert word not in text, word


def test_nothing_on_the_limited_page_begins_or_changes_anything(people, patient, as_user):
    text = page(as_user(people.technician), patient)
    assert "btn-primary" not in text.split("<main")[1]
    for name in ("devices:prescribe", "patients:edit", "patients:episode_open", "patients:transfer_send"):
        assert reverse(name, args=[patient.pk]) not in text


@pytest.mark.parametrize(
    "name",
    [
        "patients:edit", "patients:death", "patients:death_undo", "patients:care_end", "patients:care_resume",
        "patients:paper_number", "patients:impairment_add", "patients:episode_open", "patients:transfer_send",
        "patients:consents", "patients:document_add", "patients:history", "patients:viewings",
        "patients:merge", "patients:card", "patients:card_pdf", "desk:timeline", "devices:prescribe",
        "devices:hand_out", "physio:record",
    ],
)  # fmt: skip
def test_every_other_page_of_the_person_is_gone(people, patient, as_user, name):
    url = reverse(name, args=[patient.pk])
    for user in (people.technician, people.physio, people.manager):
        assert as_user(user).get(url).status_code == 404


def test_the_old_centre_finds_the_person_only_among_those_who_left(people, patient, as_user):
    client = as_user(people.receptionist)
    everyone, hits = reverse("patients:list"), reverse("patients:suggest")
    for address in (everyone, f"{everyone}?q=Kim", f"{hits}?q=김영수", f"{hits}?q=RAK-2016-0001"):
        assert str(patient.pk) not in client.get(address).content.decode(), address
    text = client.get(reverse("patients:former")).content.decode()
    assert "Kim Yong Su" in text
    assert "2016-06-01" in text
    for word in SECRETS:
        assert word not in text, word
    assert "Kim Yong Su" not in client.get(reverse("patients:former"), {"q": "191234567"}).content.decode()


def test_the_new_centre_and_strangers_have_no_such_list(people, patient, as_user):
    assert "Kim Yong Su" not in as_user(people.songrim_receptionist).get(reverse("patients:former")).content.decode()
    assert as_user(people.stranger).get(reverse("patients:former")).status_code == 403
    assert as_user(people.stranger).get(reverse("patients:detail", args=[patient.pk])).status_code == 404
    assert as_user(people.auditor).get(reverse("patients:detail", args=[patient.pk])).status_code == 403


def test_the_api_keeps_to_the_same(people, patient, as_user):
    session = a_session(people, patient, centre=people.rakrang)
    client = as_user(people.technician)
    assert client.get("/api/v1/patients/").json()["results"] == []
    assert client.get(f"/api/v1/patients/{patient.pk}/").status_code == 404
    assert [row["id"] for row in client.get("/api/v1/sessions/").json()["results"]] == [str(session.pk)]


def test_own_devices_and_sessions_are_read_and_those_of_the_new_centre_are_not(people, patient, as_user):
    own = a_delivery(people, patient, centre=people.rakrang, key="CRU-AXIL", side="").device
    theirs = a_delivery(people, patient, centre=people.songrim, on=JULY, key="WCH-RIM", side="").device
    old, new = a_session(people, patient), a_session(people, patient, centre=people.songrim, on=JULY)
    client = as_user(people.technician)
    fragment = client.get(reverse("devices:for_patient", args=[patient.pk])).content.decode()
    assert (str(own.pk) in fragment, str(theirs.pk) in fragment) == (True, False)
    sessions = client.get(reverse("physio:for_patient", args=[patient.pk])).content.decode()
    assert (str(old.pk) in sessions, str(new.pk) in sessions) == (True, False)
    for name, pk, status in (
        ("devices:detail", own.pk, 200), ("devices:detail", theirs.pk, 404), ("physio:detail", old.pk, 200),
        ("physio:detail", new.pk, 404),
    ):  # fmt: skip
        assert client.get(reverse(name, args=[pk])).status_code == status


@pytest.fixture
def leg(people):
    """A prosthesis of Rakrang, delivered in May to somebody who moved to Songrim in June."""
    patient = a_patient(people)
    device = a_delivery(people, patient, impairment=a_lost_leg(people, patient)).device
    transfer = a_transfer(people, patient)
    transfers.answer(transfer=transfer, accept=True, on=JUNE, by=people.songrim_receptionist, at=now())
    device.refresh_from_db()
    return device


def test_the_old_centre_reads_its_device_and_changes_nothing(people, leg, as_user):
    client = as_user(people.technician)
    answer = client.get(reverse("devices:detail", args=[leg.pk]))
    assert answer.status_code == 200
    assert answer.context["options"] == []
    for name in ("repair", "follow_up", "begin_use", "end", "hold"):
        assert client.get(reverse(f"devices:{name}", args=[leg.pk])).status_code == 403
    listed = client.get(reverse("devices:list"), {"state": "all", "q": "Kim Yong Su"}).content.decode()
    assert str(leg.pk) in listed


def test_what_the_new_centre_did_with_the_device_is_not_read_at_the_old_one(people, leg, as_user):
    at = people.songrim.noon(JULY)
    aftercare.repair(
        device=leg, kind="repair", centre=people.songrim, at=at, note="New liner", by=people.songrim_technician
    )
    newer = a_device(people, leg.patient, centre=people.songrim, on=JULY, replaces=leg)
    url = reverse("devices:detail", args=[leg.pk])
    old, new = (as_user(user).get(url).content.decode() for user in (people.technician, people.songrim_technician))
    for word in ("New liner", str(newer.pk)):
        assert (word in old, word in new) == (False, True), word


def test_the_new_centre_repairs_the_device_under_its_own_name(people, leg, as_user):
    client = as_user(people.songrim_technician)
    url = reverse("devices:repair", args=[leg.pk])
    assert url in client.get(reverse("devices:detail", args=[leg.pk])).content.decode()
    sent = {"on": JULY.isoformat(), "kind": "repair"}
    assert client.post(url, sent).status_code == 302
    assert leg.repairs.get().centre == people.songrim
    assert client.get(reverse("devices:hold", args=[leg.pk])).status_code == 403
    assert as_user(people.songrim_receptionist).post(url, sent).status_code == 403


def test_an_order_left_open_is_the_old_centres_to_end_and_nothing_else(people, as_user):
    device = a_device(people, a_patient(people))
    transfer = a_transfer(people, device.patient)
    transfers.answer(transfer=transfer, accept=True, on=JUNE, by=people.songrim_receptionist, at=now())
    client, url = as_user(people.technician), reverse("devices:end", args=[device.pk])
    options = client.get(reverse("devices:detail", args=[device.pk])).context["options"]
    assert [option.url for option in options] == [url]
    assert client.get(reverse("devices:advance", args=[device.pk])).status_code == 403
    assert as_user(people.songrim_technician).get(url).status_code == 403
    sent = {"to": "cancelled", "reason": "patient-lost", "on": JULY.isoformat(), "version": device.version}
    assert client.post(url, sent).status_code == 302


def test_the_old_centre_still_voids_what_it_counted_wrongly(people, leg, as_user):
    url = reverse("devices:void_delivery", args=[leg.deliveries.get().pk])
    assert as_user(people.songrim_manager).post(url, {"reason": "Wrong"}).status_code == 403
    assert as_user(people.manager).post(url, {"reason": "Wrong"}).status_code == 302
    leg.refresh_from_db()
    assert leg.state == State.CHECKED


def test_the_rows_behind_a_report_still_open(people, leg, as_user):
    client = as_user(people.manager)
    rows = client.get(reverse("reports:rows", args=["RAK", MAY.replace(day=1), "PRO"])).content.decode()
    url = reverse("devices:detail", args=[leg.pk])
    assert url in rows
    assert client.get(url).status_code == 200


def test_coming_back_opens_everything_again(people, leg, as_user):
    back = a_transfer(people, leg.patient, from_centre=people.songrim, to_centre=people.rakrang)
    transfers.answer(transfer=back, accept=True, by=people.receptionist, at=now())
    assert "1970-03-12" in page(as_user(people.receptionist), leg.patient)
    devices.begin_use(device=leg, on=JULY, by=people.technician)
