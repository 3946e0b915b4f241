"""What can never be with operations, conflicts and the feed, tried against PostgreSQL itself."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apps.core.clock import now
from apps.core.ids import new_id
from apps.sync.models import Change, Conflict, Epoch, Operation
from tests.sync.tablets import a_conflict, an_operation, enrolled


@pytest.fixture
def people(uncommitted):
    return uncommitted


@pytest.fixture
def tablet(people):
    return enrolled(people).tablet


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize(
    ("details", "constraint"),
    [
        ({"op_seq": 1}, "one_operation_per_tablet_and_number"),
        ({"op_seq": 0}, "operations_count_from_one"),
        ({"op_seq": 2, "status": "perhaps"}, "operation_status_is_final"),
    ],
)
def test_operations_have_one_number_each_and_a_final_status(tablet, details, constraint):
    an_operation(tablet, op_seq=1)
    with refused(constraint):
        an_operation(tablet, **details)


def test_an_operation_is_never_rewritten_and_never_deleted(tablet):
    made = an_operation(tablet)
    for attempt in (lambda rows: rows.update(status="applied"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            attempt(Operation.objects.filter(pk=made.pk))


def test_a_conflict_has_a_known_reason_and_is_decided_with_a_name_and_words(tablet):
    conflict = a_conflict(tablet)
    rows = Conflict.objects.filter(pk=conflict.pk)
    with refused("conflict_code_is_known"), transaction.atomic():
        rows.update(code="odd")
    with refused("conflict_resolved_with_a_reason"), transaction.atomic():
        rows.update(resolved_at=now(), resolution="kept", resolved_by=tablet.user)
    with refused("one_conflict_per_operation_and_field"):
        Conflict.objects.create(
            centre=tablet.centre, operation=conflict.operation, type="patient", key=conflict.key, code="changed",
            field=conflict.field,
        )  # fmt: skip


def test_the_feed_tells_each_record_once_a_centre_and_there_is_one_epoch(tablet):
    told = {"centre": tablet.centre, "type": "patient", "key": new_id(), "op": "upsert", "stamped": 1}
    Change.objects.create(**told, seq=10**12)
    with refused("one_change_per_centre_and_record"), transaction.atomic():
        Change.objects.create(**told, seq=10**12 + 1)
    with refused("there_is_one_epoch"):
        Epoch.objects.create(only=False, epoch=new_id(), since=now())
