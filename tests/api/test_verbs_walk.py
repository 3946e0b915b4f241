"""A device's whole way over HTTP: prescribed, cast, cast again, made, tried on, checked out, delivered, repaired."""

import pytest

from apps.core.ids import new_id
from apps.devices.checklists import NO, YES, checklist_for
from apps.devices.models import Device
from tests.api.asking import ON, change, kind, pointers, read, send
from tests.people import a_delivery, a_device, a_lost_leg, a_patient

ORDER = {"device_type": "PRO-LL-TT", "side": "L", "technology": "pp-exoskeletal", "stage": "definitive", "on": ON}


@pytest.fixture
def signed_in(client, people):
    client.force_login(people.technician)
    return client


def done(answer, status=201):
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def points(device, **failed):
    return {point.key: failed.get(point.key, YES) for point in checklist_for(Device.objects.get(pk=device)).points}


def test_from_prescription_to_delivery_with_a_recast_and_a_failed_check_out(signed_in, people):
    patient, key = a_patient(people), new_id()
    a_lost_leg(people, patient)
    device = done(send(signed_in, "devices/", {"patient": str(patient.pk), **ORDER}, key=key))
    assert (device["id"], device["state"], device["technician"]["name"]) == (str(key), "prescribed", "Technician")
    place = f"devices/{key}/"
    done(send(signed_in, f"{place}measurements/", {"kind": "cast", "note": "First cast.", "on": ON}))
    made = {"to": "in_fabrication", "on": ON, "serial_number": "RAK-0815"}
    assert done(change(signed_in, f"{place}advance/", made), 200)["serial_number"] == "RAK-0815"
    done(send(signed_in, f"{place}fittings/", {"findings": "Too tight.", "on": ON}))
    recast = {"kind": "recast", "reason": "Stump shrank.", "note": "Second cast.", "on": ON}
    assert done(send(signed_in, f"{place}measurements/", recast))["reason"] == "Stump shrank."
    assert read(signed_in, place).json()["state"] == "measured"
    done(change(signed_in, f"{place}advance/", {"to": "in_fabrication", "on": ON}), 200)
    done(send(signed_in, f"{place}fittings/", {"findings": "Fits.", "on": ON}))
    failed = done(send(signed_in, f"{place}check-outs/", {"points": points(key, height=NO), "on": ON}))
    assert (failed["passed"], failed["allows_delivery"]) == (False, False)
    assert kind(change(signed_in, f"{place}deliveries/", {"on": ON})) == "not-allowed-now"
    done(send(signed_in, f"{place}check-outs/", {"points": points(key), "on": ON}))
    delivery = done(change(signed_in, f"{place}deliveries/", {"user_trained": True, "on": ON}))
    assert (delivery["service_date"], delivery["user_trained"]) == (ON, True)
    done(change(signed_in, f"{place}begin-use/", {"on": "2016-05-12"}), 200)
    repair = {"kind": "socket", "parts": "Socket", "minutes": 90, "on": "2016-05-20"}
    done(send(signed_in, f"{place}repairs/", repair))
    done(send(signed_in, f"{place}follow-ups/", {"findings": "Walks well.", "on": "2016-05-21"}))
    assert read(signed_in, place).json()["state"] == "in_use"


def test_both_sides_make_two_devices(signed_in, people):
    patient = a_patient(people)
    device = done(send(signed_in, "devices/", {"patient": str(patient.pk), **ORDER, "side": "both"}))
    found = read(signed_in, f"devices/?patient={patient.pk}").json()["results"]
    assert {row["side"] for row in found} == {"L", "R"}
    assert (device["side"], {row["pair"] for row in found}) == ("L", {device["pair"]})


def test_crutches_are_handed_out_and_a_delivery_is_voided(signed_in, people):
    order = {"patient": str(a_patient(people).pk), "device_type": "CRU-AXIL", "quantity": 2, "on": ON}
    answer = send(signed_in, "hand-outs/", order)
    delivery = done(answer)
    assert answer.headers["Location"] == f"/api/v1/deliveries/{delivery['id']}/"
    assert (delivery["fast_track"], delivery["voided_at"]) == (True, None)
    voided = done(change(signed_in, f"deliveries/{delivery['id']}/void/", {"reason": "Wrong person."}), 200)
    assert voided["void_reason"] == "Wrong person."
    assert read(signed_in, f"devices/{delivery['device']}/").json()["state"] == "prescribed"
    assert kind(change(signed_in, f"deliveries/{delivery['id']}/void/", {"reason": "Again."})) == "not-allowed-now"


def test_a_device_waits_goes_on_and_is_given_up(signed_in, people):
    patient = a_patient(people)
    device = done(send(signed_in, "devices/", {"patient": str(patient.pk), **ORDER}))["id"]
    held = done(change(signed_in, f"devices/{device}/hold/", {"reason": "wound", "on": ON}), 200)
    assert (held["state"], held["held_state"], held["hold_reason"]) == ("on_hold", "prescribed", "wound")
    assert done(change(signed_in, f"devices/{device}/resume/", {"on": ON}), 200)["state"] == "prescribed"
    ending = {"to": "cancelled", "reason": "patient-declined", "on": ON}
    assert done(change(signed_in, f"devices/{device}/end/", ending), 200)["ended_on"] == ON


def test_a_wheelchair_that_came_back_is_given_out_again(signed_in, people):
    first, second = a_patient(people), a_patient(people, name_hangul="리순희")
    chair = {"patient": str(first.pk), "device_type": "WCH-RIM", "serial_number": "W-7", "on": ON}
    device = done(send(signed_in, "hand-outs/", chair))["device"]
    done(change(signed_in, f"devices/{device}/end/", {"to": "retired", "reason": "returned", "on": ON}), 200)
    again = done(send(signed_in, f"devices/{device}/reissues/", {"patient": str(second.pk), "on": ON}))
    shown = read(signed_in, f"devices/{again['device']}/").json()
    assert (shown["reissue_of"], shown["serial_number"], shown["state"]) == (device, "W-7", "delivered")


def test_a_chair_is_specified_numbered_and_its_parts_noted(signed_in, people):
    order = {"patient": str(a_patient(people).pk), "device_type": "WCH-RIM", "on": ON, "spec": {"seat_width_cm": 40}}
    device = done(send(signed_in, "devices/", order))["id"]
    spec = {"spec": {"seat_width_cm": 42, "size": "adult", "terrain": "rough"}}
    assert done(change(signed_in, f"devices/{device}/specification/", spec), 200)["spec"] == spec["spec"]
    for wrong, pointer in (({"seat_width_cm": 400}, "#/spec/seat_width_cm"), ({"size": "huge"}, "#/spec/size")):
        assert pointers(change(signed_in, f"devices/{device}/specification/", {"spec": wrong})) == {pointer}
    assert done(change(signed_in, f"devices/{device}/serial-number/", {}), 200)["serial_number"].startswith("RAK-")
    parts = {"components": "Castor L-4711"}
    assert done(change(signed_in, f"devices/{device}/components/", parts), 200)["components"] == "Castor L-4711"


def test_a_successor_says_why_and_the_earlier_device_ends_with_its_delivery(signed_in, people):
    patient = a_patient(people)
    earlier = a_delivery(people, patient).device
    order = {"patient": str(patient.pk), **ORDER, "stage": "renewal", "replaces": str(earlier.pk)}
    assert pointers(send(signed_in, "devices/", order)) == {"#/replaces_because"}
    device = done(send(signed_in, "devices/", {**order, "replaces_because": "worn-out"}))
    assert device["replaces"] == str(earlier.pk)


def test_a_device_keeps_the_serial_number_it_has(signed_in, people):
    device = a_device(people, a_patient(people))
    send(signed_in, f"devices/{device.pk}/measurements/", {"kind": "cast", "note": "Cast.", "on": ON})
    made = {"to": "in_fabrication", "on": ON}
    drawn = done(change(signed_in, f"devices/{device.pk}/advance/", made), 200)["serial_number"]
    assert drawn.startswith("RAK-16-")
    send(signed_in, f"devices/{device.pk}/fittings/", {"findings": "Tight.", "on": ON})
    answer = change(signed_in, f"devices/{device.pk}/advance/", {**made, "serial_number": "OTHER"})
    assert pointers(answer) == {"#/serial_number"}
