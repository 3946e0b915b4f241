"""What somebody writes for a record in the very moment in which it is merged: said, and never lost behind the merge."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from apps.core.clock import now
from apps.core.problems import Refused
from apps.patients.actions import impairments, merges
from apps.patients.models import Impairment
from tests.merges import a_merge, asked, two_records
from tests.people import People, a_lost_leg, an_episode


def code_of(verb) -> str:
    """The code of the refusal; "" where there was none."""
    try:
        verb()
    except Refused as refusal:
        return refusal.code
    finally:
        connection.close()
    return ""


def test_what_is_written_while_a_merge_ends_is_refused(committed: People):
    survivor, loser = two_records(committed)
    merge, merged, waiting = asked(committed, survivor, loser), Event(), Event()

    def merging() -> None:
        with transaction.atomic():
            merges.decide(merge=merge, approve=True, by=committed.physio, at=now())
            merged.set()
            waiting.wait(timeout=10)

    def writing() -> None:
        merged.wait(timeout=10)
        waiting.set()  # the merge may commit from here on; the insert waits for it
        a_lost_leg(committed, loser)

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(code_of, verb) for verb in (merging, writing)]
        assert [future.result(timeout=20) for future in done] == ["", "merged"]
    assert not Impairment.objects.filter(patient=loser).exists()


@pytest.mark.django_db
def test_a_form_opened_before_the_merge_is_answered_with_a_sentence(people):
    survivor, loser = two_records(people)
    a_merge(people, survivor, loser)
    with translation.override("en"), pytest.raises(Refused, match="merged into another"):
        impairments.record(patient=loser, kind="clubfoot", side="L", by=people.physio)


@pytest.mark.django_db
def test_plain_sql_hangs_nothing_on_a_merged_record(people):
    survivor, loser = two_records(people)
    leg = a_lost_leg(people, survivor)
    a_merge(people, survivor, loser)
    with pytest.raises(IntegrityError, match="the person was merged"), transaction.atomic():
        Impairment.objects.create(patient=loser, kind=leg.kind, level=leg.level, side="R")


@pytest.mark.django_db
def test_the_undo_brings_rows_back_to_a_record_that_took_nothing_new(people):
    survivor, loser = two_records(people)
    episode = an_episode(people, loser)
    merge = a_merge(people, survivor, loser)
    merges.undo(merge=merge, reason="Two brothers.", by=people.manager, at=now())
    episode.refresh_from_db()
    assert episode.patient == loser
    assert a_lost_leg(people, loser).patient == loser
