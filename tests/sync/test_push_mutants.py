"""The checks of a push notice when it is broken: each mutant takes one rule away and fails the check for it."""

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.core.writing import locked
from apps.patients.models import Patient, PatientAccess
from apps.sync.actions import pushing
from apps.sync.merge import Care
from apps.sync.receiving import batch, carrying, understanding
from apps.sync.receiving import people as receiving_people
from apps.sync.receiving.batch import Batch, Known
from tests.sync import push_checks as checks


def nothing_is_remembered(patch):
    patch.setattr(pushing.Operation.objects, "filter", lambda **_asked: pushing.Operation.objects.none())


def anybody_may_do_anything(patch):
    patch.setattr(Batch, "allows", lambda _batch, _permission: True)


def nobody_asks_whose_a_record_is(patch):
    patch.setattr(understanding, "person_of", lambda row: row.pk if isinstance(row, Patient) else None)


def a_name_is_treated_like_a_phone(patch):
    patch.setitem(receiving_people.OF_PEOPLE, "name_romanised", Care.CONTACT)


def a_birth_is_decided_piece_by_piece(patch):
    birth = understanding.RECEIVES["patient", "change"]
    patch.setitem(understanding.RECEIVES, ("patient", "change"), replace(birth, together=()))


def never_carefully(patch):
    taken = pushing._taken
    patch.setattr(pushing, "_taken", lambda *args, carefully: taken(*args, carefully=False))


def only_at_commit(patch):
    patch.setattr(carrying, "hold_to_constraints", lambda: None)
    patch.setattr(pushing, "holding_to_constraints", nullcontext)


def all_at_once_in_any_order(patch):
    def one_wave(touched):
        found: dict[Any, list[Any]] = {}
        for one in touched:
            found.setdefault(one.like, []).append(one.operation)
        return [found]

    patch.setattr(carrying, "waves", one_wave)


def survivors_are_unknown(patch):
    patch.setattr(Batch, "known", lambda self, key: self.people.get(key))


def who_dies_is_met_alive(patch):
    patch.setattr(Batch, "learn", lambda _batch, _patient: None)


def merges_are_looked_at_before_the_lock(patch):
    """As `Batch.meet`, but for the rows: those of before the wait."""

    def meet(self, keys):
        wanted = set(keys) - self.people.keys()
        before = {one.pk: one for one in Patient.objects.filter(pk__in=wanted)}
        list(Patient.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
        seen = dict(
            PatientAccess.objects.filter(patient__in=wanted, centre=self.centre).values_list("patient", "active")
        )
        self.people |= {key: Known(row, access=seen.get(key)) for key, row in before.items()}
        return False

    patch.setattr(batch.Batch, "meet", meet)


def fields_are_decided_as_they_were_read(patch):
    def as_read(record, *, version=None):
        return record

    meet = Batch.meet

    def meet_late(self, keys):
        """The people as they were before the wait."""
        new = set(keys) - self.people.keys()
        before = {one.pk: one for one in Patient.objects.select_related("centre").filter(pk__in=new)}
        merged = meet(self, keys)
        for key, row in before.items():
            self.people[key] = Known(row, access=self.people[key].access)
        return merged

    patch.setattr(Batch, "meet", meet_late)
    patch.setattr(carrying, "locked", as_read)
    patch.setattr(carrying, "all_locked", list)


def everybody_is_met_when_their_turn_comes(patch):
    patch.setattr(carrying, "named_in", lambda _said: set())


MUTANTS = (
    (nothing_is_remembered, checks.the_first_answer_stands),
    (anybody_may_do_anything, checks.a_role_without_the_permission_is_refused),
    (nobody_asks_whose_a_record_is, checks.one_persons_record_is_not_written_as_anothers),
    (a_name_is_treated_like_a_phone, checks.what_both_changed_waits_for_a_person),
    (a_birth_is_decided_piece_by_piece, checks.what_is_known_together_is_decided_together),
    (never_carefully, checks.what_the_database_refuses_in_the_end_takes_no_other_with_it),
    (only_at_commit, checks.what_the_database_refuses_in_the_end_takes_no_other_with_it),
    (all_at_once_in_any_order, checks.what_depends_on_another_keeps_its_order),
    (survivors_are_unknown, checks.whoever_was_merged_is_met_as_the_survivor),
    (who_dies_is_met_alive, checks.what_depends_on_another_keeps_its_order),
)
WHILE_WAITING = (
    (merges_are_looked_at_before_the_lock, checks.a_merge_in_between_is_seen_after_the_lock),
    (fields_are_decided_as_they_were_read, checks.a_correction_in_between_is_seen_after_the_lock),
    (fields_are_decided_as_they_were_read, checks.corrections_in_between_are_seen_by_changes_at_once),
    (everybody_is_met_when_their_turn_comes, checks.two_pushes_about_the_same_people_wait_in_one_order),
)


def named(one):
    return one.__name__


@pytest.mark.parametrize(("mutant", "check"), MUTANTS, ids=named)
def test_a_push_without_a_rule_is_noticed(uncommitted, monkeypatch, mutant, check):
    """(MUST 2, 4, 5, 8, 9, 10)"""
    mutant(monkeypatch)
    with transaction.atomic():
        with pytest.raises((AssertionError, IntegrityError)):
            check(uncommitted)
        transaction.set_rollback(True)


@pytest.mark.parametrize(("mutant", "check"), WHILE_WAITING, ids=named)
def test_a_push_that_does_not_look_again_is_noticed(people, monkeypatch, mutant, check):
    """(MUST 4, 8, 9)"""
    assert locked is carrying.locked
    mutant(monkeypatch)
    with pytest.raises(AssertionError):
        check(people)
