"""Every page of a device: who may, who may not, from where, and in the wrong state."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.devices.actions import aftercare, deliveries, devices
from apps.devices.checklists import YES
from apps.devices.models import Delivery, Device, EndReason, HoldReason, RepairKind, State
from apps.patients.actions import patients
from tests.people import MAY, People, a_delivery, a_device, a_patient, taken_to

DAY = {"on": MAY.isoformat()}
POINTS = (
    "height", "foot-flat", "knee-stable", "sits", "weight-bearing", "bony-relief", "distal-contact", "gapping",
    "abrasion", "toe-out", "knee-walking", "roll-over", "pistoning", "suspension", "gait", "alignment", "fixtures",
    "edges", "materials", "workmanship",
)  # fmt: skip


@dataclass(frozen=True)
class Job:
    """A page that writes: where the device must stand, what is typed, and where the device stands afterwards."""

    name: str
    needs: State
    typed: dict[str, Any] = field(default_factory=dict)
    then: State | None = None
    wrong: State = State.CANCELLED

    def __str__(self) -> str:
        return self.name


JOBS = (
    Job("advance", State.PRESCRIBED, {"to": "measured"}, State.MEASURED),
    Job("hold", State.MEASURED, {"reason": "wound"}, State.ON_HOLD),
    Job("resume", State.ON_HOLD, {}, State.MEASURED),
    Job("end", State.MEASURED, {"to": "cancelled", "reason": "medical"}, State.CANCELLED),
    Job("fitting", State.IN_FABRICATION, {"findings": "Good"}, State.FITTING),
    Job("check_out", State.FITTING, dict.fromkeys(POINTS, YES), State.CHECKED),
    Job("deliver", State.CHECKED, {"user_trained": "on"}, State.DELIVERED),
    Job("begin_use", State.DELIVERED, {}, State.IN_USE),
    Job("repair", State.DELIVERED, {"kind": "socket", "minutes": "30"}, State.DELIVERED),
    Job("follow_up", State.DELIVERED, {"findings": "Walks well"}, State.DELIVERED),
)


def placed(people: People, device: Device, state: State) -> Device:
    """The device where a job needs it."""
    if state in (State.ON_HOLD, State.CANCELLED):
        taken_to(people, device, State.MEASURED)
        if state == State.ON_HOLD:
            devices.hold(device=device, reason=HoldReason.WOUND, on=MAY, by=people.technician)
        else:
            reason = EndReason.PATIENT_LOST
            devices.end(device=device, to=state, reason=reason, on=MAY, by=people.technician)
    elif state == State.DELIVERED:
        taken_to(people, device, State.CHECKED)
        deliveries.deliver(device=device, at=people.rakrang.noon(MAY), by=people.technician)
    elif state != State.PRESCRIBED:
        taken_to(people, device, state)
    device.refresh_from_db()
    return device


def sent(client: Client, job: Job, device: Device, **more: Any):
    form = {**DAY, "technician": device.prescribed_by_id, **job.typed, **more}
    return client.post(reverse(f"devices:{job.name}", args=[device.pk]), form)


@pytest.mark.parametrize("job", JOBS, ids=str)
def test_the_technician_does_it_and_comes_back_to_the_device(people: People, technician: Client, device, job: Job):
    placed(people, device, job.needs)
    assert technician.get(reverse(f"devices:{job.name}", args=[device.pk])).status_code == 200
    answer = sent(technician, job, device, version=device.version)
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer.url == reverse("devices:detail", args=[device.pk])
    device.refresh_from_db()
    assert device.state == job.then


@pytest.mark.parametrize("job", JOBS, ids=str)
def test_whoever_is_not_signed_in_is_asked_to(client: Client, device, job: Job):
    assert reverse("account_login") in sent(client, job, device).url


@pytest.mark.parametrize("role", ["receptionist", "physio", "manager", "administrator", "auditor"])
@pytest.mark.parametrize("job", JOBS, ids=str)
def test_another_role_may_not(people: People, client: Client, device, job: Job, role: str):
    client.force_login(getattr(people, role))
    assert sent(client, job, device).status_code == 403


@pytest.mark.parametrize("job", JOBS, ids=str)
def test_for_another_centre_it_does_not_exist(people: People, client: Client, device, job: Job):
    client.force_login(people.songrim_technician)
    assert sent(client, job, device).status_code == 404


@pytest.mark.parametrize("job", JOBS, ids=str)
def test_in_the_wrong_state_a_sentence_says_why(people: People, technician: Client, device, job: Job):
    placed(people, device, job.wrong)
    opened = technician.get(reverse(f"devices:{job.name}", args=[device.pk]))
    assert opened.context["refusal"]
    answer = sent(technician, job, device)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    device.refresh_from_db()
    assert device.state == job.wrong


@pytest.mark.parametrize("job", JOBS, ids=str)
def test_a_centre_that_merely_sees_the_patient_changes_nothing(people: People, client: Client, device, job: Job):
    patients.grant_access(patient=device.patient, centre=people.songrim, by=people.manager, on=MAY)
    client.force_login(people.songrim_technician)
    assert client.get(reverse("devices:detail", args=[device.pk])).status_code == 200
    assert sent(client, job, device).status_code == 403


@pytest.mark.parametrize("name", ["list", "detail", "for_patient"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("receptionist", 200), ("technician", 200), ("physio", 200), ("manager", 200), ("administrator", 403),
        ("auditor", 403), ("songrim_technician", 404), ("stranger", 404), (None, 302),
    ],
)  # fmt: skip
def test_who_may_look(people: People, client: Client, device, name: str, who: str | None, status: int):
    if who:
        client.force_login(getattr(people, who))
    subject = {"list": [], "detail": [device.pk], "for_patient": [device.patient_id]}[name]
    if name == "list" and status == 404:
        status = 403 if who == "stranger" else 200  # everyone with the role has a list of the own centre
    assert client.get(reverse(f"devices:{name}", args=subject)).status_code == status


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("prescribe", "technician", 200), ("prescribe", "receptionist", 403), ("prescribe", "physio", 403),
        ("prescribe", "songrim_technician", 404), ("prescribe", None, 302), ("hand_out", "receptionist", 200),
        ("hand_out", "physio", 200), ("hand_out", "manager", 200), ("hand_out", "auditor", 403),
        ("hand_out", "songrim_receptionist", 404), ("hand_out", None, 302),
    ],
)  # fmt: skip
def test_who_may_order(people: People, client: Client, patient, name: str, who: str | None, status: int):
    if who:
        client.force_login(getattr(people, who))
    assert client.get(reverse(f"devices:{name}", args=[patient.pk])).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("technician", 302), ("manager", 302), ("physio", 302), ("receptionist", 403), ("songrim_technician", 404)],
)
def test_who_may_void_a_delivery(people: People, client: Client, patient, who: str, status: int):
    row = a_delivery(people, patient)
    client.force_login(getattr(people, who))
    answer = client.post(reverse("devices:void_delivery", args=[row.pk]), {"reason": "Wrong person"})
    assert answer.status_code == status
    assert Delivery.objects.counted().exists() is (status != 302)


def test_a_service_is_voided_where_it_took_place(people: People, client: Client, patient):
    """Songrim repaired a device of Rakrang for a person whom both see."""
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=MAY)
    row = aftercare.repair(
        device=a_delivery(people, patient).device, kind=RepairKind.REPAIR, centre=people.songrim,
        at=people.songrim.noon(MAY), by=people.songrim_technician,
    )  # fmt: skip
    url = reverse("devices:void_service", args=["repair", row.pk])
    for who, status in (("technician", 403), ("songrim_receptionist", 403), ("songrim_technician", 302)):
        client.force_login(getattr(people, who))
        offered = url in client.get(reverse("devices:detail", args=[row.device_id])).content.decode()
        assert (client.post(url, {"reason": "Not done"}).status_code, offered) == (status, status == 302)


def test_a_reissue_is_the_workshops(people: People, client: Client, patient):
    device = a_delivery(people, patient, key="WCH-RIM").device
    url = reverse("devices:reissue", args=[device.pk])
    for who, status in (("receptionist", 403), ("songrim_technician", 404), ("technician", 200)):
        client.force_login(getattr(people, who))
        assert client.get(url).status_code == status


def test_a_role_elsewhere_does_not_open_a_device(people: People, client: Client):
    """An administrator of one centre who is a technician in another sees only the other's devices."""
    device = a_device(people, a_patient(people))
    people.songrim_technician.memberships.create(centre=people.rakrang, role="administrator", started_on=MAY)
    client.force_login(people.songrim_technician)
    assert client.get(reverse("devices:detail", args=[device.pk])).status_code == 403
    assert sent(client, JOBS[0], device).status_code == 403
