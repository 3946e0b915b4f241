"""A centre's own time, and what the database refuses of centres, support periods, memberships and months."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from apps.centres.actions import centres, months
from apps.centres.models import Centre, Membership, Month, Role
from tests.people import MAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("instant", "local"),
    [
        (datetime(2016, 4, 30, 15, 10, tzinfo=UTC), date(2016, 4, 30)),  # 23:40 at UTC+8:30 (IND-16)
        (datetime(2016, 4, 30, 15, 40, tzinfo=UTC), date(2016, 5, 1)),  # 00:10
        (datetime(2015, 7, 31, 15, 10, tzinfo=UTC), date(2015, 8, 1)),  # UTC+9 before 15 August 2015
        (datetime(2018, 5, 31, 15, 10, tzinfo=UTC), date(2018, 6, 1)),  # and again after 5 May 2018
    ],
)
def test_the_local_date_follows_the_zones_history(people, instant, local):
    assert people.rakrang.local_date(instant) == local


def test_noon_of_a_date_is_on_that_date(people):
    assert people.rakrang.local_date(people.rakrang.noon(MAY)) == MAY


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize(("first", "last"), [((2016, 1), (2016, 4)), ((2017, 1), None), ((2016, 4), (2016, 4))])
def test_support_periods_of_one_donor_do_not_overlap(people, first, last):
    end = date(*last, 1) if last else None
    with refused("support_periods_do_not_overlap"), transaction.atomic():
        centres.support(centre=people.songrim, donor="ICRC", first_month=date(*first, 1), last_month=end)


def test_support_periods_of_another_donor_or_time_may_stand_beside(people):
    centres.support(centre=people.songrim, donor="Red Cross", first_month=date(2016, 1, 1))
    centres.support(centre=people.songrim, donor="ICRC", first_month=date(2002, 7, 1), last_month=date(2016, 3, 1))


def test_a_support_period_is_whole_months_and_ends_after_it_began(people):
    with refused("support_period_is_whole_months"), transaction.atomic():
        centres.support(centre=people.songrim, donor="X", first_month=date(2016, 1, 2))
    with refused("support_period_ends_after_start|range lower bound"), transaction.atomic():
        centres.support(centre=people.songrim, donor="X", first_month=date(2016, 2, 1), last_month=date(2016, 1, 1))


def test_nobody_has_the_same_active_role_twice(people):
    again = {"user": people.technician, "centre": people.rakrang, "role": Role.TECHNICIAN}
    with refused("one_active_membership_of_a_kind"), transaction.atomic():
        Membership.objects.create(**again, started_on=MAY)
    Membership.objects.filter(**again).update(ended_on=MAY)
    Membership.objects.create(**again, started_on=MAY)


def test_a_role_is_one_of_ours_and_ends_after_it_began(people):
    with refused("membership_role_is_known"), transaction.atomic():
        Membership.objects.create(user=people.stranger, centre=people.rakrang, role="king", started_on=MAY)
    with refused("membership_ends_after_start"), transaction.atomic():
        Membership.objects.filter(user=people.technician).update(ended_on=date(2014, 1, 1))


@pytest.mark.parametrize("code", ["rak", "R", "RAK-1", ""])
def test_a_centre_code_is_capitals(code):
    with refused("centre_code_is_capitals"), transaction.atomic():
        Centre.objects.create(code=code, name_en="x", name_ko="x")


def test_a_month_is_one_row_beginning_on_the_first(people):
    Month.objects.create(centre=people.rakrang, first_day=date(2016, 5, 1))
    with refused("one_month_per_centre"), transaction.atomic():
        Month.objects.create(centre=people.rakrang, first_day=date(2016, 5, 1))
    with refused("month_begins_on_the_first"), transaction.atomic():
        Month.objects.create(centre=people.rakrang, first_day=date(2016, 5, 2))
    with refused("month_state_is_known"), transaction.atomic():
        Month.objects.create(centre=people.rakrang, first_day=date(2016, 6, 1), state="shut")
    with refused("month_filed_by_someone"), transaction.atomic():
        Month.objects.update(filed_at=people.rakrang.noon(MAY))


def test_a_service_is_late_only_when_its_month_is_no_longer_open(people):
    assert months.is_late(centre=people.rakrang, on=MAY) is False
    Month.objects.filter(centre=people.rakrang).update(state="closing")
    assert months.is_late(centre=people.rakrang, on=MAY) is True
    assert months.is_late(centre=people.songrim, on=MAY) is False


def test_filing_a_month_twice_keeps_the_first_filing(people):
    first, second = people.rakrang.noon(date(2016, 6, 1)), people.rakrang.noon(date(2016, 6, 2))
    months.file(centre=people.rakrang, first_day=date(2016, 5, 1), by=people.manager, at=first)
    filed = months.file(centre=people.rakrang, first_day=date(2016, 5, 1), by=people.songrim_manager, at=second)
    assert (filed.filed_at, filed.filed_by) == (first, people.manager)
