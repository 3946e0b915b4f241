"""What becomes of a field that two sides may have changed, by table and as properties (MUST 8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.sync.merge import Care, Outcome, Proposal, merged

NOTHING, TAKE, CONFLICT = Outcome.NOTHING, Outcome.TAKE, Outcome.CONFLICT


@pytest.mark.parametrize(
    ("old", "now", "new", "identity", "contact"),
    [
        ("a", "a", "a", NOTHING, NOTHING),
        ("a", "a", "b", TAKE, TAKE),
        ("a", "b", "b", NOTHING, NOTHING),
        ("a", "b", "a", NOTHING, NOTHING),
        ("a", "b", "c", CONFLICT, TAKE),
        (None, None, "c", TAKE, TAKE),
        (None, "b", "c", CONFLICT, TAKE),
        ("a", None, "c", CONFLICT, TAKE),
    ],
)
def test_both_sides_of_a_field_by_table(old, now, new, identity, contact):
    proposal = Proposal("field", old, now, new)
    assert (proposal.decided(Care.IDENTITY), proposal.decided(Care.CONTACT)) == (identity, contact)


@pytest.mark.parametrize(
    ("old", "now", "new", "written"),
    [
        ("", "dry", "sore", "dry / sore"),
        ("", "dry / sore", "sore", None),
        ("", "dry", "dry", None),
        ("old", "old", "new", "new"),
        ("old", "dry", "", None),
        ("old", None, "new", "new"),
        ("", "soreness", "sore", "soreness / sore"),
    ],
)
def test_a_note_is_put_behind_the_other_and_once(old, now, new, written):
    """(MUST 8)"""
    found = merged([Proposal("note", old, now, new)], {"note": Care.NOTE})
    assert (found.taken.get("note"), found.conflicts) == (written, ())


def test_a_note_for_which_there_is_no_room_waits_for_a_person():
    full = Proposal("note", "", "a" * 299, "b", room=300)
    assert merged([full], {"note": Care.NOTE}).conflicts == (full,)


values = st.sampled_from([None, "", "a", "b", "c"])


@given(old=values, now=values, new=values, care=st.sampled_from(Care))
def test_sent_again_after_it_was_taken_changes_nothing(old, now, new, care):
    first = Proposal("field", old, now, new)
    if first.decided(care) is TAKE:
        assert Proposal("field", old, new, new).decided(care) is NOTHING


@given(old=values, now=values, new=values)
def test_what_was_changed_here_is_never_overwritten_silently_in_a_field_of_identity(old, now, new):
    found = merged([Proposal("sex", old, now, new)], {})
    if found.taken:
        assert now == old


def test_a_conflict_in_one_field_holds_no_other_back():
    name, phone = Proposal("name_hangul", "a", "b", "c"), Proposal("phone", "1", "2", "3")
    found = merged([name, phone], {"phone": Care.CONTACT})
    assert (found.taken, found.conflicts) == ({"phone": "3"}, (name,))
