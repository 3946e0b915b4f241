"""When a device is due for review and renewal: counted by calendar, by type and age, for those who still come."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from apps.core.clock import now
from apps.devices import due
from apps.devices.actions import aftercare, deliveries, devices
from apps.devices.models import DeviceType, ReviewInterval, State
from apps.patients.actions import care, patients, services, transfers
from tests.merges import a_merge
from tests.people import MAY, a_delivery, a_patient, a_transfer

CHILD = date(2009, 2, 1)
LATER = date(2016, 6, 20)


def given(people, patient, on=MAY, **details):
    """A delivered device of the patient, a left transtibial prosthesis unless told otherwise."""
    return a_delivery(people, patient, on=on, **details).device


def seen_again(people, device, on):
    at = people.rakrang.noon(on)
    return aftercare.follow_up(device=device, at=at, by=people.technician)


def dates(device):
    found = due.of(device, LATER)
    return None if found is None else (found.review_on, found.renewal_on)


@pytest.mark.django_db
class TestTheDates:
    def test_an_adults_prosthesis_is_reviewed_after_a_year_and_renewed_after_three(self, people):
        device = given(people, a_patient(people))
        assert dates(device) == (date(2017, 5, 10), date(2019, 5, 10))

    def test_a_childs_comes_earlier(self, people):
        device = given(people, a_patient(people, birth_date=CHILD))
        assert dates(device) == (date(2016, 8, 10), date(2017, 5, 10))

    def test_the_row_of_the_type_wins_over_that_of_its_class(self, people):
        device = given(people, a_patient(people, birth_date=CHILD), key="ORT-CLUB")
        assert dates(device) == (date(2016, 6, 10), date(2016, 11, 10))

    def test_an_administrator_changes_them_by_changing_the_row(self, people):
        device = given(people, a_patient(people))
        leg = ReviewInterval(device_class="prosthesis", age_band="adult", review_months=2, renewal_months=4)
        leg.device_type = DeviceType.objects.get(key="PRO-LL-TT")
        leg.save()
        assert dates(device) == (date(2016, 7, 10), date(2016, 9, 10))

    def test_a_follow_up_moves_the_review_and_not_the_renewal(self, people):
        device = given(people, a_patient(people))
        seen_again(people, device, LATER)
        assert dates(device) == (date(2017, 6, 20), date(2019, 5, 10))

    def test_so_does_a_repair(self, people):
        device = given(people, a_patient(people))
        aftercare.repair(device=device, kind="repair", at=people.rakrang.noon(LATER), by=people.technician)
        assert dates(device)[0] == date(2017, 6, 20)

    def test_what_was_voided_moves_nothing(self, people):
        device = given(people, a_patient(people))
        seen = seen_again(people, device, LATER)
        services.void(service=seen, reason="Another device.", by=people.manager, at=now())
        assert dates(device)[0] == date(2017, 5, 10)

    def test_months_end_where_the_calendar_ends_them(self, people):
        device = given(people, a_patient(people, birth_date=CHILD, on=date(2016, 1, 4)), on=date(2016, 1, 31),
                       key="ORT-CLUB")  # fmt: skip
        assert dates(device)[0] == date(2016, 2, 29)


@pytest.mark.django_db
class TestTheAge:
    @pytest.mark.parametrize(
        ("birth", "review_on"),
        [(date(1998, 5, 11), date(2016, 8, 10)), (date(1998, 5, 10), date(2017, 5, 10)), (None, date(2017, 5, 10))],
        ids=["a day short of eighteen", "eighteen on the day", "birth not known"],
    )
    def test_a_child_is_under_eighteen_on_the_day_it_was_seen(self, people, birth, review_on):
        device = given(people, a_patient(people, birth_date=birth, birth_precision="day" if birth else "unknown"))
        assert dates(device)[0] == review_on

    def test_an_estimated_birth_counts_as_it_is_kept(self, people):
        person = a_patient(people, birth_date=date(1998, 7, 1), birth_precision="age")
        assert dates(given(people, person))[0] == date(2016, 8, 10)

    def test_a_birthday_in_between_moves_no_date(self, people):
        device = given(people, a_patient(people, birth_date=date(1998, 6, 1)))
        assert dates(device)[0] == date(2016, 8, 10)

    def test_seen_as_an_adult_it_is_next_reviewed_as_an_adult(self, people):
        device = given(people, a_patient(people, birth_date=date(1998, 6, 1)))
        seen_again(people, device, LATER)
        assert dates(device)[0] == date(2017, 6, 20)


@pytest.mark.django_db
class TestWhoIsCalled:
    def test_a_device_not_yet_delivered_is_not_due(self, people, device):
        assert due.of(device, LATER) is None

    def test_nor_one_whose_delivery_was_voided(self, people):
        delivery = a_delivery(people, a_patient(people))
        deliveries.void(delivery=delivery, reason="Not handed over.", by=people.manager, at=now())
        assert due.of(delivery.device, LATER) is None

    def test_nor_one_that_came_back(self, people):
        device = given(people, a_patient(people))
        devices.end(device=device, to=State.RETIRED, reason="worn-out", on=MAY, by=people.technician)
        assert due.of(device, LATER) is None

    def test_nobody_calls_the_dead(self, people):
        patient = a_patient(people)
        given(people, patient)
        patients.note_death(patient=patient, on=MAY, by=people.receptionist)
        assert due.for_patient(patient, LATER) == []

    def test_nor_whoever_no_longer_comes(self, people):
        patient = a_patient(people)
        given(people, patient)
        care.end(patient=patient, ended_as="lost", reason="moved", on=LATER, by=people.receptionist)
        assert due.for_patient(patient, LATER) == []

    def test_a_merged_record_is_called_once_under_the_one_that_stays(self, people):
        first, second = a_patient(people), a_patient(people)
        device = given(people, second)
        a_merge(people, first, second)
        assert [row.patient for row in due.at([people.rakrang], LATER)] == [first]
        assert due.for_patient(first, LATER)[0].device == device

    def test_a_test_person_is_on_no_list(self, people):
        given(people, a_patient(people, is_test=True))
        assert not due.at([people.rakrang], LATER)

    def test_another_centres_people_are_not_on_the_list(self, people):
        given(people, a_patient(people, centre=people.songrim), centre=people.songrim)
        assert not due.at([people.rakrang], LATER)

    def test_whoever_moved_is_called_by_the_new_centre(self, people):
        patient = a_patient(people)
        given(people, patient)
        moved = a_transfer(people, patient)
        transfers.answer(transfer=moved, accept=True, by=people.songrim_receptionist, at=now())
        assert not due.at([people.rakrang], LATER)
        assert due.at([people.songrim], LATER).count() == 1

    def test_a_renewal_says_when_it_is_being_made(self, people):
        patient = a_patient(people)
        device = given(people, patient)
        devices.prescribe(
            patient=patient, centre=people.rakrang, device_type=device.device_type, side="L", on=LATER,
            replaces=device, by=people.technician,
        )  # fmt: skip
        assert due.of(device, LATER).renewing


@pytest.mark.django_db
class TestTheList:
    def test_it_takes_as_many_queries_for_many_as_for_one(self, people):
        def queries():
            with CaptureQueriesContext(connection) as seen:
                rows = due.at([people.rakrang], LATER).select_related("patient", "device_type", "centre")
                assert all(due.Due.told(row, LATER).what for row in rows)
            return len(seen)

        given(people, a_patient(people))
        before = queries()
        for _ in range(3):
            given(people, a_patient(people))
        assert queries() == before

    def test_what_is_due_first_comes_first(self, people):
        adult, child = a_patient(people), a_patient(people, birth_date=CHILD)
        rows = [given(people, adult), given(people, child)]
        assert list(due.at([people.rakrang], LATER)) == rows[::-1]

    def test_a_kind_alone_decides_the_day(self, people):
        given(people, a_patient(people))
        on = [due.at([people.rakrang], LATER, kind=kind).get().due_on for kind in ("", "review", "renewal")]
        assert on == [date(2017, 5, 10), date(2017, 5, 10), date(2019, 5, 10)]

    def test_the_weeks_follow_one_another_after_all_that_is_overdue(self, people):
        for on in (date(2016, 1, 5), date(2016, 5, 10), date(2016, 5, 12), date(2016, 5, 17)):
            given(people, a_patient(people, on=on, birth_date=CHILD), on=on)
        today = date(2016, 8, 10)
        told = (due.Due.told(row, today) for row in due.at([people.rakrang], today))
        weeks = [(week.number, len(week.rows)) for week in due.by_week(told, today)]
        assert weeks == [(0, 1), (32, 2), (33, 1)]

    def test_due_today_is_not_overdue(self, people):
        device = given(people, a_patient(people))
        day = date(2017, 5, 10)
        assert [due.of(device, day + timedelta(days=n)).overdue for n in (0, 1)] == [False, True]

    def test_it_says_what_it_is_due_for(self, people):
        device = given(people, a_patient(people))
        ReviewInterval.objects.filter(device_class="prosthesis", age_band="adult").update(review_months=36)
        with translation.override("en"):
            assert due.of(device, LATER).what == "Device review and renewal"


def test_every_device_has_an_interval_by_its_class(db):
    held = set(ReviewInterval.objects.filter(device_type=None).values_list("device_class", "age_band"))
    classes = set(DeviceType.objects.order_by().values_list("device_class", flat=True))
    assert {(kind, band) for kind in classes for band in ("child", "adult")} <= held


@pytest.mark.django_db
class TestThePage:
    def listed(self, client, **query):
        return client.get(reverse("devices:due"), query).content.decode()

    def test_what_is_overdue_says_so_in_words(self, people, technician):
        patient = a_patient(people, phone="0191-77")
        given(people, patient)
        html = self.listed(technician)
        assert all(said in html for said in (patient.number, "0191-77", "overdue by", "2017-05-10"))

    def test_what_comes_later_than_eight_weeks_is_there_when_asked_for(self, people, technician):
        patient = a_patient(people, on=people.rakrang.today())
        given(people, patient, on=people.rakrang.today())
        assert patient.number not in self.listed(technician)
        assert patient.number in self.listed(technician, state="all")

    @pytest.mark.parametrize(
        ("query", "there"),
        [({"state": "overdue"}, True), ({"state": "4"}, False), ({"kind": "renewal"}, True),
         ({"device_class": "orthosis"}, False)],
    )  # fmt: skip
    def test_it_is_narrowed(self, people, technician, query, there):
        patient = a_patient(people)
        given(people, patient)
        assert (patient.number in self.listed(technician, **query)) is there

    @pytest.mark.parametrize("query", [{"state": "x"}, {"kind": "x"}, {"page": "0"}, {"centre": "x"}])
    def test_a_foreign_filter_breaks_nothing(self, technician, query):
        assert technician.get(reverse("devices:due"), query).status_code == 200

    def test_another_centres_people_are_not_on_it(self, people, client):
        patient = a_patient(people)
        given(people, patient)
        client.force_login(people.songrim_technician)
        assert patient.number not in self.listed(client, state="all")

    def test_the_devices_own_page_and_the_persons_tell_the_date(self, people, technician):
        device = given(people, a_patient(people))
        pages = [("devices:detail", device.pk), ("devices:for_patient", device.patient_id)]
        for name, pk in pages:
            assert "2017-05-10" in technician.get(reverse(name, args=[pk])).content.decode()
