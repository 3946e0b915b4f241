"""The pages of appointments: who may, what is shown, what is kept, what one press does."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.core.ids import new_id
from apps.patients.actions import appointments, care, patients, transfers
from apps.patients.models import Appointment
from tests.people import a_patient, a_transfer, an_appointment

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(people):
    return a_patient(people, phone="0193456789")


@pytest.fixture
def tomorrow(people):
    return people.rakrang.today() + timedelta(days=1)


@pytest.fixture
def book(as_user, patient, tomorrow):
    """Send a booking; answers with the response."""

    def send(user, of=None, **given):
        sent = {"on": tomorrow.isoformat(), "time": "10:00", "kind": "fitting", "minutes": "30", **given}
        return as_user(user).post(reverse("patients:appointment_book", args=[(of or patient).pk]), sent)

    return send


@pytest.fixture
def shown(as_user):
    """A page as somebody reads it."""

    def read(user, name, *args, **query):
        answer = as_user(user).get(reverse(f"patients:{name}", args=args), query)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def press(as_user, user, appointment, deed, **given):
    url = reverse("patients:appointment_note", args=[appointment.pk, deed])
    return as_user(user).post(url, {"version": appointment.version, **given})


def come(people, patient, **details):
    """An appointment whose hour has come."""
    return an_appointment(people, patient, days=0, at="00:00", **details)


def test_a_person_is_booked_in_four_inputs(people, book, tomorrow):
    answer = book(people.receptionist, provider=str(people.technician.pk))
    booked = Appointment.objects.get()
    assert answer.headers["Location"].startswith(reverse("patients:appointments") + f"?day={tomorrow}")
    assert (booked.on, booked.clock, booked.kind, booked.provider) == (tomorrow, "10:00", "fitting", people.technician)
    assert (booked.booked_by, booked.minutes, booked.centre) == (people.receptionist, 30, people.rakrang)


def test_pressed_twice_it_is_booked_once_and_does_not_overlap_with_itself(people, book):
    key = str(new_id())
    for _press in range(2):
        assert book(people.receptionist, record_id=key).status_code == 302
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"on": "2016-05-10"}, "The date lies in the past."),
        ({"on": "soon"}, "Enter a valid date."),
        ({"on": "9999-12-31"}, "more than two years ahead"),
        ({"time": "25:00"}, "Enter a valid time."),
        ({"time": ""}, "required"),
        ({"kind": "party"}, "not one of the available choices"),
        ({"kind": ""}, "required"),
        ({"minutes": "3"}, "greater than or equal to 5"),
        ({"minutes": "\x00"}, "Enter a whole number."),
        ({"provider": "nobody"}, "is not a valid UUID"),
        ({"note": "x" * 301}, "at most 300"),
        ({"note": "a\u202eb"}, "direction of writing"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(people, book, given, said):
    answer = book(people.receptionist, **{"note": "Kept.", **given})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "note" in given or "Kept." in page
    assert not Appointment.objects.exists()


def test_an_overlap_is_told_once_with_what_it_overlaps_and_booked_when_pressed_again(people, patient, book):
    there = an_appointment(people, a_patient(people, name_hangul="박철민", name_romanised=""))
    given = {"provider": str(people.technician.pk), "note": "Kept."}
    answer = book(people.receptionist, **given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"10:00–10:30 Technician expects 박철민 ({there.patient.number}) for “Fitting”" in page
    assert "Kept." in page
    assert "Book it all the same" in page
    seen = answer.context["form"]["seen"].value()
    assert book(people.receptionist, **given, seen=seen).status_code == 302
    assert Appointment.objects.count() == 2


def test_an_overlap_nobody_was_told_about_is_told_first(people, patient, book):
    an_appointment(people, patient)
    assert book(people.receptionist, seen=str(new_id())).status_code == 422


def test_whom_another_centre_expects_is_not_named(people, patient, book):
    people.technician.memberships.create(centre=people.songrim, role="technician", started_on=people.rakrang.today())
    an_appointment(people, a_patient(people, centre=people.songrim, name_hangul="박철민"))
    page = book(people.receptionist, provider=str(people.technician.pk)).content.decode()
    assert "is expected by somebody at another centre" in page
    assert "박철민" not in page


def test_who_no_longer_comes_is_booked_after_a_word(people, patient, book):
    gone = {"ended_as": "lost", "reason": "moved", "on": people.rakrang.today(), "by": people.receptionist}
    care.end(patient=patient, **gone)
    answer = book(people.receptionist)
    assert "no longer comes" in answer.content.decode()
    assert book(people.receptionist, seen=answer.context["form"]["seen"].value()).status_code == 302


def test_for_the_dead_the_page_says_why_there_is_no_form(people, patient, book, shown):
    patients.note_death(patient=patient, on=people.rakrang.today(), by=people.receptionist)
    page = shown(people.receptionist, "appointment_book", patient.pk)
    assert "This person died on" in page
    assert 'name="time"' not in page
    assert book(people.receptionist).status_code == 422


@pytest.mark.parametrize(
    ("role", "status"), [("administrator", 403), ("auditor", 403), ("songrim_receptionist", 404), ("stranger", 404)]
)
def test_others_neither_book_nor_note(people, as_user, patient, book, role, status):
    booked = come(people, patient)
    user = getattr(people, role)
    answers = [book(user), press(as_user, user, booked, "came")]
    assert [answer.status_code for answer in answers] == [status, status]
    assert Appointment.objects.get().state == "booked"


def test_a_centre_that_shares_the_person_reads_and_does_not_note(people, as_user, patient):
    transfer = a_transfer(people, patient, kind="share")
    transfers.answer(transfer=transfer, accept=True, by=people.songrim_receptionist, at=now())
    booked = come(people, patient)
    page = as_user(people.songrim_receptionist).get(reverse("patients:appointment", args=[booked.pk]))
    assert (page.status_code, b'name="time"' in page.content) == (200, False)
    assert press(as_user, people.songrim_receptionist, booked, "came").status_code == 403


@pytest.mark.parametrize(("deed", "state"), [("came", "arrived"), ("missed", "missed"), ("cancel", "cancelled")])
def test_one_press_notes_and_one_takes_it_back(people, as_user, patient, deed, state):
    booked = come(people, patient)
    assert press(as_user, people.receptionist, booked, deed).status_code == 302
    booked.refresh_from_db()
    assert booked.state == state
    press(as_user, people.receptionist, booked, "undo")
    booked.refresh_from_db()
    assert booked.state == "booked"


def test_a_stale_press_changes_nothing_and_says_so(people, as_user, patient):
    booked = come(people, patient)
    press(as_user, people.receptionist, booked, "came")
    url = reverse("patients:appointment_note", args=[booked.pk, "missed"])
    answer = as_user(people.doctor).post(url, {"version": 1}, follow=True)
    assert "Someone else changed this record" in answer.content.decode()
    assert Appointment.objects.get().state == "arrived"


def test_what_is_no_note_is_not_found(people, as_user, patient):
    assert press(as_user, people.receptionist, come(people, patient), "forgot").status_code == 404


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\x00"])
def test_after_a_note_nobody_is_led_elsewhere(people, as_user, patient, back):
    answer = press(as_user, people.receptionist, come(people, patient), "came", back=back)
    assert answer.headers["Location"].startswith(reverse("patients:appointments"))


def test_an_appointment_is_moved(people, as_user, patient, tomorrow):
    booked = an_appointment(people, patient)
    sent = {"on": tomorrow.isoformat(), "time": "14:30", "kind": "review", "minutes": "45", "version": 1}
    url = reverse("patients:appointment", args=[booked.pk])
    assert as_user(people.receptionist).post(url, sent).status_code == 302
    booked.refresh_from_db()
    assert (booked.clock, booked.kind, booked.minutes, booked.provider) == ("14:30", "review", 45, None)


def test_a_stale_move_shows_both_and_keeps_what_was_typed(people, as_user, patient, tomorrow):
    booked = an_appointment(people, patient)
    same = {"kind": "fitting", "starts_at": booked.starts_at, "minutes": 60, "provider": people.physio}
    appointments.change(appointment=booked, by=people.doctor, **same)
    sent = {"on": tomorrow.isoformat(), "time": "14:30", "kind": "fitting", "minutes": "30", "version": 1}
    url = reverse("patients:appointment", args=[booked.pk])
    answer = as_user(people.receptionist).post(url, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "On record now" in page
    assert "14:30" in page
    again = {**sent, "version": answer.context["form"]["version"].value()}
    assert as_user(people.receptionist).post(url, again).status_code == 302


def test_what_is_over_is_not_moved(people, as_user, patient, tomorrow):
    booked = come(people, patient)
    appointments.note_arrival(appointment=booked, by=people.receptionist, at=now())
    sent = {"on": tomorrow.isoformat(), "time": "14:30", "kind": "fitting", "minutes": "30", "version": 2}
    url = reverse("patients:appointment", args=[booked.pk])
    assert as_user(people.receptionist).post(url, sent).status_code == 422
    assert 'name="time"' not in as_user(people.receptionist).get(url).content.decode()


def test_a_day_shows_its_own_and_the_filters_narrow_it(people, patient, shown, as_user, tomorrow):
    an_appointment(people, patient)
    an_appointment(people, a_patient(people, name_hangul="박철민"), provider=people.physio, kind="physiotherapy")
    an_appointment(people, a_patient(people, name_hangul="리순희"), days=2)

    def found(**query):
        answer = as_user(people.receptionist).get(reverse("patients:appointments"), {"day": tomorrow, **query})
        return [line.appointment.patient.name_hangul for line in answer.context["lines"]]

    assert found() == ["김영수", "박철민"]
    assert found(provider=people.physio.pk) == found(kind="physiotherapy") == ["박철민"]
    assert found(state="missed") == []


@pytest.mark.parametrize(
    "query", [{"day": "soon"}, {"day": "0001-01-01"}, {"day": "9999-12-31"}, {"provider": "x"}, {"page": "99"},
              {"centre": "\x00"}, {"state": "no"}],
)  # fmt: skip
def test_a_day_that_cannot_be_is_today(people, as_user, query):
    answer = as_user(people.receptionist).get(reverse("patients:appointments"), query)
    assert (answer.status_code, answer.context["on"]) == (200, people.rakrang.today())


def test_the_counts_of_the_week_open_their_days(people, as_user, patient):
    for days in (0, 0, 1):
        an_appointment(people, patient, days=days)
    client = as_user(people.receptionist)
    week = client.get(reverse("patients:appointments")).context["week"]
    for day, url in week:
        assert client.get(url).context["page_obj"].paginator.count == day.number, day


def test_who_is_not_noted_is_asked_about_and_who_did_not_come_is_called(people, as_user, patient):
    booked = come(people, patient)
    client = as_user(people.receptionist)

    def listed(**query):
        answer = client.get(reverse("patients:appointments_missed"), query)
        return [line.appointment for line in answer.context["lines"]], answer.content.decode()

    assert listed(what="to-note")[0] == [booked]
    assert listed()[0] == []
    press(as_user, people.receptionist, booked, "missed")
    rows, page = listed()
    assert rows == [booked]
    assert "tel:0193456789" in page
    assert f"?again={booked.pk}" in page
    an_appointment(people, patient)
    assert (listed()[0], listed(what="missed")[0]) == ([], [booked])


def test_booking_again_starts_from_what_was_missed(people, as_user, patient):
    booked = come(people, patient, kind="review", minutes=45, provider=people.doctor, note="Insole")
    url = reverse("patients:appointment_book", args=[patient.pk])
    form = as_user(people.receptionist).get(url, {"again": booked.pk}).context["form"]
    assert [form[name].value() for name in ("kind", "minutes", "provider", "note")] == [
        "review", 45, people.doctor.pk, "Insole",
    ]  # fmt: skip


@pytest.mark.parametrize("query", [{"day": "x"}, {"again": "x"}, {"provider": "\x00"}, {"kind": "party"}])
def test_a_booking_opened_with_nonsense_opens_empty(people, as_user, patient, query):
    url = reverse("patients:appointment_book", args=[patient.pk])
    assert as_user(people.receptionist).get(url, query).status_code == 200


def test_the_person_is_found_and_the_day_goes_along(people, shown, patient, tomorrow):
    page = shown(people.receptionist, "appointment_book_any", q="김영", day=tomorrow.isoformat())
    assert reverse("patients:appointment_book", args=[patient.pk]) + f"?day={tomorrow}" in page


def test_the_next_appointment_stands_on_the_persons_page(people, patient, shown):
    an_appointment(people, patient, days=3)
    an_appointment(people, patient, days=2, kind="review")
    page = shown(people.technician, "detail", patient.pk)
    assert page.count("Next appointment") == 1
    assert "Review of a device" in page


def test_a_persons_appointments_are_listed_as_a_part_and_as_a_page(people, patient, shown):
    an_appointment(people, patient)
    assert "Fitting" in shown(people.doctor, "appointments_of", patient.pk)
