"""Scoring, by table, against what is published about each scale. The citation stands with each case."""

from decimal import Decimal

import pytest

from apps.physio import scoring
from apps.physio.models import Instrument, InstrumentKind
from apps.physio.scoring import UNABLE, number, score, speed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def instrument(key):
    return Instrument.objects.prefetch_related("items").get(key=key)


def scored(key, **given):
    found = instrument(key)
    return score(found, list(found.items.all()), **given)


def every(key, pick):
    """Each item of a scale with the value `pick` takes from what may be chosen."""
    return {item.key: pick(scoring.allowed(item)) for item in instrument(key).items.all()}


# Highest scores as published. Berg 1989: 14 tasks of 0-4; Mahoney & Barthel 1965: 10 items, 100; Itzkovich 2007: SCIM
# III 19 items, 100; Gailey 2002: AMPPRO 47, AMPnoPRO 43.
@pytest.mark.parametrize(
    ("key", "items", "most"),
    [("berg", 14, 56), ("barthel", 10, 100), ("scim", 19, 100), ("amppro", 24, 47), ("ampnopro", 22, 43)],
)
def test_the_highest_and_lowest_score_are_the_published_ones(key, items, most):
    best, worst = every(key, max), every(key, min)
    assert len(best) == items
    assert scored(key, given=best).total == most == instrument(key).maximum
    assert scored(key, given=worst).total == 0


def test_scim_has_three_parts_of_20_40_and_40():
    """Itzkovich 2007: self-care 0-20, respiration and sphincter management 0-40, mobility 0-40."""
    items = list(instrument("scim").items.all())
    parts = scoring.subtotals(items, every("scim", max))
    assert [(part.group, part.points, part.most) for part in parts] == [
        ("self-care", 20, 20), ("breathing-sphincters", 40, 40), ("mobility", 40, 40)
    ]  # fmt: skip
    assert scoring.subtotals(list(instrument("berg").items.all()), {}) == []


def test_without_the_prosthesis_two_items_are_left_out():
    """Gailey 2002: what can only be done on the prosthesis is not scored: 47 − 4 = 43."""
    left_out = every("amppro", max).keys() - every("ampnopro", max).keys()
    assert left_out == {"one-leg-prosthesis", "step-prosthesis"}
    assert sum(every("amppro", max)[key] for key in left_out) == 4


# Mahoney & Barthel 1965: items count 5, 10 or 15 by their weight. A person who eats alone, is continent, needs help
# with transfers (10), walks with help (10), dresses with help (5) and does nothing else alone.
def test_a_barthel_is_the_sum_of_its_weights():
    given = every("barthel", min) | {
        "feeding": 10, "bowels": 10, "bladder": 10, "transfer": 10, "mobility": 10, "dressing": 5
    }  # fmt: skip
    assert scored("barthel", given=given).total == 55
    assert scored("barthel", given={**given, "feeding": 7}).findings[0].text == "Choose one of: 0, 5, 10."


@pytest.mark.parametrize(("value", "total"), [(0, 0), (1, 14), (2, 28), (3, 42), (4, 56)])
def test_a_berg_of_equal_items_is_fourteen_times_one(value, total):
    """Berg 1989; bands of 20 and 40 are read into the total by others and are not computed here."""
    assert scored("berg", given=dict.fromkeys(every("berg", min), value)).total == total


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tug", "14.2"), ("tug", "600"), ("2mwt", "143.8"), ("6mwt", "450"), ("10mwt", "0.8"), ("nprs", "0"),
        ("nprs", "10"), ("socket", "7"),
    ],
)  # fmt: skip
def test_a_value_within_range_and_step_is_the_result(key, value):
    assert scored(key, total=Decimal(value)).total == Decimal(value)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("tug", "0", "The result lies between 1 and 600 s. Whoever cannot do it is “unable”."),
        ("tug", "600.1", "The result lies between 1 and 600 s. Whoever cannot do it is “unable”."),
        ("tug", "-3", "The result lies between 1 and 600 s. Whoever cannot do it is “unable”."),
        ("tug", "NaN", "The result lies between 1 and 600 s. Whoever cannot do it is “unable”."),
        ("tug", "Infinity", "The result lies between 1 and 600 s. Whoever cannot do it is “unable”."),
        ("tug", "14.25", "Enter it in steps of 0.1 s."),
        ("10mwt", "0.812", "Enter it in steps of 0.01 m/s."),
        ("nprs", "11", "The result lies between 0 and 10."),
        ("nprs", "3.5", "Enter it in steps of 1."),
        ("barthel", "52", "Enter it in steps of 5."),
        ("berg", "57", "The result lies between 0 and 56."),
    ],
)
def test_what_is_out_of_range_or_step_is_refused(key, value, said):
    found = scored(key, total=Decimal(value))
    assert found.total is None
    assert [finding.text for finding in found.findings] == [said]


def test_a_missing_item_means_no_total_and_is_named():
    given = every("berg", max)
    del given["stand"], given["sit"]
    found = scored("berg", given=given)
    assert found.total is None
    assert {finding.field for finding in found.findings} == {"total", "item-stand", "item-sit"}
    assert found.findings[0].text == "2 items are not scored yet; there is no total."


@pytest.mark.parametrize("wrong", [5, -1, True, "4", 2.0, UNABLE, None])
def test_an_item_takes_only_what_may_be_chosen(wrong):
    found = scored("berg", given={**every("berg", max), "sit": wrong})
    assert found.total is None
    assert [finding.field for finding in found.findings] == ["item-sit"]


def test_an_unknown_item_is_refused():
    assert scored("berg", given={**every("berg", max), "dance": 4}).total is None
    assert scored("tug", given={"sit": 4}).findings[0].text == "This measure has no items."


def test_a_total_besides_the_items_must_be_their_sum():
    assert scored("berg", given=every("berg", max), total=Decimal(56)).total == 56
    assert scored("berg", given=every("berg", max), total=Decimal(55)).total is None
    assert scored("berg", total=Decimal(45)).total == 45  # as an old paper has it


@pytest.mark.parametrize("key", ["tug", "berg", "mmt"])
def test_unable_is_no_result_and_not_0(key):
    assert scored(key, unable=True) == scoring.Scored()
    assert scored(key, unable=True, total=Decimal(0)).findings
    assert scored(key).findings


def test_a_cell_may_be_unable_and_a_table_has_no_total():
    found = scored("mmt", given={"knee-flexion:L": UNABLE, "knee-flexion:R": 0})
    assert (found.total, found.items) == (None, {"knee-flexion:L": UNABLE, "knee-flexion:R": 0})
    assert scored("mmt", given={"knee-flexion:L": 4}, total=Decimal(4)).findings


@pytest.mark.parametrize(
    "cell", [{"knee-flexion": 4}, {"knee-flexion:M": 4}, {"knee-flexion:L": 6}, {"knee-flexion:L": -1}, {}]
)
def test_a_wrong_cell_is_refused(cell):
    assert scored("mmt", given=cell).findings


@pytest.mark.parametrize(("value", "fits"), [(-30, True), (20, True), (-121, False), (21, False)])
def test_a_lack_of_extension_is_negative(value, fits):
    """Norkin & White: measured from the neutral position."""
    assert bool(scored("rom", given={"knee-extension:L": value}).findings) is not fits


# Bohannon 1997: speed is distance over time.
@pytest.mark.parametrize(
    ("metres", "seconds", "expected"), [("10", "12.5", "0.80"), ("6", "5", "1.20"), ("10", "7.1", "1.41")]
)
def test_a_speed_is_metres_over_seconds(metres, seconds, expected):
    assert str(speed(metres=Decimal(metres), seconds=Decimal(seconds))) == expected


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12.5", "12.5"), ("12,5", "12.5"), (" 7 ", "7"), ("１２．５", "12.5"), ("−3", "-3"), ("1e5", None),
        ("12.5.1", None), ("NaN", None), ("", None), ("1 000", None), ("twelve", None), ("9" * 40, None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(typed, value):
    assert number(typed) == (None if value is None else Decimal(value))


def test_every_scale_reaches_its_own_bounds_and_no_item_is_without_a_name():
    for found in Instrument.objects.prefetch_related("items"):
        assert all(item.name_en and item.name_ko for item in found.items.all())
        assert found.note_en
        assert found.note_ko
        if found.kind == InstrumentKind.SUM:
            assert scored(found.key, given=every(found.key, max)).total == found.maximum
