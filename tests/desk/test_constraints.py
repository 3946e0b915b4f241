"""What can never be, tried against PostgreSQL itself."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apps.core import jobs
from apps.desk.actions import exports, saved_views
from apps.desk.models import Export, ExportDownload, QualityCount, SavedView
from tests.desk.lists import AT, an_export
from tests.people import MAY, a_patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def export(people, monkeypatch):
    monkeypatch.setattr(jobs, "wake", lambda _task, _job_id: None)
    a_patient(people)
    return an_export(people)


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("export_has_a_reason", {"reason": ""}),
        ("export_format_is_known", {"file_format": "exe"}),
        ("export_gives_up_after_five_attempts", {"attempts": 6}),
    ],
)
@pytest.mark.usefixtures("export")
def test_an_export_stays_sound(constraint, change):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Export.objects.update(**change)


def test_a_view_has_a_name_of_its_own(people):
    view = saved_views.keep(listing="patients", name="Women", query="sex=F", by=people.manager)
    with pytest.raises(IntegrityError, match="saved_view_has_a_name"), transaction.atomic():
        SavedView.objects.update(name="")
    with pytest.raises(IntegrityError, match="one_saved_view_of_a_name"), transaction.atomic():
        SavedView.objects.create(user=people.manager, listing="patients", name=view.name)


def test_a_day_has_one_count_of_a_kind_at_a_centre(people):
    counted = {"centre": people.rakrang, "kind": "cause", "on": MAY}
    QualityCount.objects.create(**counted, count=1)
    with pytest.raises(IntegrityError, match="one_quality_count_a_day"), transaction.atomic():
        QualityCount.objects.create(**counted, count=2)


def test_that_a_file_was_taken_is_never_unsaid(people, export):
    exports.hand_out(export=export, by=people.manager, at=AT)
    for unsay in (ExportDownload.objects.all().delete, lambda: ExportDownload.objects.update(by=people.auditor)):
        with pytest.raises(DatabaseError), transaction.atomic():
            unsay()
    assert ExportDownload.objects.get().by == people.manager
