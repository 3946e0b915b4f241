"""Persons in the report: counted once, in the age they had at their first service, and never twice over centres."""

from datetime import date

import pytest

from apps.centres.actions import months
from apps.devices.actions import aftercare
from apps.patients.actions import episodes, patients
from apps.physio.actions import sessions
from apps.reports.indicators import INDICATORS, Scope, Status, series
from apps.reports.periods import Period
from tests.people import People, a_delivery, a_patient, a_session
from tests.reports.counts import APRIL, DECEMBER, JANUARY, JUNE, MARCH, MAY, between, monthly, together, totals


def test_a_person_seen_in_two_months_is_one_over_both(people: People) -> None:
    """IND-02."""
    patient = a_patient(people)
    for month in (5, 6):
        a_session(people, patient, on=date(2016, month, 10))
    assert [monthly(people.rakrang, month)["BEN"].total for month in (MAY, JUNE)] == [1, 1]
    assert between(people.rakrang, MAY, JUNE)["BEN"].total == 1


def test_age_at_the_first_service_for_persons_and_at_each_service_for_the_rest(people: People) -> None:
    """IND-17: eighteen on 20 May; session on the 10th, prosthesis on the 25th."""
    patient = a_patient(people, birth_date=date(1998, 5, 20))
    a_session(people, patient, on=date(2016, 5, 10))
    a_delivery(people, patient, on=date(2016, 5, 25))
    figures = monthly(people.rakrang)
    assert (figures["BEN"].boys, figures["PTS"].boys, figures["PRO"].men) == (1, 1, 1)
    assert (figures["NEWPRO"].boys, figures["PTP"].boys) == (1, 1)


@pytest.mark.parametrize(("on", "column"), [(date(2018, 2, 28), "boys"), (date(2018, 3, 1), "men")])
def test_born_on_leap_day_comes_of_age_on_the_first_of_march(people: People, on: date, column: str) -> None:
    """IND-18."""
    a_session(people, a_patient(people, birth_date=date(2000, 2, 29)), on=on)
    assert monthly(people.rakrang, on.replace(day=1))["BEN"].value(column) == 1


@pytest.mark.parametrize(("on", "column"), [(date(2016, 6, 30), "girls"), (date(2016, 7, 1), "women")])
def test_a_birth_year_stands_for_the_first_of_july_and_is_said(people: People, on: date, column: str) -> None:
    """IND-19."""
    patient = a_patient(people, sex="F", birth_date=date(1998, 7, 1), birth_precision="year")
    a_session(people, patient, on=on)
    figures = monthly(people.rakrang, on.replace(day=1))
    assert figures["BEN"].value(column) == 1
    assert figures.notes["BEN-ESTIMATED"] == 1


@pytest.mark.parametrize("unknown", [{"birth_date": None}, {"sex": "U"}, {"sex": "O"}])
def test_without_sex_or_birth_date_nobody_is_taken_for_an_adult(people: People, unknown: dict[str, object]) -> None:
    a_session(people, a_patient(people, **unknown))
    cell = monthly(people.rakrang)["BEN"]
    assert (cell.total, cell.other, cell.men) == (1, 1, 0)


def test_a_group_of_six_with_one_absent_is_five_sessions_and_one_event(people: People) -> None:
    """IND-20."""
    group = [a_patient(people) for _each in range(6)]
    sessions.record_group(
        centre=people.rakrang, patients=group, absent=group[:1], at=people.rakrang.noon(date(2016, 5, 10)), minutes=45,
        by=people.physio,
    )  # fmt: skip
    figures = monthly(people.rakrang)
    assert totals(figures, "PTS", "PTP", "BEN") == (5, 5, 5)
    assert (figures.notes["PTS-EVENTS"], figures.notes["PTS-GROUP"]) == (1, 5)


def test_before_support_not_reported_and_eight_months_of_a_year(people: People) -> None:
    """IND-24: Songrim in 2016."""
    patient = a_patient(people, centre=people.songrim)
    for month in range(5, 13):
        a_session(people, patient, on=date(2016, month, 10))
    assert monthly(people.songrim, MARCH)["BEN"].status == Status.BEFORE_SUPPORT
    assert monthly(people.songrim, APRIL)["BEN"].status == Status.NO_REPORT
    year = between(people.songrim, JANUARY, DECEMBER)
    assert (year["BEN"].total, len(year.months), year.months[0]) == (1, 8, MAY)


def test_what_was_done_before_support_is_not_the_donors(people: People) -> None:
    """A service in an unsupported month is kept, makes the person known, and counts in no figure."""
    patient = a_patient(people, centre=people.songrim, on=date(2016, 3, 2))
    a_session(people, patient, on=date(2016, 3, 10))
    a_session(people, patient, on=date(2016, 5, 10))
    assert monthly(people.songrim, MARCH)["PTS"].total is None
    assert totals(between(people.songrim, JANUARY, DECEMBER), "PTS", "BEN", "BENNEW") == (1, 1, 0)


def test_a_filed_month_without_a_wheelchair_says_zero(people: People) -> None:
    """IND-25: filed with nothing at all, every figure is a 0; its neighbour stays unreported."""
    months.file(centre=people.rakrang, first_day=MAY, by=people.manager, at=people.rakrang.noon(JUNE))
    assert {monthly(people.rakrang)[indicator.code].total for indicator in INDICATORS} == {0}
    assert monthly(people.rakrang, JUNE)["WCH"].status == Status.NO_REPORT


def test_devices_of_a_year_are_the_sum_of_its_months_and_persons_are_recounted(people: People) -> None:
    """IND-27."""
    everyone = [a_patient(people) for _each in range(3)]
    for month in (3, 4, 5):
        for patient in everyone[: month - 2]:
            a_delivery(people, patient, key="WCH-RIM", on=date(2016, month, 5))
    year = between(people.rakrang, JANUARY, DECEMBER)
    by_month = series(Scope.of(people.rakrang), Period(JANUARY, DECEMBER), ["WCH", "BEN"])
    assert year["WCH"].total == sum(filter(None, by_month["WCH"])) == 6
    assert max(filter(None, by_month["BEN"])) <= year["BEN"].total == 3 <= sum(filter(None, by_month["BEN"]))
    assert by_month["BEN"][0] is None


def test_who_died_since_stays_counted(people: People) -> None:
    """IND-28."""
    patient = a_patient(people)
    a_delivery(people, patient, on=date(2016, 5, 3))
    patients.note_death(patient=patient, on=date(2016, 5, 20), by=people.receptionist)
    assert totals(monthly(people.rakrang), "BEN", "PRO") == (1, 1)


def test_test_persons_are_never_counted(people: People) -> None:
    a_session(people, a_patient(people, is_test=True))
    assert monthly(people.rakrang)["BEN"].status == Status.NO_REPORT


def test_every_kind_of_service_makes_a_beneficiary(people: People) -> None:
    """BEN: delivery, repair, follow-up, session attended, assessment; an absence makes none."""
    noon = people.rakrang.noon(date(2016, 5, 10))
    old = [a_delivery(people, a_patient(people), on=date(2016, 4, 5)).device for _each in range(2)]
    aftercare.repair(device=old[0], kind="repair", at=noon, by=people.technician)
    aftercare.follow_up(device=old[1], at=noon, by=people.technician)
    a_delivery(people, a_patient(people), key="WCH-RIM")
    a_session(people, a_patient(people))
    a_session(people, a_patient(people), attended=False)
    episode = episodes.open_episode(
        patient=a_patient(people), centre=people.rakrang, reason="first-visit", on=MAY, by=people.physio
    )
    episodes.assess(episode=episode, decision="serve", at=noon, by=people.physio)
    assert totals(monthly(people.rakrang), "BEN", "FOL", "REP", "PTS") == (5, 2, 1, 1)


def test_a_new_device_makes_no_follow_up_user(people: People) -> None:
    delivery = a_delivery(people, a_patient(people))
    aftercare.repair(device=delivery.device, kind="adjustment", at=delivery.at, by=people.technician)
    assert totals(monthly(people.rakrang), "FOL", "REP") == (0, 1)


def test_the_first_visit_to_a_centre_makes_a_new_service_user_there(people: People) -> None:
    """BENNEW: known elsewhere is new here; known from before this system is not."""
    patient = a_patient(people)
    a_session(people, patient, on=date(2016, 4, 5))
    a_session(people, patient)
    a_session(people, patient, centre=people.songrim)
    a_session(people, a_patient(people, migrated=True))
    assert (monthly(people.rakrang)["BENNEW"].total, monthly(people.songrim)["BENNEW"].total) == (0, 1)
    nation = together([people.rakrang, people.songrim], APRIL, MAY)
    assert (nation["BENNEW"].total, nation["BENNEW"].overlap) == (1, 1)
