"""Goals: set in the person's own words, reviewed, overdue."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core.ids import new_id
from apps.patients.actions import episodes, goals
from apps.patients.models import Goal
from tests.people import a_goal, a_patient, an_episode

JUNE = date(2016, 6, 1)


@pytest.fixture
def episode(people):
    return an_episode(people, a_patient(people))


@pytest.fixture
def goal(people, episode):
    return a_goal(people, episode)


@pytest.fixture
def set_goal(as_user, episode):
    def send(user, **given):
        sent = {"text": "Climbs stairs.", "due_on": "2016-07-01", "on": "2016-05-10", **given}
        return as_user(user).post(reverse("patients:goal_set", args=[episode.pk]), sent)

    return send


@pytest.fixture
def review(as_user, goal):
    def send(user, **given):
        sent = {"state": "reached", "review": "Every week.", "due_on": "", "on": "2016-06-01", "version": 1, **given}
        return as_user(user).post(reverse("patients:goal_review", args=[goal.pk]), sent)

    return send


def test_a_goal_is_set_once_however_often_it_is_pressed(people, set_goal):
    key = str(new_id())
    for _press in range(2):
        assert set_goal(people.doctor, record_id=key).status_code == 302
    goal = Goal.objects.get()
    assert (goal.text, goal.due_on, goal.state, goal.set_by) == (
        "Climbs stairs.", date(2016, 7, 1), "open", people.doctor,
    )  # fmt: skip


@pytest.mark.parametrize("given", [{"text": ""}, {"text": "가" * 301}, {"due_on": "2016-05-09"}, {"due_on": "soon"}])
def test_a_goal_that_cannot_be_is_refused_with_a_sentence(people, set_goal, given):
    assert set_goal(people.doctor, **given).status_code == 422


@pytest.mark.parametrize(("role", "status"), [("receptionist", 403), ("songrim_technician", 404), ("stranger", 404)])
def test_others_neither_set_nor_review(people, set_goal, review, role, status):
    user = getattr(people, role)
    assert (set_goal(user).status_code, review(user).status_code) == (status, status)


@pytest.mark.parametrize("state", ["reached", "partly", "not-reached", "dropped"])
def test_a_goal_ends_with_a_review(people, goal, review, state):
    assert review(people.doctor, state=state).status_code == 302
    goal.refresh_from_db()
    assert (goal.state, goal.reviewed_on, goal.review, goal.reviewed_by) == (state, JUNE, "Every week.", people.doctor)


def test_a_goal_that_stays_open_gets_another_day(people, goal, review):
    review(people.doctor, state="open", due_on="2016-09-01")
    goal.refresh_from_db()
    assert (goal.is_open, goal.due_on) == (True, date(2016, 9, 1))


def test_a_stale_review_shows_both_sides(people, goal, review):
    goals.review(goal=goal, state="partly", on=JUNE, by=people.physio)
    response = review(people.doctor)
    assert response.status_code == 422
    assert "Partly reached" in response.content.decode()


@pytest.mark.parametrize(
    "given", [{"on": "2016-05-09"}, {"on": "2999-01-01"}, {"state": "won"}, {"due_on": "2016-05-01"}]
)
def test_a_review_that_cannot_be_is_refused_with_a_sentence(people, review, given):
    assert review(people.doctor, **given).status_code == 422


def test_no_review_lies_before_the_last_one(people, goal, review):
    goals.review(goal=goal, state="partly", on=date(2016, 6, 2), by=people.physio)
    assert review(people.doctor, version=2).status_code == 422


def test_the_review_of_a_closed_episode_stays_but_what_is_open_goes_on(people, goal, review, episode):
    ended = a_goal(people, episode, text="Sits.")
    kept = {ended.pk: "dropped", goal.pk: "open"}
    episodes.close(episode=episode, outcome="Walks.", on=JUNE, by=people.doctor, goals=kept)
    ended.refresh_from_db()
    assert review(people.doctor, on="2016-06-02").status_code == 302
    goal.refresh_from_db()
    assert review(people.doctor, version=goal.version, on="2016-06-03").status_code == 422


def test_a_goal_is_overdue_from_the_next_day_until_it_is_reviewed(goal):
    assert not goal.is_overdue(date(2016, 6, 30))
    assert goal.is_overdue(date(2016, 7, 1))
    goal.state = "reached"
    assert not goal.is_overdue(date(2016, 7, 1))


def test_overdue_is_said_on_both_pages(people, goal, as_user):
    for name, pk in (("episode", goal.episode_id), ("detail", goal.patient_id)):
        page = as_user(people.technician).get(reverse(f"patients:{name}", args=[pk])).content.decode()
        assert "Walks to the market." in page
        assert "Overdue" in page
