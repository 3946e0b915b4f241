"""Repair and new device may live in one visit: both say in which episode they were done."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices.actions import aftercare
from apps.devices.models import Device, DeviceType, Repair
from apps.patients.actions import episodes, impairments, patients
from tests.people import MAY, a_delivery, a_device, a_lost_leg, a_patient, an_episode

JUNE = date(2016, 6, 1)


@pytest.fixture
def patient(people):
    return a_patient(people)


@pytest.fixture
def prescription(client, people, patient):
    client.force_login(people.technician)
    return reverse("devices:prescribe", args=[patient.pk])


@pytest.fixture
def sent(people):
    return {"device_type": "PRO-LL-TT", "side": "L", "on": "2016-06-01", "technician": people.technician.pk}


def test_the_newest_open_episode_is_offered_first(client, people, patient, prescription):
    an_episode(people, patient)
    newest = an_episode(people, patient, reason="renewal", on=date(2016, 5, 20))
    form = client.get(prescription).context["form"]
    assert form["episode"].value() == newest.pk
    assert len(form.fields["episode"].choices) == 3


def test_without_an_open_episode_nothing_is_asked(client, people, patient, prescription):
    episode = an_episode(people, patient)
    episodes.close(episode=episode, outcome="Walks.", on=JUNE, by=people.technician)
    assert "episode" not in client.get(prescription).context["form"].fields


def test_the_address_may_name_another_one(client, people, patient, prescription):
    older = an_episode(people, patient)
    an_episode(people, patient, on=date(2016, 5, 20))
    assert client.get(f"{prescription}?episode={older.pk}").context["form"]["episode"].value() == str(older.pk)
    assert client.get(f"{prescription}?episode=nonsense").status_code == 200


@pytest.mark.parametrize("chosen", [True, False])
def test_a_device_is_ordered_in_the_episode_or_in_none(client, people, patient, prescription, sent, chosen):
    episode = an_episode(people, patient)
    assert client.post(prescription, {**sent, "episode": episode.pk if chosen else ""}).status_code == 302
    assert Device.objects.get().episode == (episode if chosen else None)


def test_an_episode_of_somebody_else_is_not_to_be_chosen(client, people, patient, prescription, sent):
    an_episode(people, patient)
    other = an_episode(people, a_patient(people, name_hangul="리순희"))
    assert client.post(prescription, {**sent, "episode": other.pk}).status_code == 422
    with pytest.raises(Refused):
        a_device(people, patient, episode=other)


def test_a_device_ordered_before_the_episode_began_is_refused(client, people, patient, prescription, sent):
    episode = an_episode(people, patient, on=JUNE)
    response = client.post(prescription, {**sent, "on": "2016-05-20", "episode": episode.pk})
    assert (response.status_code, "episode" in response.context["form"].errors) == (422, True)


def test_repair_and_new_device_live_in_one_episode(client, people, patient, prescription, sent):
    old = a_delivery(people, patient).device
    episode = an_episode(people, patient, reason="breakage", on=JUNE)
    repair = reverse("devices:repair", args=[old.pk])
    assert client.get(repair).context["form"]["episode"].value() == episode.pk
    client.post(repair, {"kind": "repair", "parts": "Strap", "on": "2016-06-01", "episode": episode.pk})
    client.post(prescription, {**sent, "episode": episode.pk})
    assert (Repair.objects.get().episode, Device.objects.get(replaces=None, episode=episode).side) == (episode, "L")
    part = client.get(reverse("devices:for_episode", args=[episode.pk]), headers={"HX-Request": "true"})
    assert [entry.kind for entry in part.context["entries"]] == ["repair", "prescription"]


def test_the_devices_page_leads_to_the_episode(client, people, patient):
    episode = an_episode(people, patient)
    device = a_delivery(people, patient, episode=episode).device
    later = an_episode(people, patient, on=JUNE)
    noon = people.rakrang.noon(JUNE)
    aftercare.repair(device=device, kind="repair", at=noon, by=people.technician, episode=later)
    client.force_login(people.technician)
    page = client.get(reverse("devices:detail", args=[device.pk])).content.decode()
    assert all(reverse("patients:episode", args=[one.pk]) in page for one in (episode, later))


def test_an_aid_is_handed_out_in_the_episode_too(client, people, patient):
    episode = an_episode(people, patient)
    client.force_login(people.receptionist)
    form = {"device_type": "CRU-ELBOW", "quantity": 2, "on": "2016-05-11", "episode": episode.pk}
    client.post(reverse("devices:hand_out", args=[patient.pk]), {**form, "record_id": new_id()})
    assert Device.objects.get().episode == episode


@pytest.mark.parametrize(
    ("losses", "chosen", "advice"),
    [
        ([], {"side": "L"}, "Record the impairment first"),
        ([("transtibial", "R")], {"side": "L"}, "On this side no missing limb"),
        ([("transfemoral", "L")], {"side": "L"}, "lost at another level"),
        ([("transtibial", "L")], {"side": "L"}, None),
        ([("transtibial", "L")], {"side": "both"}, None),
        ([], {"device_type": "ORT-AFO-R"}, None),
    ],
)
def test_the_form_advises_where_no_lost_limb_suits(client, people, patient, prescription, losses, chosen, advice):
    for level, side in losses:
        a_lost_leg(people, patient, level=level, side=side)
    page = client.get(prescription, {"device_type": "PRO-LL-TT", **chosen}).content.decode()
    assert (reverse("patients:impairment_add", args=[patient.pk]) in page) is (advice is not None)
    assert advice is None or advice in page


def test_the_advice_blocks_nothing_and_is_said_again(client, prescription, sent):
    response = client.post(prescription, sent, follow=True)
    assert Device.objects.count() == 1
    assert "Record the impairment first" in response.content.decode()


def test_a_leg_is_not_made_for_an_arm(people, patient):
    arm = a_lost_leg(people, patient, level="transradial")
    with pytest.raises(Refused) as refusal:
        a_device(people, patient, impairment=arm)
    assert refusal.value.field == "impairment"


def test_a_limb_corrected_later_shows_its_devices_in_the_list_of_contradictions(people, patient):
    limb = a_lost_leg(people, patient)
    device, loose = a_device(people, patient, impairment=limb), a_device(people, a_patient(people))
    assert not Device.objects.beside_their_limb().exists()
    for change in ({"side": "R"}, {"side": "L", "level": "transfemoral"}):
        limb = impairments.correct(impairment=limb, by=people.doctor, **change)
        assert list(Device.objects.beside_their_limb()) == [device]
    assert list(Device.objects.without_limb()) == [loose]


def test_an_orthosis_for_another_impairment_is_no_contradiction(people, patient):
    kind = DeviceType.objects.get(key="ORT-AFO-R")
    foot = impairments.record(patient=patient, kind="clubfoot", side="L", by=people.doctor)
    a_device(people, patient, key=kind.key, impairment=foot)
    assert not Device.objects.beside_their_limb().exists()
    assert not Device.objects.without_limb().exists()


def test_another_centres_episode_tells_nothing(client, people, patient):
    episode = an_episode(people, patient)
    client.force_login(people.songrim_technician)
    url = reverse("devices:for_episode", args=[episode.pk])
    assert client.get(url).status_code == 404
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=MAY)
    assert client.get(url).status_code == 200
