"""Whoever writes a service holds its month: any number of writers at once, but nobody closes it meanwhile."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from apps.centres.actions import months
from apps.centres.models import Centre, Month
from apps.centres.models.month import month_of
from apps.patients.actions import services
from tests.people import MAY, People, a_patient, a_session


def elsewhere(verb: Callable[[], Any]) -> Any:
    """What the verb gives on a connection of its own that waits for a lock for a moment only."""

    def alone() -> Any:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '300ms'")
                return verb()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(alone).result(timeout=20)


def close(centre: Centre) -> None:
    Month.objects.filter(centre=centre, first_day=month_of(MAY)).update(state="closing")


@contextmanager
def held_open(centre: Centre) -> Iterator[None]:
    """What is done inside keeps others from closing the month until it ends."""
    with transaction.atomic():
        yield
        with pytest.raises(OperationalError, match="lock timeout"):
            elsewhere(lambda: close(centre))
    elsewhere(lambda: close(centre))
    assert Month.objects.get(centre=centre).state == "closing"


def test_a_month_is_not_closed_while_a_service_of_it_is_being_recorded(committed: People):
    patient = a_patient(committed)
    Month.objects.create(centre=committed.rakrang, first_day=month_of(MAY))
    with held_open(committed.rakrang):
        a_session(committed, patient)
        assert elsewhere(lambda: months.is_late(centre=committed.rakrang, on=MAY)) is False


def test_a_month_is_not_closed_while_a_service_of_it_is_being_voided(committed: People):
    session = a_session(committed, a_patient(committed))
    with held_open(committed.rakrang):
        services.void(service=session, reason="Wrong person", by=committed.physio, at=session.at)


def test_of_two_who_open_a_month_at_once_the_second_waits_for_the_first(committed: People):
    with transaction.atomic():
        assert months.is_late(centre=committed.rakrang, on=MAY) is False
        with pytest.raises(OperationalError, match="lock timeout"):
            elsewhere(lambda: months.is_late(centre=committed.rakrang, on=MAY))
    assert elsewhere(lambda: months.is_late(centre=committed.rakrang, on=MAY)) is False
    assert Month.objects.count() == 1
