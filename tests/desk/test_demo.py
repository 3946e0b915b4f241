"""The demonstration as a plan: believable, the same for the same seed, and adding up before anything is written."""

from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from apps.centres.models import Centre
from apps.desk.demo import plan
from apps.desk.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from apps.desk.demo.diary import COUNTED, Verb
from apps.desk.demo.ids import seeded_id
from apps.desk.demo.plan import Plan, Tally
from apps.desk.demo.published import replays, rows

YEAR = (date(2016, 1, 1), date(2016, 12, 31))
UNTIL = date(2026, 11, 21)


@pytest.fixture(scope="module")
def year() -> Plan:
    return plan.of_year(2016, 2016)


@pytest.fixture(scope="module")
def recent(year: Plan) -> Plan:
    return plan.of_recent(UNTIL, 2016, before=year)


def days(planned: Plan, *verbs: Verb, centre: str = "") -> list[date]:
    return [event.on for event in planned.events if event.verb in verbs and centre in ("", event.centre)]


@pytest.mark.parametrize("seed", [1, 7, 2016])
def test_every_published_total_comes_out_exactly(seed):
    """IND-30, before anything is written."""
    planned = plan.of_year(2016, seed)
    for row in replays(2016):
        counted = plan.tally(planned, row.first, row.last, centre=row.centre)
        published = row.totals
        sessions = counted.sessions if published.sessions is None else published.sessions
        assert counted == Tally(
            published.persons, published.prostheses, published.orthoses, published.wheelchairs, published.crutches,
            sessions,
        )  # fmt: skip


def test_nine_people_are_served_at_both_centres(year):
    assert plan.tally(year, *YEAR).persons == 772 + 563 - 9


def test_the_published_rows_carry_their_sources():
    assert len(rows()) == 7
    assert all(row["source"] for row in rows())
    assert [(row.centre, row.totals.prostheses, row.totals.crutches) for row in replays(2016)] == [
        ("RAK", 556, 438), ("SON", 560, 112),
    ]  # fmt: skip


def test_nothing_was_published_for_other_years():
    with pytest.raises(ValueError, match="2019"):
        plan.of_year(2019, 1)


def test_the_same_seed_makes_the_same_data_and_another_seed_other_data():
    first, again, other = (plan.of_year(2016, seed, factor=0.1) for seed in (3, 3, 4))
    assert (first.events, first.ids, first.people) == (again.events, again.ids, again.people)
    assert not set(first.ids.values()) & set(other.ids.values())


def test_keys_are_ordered_by_time(year):
    made = [year.ids[event.subject] for event in year.events if event.verb in (Verb.DELIVER, Verb.SESSION)]
    assert made == sorted(made, key=lambda key: key.int >> 80)
    assert {(key.version, key.variant) for key in made} == {(7, "specified in RFC 4122")}
    assert seeded_id(1, "a", year.events[0].at) != seeded_id(1, "b", year.events[0].at)


def test_no_two_records_have_one_subject(year, recent):
    for planned in (year, recent):
        subjects = Counter(event.subject for event in planned.events if event.verb in plan.MAKES)
        assert subjects.most_common(1)[0][1] == 1


def test_songrim_does_nothing_before_may(year):
    """Support resumed in April 2016; services were counted from May."""
    assert min(event.on for event in year.events if event.centre == "SON") >= date(2016, 5, 1)


def test_rakrang_counts_nothing_in_2015(year):
    assert not [day for day in days(year, *COUNTED, Verb.SESSION, Verb.GROUP, centre="RAK") if day.year == 2015]


def test_work_is_done_in_working_hours(year):
    assert all("08:30" <= f"{event.at:%H:%M}" <= "17:30" for event in year.events)
    sundays = [day for day in days(year, *COUNTED) if day.weekday() == 6]
    assert len(sundays) < len(days(year, *COUNTED)) * 0.03


def test_holidays_are_quiet(year):
    assert not {(1, 1), (2, 16), (4, 15), (9, 9), (10, 10)} & {(day.month, day.day) for day in days(year, *COUNTED)}


def test_every_supported_month_is_filed_and_april_at_songrim_is_not(year):
    filed = {(event.centre, event.facts["first_day"].month) for event in year.events if event.verb == Verb.FILE}
    assert filed == {("RAK", month) for month in range(1, 13)} | {("SON", month) for month in range(5, 13)}


def test_people_are_of_all_kinds(year):
    identities = [person.identity for person in year.people.values()]
    share = Counter(identity["sex"] for identity in identities)
    assert 0.15 < share["F"] / len(identities) < 0.35
    assert share["U"] > 0
    assert {identity["birth_precision"] for identity in identities} == {"day", "month", "year", "age", "unknown"}
    assert 40 < sum(bool(birth := identity["birth_date"]) and birth.year > 1998 for identity in identities) < 250
    assert sum(not identity["name_romanised"] for identity in identities) > 20


def test_one_person_lost_a_leg_by_a_mine_and_the_other_by_diabetes(year):
    """IND-05."""
    causes = [[limb.facts["cause"] for limb in person.loss] for person in year.people.values()]
    assert causes.count(["mine", "diabetes"]) == 2


def test_the_year_also_holds_what_no_total_counts(year):
    verbs = Counter(event.verb for event in year.events)
    assert verbs[Verb.VOID] == 3
    assert verbs[Verb.DEATH] > 0
    assert sum(person.is_test for person in year.people.values()) == 2
    endings = {event.facts["to"] for event in year.events if event.verb == Verb.END}
    assert endings == {"cancelled", "closed_without_delivery"}
    # What is replaced is retired by the delivery of its successor.
    assert any("replaces" in event.facts for event in year.events if event.verb == Verb.PRESCRIBE)


def test_groups_have_absentees(year):
    groups = [event.facts for event in year.events if event.verb == Verb.GROUP]
    assert len(groups) > 50
    assert any(group["absent"] for group in groups)


def test_the_recent_months_end_today_with_work_in_hand(recent):
    assert max(event.on for event in recent.events) == UNTIL
    for centre in ("RAK", "SON"):
        assert UNTIL in days(recent, Verb.SESSION, Verb.GROUP, centre=centre)
    filed = {event.facts["first_day"] for event in recent.events if event.verb == Verb.FILE}
    assert (min(filed), max(filed), len(filed)) == (date(2025, 11, 1), date(2026, 10, 1), 12)


def test_people_of_the_earlier_year_come_back(year, recent):
    registered = {event.person for event in recent.events if event.verb == Verb.REGISTER}
    served = {event.person for event in recent.events if event.verb in COUNTED}
    assert len(served - registered) > 100
    assert not {person.key for person in year.people.values() if person.died or person.is_test} & served


@pytest.mark.parametrize("until", [date(2026, 11, 1), date(2026, 2, 28), date(2024, 2, 29), date(2027, 1, 1)])
def test_the_recent_months_can_end_on_any_day(until):
    planned = plan.of_recent(until, 1, factor=0.2)
    assert max(event.on for event in planned.events) == until


def test_each_role_can_sign_in_at_each_centre():
    reached = {(account.role, centre) for account in DEMO_ACCOUNTS for centre in account.centres}
    roles = {
        "receptionist", "technician", "physiotherapist", "doctor", "social-worker", "manager", "administrator",
    }  # fmt: skip
    assert reached == {(role, centre) for role in roles for centre in ("RAK", "SON")}
    assert len(DEMO_PASSWORD) >= 12


def test_a_real_centre_is_left_alone(people):
    with pytest.raises(CommandError, match="real centre"):
        call_command("load_demo", year=2016, lang="en")


def test_a_year_without_published_figures_is_refused(db):
    with pytest.raises(CommandError, match="2014"):
        call_command("load_demo", year=2014, lang="en")
    assert not Centre.objects.exists()
