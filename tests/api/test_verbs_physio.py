"""Physiotherapy over HTTP: a session in a plan, put right; a group; scores; a plan from its making to its end."""

import pytest

from apps.physio.models import PhysioSession
from tests.api.asking import ON, change, kind, pointers, read, send
from tests.people import a_delivery, a_patient, a_session, an_episode


@pytest.fixture
def signed_in(client, people):
    client.force_login(people.physio)
    return client


@pytest.fixture
def person(people):
    return a_patient(people)


def done(answer, status=201):
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def a_plan(client, people, person):
    episode = an_episode(people, person, by=people.physio)
    body = {"episode": str(episode.pk), "aim": "Walks outdoors", "weekly": 3, "planned": 12, "started_on": ON}
    return done(send(client, "plans/", body))


def test_a_plan_is_made_changed_reviewed_ended_and_opened_again(signed_in, people, person):
    plan = a_plan(signed_in, people, person)
    place = f"plans/{plan['id']}/"
    assert done(change(signed_in, f"{place}change/", {"weekly": 2}), 200)["weekly"] == 2
    review = {"progress": "better", "note": "Walks 20 m.", "on": "2016-05-20", "next_on": "2016-06-20"}
    shown = done(change(signed_in, f"{place}reviews/", review), 200)
    assert ([one["progress"] for one in shown["reviews"]], shown["review_on"]) == (["better"], "2016-06-20")
    ending = {"outcome": "completed", "note": "Walks alone.", "on": "2016-06-20"}
    assert done(change(signed_in, f"{place}end/", ending), 200)["outcome"] == "completed"
    assert kind(change(signed_in, f"{place}end/", ending)) == "not-allowed-now"
    assert done(change(signed_in, f"{place}reopen/", {}), 200)["ended_on"] is None


def test_a_second_plan_of_an_episode_is_refused(signed_in, people, person):
    plan = a_plan(signed_in, people, person)
    body = {"episode": plan["episode"], "aim": "Again", "weekly": 3, "planned": 12, "started_on": ON}
    assert kind(send(signed_in, "plans/", body)) == "not-allowed-now"


def test_a_session_belongs_to_the_running_plan_unless_it_is_taken_out(signed_in, people, person):
    plan = a_plan(signed_in, people, person)
    session = done(send(signed_in, "sessions/", {"patient": str(person.pk), "minutes": 30, "on": ON}))
    assert session["plan"] == plan["id"]
    place = f"sessions/{session['id']}/plan/"
    assert done(change(signed_in, place, {"plan": None}), 200)["plan"] is None
    assert done(change(signed_in, place, {"plan": plan["id"]}), 200)["plan"] == plan["id"]


def test_a_session_is_put_right_by_a_new_one(signed_in, people, person):
    wrong = a_session(people, person, minutes=60)
    body = {"reason": "It was half an hour.", "minutes": 30}
    right = done(change(signed_in, f"sessions/{wrong.pk}/corrections/", body))
    assert (right["minutes"], right["service_date"]) == (30, ON)
    assert read(signed_in, f"sessions/{wrong.pk}/").json()["void_reason"] == "It was half an hour."
    assert PhysioSession.objects.counted().count() == 1


def test_a_group_is_entered_once_for_all(signed_in, people, person):
    six = [str(person.pk), *(str(a_patient(people, name_hangul=f"리{name}").pk) for name in "가나다라마")]
    body = {"patients": six, "absent": six[-1:], "minutes": 45, "title": "Balance", "techniques": ["balance"], "on": ON}
    group = done(send(signed_in, "group-sessions/", body))
    assert [row["attended"] for row in group["sessions"]].count(True) == 5
    assert {row["patient"] for row in group["sessions"]} == set(six)
    assert len(read(signed_in, f"sessions/?group={group['id']}").json()["results"]) == 6
    done(change(signed_in, f"group-sessions/{group['id']}/void/", {"reason": "Entered twice."}), 200)
    assert PhysioSession.objects.counted().count() == 0


def test_who_is_missing_from_a_group_is_one_of_it_and_everybody_of_the_centre(signed_in, people, person):
    other = a_patient(people, name_hangul="리순희")
    foreign = a_patient(people, centre=people.songrim, name_hangul="박철")
    body = {"minutes": 45, "on": ON}
    for wrong, pointer in (
        ({"patients": [str(person.pk)]}, "#/patients"),
        ({"patients": [str(person.pk), str(foreign.pk)]}, "#/patients/1"),
        ({"patients": [str(person.pk), str(other.pk)], "absent": [str(foreign.pk)]}, "#/absent/0"),
    ):
        answer = send(signed_in, "group-sessions/", {**body, **wrong})
        assert (answer.status_code, pointers(answer)) == (400, {pointer})


def test_scores_are_recorded_found_and_voided(signed_in, people, person):
    device = a_delivery(people, person).device
    tug = {"patient": str(person.pk), "instrument": "tug", "total": 12.4, "worn_device": str(device.pk), "on": ON}
    score = done(send(signed_in, "scores/", tug))
    assert (score["total"], score["unit"], score["worn_device"]) == (12.4, "s", str(device.pk))
    unable = {"patient": str(person.pk), "instrument": "2mwt", "unable": True, "unable_reason": "Pain", "on": ON}
    assert done(send(signed_in, "scores/", unable))["total"] is None
    assert len(read(signed_in, "scores/?instrument=tug&voided=false").json()["results"]) == 1
    voided = done(change(signed_in, f"scores/{score['id']}/void/", {"reason": "Wrong shoe."}), 200)
    assert voided["void_reason"] == "Wrong shoe."
    assert kind(change(signed_in, f"scores/{score['id']}/void/", {"reason": "Again."})) == "not-allowed-now"


def test_items_of_a_scale_are_summed_and_a_missing_one_is_named(signed_in, person):
    (berg,) = read(signed_in, "instruments/?key=berg").json()["results"]
    items = {item["key"]: item["maximum"] for item in berg["items"]}
    body = {"patient": str(person.pk), "instrument": "berg", "on": ON}
    assert done(send(signed_in, "scores/", {**body, "items": items}))["total"] == berg["maximum"]
    answer = send(signed_in, "scores/", {**body, "items": {**items, berg["items"][0]["key"]: 9}})
    assert (answer.status_code, pointers(answer)) == (422, {f"#/items/{berg['items'][0]['key']}"})
