"""Quarters, years and all centres together on screen, and what a month says of the year to date."""

import re
from datetime import date

import pytest
from django.test import Client

from apps.centres.models import Membership, Role
from apps.devices.actions import deliveries
from apps.reports.apart import Apart
from apps.reports.indicators import INDICATORS, Scope
from apps.reports.periods import QUARTER, YEAR, ReportPeriod
from apps.reports.snapshot import as_data, from_data, take
from tests.people import MAY, People, a_delivery, a_lost_leg, a_patient, a_session
from tests.reports import counts
from tests.reports.screens import FIGURE, LINK, assert_each_opens, text, total
from tests.reports.signing import AT, approved

APRIL = date(2016, 4, 12)


@pytest.fixture
def of_both(people: People, manager: Client) -> Client:
    """The manager of Rakrang manages Songrim too."""
    Membership.objects.create(user=people.manager, centre=people.songrim, role=Role.MANAGER, started_on=MAY)
    return manager


@pytest.mark.parametrize("of", ["2016-Q5", "2016-Q0", "2016-q1", "201", "20161", "1799", "9999-Q1", "２０１６"])
def test_what_is_no_period_is_not_found(manager: Client, of: str) -> None:
    assert manager.get(f"/reports/RAK/{of}/").status_code == 404
    assert manager.get(f"/reports/RAK/{of}/rows/BEN/").status_code == 404


@pytest.mark.parametrize("of", ["2016-05", "2016-Q2", "2016-Q4", "2016"])
def test_a_period_reads_as_it_was_written(of: str) -> None:
    assert str(ReportPeriod.parse(of)) == of


def test_a_quarter_is_three_months_and_a_year_twelve() -> None:
    spring, year = ReportPeriod.parse("2016-Q2"), ReportPeriod.parse("2016")
    assert (spring.months, spring.period.last_month) == (QUARTER, date(2016, 6, 1))
    assert (year.months, year.period.last_month) == (YEAR, date(2016, 12, 1))
    assert [str(spring.moved(-2)), str(year.moved(1))] == ["2015-Q4", "2017"]


def test_a_quarter_counts_a_person_once_and_adds_devices(manager: Client, people: People) -> None:
    """IND-02, IND-27."""
    patient = a_patient(people, on=APRIL)
    for on in (APRIL, MAY):
        a_session(people, patient, on=on)
        a_delivery(people, patient, key="CRU-AXIL", on=on)
    page = text(manager.get("/reports/RAK/2016-Q2/"))
    assert [total(page, code) for code in ("BEN", "PTP", "PTS", "CRU")] == ["1", "1", "2", "2"]


def test_every_figure_of_a_quarter_opens_its_rows(manager: Client, people: People) -> None:
    patient = a_patient(people, on=APRIL)
    a_lost_leg(people, patient, cause="mine")
    a_delivery(people, patient, on=MAY)
    a_session(people, patient, on=APRIL)
    links = set(LINK.findall(text(manager.get("/reports/RAK/2016-Q2/"))))
    assert len(links) > 15
    assert_each_opens(manager, links)


def test_a_quarter_says_where_its_months_stand(manager: Client, people: People) -> None:
    approved(people, month=counts.APRIL)
    page = text(manager.get("/reports/RAK/2016-Q2/"))
    assert '<a href="/reports/RAK/2016-04/">Apr approved</a>' in page
    assert '<a href="/reports/RAK/2016-05/">May draft</a>' in page


def test_the_year_of_songrim_is_labelled_by_its_eight_months(client: Client, people: People) -> None:
    """IND-24."""
    client.force_login(people.songrim_manager)
    patient = a_patient(people, centre=people.songrim)
    for month in range(5, 13):
        a_session(people, patient, centre=people.songrim, on=date(2016, month, 10))
    page = text(client.get("/reports/SON/2016/"))
    assert "May–December 2016, 8 months" in page
    assert total(page, "PTS") == "8"


@pytest.mark.parametrize(("of", "says"), [("2016-Q1", "—"), ("2016-Q2", "no report"), ("2015", "—")])
def test_periods_without_figures_say_why(client: Client, people: People, of: str, says: str) -> None:
    """IND-24."""
    client.force_login(people.songrim_manager)
    page = text(client.get(f"/reports/SON/{of}/"))
    assert f'<td class="number missing">{says}</td>' in page
    assert LINK.findall(page) == []


@pytest.mark.parametrize("of", ["2016-01", "2016-Q1", "2016"])
def test_where_the_year_to_date_is_the_period_itself_it_is_left_out(manager: Client, people: People, of: str) -> None:
    a_session(people, a_patient(people, on=date(2016, 1, 5)), on=date(2016, 1, 5))
    page = text(manager.get(f"/reports/RAK/{of}/"))
    table = page.split('id="users"')[1].split("</table>")[0]
    assert table.count('<th scope="col" class="number') == 6
    assert 'class="number group"' not in table


def test_in_may_the_year_to_date_stands_beside(manager: Client, people: People) -> None:
    table = text(manager.get("/reports/RAK/2016-05/")).split('id="users"')[1].split("</table>")[0]
    assert table.count('<th scope="col" class="number') == 7


@pytest.mark.parametrize("of", ["2016-05", "2016-Q2", "2016"])
def test_together_says_the_overlap_of_every_person_indicator(of_both: Client, people: People, of: str) -> None:
    """IND-03: the devices add, the persons are counted once."""
    patient = a_patient(people)
    for centre in (people.rakrang, people.songrim):
        for month in (5, 6, 12):
            a_session(people, patient, centre=centre, on=date(2016, month, 10))
        a_delivery(people, patient, centre=centre, key="CRU-AXIL")
    page = text(of_both.get(f"/reports/together/{of}/"))
    assert [total(page, code) for code in ("BEN", "CRU")] == ["1", "2"]
    persons = [one for one in INDICATORS if one.persons]
    assert page.count("counted once:") == len(persons)
    assert "counted once: 1" in page


def test_together_opens_the_rows_of_both_centres(of_both: Client, people: People) -> None:
    patient = a_patient(people)
    for centre in (people.rakrang, people.songrim):
        a_session(people, patient, centre=centre)
    page = text(of_both.get("/reports/together/2016-Q2/rows/PTS/"))
    assert FIGURE.findall(page) == ["2"]
    assert [name in page for name in ("<td>Rakrang</td>", "<td>Songrim</td>")] == [True, True]


def test_the_address_of_last_year_still_leads_to_all_together(of_both: Client) -> None:
    assert of_both.get("/reports/all/2016-05/").status_code == 200


def test_a_month_leads_to_its_quarter_and_year(manager: Client) -> None:
    page = text(manager.get("/reports/RAK/2016-05/"))
    assert '<a href="/reports/RAK/2016-Q2/">April–June 2016</a>' in page
    assert '<a href="/reports/RAK/2016/">2016</a>' in page


def test_the_overview_leads_to_years(manager: Client) -> None:
    years = re.findall(r'href="/reports/RAK/([0-9]{4})/"', text(manager.get("/reports/")))
    assert years
    assert manager.get(f"/reports/RAK/{years[0]}/").status_code == 200


def test_a_month_leads_to_all_centres_together_where_there_are_several(of_both: Client) -> None:
    assert 'href="/reports/together/2016-05/"' in text(of_both.get("/reports/RAK/2016-05/"))


# --- the year to date and the approved months ------------------------------------------------------------


def crutches_of_april(people: People):
    return a_delivery(people, a_patient(people, on=APRIL), key="CRU-AXIL", on=APRIL)


def voided_after_approval(people: People) -> None:
    """April was approved with one crutch more than there is."""
    delivery = crutches_of_april(people)
    approved(people, month=counts.APRIL)
    deliveries.void(delivery=delivery, reason="Wrong person", by=people.manager, at=AT)


def test_may_says_where_april_was_approved_with_another_figure(manager: Client, people: People) -> None:
    voided_after_approval(people)
    page = text(manager.get("/reports/RAK/2016-05/"))
    assert "April 2016 was approved with CRU 1; the year to date counts CRU 0 of it" in page


def test_while_the_months_add_up_nothing_is_said(manager: Client, people: People) -> None:
    crutches_of_april(people)
    approved(people, month=counts.APRIL)
    assert "was approved with" not in text(manager.get("/reports/RAK/2016-05/"))
    assert "apart" not in as_data(take(Scope.of(people.rakrang), counts.MAY))


def test_what_was_apart_is_sealed_with_the_month(people: People) -> None:
    voided_after_approval(people)
    content = approved(people).seal.snapshot.content
    assert from_data(content).apart == (Apart("RAK", counts.APRIL, "CRU", 1, 0),)
    assert as_data(from_data(content)) == content


def test_a_month_is_not_apart_from_its_own_earlier_revision(manager: Client, people: People) -> None:
    voided_after_approval(people)
    assert "was approved with" not in text(manager.get("/reports/RAK/2016-04/"))


def test_a_quarter_says_which_of_its_months_were_approved_otherwise(manager: Client, people: People) -> None:
    voided_after_approval(people)
    assert "CRU 1; the year to date counts CRU 0" in text(manager.get("/reports/RAK/2016-Q2/"))


def test_together_says_whose_month_it_is(of_both: Client, people: People) -> None:
    voided_after_approval(people)
    assert "Rakrang April 2016 was approved with CRU 1" in text(of_both.get("/reports/together/2016-05/"))


def test_persons_and_causes_are_never_said_to_be_apart(people: People) -> None:
    """Every edition repeats it, the public one too."""
    patient = a_patient(people, on=APRIL)
    a_lost_leg(people, patient, cause="mine")
    delivery = a_delivery(people, patient, on=APRIL)
    approved(people, month=counts.APRIL)
    deliveries.void(delivery=delivery, reason="Wrong person", by=people.manager, at=AT)
    found = take(Scope.of(people.rakrang), counts.MAY).apart
    assert [one.code for one in found] == ["PRO"]
