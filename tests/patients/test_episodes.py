"""An episode from its first day to its outcome: the page, closing with goals, opening again, voiding an assessment."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core.problems import Refused
from apps.patients.actions import episodes, patients, services
from apps.patients.models import Assessment, Episode
from tests.people import MAY, a_goal, a_patient, a_session, an_assessment, an_episode

JUNE = date(2016, 6, 1)


@pytest.fixture
def episode(people):
    return an_episode(people, a_patient(people))


@pytest.fixture
def assessment(people, episode):
    return an_assessment(people, episode, findings="Wound healed.")


def page_of(client, episode):
    return client.get(reverse("patients:episode", args=[episode.pk])).content.decode()


def closed(people, episode, **given):
    usual = {"outcome": "Walks.", "outcome_kind": "goals-reached", "on": JUNE, "by": people.technician}
    return episodes.close(episode=episode, **{**usual, **given})


def test_the_page_tells_what_was_found_who_signed_and_what_is_to_be_reached(people, assessment, as_user):
    a_goal(people, assessment.episode)
    page = page_of(as_user(people.technician), assessment.episode)
    for words in (
        "First visit",
        "Serve",
        "Wound healed.",
        "Technician, Orthopaedic technician",
        "Walks to the market.",
    ):
        assert words in page, words
    for part in ("devices:for_episode", "physio:for_episode"):
        assert f'hx-get="{reverse(part, args=[assessment.episode_id])}"' in page


@pytest.mark.parametrize(("role", "offered"), [("technician", True), ("doctor", True), ("receptionist", False)])
def test_only_who_assesses_finds_something_to_do(people, episode, as_user, role, offered):
    page = page_of(as_user(getattr(people, role)), episode)
    assert (reverse("patients:goal_set", args=[episode.pk]) in page) is offered
    assert page.count("btn-primary") == (1 if offered else 0)


def test_the_primary_button_is_what_follows(people, episode, as_user):
    client = as_user(people.technician)
    for name, then in (("assess", an_assessment), ("goal_set", a_goal), ("episode_close", None)):
        assert f'btn-primary" href="{reverse(f"patients:{name}", args=[episode.pk])}"' in page_of(client, episode)
        if then is not None:
            then(people, episode)


def test_the_page_takes_a_constant_number_of_queries(people, episode, as_user, django_assert_max_num_queries):
    client = as_user(people.technician)
    for _time in range(4):
        a_goal(people, an_assessment(people, episode).episode)
    with django_assert_max_num_queries(24):
        page_of(client, episode)


def test_an_open_goal_must_be_answered_when_the_episode_closes(people, episode, as_user):
    goal = a_goal(people, episode)
    sent = {"outcome_kind": "partly", "outcome": "Walks.", "on": "2016-06-01", "version": 1}
    url, client = reverse("patients:episode_close", args=[episode.pk]), as_user(people.technician)
    assert client.post(url, sent).status_code == 422
    assert client.post(url, {**sent, f"goal-{goal.pk}": "partly"}).status_code == 302
    goal.refresh_from_db()
    assert (goal.state, goal.reviewed_on, goal.reviewed_by) == ("partly", JUNE, people.technician)


def test_the_verb_leaves_no_goal_behind_either(people, episode):
    a_goal(people, episode)
    with pytest.raises(Refused) as refusal:
        closed(people, episode)
    assert refusal.value.code == "not_allowed_now"
    episode.refresh_from_db()
    assert episode.closed_on is None


def test_a_goal_carried_on_is_shown_with_the_next_episode(people, episode, as_user):
    goal = a_goal(people, episode)
    closed(people, episode, goals={goal.pk: "open"})
    following = an_episode(people, episode.patient, reason="renewal", on=JUNE)
    page = page_of(as_user(people.technician), following)
    assert "Carried on from an earlier episode" in page
    assert reverse("patients:goal_review", args=[goal.pk]) in page


def test_who_died_is_recorded_as_dead_first(people, episode):
    with pytest.raises(Refused) as refusal:
        closed(people, episode, outcome_kind="died")
    assert refusal.value.field == "outcome_kind"
    patients.note_death(patient=episode.patient, on=JUNE, by=people.receptionist)
    episode = Episode.objects.get()
    assert closed(people, episode, outcome_kind="died").outcome_kind == "died"


def test_a_closed_episode_is_opened_again_and_the_trail_says_why(people, episode, as_user):
    closed(people, episode)
    url, client = reverse("patients:episode_reopen", args=[episode.pk]), as_user(people.technician)
    assert client.post(url, {"reason": "came-back", "version": 2}).status_code == 302
    episode.refresh_from_db()
    assert (episode.closed_on, episode.outcome, episode.outcome_kind) == (None, "", "")
    assert "The person came back" in page_of(client, episode)
    kept = Episode.pgh_event_model.objects.filter(pgh_obj_id=episode.pk, outcome="Walks.")
    assert kept.exists()


def test_an_open_episode_is_not_opened_again(people, episode, as_user):
    url, client = reverse("patients:episode_reopen", args=[episode.pk]), as_user(people.technician)
    assert "This episode is open." in client.get(url).content.decode()
    assert client.post(url, {"reason": "came-back", "version": 1}).status_code == 422


def test_a_stale_reopening_is_refused(people, episode, as_user):
    closed(people, episode)
    url = reverse("patients:episode_reopen", args=[episode.pk])
    assert as_user(people.technician).post(url, {"reason": "came-back", "version": 1}).status_code == 422


@pytest.mark.parametrize("name", ["assess", "team_join", "goal_set"])
def test_nothing_is_added_to_a_closed_episode(people, episode, as_user, name):
    closed(people, episode)
    client, url = as_user(people.technician), reverse(f"patients:{name}", args=[episode.pk])
    assert "This episode is closed." in client.get(url).content.decode()
    sent = {"decision": "serve", "profession": "doctor", "text": "Walks.", "user": people.doctor.pk, "on": "2016-05-20"}
    assert client.post(url, sent).status_code == 422


@pytest.mark.parametrize("day", ["2016-05-09", "2999-01-01"])
@pytest.mark.parametrize("name", ["assess", "team_join", "goal_set"])
def test_a_date_outside_the_episode_is_refused_with_a_sentence(people, episode, as_user, name, day):
    sent = {"decision": "serve", "profession": "doctor", "text": "Walks.", "user": people.doctor.pk, "on": day}
    response = as_user(people.technician).post(reverse(f"patients:{name}", args=[episode.pk]), sent)
    assert (response.status_code, "on" in response.context["form"].errors) == (422, True)


def test_an_assessment_is_voided_from_a_page_and_counts_no_more(people, assessment, as_user):
    url, client = reverse("patients:assessment_void", args=[assessment.pk]), as_user(people.manager)
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Wrong person"}).status_code == 302
    assert not Assessment.objects.counted().exists()
    page = page_of(client, assessment.episode)
    assert "Voided on" in page
    assert "Wrong person" in page


def test_what_was_voided_is_not_voided_twice(people, assessment, as_user):
    services.void(service=assessment, reason="Wrong person", by=people.doctor, at=people.rakrang.noon(MAY))
    client, url = as_user(people.manager), reverse("patients:assessment_void", args=[assessment.pk])
    assert "voided already" in client.get(url).content.decode()
    client.post(url, {"reason": "Another reason"})
    assert Assessment.objects.get().void_reason == "Wrong person"


def test_sessions_of_its_days_belong_to_the_episode(people, episode, as_user):
    url = reverse("physio:for_episode", args=[episode.pk])
    for day in (date(2016, 5, 9), date(2016, 5, 12), date(2016, 6, 2)):
        a_session(people, episode.patient, on=day)
    closed(people, episode)
    shown = as_user(people.physio).get(url, headers={"HX-Request": "true"}).content.decode()
    assert [day in shown for day in ("2016-05-09", "2016-05-12", "2016-06-02")] == [False, True, False]
    assert "<html" not in shown
    assert "<html" in as_user(people.physio).get(url).content.decode()
