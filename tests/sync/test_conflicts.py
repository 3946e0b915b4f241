"""Conflicts in the browser: both sides, who and when, one press to keep or to take, with a reason (MUST 8)."""

import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.core.problems import Refused
from apps.patients.actions import patients
from apps.sync.actions import conflicts
from apps.sync.actions.pushing import push
from apps.sync.models import Conflict
from apps.sync.sides import sides
from tests.people import a_device, a_patient
from tests.sync.saying import a_session_op, an_op
from tests.sync.tablets import enrolled


@pytest.fixture
def people(uncommitted):
    return uncommitted


@pytest.fixture
def tablet(people):
    return enrolled(people).tablet


@pytest.fixture
def patient(people):
    return a_patient(people, name_romanised="Ri Yong Hui", phone="1")


def pushed(tablet, *operations):
    return [one["status"] for one in push(tablet=tablet, operations=operations, at=now()).results]


def contested(tablet, patient, field="name_romanised", proposed="Ri Yong Hwi"):
    """A field that was changed here while the tablet was away."""
    change = an_op(1, "patient", "change", id=str(patient.pk), changes={field: [getattr(patient, field), proposed]})
    patients.correct(patient=patient, by=tablet.user, **{field: "Ri Yong Hee"})
    assert pushed(tablet, change) == ["conflict"]
    return Conflict.objects.get()


def page(client, name, *arguments):
    return client.get(reverse(f"sync:{name}", args=arguments))


def decide(client, conflict, button, **sent):
    sent = {"usual": "Asked the person", "version": conflict.version, **sent}
    return client.post(reverse("sync:conflict", args=[conflict.pk]), {**sent, button: "1"})


def test_kept_is_what_stands_here_and_the_tablets_side_stays_readable(people, tablet, patient, client):
    conflict = contested(tablet, patient)
    client.force_login(people.receptionist)
    assert decide(client, conflict, "keep").status_code == 302
    conflict.refresh_from_db()
    patient.refresh_from_db()
    assert (patient.name_romanised, conflict.proposed, conflict.resolution) == ("Ri Yong Hee", "Ri Yong Hwi", "kept")


def test_taken_is_written_by_whoever_decides_and_twice_pressed_is_once(people, tablet, patient, client):
    conflict = contested(tablet, patient)
    client.force_login(people.receptionist)
    for _press in range(2):
        assert decide(client, conflict, "take").status_code == 302
    patient.refresh_from_db()
    conflict.refresh_from_db()
    assert (patient.name_romanised, conflict.resolution_reason) == ("Ri Yong Hwi", "Asked the person")
    assert (conflict.resolved_by, patient.version) == (people.receptionist, 3)


def test_a_decision_needs_a_reason_and_what_was_typed_stays(people, tablet, patient, client, in_english):
    conflict = contested(tablet, patient)
    client.force_login(people.receptionist)
    answer = decide(client, conflict, "take", usual="")
    assert answer.status_code == 422
    assert "Say why." in answer.content.decode()


def test_two_people_do_not_decide_against_each_other(people, tablet, patient):
    conflict = contested(tablet, patient)
    conflicts.keep(conflict=conflict, reason="Papers", by=people.receptionist, at=now())
    with pytest.raises(Refused) as refused:
        conflicts.take(conflict=conflict, reason="Papers", by=people.technician, at=now())
    assert refused.value.code == "stale"


def test_what_was_not_possible_is_tried_again_and_stays_open_when_it_still_is_not(people, tablet, patient, client):
    device = a_device(people, patient)
    tablet = enrolled(people, name="Workshop", user=people.technician).tablet
    step = an_op(1, "device", "begin_use", id=str(device.pk), values={"on": "2016-05-20"})
    assert pushed(tablet, step) == ["conflict"]
    client.force_login(people.technician)
    assert decide(client, Conflict.objects.get(), "take").status_code == 422
    assert Conflict.objects.open().count() == 1


def test_what_came_under_the_key_of_another_record_becomes_its_own(people, tablet, patient):
    first = a_session_op(1, patient, minutes=30)
    assert pushed(tablet, first, a_session_op(2, patient, id=first["id"], minutes=50)) == ["applied", "conflict"]
    conflicts.take(conflict=Conflict.objects.get(), reason="Two sessions", by=people.physio, at=now())
    assert sorted(patient.physiosessions.values_list("minutes", flat=True)) == [30, 50]


def test_the_list_shows_what_is_open_and_the_page_both_sides(people, tablet, patient, client, in_english):
    conflict = contested(tablet, patient)
    client.force_login(people.receptionist)
    shown = page(client, "conflicts").content.decode()
    assert "Person: Romanised name" in shown
    assert [(one.current, one.proposed) for one in sides(conflict, guarded=True)] == [("Ri Yong Hee", "Ri Yong Hwi")]
    both = page(client, "conflict", conflict.pk).content.decode()
    assert all(part in both for part in ("Ri Yong Hee", "Ri Yong Hwi", "Tablet 1", "Physio"))


def test_guarded_sides_are_not_told_to_whoever_may_not_see_them(people, tablet, patient):
    conflict = contested(tablet, patient)
    Conflict.objects.update(field="category", current="poor", proposed="disabled")
    conflict.refresh_from_db()
    assert [(one.current, one.proposed) for one in sides(conflict, guarded=False)] == [("", "")]


def test_another_centre_finds_nothing_and_a_role_without_people_is_refused(people, tablet, patient, client):
    conflict = contested(tablet, patient)
    for user, status in ((people.songrim_manager, 404), (people.administrator, 403)):
        client.force_login(user)
        assert page(client, "conflict", conflict.pk).status_code == status


def test_what_was_refused_is_kept_whole_and_can_be_read(people, tablet, patient, client, in_english):
    future = a_session_op(1, patient)
    future["values"]["at"] = "2150-01-01T10:00:00+00:00"
    assert pushed(tablet, future) == ["rejected"]
    client.force_login(people.physio)
    assert "The date lies in the future." in page(client, "refused").content.decode()
    assert "45" in page(client, "rejected", future["op_id"]).content.decode()
