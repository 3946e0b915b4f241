"""What travels, as data: every reference that goes down leads to something a tablet has, or it is said why not."""

from django.db import models

from apps.sync.registry import KINDS

# (kind, field) or field → why a tablet cannot look the key up, and what it does instead
ELSEWHERE = {
    "county": "the list of counties belongs to the app, by the same stable keys",
    ("session", "group"): "a group of another centre stays there; the session of whoever moved says what is needed",
}
# Persons of another centre, on records that came with a patient: the record's own centre says where they work.
PEOPLE = {"technician", "therapist", "assessor", "seen_by", "provider"}


def references():
    for kind, one in KINDS.items():
        for name in one.fields:
            field = one.model._meta.get_field(name)
            if isinstance(field, models.ForeignKey):
                yield kind, name, field


def test_every_reference_leads_to_a_kind_that_travels_or_is_explained():
    travelling = {one.model for one in KINDS.values()}
    left = {name for _kind, name, field in references() if field.related_model not in travelling}
    assert left == {name for name in ELSEWHERE if isinstance(name, str)}


def test_every_reference_is_the_key_under_which_the_other_record_travels():
    for kind, name, field in references():
        if name not in ELSEWHERE:
            assert field.target_field.primary_key, (kind, name)


def test_only_people_and_groups_may_lie_outside_of_what_a_centre_sees():
    """What a person's record refers to is the person's own, the centre's staff, or the same everywhere."""
    own = {"patient", "device", "self", "all"}
    about = {one.model: one.about for one in KINDS.values()}
    outside = {
        (kind, name)
        for kind, name, field in references()
        if KINDS[kind].about in ("patient", "device", "self") and about.get(field.related_model, "all") not in own
    }
    assert {one for one in outside if one[1] not in PEOPLE} == {one for one in ELSEWHERE if isinstance(one, tuple)}


def test_nothing_that_travels_is_hidden_from_everybody_or_secret():
    for kind, one in KINDS.items():
        assert not {"password", "email", "username", "token_hash"} & set(one.fields), kind
