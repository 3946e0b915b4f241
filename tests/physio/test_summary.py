"""The physiotherapy summary on paper: what stands on it, for whom, in which language."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.patients.actions import episodes, services
from apps.physio.actions import plans
from apps.physio.summary import as_pdf, summarise
from tests.people import MAY, a_goal, a_lost_leg, a_patient, a_plan, a_score, a_session, an_episode

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
JUNE = date(2016, 6, 1)


@pytest.fixture
def patient(people):
    """Treated from May to June in one episode, with a plan, a goal, sessions and measurements."""
    patient = a_patient(people)
    a_lost_leg(people, patient, cause="mine")
    episode = an_episode(people, patient)
    a_goal(people, episode)
    plan = a_plan(people, episode)
    for day, techniques in ((11, ["balance", "massage"]), (12, ["balance"])):
        a_session(people, patient, on=date(2016, 5, day), techniques=techniques)
    a_session(people, patient, on=date(2016, 5, 13), attended=False)
    wrong = a_session(people, patient, on=date(2016, 5, 14), techniques=["heat-cold"])
    services.void(service=wrong, reason="Wrong person", by=people.physio, at=now())
    plans.review(plan=plan, progress="better", note="Two rounds.", on=JUNE, by=people.physio)
    return patient


def made(people, patient, *, user=None, **details):
    return summarise(patient, user or people.physio, centre=people.rakrang, on=JUNE, **details)


def test_sessions_are_counted_by_technique_without_what_was_voided_or_missed(people, patient):
    summary = made(people, patient)
    assert (summary.came, summary.missed, summary.minutes, summary.attendance) == (2, 1, 60, 67)
    assert summary.techniques == (("Balance", 2), ("Massage", 1))
    assert (summary.first_session, summary.last_session) == (date(2016, 5, 11), date(2016, 5, 12))


def test_the_cause_is_absent_for_who_may_not_see_it(people, patient, client):
    assert [limb.cause for limb in made(people, patient).limbs] == ["Mine"]
    assert [limb.cause for limb in made(people, patient, user=people.receptionist).limbs] == [""]
    client.force_login(people.receptionist)
    assert "Mine" not in client.get(reverse("physio:summary", args=[patient.pk])).content.decode()


def test_first_and_latest_result_of_each_measure_and_unable_in_words(people, patient):
    a_score(people, patient, total=Decimal("20.5"))
    a_score(people, patient, on=date(2016, 5, 20), total=Decimal(18))
    a_score(people, patient, on=JUNE, unable=True, unable_reason="Pain")
    a_score(people, patient, key="2mwt", on=JUNE, total=Decimal("80"))
    tug, walk = made(people, patient).scores
    assert (tug.first, tug.first_on, tug.latest, tug.latest_on) == ("20.5", MAY, "unable (Pain)", JUNE)
    assert (walk.first, walk.latest_on) == ("80", None)


def test_a_table_is_said_line_by_line_and_never_put_together(people, patient):
    a_score(people, patient, key="mmt", items={"knee-extension:L": 3, "knee-extension:R": "unable"})
    a_score(people, patient, key="mmt", on=JUNE, items={"knee-extension:L": 4})
    summary = made(people, patient)
    (grid,) = summary.grids
    assert summary.scores == ()
    assert [(line.first, line.latest) for line in grid.lines] == [("3", "4"), ("unable", "")]


def test_of_one_episode_stands_only_what_belongs_to_its_days(people, patient):
    first = patient.episodes.get()
    reached = {first.goals.get().pk: "reached"}
    first = episodes.close(episode=first, outcome="Walks.", on=JUNE, by=people.doctor, goals=reached)
    second = an_episode(people, patient, on=date(2016, 7, 1))
    a_session(people, patient, on=date(2016, 7, 2))
    assert (made(people, patient).came, made(people, patient, episode=first).came) == (3, 2)
    later = made(people, patient, episode=second)
    assert (later.came, later.plans, later.goals) == (1, (), ())


def test_the_page_shows_the_sheet_and_strange_episodes_narrow_nothing(people, patient, client):
    client.force_login(people.physio)
    for episode in ("", "x", "018f0000-0000-7000-8000-000000000000"):
        page = client.get(reverse("physio:summary", args=[patient.pk]), {"episode": episode}).content.decode()
        for words in ("Two rounds.", "Walks to the market.", "Walks outdoors with one stick.", "2 of 12 sessions"):
            assert words in page


@pytest.mark.parametrize(("language", "heading"), [("en", "Physiotherapy summary"), ("ko", "물리치료 요약")])
def test_the_file_is_one_a4_page_in_the_language_of_the_page(people, patient, client, language, heading):
    people.physio.language = language
    people.physio.save(update_fields=["language"])
    client.force_login(people.physio)
    answer = client.get(reverse("physio:summary_pdf", args=[patient.pk]))
    with pikepdf.open(BytesIO(answer.content)) as paper:
        box = [float(side) for side in paper.pages[0].mediabox]
        assert (len(paper.pages), round(box[2]), round(box[3])) == (1, 595, 842)
        assert str(paper.Root.Lang) == language
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert patient.number in answer.headers["Content-Disposition"]


def test_somebody_without_any_physiotherapy_gets_a_sheet_all_the_same(people):
    assert as_pdf(made(people, a_patient(people))).startswith(b"%PDF-1.7")


def test_another_centre_learns_nothing(people, patient, client):
    for name in ("physio:summary", "physio:summary_pdf"):
        client.force_login(people.songrim_physio)
        assert client.get(reverse(name, args=[patient.pk])).status_code == 404
