"""A group of six is one event and six rows; who was absent is not counted (IND-20)."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.core.problems import Refused
from apps.physio.actions import sessions
from apps.physio.models import GroupSession, PhysioSession
from tests.people import a_patient, a_session

pytestmark = pytest.mark.django_db

NAMES = ("김영수", "박철민", "리순희", "최명철", "정금옥", "강성일")


@pytest.fixture
def six(people):
    return [a_patient(people, name_hangul=name) for name in NAMES]


def values(people, members, *, absent=(), **changed):
    return {
        "on": "2016-05-20", "minutes": "45", "title": "Balance", "techniques": ["balance"], "q": "",
        "therapist": str(people.physio.pk), "record_id": str(uuid4()),
        "patients": [str(patient.pk) for patient in members], "absent": [str(patient.pk) for patient in absent],
        **changed,
    }  # fmt: skip


def post(client, people, members, *, user=None, **changed):
    client.force_login(user or people.physio)
    return client.post(reverse("physio:group"), values(people, members, **changed))


def test_six_with_one_absent_are_one_event_and_five_sessions(client, people, six):
    """IND-20 at the level of rows."""
    answer = post(client, people, six, absent=six[-1:])
    group = GroupSession.objects.get()
    assert answer.headers["Location"] == reverse("physio:group_detail", args=[group.pk])
    assert (group.sessions.count(), PhysioSession.objects.counted().count()) == (6, 5)
    assert PhysioSession.objects.counted().values("patient").distinct().count() == 5
    assert "5 of 6" in client.get(answer.headers["Location"]).content.decode()


def test_saved_twice_it_is_one_event(client, people, six):
    given = {"record_id": str(uuid4())}
    for _ in range(2):
        assert post(client, people, six, **given).status_code == 302
    assert (GroupSession.objects.count(), PhysioSession.objects.count()) == (1, 6)


@pytest.mark.parametrize(
    ("people_in_it", "changed", "said"),
    [
        (1, {}, "A group has at least two people."),
        (0, {}, "Add the people of the group."),
        (2, {"on": "2099-01-01"}, "The date lies in the future."),
        (2, {"minutes": ""}, "This field is required."),
        (2, {"patients": ["x", "y"]}, "is not a valid UUID"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(client, people, six, people_in_it, changed, said):
    answer = post(client, people, six[:people_in_it], **changed)
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("“", "").replace("”", "")
    assert not GroupSession.objects.exists()


def test_nobody_of_another_centre_gets_into_a_group(client, people, six):
    foreign = a_patient(people, centre=people.songrim)
    assert post(client, people, [six[0], foreign]).status_code == 422
    step = post(client, people, six[:1], step=f"add:{foreign.pk}")
    assert [patient for patient, _absent in step.context["form"].people] == six[:1]


@pytest.mark.parametrize(
    ("who", "status"), [("technician", 403), ("manager", 403), ("administrator", 403), ("stranger", 403)]
)
def test_only_physiotherapists_log_groups(client, people, six, who, status):
    assert post(client, people, six, user=getattr(people, who)).status_code == status
    assert not GroupSession.objects.exists()


def test_people_are_found_added_and_taken_out_without_scripts(client, people, six):
    found = post(client, people, [], step="find", q="박철").context["form"].found
    assert found == [six[1]]
    added = post(client, people, six[:1], step=f"add:{six[1].pk}", q="박철", minutes="17")
    form = added.context["form"]
    assert added.status_code == 200
    assert [patient for patient, _absent in form.people] == six[:2]
    assert (form["minutes"].value(), form.q, form.errors) == ("17", "", {})
    out = post(client, people, six[:2], absent=six[1:2], step=f"remove:{six[0].pk}")
    assert out.context["form"].people == [(six[1], True)]
    assert not GroupSession.objects.exists()


def test_enter_finds_in_the_search_box_and_saves_elsewhere(client, people, six):
    assert post(client, people, six[:2], step="enter", q="리순").context["form"].found == [six[2]]
    assert post(client, people, six[:2], step="enter", q="").status_code == 302


def test_a_step_keeps_the_key_of_the_record(client, people, six):
    given = values(people, six[:1], step=f"add:{six[1].pk}")
    client.force_login(people.physio)
    page = client.post(reverse("physio:group"), given).content.decode()
    assert given["record_id"] in page


def test_a_repeated_group_starts_from_the_last_one(client, people, six):
    post(client, people, six, absent=six[-1:])
    group = GroupSession.objects.get()
    assert str(group.pk) in client.get(reverse("physio:group")).content.decode()
    form = client.get(reverse("physio:group"), {"from": group.pk}).context["form"]
    assert form.initial["title"] == "Balance"
    assert form.initial["techniques"] == ["balance"]
    assert {patient for patient, _absent in form.people} == set(six)
    assert not any(absent for _patient, absent in form.people)


@pytest.mark.parametrize("key", ["", "x", "\x00", "018f0000-0000-7000-8000-000000000000"])
def test_a_strange_group_to_repeat_is_no_defect(client, people, key):
    client.force_login(people.physio)
    assert client.get(reverse("physio:group"), {"from": key}).status_code in (200, 404)


def test_a_whole_group_is_voided_with_one_reason(client, people, six):
    post(client, people, six)
    group = GroupSession.objects.get()
    address = reverse("physio:group_void", args=[group.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Wrong day"}).status_code == 302
    assert not PhysioSession.objects.counted().exists()
    assert set(group.sessions.values_list("void_reason", flat=True)) == {"Wrong day"}


def test_voiding_a_group_leaves_what_was_voided_before(people, six):
    group = sessions.record_group(
        centre=people.rakrang, patients=six, at=people.rakrang.noon(date(2016, 5, 20)), minutes=45, by=people.physio
    )
    for reason in ("First", "Second"):
        sessions.void_group(group=group, reason=reason, by=people.physio, at=now())
    assert set(group.sessions.values_list("void_reason", flat=True)) == {"First"}


def test_voiding_a_group_without_a_reason_is_refused(people, six):
    group = sessions.record_group(
        centre=people.rakrang, patients=six, at=people.rakrang.noon(date(2016, 5, 20)), minutes=45, by=people.physio
    )
    with pytest.raises(Refused):
        sessions.void_group(group=group, reason=" ", by=people.physio, at=now())


def test_another_centres_group_is_not_found(client, people, six):
    post(client, people, six)
    group = GroupSession.objects.get()
    for name in ("physio:group_detail", "physio:group_void"):
        client.force_login(people.songrim_physio)
        assert client.get(reverse(name, args=[group.pk])).status_code == 404
        client.force_login(people.administrator)
        assert client.get(reverse(name, args=[group.pk])).status_code == 403


def test_a_row_of_a_group_can_be_voided_alone(client, people, six):
    post(client, people, six)
    row = PhysioSession.objects.filter(patient=six[0]).get()
    client.post(reverse("physio:void", args=[row.pk]), {"reason": "Was at another group"})
    assert PhysioSession.objects.counted().count() == 5
    assert a_session(people, six[0]).group is None


def test_six_with_one_absent_corrected_are_six_attended_and_one_voided(client, people, six):
    """Somebody ticked absent had come after all: voided and recorded again in the same group (IND-20)."""
    post(client, people, six, absent=six[-1:])
    group, row = GroupSession.objects.get(), PhysioSession.objects.get(attended=False)
    given = {"attended": "on", "minutes": "45", "therapist": str(people.physio.pk), "reason": "Came late"}
    assert client.post(reverse("physio:correct", args=[row.pk]), given).status_code == 302
    assert (group.sessions.count(), PhysioSession.objects.counted().count()) == (7, 6)
    assert "6 of 6" in client.get(reverse("physio:group_detail", args=[group.pk])).content.decode()


def test_a_group_that_comes_again_with_one_more_and_one_less(client, people, six):
    post(client, people, six[:4])
    group = GroupSession.objects.get()
    form = client.get(reverse("physio:group"), {"from": group.pk}).context["form"]
    again = [patient for patient, _absent in form.people]
    fewer = post(client, people, again, step=f"remove:{again[0].pk}").context["form"]
    rest = [patient for patient, _absent in fewer.people]
    more = post(client, people, rest, step=f"add:{six[5].pk}").context["form"]
    members = [patient for patient, _absent in more.people]
    assert post(client, people, members, absent=members[:1]).status_code == 302
    latest = GroupSession.objects.exclude(pk=group.pk).get()
    assert {row.patient: row.attended for row in latest.sessions.all()} == {
        patient: patient != members[0] for patient in members
    }


def test_a_late_group_is_marked_in_the_list_and_on_its_page(client, people, six):
    people.rakrang.months.create(first_day=date(2016, 5, 1), state="approved")
    post(client, people, six[:2])
    page = reverse("physio:group_detail", args=[GroupSession.objects.get().pk])
    for address in (page, reverse("physio:list"), reverse("physio:for_patient", args=[six[0].pk])):
        assert "Late entry" in client.get(address).content.decode()
