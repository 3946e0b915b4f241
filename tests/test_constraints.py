"""What can never be, tried against PostgreSQL itself; and no constraint that nobody has tried.

The rooms' own tests try most constraints; here stand those of services, catalogue and reports.
"""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from apps.core.clock import now
from apps.core.ids import new_id
from apps.devices.models import Delivery, DeviceType
from apps.physio.actions import sessions
from apps.physio.models import PhysioSession
from apps.reports.models import Report, ReportJob, Snapshot
from tests.architecture.source import ROOT
from tests.people import MAY, a_delivery, a_patient, a_session

pytestmark = pytest.mark.django_db
FIRST = date(2016, 5, 1)


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.fixture
def report(people):
    return Report.objects.create(centre=people.rakrang, month=FIRST)


def a_job(report, **details):
    return ReportJob.objects.create(report=report, language="ko", asked_at=now(), **{"cause": "asked", **details})


def test_nothing_is_voided_without_a_reason_and_a_name(people):
    session, delivery = a_session(people, a_patient(people)), a_delivery(people, a_patient(people))
    with refused("physiosession_voided_with_reason"), transaction.atomic():
        PhysioSession.objects.filter(pk=session.pk).update(voided_at=now())
    with refused("delivery_voided_with_reason"), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(void_reason="because")


def test_a_session_has_a_length_and_a_person_is_once_in_a_group(people):
    both = [a_patient(people), a_patient(people, name_hangul="리순희")]
    at = people.rakrang.noon(MAY)
    sessions.record_group(centre=people.rakrang, patients=both, at=at, minutes=30, by=people.physio)
    first = PhysioSession.objects.first()
    with refused("session_minutes_are_sane"), transaction.atomic():
        PhysioSession.objects.update(minutes=0)
    first.pk = new_id()
    with refused("once_per_person_in_a_group"), transaction.atomic():
        first.save(force_insert=True)


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("device_type_class_is_known", {"device_class": "spoon"}),
        ("crutch_is_a_walking_aid", {"counts_as_crutch": True}),
        ("outside_code_has_a_mark", {"iso_mark": ""}),
    ],
)
def test_the_catalogue_stays_sound(constraint, change):
    with refused(constraint), transaction.atomic():
        DeviceType.objects.filter(key="PRO-LL-TT").update(**change)


def test_a_month_has_one_report_of_a_revision_counted_from_one(people, report):
    with refused("one_report_per_period_and_revision"), transaction.atomic():
        Report.objects.create(centre=people.rakrang, month=FIRST)
    with refused("report_month_begins_on_the_first"), transaction.atomic():
        Report.objects.create(centre=people.rakrang, month=MAY)
    with refused("report_revision_counts_from_one"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(revision=0)


def test_the_same_figures_are_frozen_once(report):
    frozen = {"report": report, "taken_at": now(), "rule_set": "x", "content": {}, "checksum": "0" * 64}
    Snapshot.objects.create(**frozen)
    with refused("one_snapshot_per_content"), transaction.atomic():
        Snapshot.objects.create(**frozen)


def test_a_file_is_ordered_once_and_given_up_in_time(report):
    a_job(report)
    with refused("one_unfinished_job_at_a_time"), transaction.atomic():
        a_job(report)
    a_job(report, cause="month_end", state="done")
    with refused("one_month_end_job"), transaction.atomic():
        a_job(report, cause="month_end", state="done")
    with refused("reportjob_gives_up_after_five_attempts"), transaction.atomic():
        ReportJob.objects.update(attempts=6)


def test_each_edition_of_an_approved_report_is_ordered_once(report):
    for edition in ("internal", "public"):
        a_job(report, cause="approved", edition=edition)
        with refused("one_job_of_an_approval"), transaction.atomic():
            a_job(report, cause="approved", edition=edition, state="done")
    with refused("edition_is_known"), transaction.atomic():
        a_job(report, edition="secret")


def test_every_constraint_has_a_test_that_tries_it():
    tried = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    names = {
        "_voided_with_reason" if constraint.name.endswith("_voided_with_reason") else constraint.name
        for model in apps.get_models()
        if model.__module__.startswith("apps.")
        for constraint in model._meta.constraints
    }
    assert len(names) > 40
    assert [name for name in sorted(names) if name not in tried] == []
