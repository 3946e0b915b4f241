"""Which changes are marked, and in which month: all that can move a figure, and little else."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from apps.centres.models import Month, SupportPeriod
from apps.core.clock import now
from apps.devices.actions import aftercare, devices
from apps.devices.models import Device, EndReason, State
from apps.patients.actions import impairments, patients, services
from apps.patients.models import Patient
from apps.physio.models import PhysioSession
from apps.reports import kept
from apps.reports.indicators import Scope, count
from apps.reports.models import Decision, Report
from apps.reports.periods import one_month
from tests.people import People, a_delivery, a_device, a_lost_leg, a_patient, a_session, an_assessment, an_episode
from tests.reports.keeping import assert_kept_is_counted, marked, warm

EVER, MARCH, APRIL, MAY, JUNE = date(1, 1, 1), *(date(2016, month, 1) for month in (3, 4, 5, 6))
DAY, IN_MARCH, IN_JUNE = date(2016, 5, 10), date(2016, 3, 3), date(2016, 6, 3)


@pytest.fixture
def unmarked(people: People) -> Patient:
    """Somebody of whom nothing is marked yet."""
    found = a_patient(people)
    marked()
    return found


def test_whoever_is_registered_marks_nothing(people: People) -> None:
    marked()
    a_lost_leg(people, a_patient(people, migrated=True))
    assert marked() == []


def test_a_service_marks_its_month(people: People, unmarked: Patient) -> None:
    a_session(people, unmarked, on=DAY)
    assert marked() == [MAY]


def test_many_services_at_once_mark_each_month_once(people: People, unmarked: Patient) -> None:
    given = {"patient": unmarked, "centre": people.rakrang, "minutes": 30, "therapist": people.physio,
             "recorded_by": people.physio}  # fmt: skip
    PhysioSession.objects.bulk_create(
        PhysioSession(at=people.rakrang.noon(on), service_date=on, **given) for on in (IN_MARCH, DAY, IN_JUNE) * 3
    )
    assert kept._weighed([one_month(JUNE)])[JUNE] == 3
    assert marked() == [MARCH, MAY, JUNE]


def test_a_note_marks_nothing_and_voiding_does(people: People, unmarked: Patient) -> None:
    session = a_session(people, unmarked, on=DAY)
    marked()
    PhysioSession.objects.update(note="Walked to the gate.", minutes=40)
    assert marked() == []
    services.void(service=session, reason="Another person.", by=people.manager, at=now())
    assert marked() == [MAY]


def test_another_day_marks_the_old_month_and_the_new_one(people: People, unmarked: Patient) -> None:
    a_session(people, unmarked, on=DAY)
    marked()
    PhysioSession.objects.update(service_date=IN_MARCH)
    assert marked() == [MARCH, MAY]
    PhysioSession.objects.all().delete()
    assert marked() == [MARCH]


def test_a_step_in_the_workshop_marks_nothing(people: People, unmarked: Patient) -> None:
    device = a_device(people, unmarked, on=IN_MARCH)
    assert marked() == [MARCH]
    devices.advance(device=device, to=State.MEASURED, on=DAY, by=people.technician)
    assert marked() == []


@pytest.mark.parametrize(("reason", "month"), [(EndReason.MEDICAL, MAY), (EndReason.ENTERED_IN_ERROR, MARCH)])
def test_a_closing_marks_from_when_nobody_waited_any_more(people: People, unmarked: Patient, reason, month) -> None:
    device = a_device(people, unmarked, on=IN_MARCH)
    marked()
    devices.end(device=device, to=State.CANCELLED, reason=reason, on=DAY, by=people.technician)
    assert marked() == [month]


def test_another_limb_or_number_marks_the_delivery_or_the_order(people: People, unmarked: Patient) -> None:
    a_delivery(people, unmarked, on=DAY, prescribed_on=IN_MARCH)
    marked()
    Device.objects.update(prescribed_on=IN_JUNE)
    assert marked() == [MARCH]
    Device.objects.update(quantity=2)
    assert marked() == [MAY]


def test_what_is_known_of_a_person_reaches_back_to_the_first_month(people: People, unmarked: Patient) -> None:
    patients.correct(patient=unmarked, village="운하리", by=people.receptionist)
    assert marked() == []
    patients.correct(patient=unmarked, sex="F", by=people.receptionist)
    assert marked() == [EVER]
    patients.note_death(patient=unmarked, on=DAY, by=people.receptionist)
    assert marked() == [MAY]


def test_a_cause_reaches_back_to_the_first_month(people: People, unmarked: Patient) -> None:
    limb = a_lost_leg(people, unmarked)
    impairments.correct(impairment=limb, note="Painful.", by=people.technician)
    assert marked() == []
    impairments.correct(impairment=limb, cause="mine", by=people.technician)
    assert marked() == [EVER]


def test_who_was_known_before_marks_only_once_somebody_was_served(people: People, unmarked: Patient) -> None:
    patients.grant_access(patient=unmarked, centre=people.songrim, by=people.manager, on=DAY, migrated=True)
    assert marked() == []
    a_session(people, unmarked, on=DAY)
    unmarked.accesses.update(migrated=True)
    assert marked() == [EVER, MAY]


def test_months_support_and_decisions_are_marked(people: People, unmarked: Patient) -> None:
    Month.objects.create(centre=people.rakrang, first_day=MAY)
    assert marked() == []
    Month.objects.update(state="closing")
    assert marked() == [MAY]
    SupportPeriod.objects.filter(centre=people.songrim).update(last_month=JUNE)
    assert marked() == [EVER]
    type(people.rakrang).objects.update(operator_en="Somebody else")
    assert marked() == []
    report = Report.objects.create(centre=people.rakrang, month=APRIL)
    Decision.objects.create(
        centre=people.rakrang, month=APRIL, kind="late", model="repair", row_id=unmarked.pk, verdict="taken",
        report=report, decided_by=people.manager, decided_at=now(),
    )  # fmt: skip
    assert marked() == [APRIL]


# --- every column of every table that is counted ----------------------------------------------------

TABLES = re.compile(r'(?:FROM|JOIN) "?([a-z]+_[a-z]+)"?')


def tables_read(people: People) -> set[str]:
    """What a count reads, as it says itself."""
    said: list[str] = []
    with connection.execute_wrapper(lambda execute, sql, *given: said.append(sql) or execute(sql, *given)):
        count(Scope.all([people.rakrang, people.songrim]), one_month(MAY))
    return set(TABLES.findall(" ".join(said))) & set(connection.introspection.table_names())


def test_every_table_that_is_counted_marks_its_changes(people: People) -> None:
    busy_half_year(people)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'mark_update'")
        marking = {table for (table,) in cursor.fetchall()}
    assert tables_read(people) >= {"devices_delivery", "patients_patientaccess", "reports_decision", "centres_month"}
    assert tables_read(people) <= marking


def another(row: models.Model, field: models.Field) -> Any:
    """Some other value of the column: what another row has there, or something near."""
    value = getattr(row, field.attname)
    for other in type(row)._default_manager.exclude(pk=row.pk):
        if getattr(other, field.attname) not in (value, None):
            return getattr(other, field.attname)
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime):
        return value.replace(month=4)
    if isinstance(value, date):
        return value.replace(month=4, day=1)
    if isinstance(value, int):
        return value + 1
    if isinstance(field, models.DateTimeField):
        return now()
    return date(2016, 4, 1) if isinstance(field, models.DateField) else None


def test_no_column_of_a_counted_row_changes_a_figure_unnoticed(people: People) -> None:
    """Each is changed behind the verbs' back; what PostgreSQL refuses did not happen."""
    busy_half_year(people)
    periods = [*map(one_month, (MARCH, APRIL, MAY, JUNE))]
    warm(people, periods)
    changed = 0
    tables = tables_read(people)
    for model in [model for model in apps.get_models() if model._meta.db_table in tables]:
        for field in model._meta.concrete_fields:
            row = model._default_manager.order_by("pk").last()
            if row is None or field.primary_key or field.name in ("version", "created_at"):
                continue
            value = another(row, field)
            try:
                with transaction.atomic():
                    changed += model._default_manager.filter(pk=row.pk).update(**{field.attname: value})
                    assert_kept_is_counted(people, periods)
                    transaction.set_rollback(True)
            except DatabaseError:
                continue
    assert changed > 60


def busy_half_year(people: People) -> None:
    """Something of everything that is counted, at both centres."""
    first, second = a_patient(people), a_patient(people, sex="F", birth_date=date(2001, 5, 20))
    for person, centre, on in ((first, people.rakrang, DAY), (second, people.songrim, IN_JUNE)):
        a_lost_leg(people, person, cause="mine")
        device = a_delivery(people, person, centre=centre, on=on, prescribed_on=IN_MARCH).device
        a_device(people, person, key="ORT-TLSO", on=IN_MARCH, centre=centre)
        closed = a_device(people, person, key="ORT-TLSO", on=IN_MARCH, centre=centre)
        devices.end(device=closed, to=State.CANCELLED, reason="medical", on=on, by=people.technician)
        a_session(people, person, centre=centre, on=on)
        an_assessment(people, an_episode(people, person, on=on, centre=centre), on=on)
        at, by = centre.noon(on), people.technician
        aftercare.repair(device=device, kind="repair", at=at, by=by, centre=centre)
        aftercare.follow_up(device=device, at=at, by=by, centre=centre)
