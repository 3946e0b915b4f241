"""The exercise hall as a physiotherapist uses it: a plan, a group of six with one absent, the same group again."""

import pytest
from playwright.sync_api import expect

from apps.physio.actions import plans
from apps.physio.models import GroupSession, PhysioSession, TreatmentPlan
from tests.browser.looking import settled, violations
from tests.people import MAY, a_goal, a_patient, a_plan, a_session, an_episode

NAMES = ("김영수", "박철민", "리순희", "최명철", "정금옥", "강성일")


@pytest.fixture
def six(people):
    return [a_patient(people, name_hangul=name, name_romanised="") for name in NAMES]


def test_a_group_of_six_with_one_absent_is_entered_once_and_begins_the_next_one(people, six, signed_in, live_server):
    page = signed_in(people.physio)
    page.goto(f"{live_server.url}/physio/group/")
    for name in NAMES:
        page.get_by_label("Find a person").fill(name)
        page.locator("#found li", has_text=name).get_by_role("button").click()
        expect(member(page, name)).to_be_visible()
    page.get_by_label("Title").fill("Balance")
    page.get_by_label("Balance", exact=True).check()
    member(page, "강성일").get_by_role("checkbox").check()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("5 of 6")).to_be_visible()
    assert (PhysioSession.objects.count(), PhysioSession.objects.counted().count()) == (6, 5)
    page.get_by_role("link", name="Again with this group").click()
    expect(page.locator("input[name=patients]")).to_have_count(6)
    expect(member(page, "강성일").get_by_role("checkbox")).not_to_be_checked()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("6 of 6")).to_be_visible()
    assert GroupSession.objects.count() == 2


def member(page, name):
    """Somebody's line among the people of the group."""
    return page.locator("#people > ul > li", has_text=name)


def test_a_plan_is_made_filled_and_ended(people, six, signed_in, live_server):
    episode = an_episode(people, six[0])
    page = signed_in(people.physio)
    page.goto(f"{live_server.url}/patients/{six[0].pk}/")
    page.get_by_role("link", name="Make a plan").click()
    page.get_by_label("Aim of the treatment").fill("Walks outdoors.")
    page.get_by_role("button", name="Make the plan").dblclick()
    page.get_by_role("link", name="Log a session").click()
    page.get_by_label("Gait training").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Walks outdoors.").click()
    expect(page.get_by_text("1 of 12 sessions")).to_be_visible()
    page.get_by_role("link", name="End", exact=True).click()
    page.get_by_label("Completed as planned").check()
    page.get_by_role("button", name="End the plan").click()
    expect(page.get_by_text("Completed as planned").first).to_be_visible()
    plan = TreatmentPlan.objects.get(episode=episode)
    assert (plan.outcome, plan.sessions.count()) == ("completed", 1)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_are_accessible_and_nothing_sticks_out(people, six, signed_in, live_server, width, language):
    plan = a_plan(people, an_episode(people, six[0]))
    a_goal(people, plan.episode)
    session = a_session(people, six[0])
    plans.review(plan=plan, progress="better", note="Two rounds.", on=MAY, by=people.physio)
    fresh = an_episode(people, six[1])
    one, row = f"/physio/plans/{plan.pk}/", f"/physio/sessions/{session.pk}/"
    paths = [
        "/physio/plans/", "/physio/plans/?state=ended", one, f"{one}review/", f"{one}change/", f"{one}end/",
        f"/physio/in-episode/{fresh.pk}/plan/", row, f"{row}correct/", f"{row}plan/",
        f"/physio/patients/{six[0].pk}/summary/", f"/physio/log/{six[0].pk}/",
    ]  # fmt: skip
    page = signed_in(people.physio, width=width, language=language)
    wrong = []
    for path in paths:
        page.goto(live_server.url + path)
        settled(page)
        wrong += [f"{path}: {found['id']}" for found in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{path}: wider than the screen")
    assert wrong == []
