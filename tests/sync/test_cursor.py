"""Cursors: of one tablet and centre, of one life of the database, and never to be made up (MUST 15)."""

import base64
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.centres.models import Centre
from apps.core.problems import Refused
from apps.sync import cursor
from apps.sync.cursor import Place
from apps.sync.models import Tablet

HERE, THERE = Centre(pk=uuid4()), Centre(pk=uuid4())
TABLET = Tablet(pk=uuid4(), centre=HERE)
PLACES = st.builds(Place, st.integers(0, 2**62), st.uuids(), st.booleans())


def refused(text, tablet=TABLET):
    with pytest.raises(Refused) as told:
        cursor.read(text, tablet)
    return told.value.code == "bad_cursor"


@given(PLACES)
def test_what_was_written_is_read(place):
    text = cursor.written(place, TABLET)
    assert cursor.read(text, TABLET) == place
    assert "/" not in text
    assert "+" not in text


@given(PLACES)
def test_a_cursor_of_another_tablet_or_centre_is_none(place):
    text = cursor.written(place, TABLET)
    assert refused(text, Tablet(pk=uuid4(), centre=HERE))
    assert refused(text, Tablet(pk=TABLET.pk, centre=THERE))


@given(PLACES, st.integers(0, 41), st.integers(1, 255))
def test_a_cursor_with_one_byte_changed_is_none(place, where, by):
    text = cursor.written(place, TABLET)
    changed = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    changed[where] ^= by
    assert refused(base64.urlsafe_b64encode(changed).decode().rstrip("="))


@given(st.text(max_size=200))
def test_any_other_text_is_refused_and_breaks_nothing(text):
    assert refused(text)
