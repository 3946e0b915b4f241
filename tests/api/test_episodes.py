"""Episodes by machine: their team, goals, assessments and signatures, scoped and filtered."""

from datetime import date

import pytest

from apps.patients.actions import episodes, signatures
from tests.people import MAY, a_goal, a_lost_leg, a_patient, an_assessment, an_episode

JUNE = date(2016, 6, 1)


@pytest.fixture
def episode(people):
    episode = an_episode(people, a_patient(people))
    assessment = an_assessment(people, episode, findings="Wound healed.")
    signatures.sign(assessment=assessment, at=people.rakrang.noon(MAY), by=people.doctor, remark="Slowly.")
    a_goal(people, episode)
    return episode


def get(client, path="", **query):
    return client.get(f"/api/v1/episodes/{path}", query).json()


def test_an_episode_comes_with_all_that_hangs_on_it(client, people, episode):
    client.force_login(people.receptionist)
    shown = get(client, f"{episode.pk}/")
    assert (shown["reason"], shown["closed_on"], shown["outcome_kind"]) == ("first-visit", None, "")
    assert {seat["profession"] for seat in shown["team"]} == {"technician", "doctor"}
    assert [goal["state"] for goal in shown["goals"]] == ["open"]
    (assessment,) = shown["assessments"]
    assert {(one["profession"], one["remark"]) for one in assessment["signatures"]} == {
        ("technician", ""), ("doctor", "Slowly."),
    }  # fmt: skip


def test_another_centres_episode_is_in_no_list(client, people, episode):
    own = an_episode(people, a_patient(people, centre=people.songrim), by=people.songrim_technician)
    client.force_login(people.songrim_technician)
    assert [row["id"] for row in get(client)["results"]] == [str(own.pk)]
    assert client.get(f"/api/v1/episodes/{episode.pk}/").status_code == 404


@pytest.mark.parametrize(("query", "found"), [("true", 1), ("false", 1)])
def test_open_ones_and_closed_ones_are_told_apart(client, people, episode, query, found):
    ended = an_episode(people, episode.patient)
    episodes.close(episode=ended, outcome="Walks.", on=JUNE, by=people.technician)
    client.force_login(people.technician)
    rows = get(client, open=query)["results"]
    assert [row["id"] for row in rows] == [str((episode if query == "true" else ended).pk)]
    assert len(rows) == found


def test_filters_are_typed(client, people, episode):
    client.force_login(people.technician)
    assert len(get(client, patient=str(episode.patient_id))["results"]) == 1
    assert get(client, reason="renewal")["results"] == []
    for wrong in ({"patient": "x"}, {"open": "perhaps"}, {"reason": "x"}, {"name": "x"}):
        assert client.get("/api/v1/episodes/", wrong).status_code == 400


def test_a_list_takes_a_constant_number_of_queries(client, people, django_assert_max_num_queries):
    for _person in range(4):
        a_goal(people, an_assessment(people, an_episode(people, a_patient(people))).episode)
    client.force_login(people.technician)
    with django_assert_max_num_queries(14):
        assert len(get(client)["results"]) == 4


def test_an_impairments_new_fields_are_shown_and_its_cause_still_guarded(client, people):
    details = {"cause": "mine", "stump_conditions": ["scar"], "stump_examined_on": MAY}
    patient = a_patient(people)
    a_lost_leg(people, patient, onset_on=date(1999, 7, 1), onset_precision="year", **details)
    for user, guarded in ((people.technician, True), (people.receptionist, False)):
        client.force_login(user)
        (limb,) = client.get(f"/api/v1/patients/{patient.pk}/").json()["impairments"]
        assert (limb["onset_precision"], limb["amputated_on"], limb["stump_conditions"]) == ("year", None, ["scar"])
        assert ("cause" in limb) is guarded
