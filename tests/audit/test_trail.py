"""Every change of people's data leaves a row saying who, when, from where and what, however it was made."""

from contextlib import nullcontext
from datetime import date

import pghistory
import pytest
from celery import shared_task
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

import manage
from apps.audit.context import of_command
from apps.audit.grants import event_tables, insert_only_tables, protect
from apps.patients.actions import patients
from apps.patients.models import Patient
from tests.people import a_device, a_patient

pytestmark = pytest.mark.django_db
PatientEvent = Patient.pgh_event_models["update"]


def events(patient, label):
    return list(PatientEvent.objects.filter(pgh_obj_id=patient.pk, pgh_label=label).order_by("pgh_id"))


def test_a_verb_leaves_who_when_from_where_and_what(people):
    with pghistory.context(source="web", user=str(people.receptionist.pk), address="10.0.0.7", request="POST /x"):
        patient = a_patient(people)
        patients.correct(patient=patient, by=people.receptionist, village="Sosong")
    inserted, updated = events(patient, "insert"), events(patient, "update")
    assert [event.village for event in inserted + updated] == ["", "Sosong"]
    assert updated[0].pgh_context == {
        "source": "web", "user": str(people.receptionist.pk), "address": "10.0.0.7", "request": "POST /x",
    }  # fmt: skip
    assert (timezone.now() - updated[0].pgh_created_at).total_seconds() < 60


def test_a_bulk_update_leaves_a_row_for_each_person(people):
    both = [a_patient(people), a_patient(people, name_hangul="리순희")]
    Patient.objects.filter(pk__in=[patient.pk for patient in both]).update(phone="02-1")
    assert [len(events(patient, "update")) for patient in both] == [1, 1]


def test_plain_sql_is_recorded_under_its_database_login(people):
    patient = a_patient(people)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        login = cursor.fetchone()[0]
        cursor.execute("UPDATE patients_patient SET phone = '02-2' WHERE id = %s", [patient.pk])
    (event,) = events(patient, "update")
    assert (event.pgh_db_role, event.pgh_context, event.phone) == (login, None, "02-2")


def test_a_deletion_is_recorded_with_what_was_lost(people):
    number = patients.note_paper_number(
        patient=a_patient(people), centre=people.rakrang, number="가-17", by=people.receptionist
    )
    kept = type(number).pgh_event_models["delete"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM patients_patientnumber WHERE id = %s", [number.pk])
    assert kept.objects.get(pgh_obj_id=number.pk, pgh_label="delete").number == "가-17"


def test_a_page_request_gives_its_changes_their_author(people, client):
    client.force_login(people.receptionist)
    patient = a_patient(people)
    client.post(reverse("patients:death", args=[patient.pk]), {"on": "2016-06-01", "version": 1})
    (event,) = events(patient, "update")
    assert event.deceased_on == date(2016, 6, 1)
    assert event.pgh_context["user"] == str(people.receptionist.pk)
    assert event.pgh_context["request"].startswith("POST /patients/")


@pytest.mark.parametrize("statement", ["UPDATE {} SET phone = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_even_the_owner_cannot_rewrite_the_trail(people, statement):
    a_patient(people)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL georeum.test_database = 'off'")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(PatientEvent._meta.db_table))


WEB = "georeum_web"  # made with every embedded server; the owner may take its place, never the other way round


@pytest.fixture
def web_login():
    """The rest of the test speaks with the rights of the web's database login."""
    with of_command("prepare"):  # as `make run` does it
        protect(login=WEB)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {WEB}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize("table", ["patients_patientauditevent", "reports_snapshot", "reports_reportfile"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET pgh_id = 1", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_webs_login_may_only_add(people, web_login, table, statement):
    if "pgh_id" in statement and not table.endswith("event"):
        statement = "UPDATE {} SET version = 2"
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


SWITCH_OFF = """
    SELECT set_config('pgtrigger.ignore', array_agg(tgname)::text, true) FROM pg_trigger WHERE tgname LIKE 'pgtrigger%'
"""


def test_no_session_switches_the_trail_off(people, web_login):
    patient = a_patient(people)
    with connection.cursor() as cursor:
        cursor.execute(SWITCH_OFF)
        cursor.execute("UPDATE patients_patient SET phone = '02-3' WHERE id = %s", [patient.pk])
    assert [event.phone for event in events(patient, "update")] == ["02-3"]


def test_no_session_switches_a_constraint_off(people, web_login):
    device = a_device(people, a_patient(people))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SWITCH_OFF)
        cursor.execute("UPDATE devices_device SET state = 'delivered' WHERE id = %s", [device.pk])
        with pytest.raises(IntegrityError, match="device and delivery disagree"), transaction.atomic():
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_the_webs_login_can_do_the_days_work(people, web_login):
    patient = a_patient(people)
    patients.correct(patient=patient, by=people.receptionist, village="Sosong")
    assert events(patient, "update")[0].pgh_db_role == WEB


ABOUT_THE_FUNCTION = """
    SELECT pg_get_userbyid(proowner) = current_user, prosecdef, has_function_privilege(oid, 'EXECUTE'), proconfig
    FROM pg_proc WHERE proname = 'georeum_collect_statistics'
"""
OWNED = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(tableowner, 'MEMBER')"


def told(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_the_webs_login_may_have_the_rows_counted_for_the_planner(people, web_login):
    a_patient(people)
    told("SELECT georeum_collect_statistics()")
    assert told("SELECT reltuples FROM pg_class WHERE relname = 'patients_patient'") == [(1,)]


def test_it_is_the_owner_who_counts_and_the_web_owns_nothing(people, web_login):
    assert told(ABOUT_THE_FUNCTION) == [(False, True, True, ["search_path=public, pg_temp"])]
    assert told(OWNED) == [(0,)]


def test_the_webs_login_cannot_count_rows_by_itself(people, web_login):
    both = [a_patient(people), a_patient(people, name_hangul="리순희")]
    before = told("SELECT reltuples FROM pg_class WHERE relname = 'patients_patient'")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE patients_patient")  # a warning, and nothing is done
    assert told("SELECT reltuples FROM pg_class WHERE relname = 'patients_patient'") == before != [(len(both),)]


def test_every_event_table_refuses_truncate():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'refuse_truncate'")
        guarded = {name for (name,) in cursor.fetchall()}
    assert len(event_tables()) > 15
    assert set(insert_only_tables()) <= guarded


def test_a_task_says_which_it_is(people):
    @shared_task(name="tests.correct")
    def correct(village):
        patients.correct(patient=patient, by=people.receptionist, village=village)

    patient = a_patient(people)
    correct.apply(args=["Sosong"], task_id="7")
    correct.apply(args=["Moranbong"], task_id="8")
    assert [event.pgh_context for event in events(patient, "update")] == [
        {"source": "task", "task": "tests.correct", "delivery": "7"},
        {"source": "task", "task": "tests.correct", "delivery": "8"},
    ]


def test_a_command_says_which_it_is(people, monkeypatch):
    patient = a_patient(people)

    def changepassword(_argv):
        patients.correct(patient=patient, by=people.receptionist, village="Sosong")

    monkeypatch.setattr("sys.argv", ["manage.py", "changepassword"])
    monkeypatch.setattr("django.core.management.execute_from_command_line", changepassword)
    monkeypatch.setattr("apps.core.runtime.session.servers_for", lambda *_: nullcontext())
    manage.main()
    (event,) = events(patient, "update")
    assert event.pgh_context == {"source": "command", "command": "changepassword"}
