"""Frozen content: complete, exact, and the same for the same figures."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from apps.devices.actions import deliveries
from apps.reports.actions import snapshots
from apps.reports.indicators import Scope
from apps.reports.models import Snapshot
from apps.reports.snapshot import MONTH, as_data, canonical, checksum, from_data, take
from tests.people import People, a_delivery, a_patient, a_session
from tests.reports.counts import MAY
from tests.reports.signing import AT
from tests.reports.specimen import specimen


def test_a_report_written_down_and_read_back_is_the_same() -> None:
    report = specimen()
    again = from_data(as_data(report))
    assert again == report
    assert again.figures[MONTH]["CRP"].total == Decimal("605.5")
    assert checksum(as_data(again)) == checksum(as_data(report))


def test_content_survives_the_database_to_the_digit(people: People) -> None:
    a_delivery(people, a_patient(people), key="CRU-AXIL")
    snapshot = snapshots.freeze(report=snapshots.current(centre=people.rakrang, month=MAY), at=AT)
    kept = Snapshot.objects.get(pk=snapshot.pk)
    assert checksum(kept.content) == kept.checksum
    assert from_data(kept.content) == take(Scope.of(people.rakrang), MAY, revision=1)


def test_the_same_figures_are_the_same_snapshot_whoever_asks_when(people: People) -> None:
    a_session(people, a_patient(people))
    report = snapshots.current(centre=people.rakrang, month=MAY)
    first = snapshots.freeze(report=report, at=AT, by=people.manager)
    again = snapshots.freeze(report=report, at=AT + timedelta(days=1))
    assert (again.pk, again.prepared_by) == (first.pk, str(people.manager))


def test_a_change_makes_another_snapshot_and_leaves_the_first(people: People) -> None:
    delivery = a_delivery(people, a_patient(people))
    report = snapshots.current(centre=people.rakrang, month=MAY)
    before = snapshots.freeze(report=report, at=AT)
    deliveries.void(delivery=delivery, reason="Wrong person", by=people.manager, at=AT)
    after = snapshots.freeze(report=report, at=AT)
    assert before.checksum != after.checksum
    assert Snapshot.objects.get(pk=before.pk).content["figures"]["month"]["cells"]["PRO"]["total"] == 1


def test_a_snapshot_cannot_be_changed(people: People) -> None:
    snapshot = snapshots.freeze(report=snapshots.current(centre=people.rakrang, month=MAY), at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.filter(pk=snapshot.pk).update(checksum="0" * 64)


def test_canonical_json_does_not_depend_on_order_or_spaces() -> None:
    assert canonical({"b": 1, "a": "걸음"}) == canonical({"a": "걸음", "b": 1}) == '{"a":"걸음","b":1}'.encode()
