"""The pages of treatment plans: what is shown, who may, what is kept when a page is stale or pressed twice."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core.ids import new_id
from apps.patients.actions import episodes, patients
from apps.physio.actions import plans
from apps.physio.models import PlanReview, TreatmentPlan
from tests.people import MAY, a_goal, a_patient, a_plan, a_session, an_episode

pytestmark = pytest.mark.django_db
JUNE = date(2016, 6, 1)
MAKE = {"aim": "Walks.", "weekly": "3", "planned": "12", "started_on": "2016-05-10", "review_on": "2016-06-07"}
REVIEW = {"progress": "better", "note": "Two rounds.", "on": "2016-06-01", "next_on": "2016-06-29", "version": "1"}
END = {"outcome": "completed", "note": "Walks.", "on": "2016-06-01", "version": "1"}


@pytest.fixture
def episode(people):
    return an_episode(people, a_patient(people))


@pytest.fixture
def plan(people, episode):
    return a_plan(people, episode)


@pytest.fixture
def send(client, people):
    def post(job, thing, given, *, user=None, **changed):
        client.force_login(user or people.physio)
        given = {"therapist": str(people.physio.pk), **given, **changed}
        return client.post(reverse(f"physio:plan_{job}", args=[thing.pk]), given)

    return post


@pytest.fixture
def shown(client, people):
    def get(name, *args, user=None, **query):
        client.force_login(user or people.physio)
        return client.get(reverse(f"physio:{name}", args=args), query).content.decode()

    return get


def test_a_plan_is_made_once_however_often_it_is_pressed(people, episode, send):
    key = str(new_id())
    for _press in range(2):
        assert send("make", episode, MAKE, record_id=key).status_code == 302
    plan = TreatmentPlan.objects.get()
    assert (plan.aim, plan.weekly, plan.planned, plan.therapist) == ("Walks.", 3, 12, people.physio)


@pytest.mark.parametrize(
    "changed",
    [
        {"aim": ""}, {"aim": "a\x00b"}, {"aim": "가" * 301}, {"weekly": "15"}, {"weekly": "many"}, {"planned": "0"},
        {"planned": "9" * 30}, {"started_on": "2016-05-09"}, {"started_on": "0000-00-00"}, {"review_on": "2016-05-10"},
        {"therapist": "x"}, {"record_id": "x"},
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_said_and_what_was_typed_is_kept(episode, send, changed):
    answer = send("make", episode, MAKE, **changed)
    assert answer.status_code == 422
    assert "aim" in changed or "Walks." in answer.content.decode()
    assert not TreatmentPlan.objects.exists()


@pytest.mark.parametrize("job", ["make", "change", "review", "end", "reopen"])
@pytest.mark.parametrize(("who", "status"), [("doctor", 403), ("receptionist", 403), ("songrim_physio", 404)])
def test_only_the_centres_physiotherapists_work_on_plans(people, plan, send, job, who, status):
    thing = plan.episode if job == "make" else plan
    assert send(job, thing, {**MAKE, **END}, user=getattr(people, who)).status_code == status


def test_a_centre_that_sees_the_person_reads_the_plan_and_leaves_it_alone(people, plan, send, client):
    patients.grant_access(patient=plan.patient, centre=people.songrim, by=people.manager, on=date(2016, 5, 1))
    assert send("end", plan, END, user=people.songrim_physio).status_code == 403
    assert client.get(reverse("physio:plan", args=[plan.pk])).status_code == 200


def test_the_page_of_a_closed_episode_says_why_nothing_is_planned(people, episode, shown):
    episodes.close(episode=episode, outcome="Walks.", on=MAY, by=people.doctor)
    page = shown("plan_make", episode.pk)
    assert "This episode is closed. Open it again first." in page
    assert '<form method="post" data-keep' not in page


def test_a_plan_is_changed_reviewed_ended_and_opened_again(plan, send):
    assert send("change", plan, {**MAKE, "version": "1"}, aim="Climbs.").status_code == 302
    assert send("review", plan, REVIEW, version="2").status_code == 302
    assert send("end", plan, END, version="3").status_code == 302
    plan.refresh_from_db()
    assert (plan.aim, plan.outcome, plan.ended_on, PlanReview.objects.get().progress) == (
        "Climbs.", "completed", JUNE, "better",
    )  # fmt: skip
    assert send("reopen", plan, {"version": str(plan.version)}).status_code == 302
    plan.refresh_from_db()
    assert plan.is_open


def test_a_review_pressed_twice_is_one(plan, send):
    key = str(new_id())
    assert [send("review", plan, REVIEW, record_id=key).status_code for _press in range(2)] == [302, 302]
    assert PlanReview.objects.count() == 1


@pytest.mark.parametrize(("job", "given"), [("change", MAKE), ("review", REVIEW), ("end", END)])
def test_a_stale_page_shows_both_sides_and_saves_at_the_second_press(people, plan, send, job, given):
    plans.review(plan=plan, progress="worse", note="Sore stump.", on=date(2016, 5, 20), by=people.physio)
    plans.change(plan=plan, aim="Climbs stairs.", by=people.physio)
    answer = send(job, plan, given, version="1")
    page = answer.content.decode()
    assert (answer.status_code, "Someone else changed this record" in page) == (422, True)
    assert {"change": "Climbs stairs.", "review": "Sore stump.", "end": ""}[job] in page
    assert send(job, plan, given, version=str(answer.context["form"].data["version"])).status_code == 302


def test_an_end_that_somebody_else_recorded_is_shown_and_not_overwritten(people, plan, send):
    plans.end(plan=plan, outcome="stopped", on=date(2016, 5, 20), by=people.physio)
    answer = send("end", plan, END, version="1")
    assert "The person stopped coming" in answer.content.decode()
    assert send("end", plan, END, version="2").status_code == 422
    plan.refresh_from_db()
    assert plan.outcome == "stopped"


def test_the_page_says_how_far_it_has_come_with_goals_and_reviews(people, plan, shown):
    a_goal(people, plan.episode)
    for day in (11, 13, 16):
        a_session(people, plan.patient, on=date(2016, 5, day), attended=day != 16)
    plans.review(plan=plan, progress="same", note="Tires soon.", on=date(2016, 5, 20), by=people.physio)
    page = shown("plan", plan.pk)
    assert 'max="12" value="2"' in page
    for words in ("2 of 12 sessions", "2 of 3 (67 %)", "did not come once", "Walks to the market.", "Tires soon."):
        assert words in page


def test_who_only_reads_is_offered_nothing_to_do(people, plan, shown):
    for user, offered in ((people.physio, True), (people.receptionist, False)):
        page = shown("plan", plan.pk, user=user)
        assert [reverse(f"physio:plan_{job}", args=[plan.pk]) in page for job in ("change", "review", "end")] == [
            offered
        ] * 3


def test_the_patients_and_the_episodes_part_offer_a_plan_and_show_it(people, episode, shown):
    make = reverse("physio:plan_make", args=[episode.pk])
    parts = (("for_patient", episode.patient_id), ("for_episode", episode.pk))
    assert all(make in shown(name, key) for name, key in parts)
    assert not any(make in shown(name, key, user=people.doctor) for name, key in parts)
    plan = a_plan(people, episode)
    for name, key in parts:
        page = shown(name, key)
        assert make not in page
        assert reverse("physio:plan", args=[plan.pk]) in page


def test_a_plan_of_a_closed_episode_stands_open_wherever_it_is_shown(people, plan, shown):
    episodes.close(episode=plan.episode, outcome="Walks.", on=JUNE, by=people.doctor)
    for name, args, query in (
        ("for_patient", [plan.patient_id], {}), ("for_episode", [plan.episode_id], {}), ("plan", [plan.pk], {}),
        ("plans", [], {"state": "left-open"}),
    ):  # fmt: skip
        page = shown(name, *args, **query)
        assert "Episode closed, plan open" in page
        assert name == "plans" or reverse("physio:plan_end", args=[plan.pk]) in page


@pytest.fixture
def several(people):
    """An open plan due since June, one of another therapist without a review, an ended one, one of Songrim."""
    one, two, three = (
        an_episode(people, a_patient(people, name_hangul=name)) for name in ("김영수", "박철민", "리순희")
    )
    a_plan(people, one, review_on=JUNE)
    a_plan(people, two, therapist=people.songrim_physio)
    plans.end(plan=a_plan(people, three), outcome="stopped", on=JUNE, by=people.physio)
    there = a_patient(people, centre=people.songrim)
    a_plan(people, an_episode(people, there), by=people.songrim_physio)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2), ({"state": "due"}, 1), ({"state": "ended"}, 1), ({"state": "all"}, 3), ({"state": "left-open"}, 0),
        ({"q": "박철"}, 1), ({"q": "\x00"}, 2), ({"state": "nonsense"}, 2), ({"therapist": "x"}, 2),
        ({"page": "99"}, 2),
        ({"sort": "-last"}, 2), ({"sort": "done"}, 2), ({"sort": "-review_on"}, 2), ({"sort": "patient"}, 2),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_and_sorted(client, people, several, query, count):
    client.force_login(people.manager)
    assert client.get(reverse("physio:plans"), query).context["table"].paginator.count == count


def test_the_ways_to_look_at_the_list_lead_to_as_many_rows_as_they_say(client, people, several):
    client.force_login(people.physio)
    views = client.get(reverse("physio:plans")).context["views"]
    assert [view.count for view in views] == [1, 2, 1, 0]
    for view in views:
        found = client.get(f"{reverse('physio:plans')}?{view.query}").context["table"].paginator.count
        assert found == view.count


def test_an_empty_list_says_what_to_do(people, shown):
    assert "No open treatment plans" in shown("plans")
    assert "No plan matches" in shown("plans", state="ended")
