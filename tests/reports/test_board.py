"""The board says of every month of every centre where it stands, in words, and shows sealed figures once there are."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.utils import translation

from apps.core.clock import now
from apps.patients.actions import services
from apps.reports.actions import validation
from apps.reports.actions.months import file
from apps.reports.board import board, months_shown, spans
from apps.reports.lately import lately
from apps.reports.periods import Period
from tests.people import People, a_patient, a_session
from tests.reports.counts import DECEMBER, JANUARY, MAY
from tests.reports.signing import AT, approved, reopened, second_manager, submitted

pytestmark = pytest.mark.django_db
YEAR = Period(JANUARY, DECEMBER)
HOSTILE = ["of=abc", "of=99999", "of=%00", "of=-1", "of=2016&of=x", "year=abc", "year=99999&month=x&centre=%00"]


def signs(people: People, month: date = MAY, *, songrim: bool = False) -> list[tuple[str, str]]:
    centre, reader = (people.songrim, people.songrim_manager) if songrim else (people.rakrang, people.manager)
    lines = dict(board([centre], YEAR, reader).lines)
    with translation.override("en"):
        return [(sign.words, sign.kind) for sign in lines[month][0].signs]


def test_before_support_there_is_a_dash_and_then_no_report(people):
    assert signs(people, date(2016, 3, 1), songrim=True) == [("—", "")]
    assert signs(people, date(2016, 4, 1), songrim=True) == [("no report", "warn")]


def test_a_month_with_records_is_a_draft(people):
    a_session(people, a_patient(people))
    assert signs(people) == [("draft", "busy")]


def test_a_month_declared_complete_is_still_a_draft_and_says_so(people):
    file(centre=people.rakrang, month=MAY, by=people.manager, at=AT)
    assert signs(people) == [("draft, filed as complete", "busy")]


def test_a_submitted_month_says_since_when_it_waits(people):
    submitted(people)
    assert signs(people) == [("r1 to be validated since 2016-06-01", "warn")]


def test_a_month_sent_back_is_a_draft_again(people):
    validation.refuse(report=submitted(people), comment="Songs missing.", by=people.manager, at=AT)
    assert signs(people) == [("draft, filed as complete", "busy")]


def test_an_approved_month_says_which_revision_and_when(people):
    approved(people)
    assert signs(people) == [("approved r1, 2016-06-01", "good")]


def test_a_reopened_month_keeps_its_approval_beside_the_draft(people):
    reopened(people, second_manager(people))
    assert signs(people) == [("approved r1, 2016-06-01", "good"), ("reopened: r2 is a draft", "busy")]


def test_a_second_revision_waits_beside_the_first(people):
    reopened(people, second_manager(people))
    submitted(people, at=datetime(2016, 6, 9, 1, tzinfo=AT.tzinfo))
    assert signs(people)[1] == ("r2 to be validated since 2016-06-09", "warn")


def test_late_records_are_counted_beside_the_state_and_lead_to_where_they_are_decided(people):
    approved(people)
    a_session(people, a_patient(people))
    a_session(people, a_patient(people))
    (late,) = [sign for sign in board([people.rakrang], YEAR, people.manager).of(people.rakrang)[7].signs if sign.url]
    assert (late.kind, late.url) == ("bad", "/reports/RAK/2016-05/waiting/")
    assert signs(people)[1] == ("2 late records wait", "bad")


def test_the_board_has_the_running_month_and_the_twelve_before_it_or_a_year():
    today = date(2016, 5, 17)
    assert months_shown(today, None) == Period(MAY.replace(year=2015), MAY)
    assert months_shown(today, 2015) == Period(date(2015, 1, 1), date(2015, 12, 1))
    assert months_shown(today, 2016).last_month == MAY
    assert len(months_shown(today, None).months) == 13


# --- figures ---------------------------------------------------------------------------------------------


def shown(people: People) -> tuple[str, ...]:
    months = board([people.rakrang], YEAR, people.manager).of(people.rakrang)
    (line,) = [line for line in lately(people.rakrang, months, people.manager).lines if line.of.month == MAY]
    return line.figures


def test_an_approved_month_shows_its_sealed_figures_whatever_happens_since(people):
    session = a_session(people, a_patient(people))
    approved(people)
    services.void(service=session, reason="Somebody else's.", by=people.manager, at=now())
    assert shown(people) == ("1", "0", "0", "1")


def test_a_revision_in_draft_does_not_change_what_was_approved(people):
    reopened(people, second_manager(people))
    a_session(people, a_patient(people))
    assert shown(people) == ("0", "0", "0", "0")


def test_a_draft_shows_live_figures(people):
    a_session(people, a_patient(people))
    assert shown(people) == ("1", "0", "0", "1")


# --- the page --------------------------------------------------------------------------------------------


@pytest.fixture
def opened(manager: Client):
    return lambda query="": manager.get(f"/reports/?{query}")


def test_the_page_shows_a_year_back_to_the_first_of_support(people, opened):
    approved(people)
    body = opened("of=2016").content.decode()
    assert "approved r1, 2016-06-01" in body
    assert 'href="?of=2015"' in body
    assert 'href="?of=2014"' not in body


def test_the_quarters_and_the_year_are_one_press_away(people, opened):
    people.manager.memberships.create(centre=people.songrim, role="manager", started_on=MAY)
    body = opened("of=2016").content.decode()
    for url in ("RAK/2016/", "SON/2016-Q2/", "together/2016/", "together/2016-Q4/"):
        assert f'href="/reports/{url}"' in body


def test_quarters_to_come_are_not_offered(people):
    (found,) = spans([people.rakrang], 2016, date(2016, 5, 1))
    assert [page.url[-8:] for page in found.pages] == ["AK/2016/", "2016-Q1/", "2016-Q2/"]


@pytest.mark.parametrize("query", HOSTILE)
def test_odd_questions_get_the_board_of_today(opened, query):
    response = opened(query)
    assert response.status_code == 200
    assert len(response.context["board"].lines) == 13


def test_only_the_readers_own_centres_stand_on_it(people, opened):
    body = opened("of=2016").content.decode()
    assert "Rakrang" in body
    assert "Songrim" not in body.split("<main")[1]
