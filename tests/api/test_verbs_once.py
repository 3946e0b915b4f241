"""Keys and answers: twins at the same moment, other people's keys, what is forgotten, the browser's token."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.utils import ProgrammingError
from django.test import Client

from apps.centres.models import StoredAnswer
from apps.centres.tasks import purge_answers
from apps.core.clock import now
from apps.core.ids import new_id
from apps.devices.models import Device
from apps.patients.actions import patients
from apps.physio.models import PhysioSession
from tests.api.asking import ON, change, etag, kind, read, send
from tests.people import a_device, a_patient, account

KEY = "018f1234-0000-7000-8000-000000000001"


def session(patient, **details):
    return {"patient": str(patient.pk), "minutes": 30, "on": ON, **details}


def test_twins_at_the_same_moment_make_one_record(committed):
    body, ready = session(a_patient(committed)), Barrier(2)

    def twin(_number):
        client = Client()
        client.force_login(committed.physio)
        ready.wait()
        try:
            return send(client, "sessions/", body, key=KEY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        first, second = both.map(twin, range(2))
    assert (first.status_code, second.status_code, first.content == second.content) == (201, 201, True)
    assert sorted(answer.headers.get("Idempotency-Replayed", "") for answer in (first, second)) == ["", "true"]
    assert [str(found.pk) for found in PhysioSession.objects.all()] == [KEY]


def test_two_people_at_the_same_device_do_not_overwrite_each_other(client, people):
    device = a_device(people, a_patient(people))
    client.force_login(people.technician)
    match = etag(client, f"devices/{device.pk}/")
    hold = {"reason": "wound", "on": ON}
    assert send(client, f"devices/{device.pk}/hold/", hold, match=match).status_code == 200
    client.force_login(account("second", people.rakrang, "technician"))
    late = send(client, f"devices/{device.pk}/end/", {"to": "cancelled", "reason": "medical", "on": ON}, match=match)
    assert (late.status_code, late.json()["version"]) == (412, Device.objects.get().version)


def test_the_key_is_the_records_own(client, people):
    client.force_login(people.physio)
    made = send(client, "sessions/", session(a_patient(people)), key=f'"{KEY.upper()}"')
    assert (made.json()["id"], made.headers["Location"]) == (KEY, f"/api/v1/sessions/{KEY}/")


def test_somebody_elses_key_gives_neither_the_answer_nor_the_record(client, people):
    patient = a_patient(people)
    client.force_login(people.physio)
    send(client, "sessions/", session(patient), key=KEY)
    client.force_login(account("second", people.rakrang, "physiotherapist"))
    answer = send(client, "sessions/", session(patient), key=KEY)
    assert (answer.status_code, kind(answer)) == (409, "id-exists")


def test_a_key_means_one_address(client, people):
    patient = a_patient(people)
    client.force_login(people.physio)
    send(client, "sessions/", session(patient), key=KEY)
    score = {"patient": str(patient.pk), "instrument": "tug", "total": 12, "on": ON}
    assert kind(send(client, "scores/", score, key=KEY)) == "key-reused"


def test_how_the_body_is_written_does_not_matter(client, people):
    patient = a_patient(people)
    client.force_login(people.physio)
    first = send(client, "sessions/", session(patient), key=KEY)
    turned = f'{{"on":"{ON}",  "minutes":30, "patient":"{patient.pk}"}}'.encode()
    assert send(client, "sessions/", None, raw=turned, key=KEY).content == first.content


def test_a_refusal_is_not_kept_so_the_key_serves_again(client, people):
    patient = a_patient(people)
    client.force_login(people.physio)
    assert send(client, "sessions/", session(patient, minutes=0), key=KEY).status_code == 400
    assert send(client, "sessions/", session(patient), key=KEY).status_code == 201


def test_an_answer_is_given_again_as_it_was_though_the_row_has_changed(client, people):
    device = a_device(people, a_patient(people))
    client.force_login(people.technician)
    hold, path = {"reason": "wound", "on": ON}, f"devices/{device.pk}/hold/"
    first = change(client, path, hold, key=KEY)
    change(client, f"devices/{device.pk}/resume/", {"on": ON})
    again = send(client, path, hold, key=KEY, match='"1.0123456789abcdef"')
    assert (again.json()["state"], again.headers["ETag"]) == ("on_hold", first.headers["ETag"])


def test_whoever_no_longer_sees_the_person_is_not_answered_again(client, people):
    patient = a_patient(people)
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=date(2016, 5, 1))
    client.force_login(people.physio)
    assert send(client, "sessions/", session(patient), key=KEY).status_code == 201
    people.physio.memberships.update(ended_on=date(2016, 6, 1))
    assert send(client, "sessions/", session(patient), key=KEY).status_code == 403
    people.physio.memberships.create(centre=people.songrim, role="physiotherapist", started_on=date(2016, 6, 1))
    patient.accesses.filter(centre=people.songrim).update(active=False, until=date(2016, 6, 2))
    assert send(client, "sessions/", session(patient), key=KEY).status_code == 404


def test_after_35_days_an_answer_is_forgotten_and_the_record_still_not_made_twice(client, people, time_machine):
    patient = a_patient(people)
    client.force_login(people.physio)
    send(client, "sessions/", session(patient), key=KEY)
    time_machine.move_to(now() + timedelta(days=34))
    purge_answers()
    assert StoredAnswer.objects.count() == 1
    time_machine.move_to(now() + timedelta(days=2))
    purge_answers()
    assert StoredAnswer.objects.count() == 0
    client.force_login(people.physio)
    assert kind(send(client, "sessions/", session(patient), key=KEY)) == "id-exists"


def test_a_kept_answer_is_one_a_key_only_of_success_and_never_changed(client, people):
    client.force_login(people.physio)
    send(client, "sessions/", session(a_patient(people)), key=KEY)
    kept = StoredAnswer.objects.get()
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        StoredAnswer.objects.update(body="{}")
    kept.pk, kept.status = new_id(), 409
    with pytest.raises(IntegrityError, match="only_success_is_kept"), transaction.atomic():
        kept.save(force_insert=True)
    kept.status = 201
    with pytest.raises(IntegrityError, match="one_answer_per_person_and_key"), transaction.atomic():
        kept.save(force_insert=True)


def test_the_browsers_sign_in_needs_its_token(people):
    client, body = Client(enforce_csrf_checks=True), session(a_patient(people))
    client.force_login(people.physio)
    refused = send(client, "sessions/", body)
    assert (refused.status_code, kind(refused)) == (403, "csrf")
    client.cookies["csrftoken"] = "a" * 32
    client.defaults["HTTP_X_CSRFTOKEN"] = "a" * 32
    assert send(client, "sessions/", body).status_code == 201


def test_if_match_is_kept_where_it_is_not_asked_for(client, people):
    device = a_device(people, a_patient(people))
    client.force_login(people.technician)
    body, path = {"kind": "cast", "note": "Cast.", "on": ON}, f"devices/{device.pk}/measurements/"
    assert kind(send(client, path, body, match='"7.0123456789abcdef"')) == "stale"
    weak = f"W/{etag(client, f'devices/{device.pk}/')}"
    assert send(client, path, body, match=weak).status_code == 201


def test_the_serial_number_of_another_device_is_refused_in_words(client, people):
    first, second = (a_device(people, a_patient(people)) for _ in range(2))
    client.force_login(people.technician)
    for device in (first, second):
        send(client, f"devices/{device.pk}/measurements/", {"kind": "cast", "note": "Cast.", "on": ON})
    step = {"to": "in_fabrication", "on": ON, "serial_number": "RAK-1"}
    assert change(client, f"devices/{first.pk}/advance/", step).status_code == 200
    answer = change(client, f"devices/{second.pk}/advance/", step)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/serial_number")
    assert read(client, f"devices/{second.pk}/").json()["state"] == "measured"
