"""What the catalogue can never be is refused by PostgreSQL itself, past every verb."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from apps.devices.models import DeviceType, MeasureField, Measurement, ReviewInterval, Term
from tests.people import MAY

pytestmark = pytest.mark.django_db
TECHNOLOGY = {"kind": "technology", "name_en": "x", "name_ko": "x"}


def refused(constraint, write):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    assert refusal.value.__cause__.diag.constraint_name == constraint


def changed(model, **values):
    """A write to the first row of the model."""
    row = model.objects.order_by("created_at", "pk").first()
    return lambda: model.objects.filter(pk=row.pk).update(**values)


def test_a_word_is_once_in_its_list():
    refused("one_term_per_kind_and_key", lambda: Term.objects.create(key="resin", **TECHNOLOGY))


def test_a_word_is_of_a_known_kind():
    refused("term_kind_is_known", lambda: Term.objects.create(key="new", **{**TECHNOLOGY, "kind": "spell"}))


@pytest.mark.parametrize("key", ["New", "a b", "", "수지"])
def test_a_words_key_is_a_key(key):
    refused("term_key_is_a_key", lambda: Term.objects.create(key=key, **TECHNOLOGY))


def a_measure(**values):
    usual = {
        "card": "foot", "key": "new", "name_en": "x", "name_ko": "x", "unit": "cm", "possible_from": 1,
        "plausible_from": 2, "plausible_to": 3, "possible_to": 4,
    }  # fmt: skip
    return lambda: MeasureField.objects.create(**{**usual, **values})


def test_a_measure_is_once_on_its_card():
    refused("one_measure_per_card_and_key", a_measure(key="stump-length"))


def test_a_measure_has_a_known_unit():
    refused("measure_unit_is_known", a_measure(unit="inch"))


@pytest.mark.parametrize(
    "values", [{"possible_from": Decimal("2.1")}, {"plausible_from": 3}, {"plausible_to": Decimal("4.1")}]
)
def test_ranges_hold_each_other(values):
    refused("measure_ranges_hold_each_other", a_measure(**values))


def an_interval(**values):
    usual = {"device_class": "orthosis", "age_band": "adult", "review_months": 6, "renewal_months": 12}
    return lambda: ReviewInterval.objects.create(**{**usual, **values})


def test_a_class_has_one_interval_for_each_age():
    refused("one_interval_per_type_and_age", an_interval())


def test_an_interval_is_for_a_known_age():
    refused("interval_age_is_known", an_interval(age_band="elder"))


@pytest.mark.parametrize("values", [{"review_months": 0}, {"review_months": 13}, {"renewal_months": 241}])
def test_a_review_comes_before_the_renewal(values):
    knee = DeviceType.objects.get(key="ORT-KO")
    refused("review_comes_before_renewal", an_interval(device_type=knee, **values))


@pytest.mark.parametrize(
    ("model", "values"),
    [(DeviceType, {"key": "NEW"}), (Term, {"key": "new"}), (Term, {"kind": "finding"}), (MeasureField, {"key": "new"}),
     (MeasureField, {"card": "new"})],
)  # fmt: skip
def test_a_key_stays(model, values):
    refused("catalogue_key_stays", changed(model, **values))


@pytest.mark.parametrize("model", [DeviceType, Term, MeasureField])
def test_nothing_of_the_catalogue_is_deleted(model):
    row = model.objects.first()
    with pytest.raises((InternalError, ProgrammingError), match="Cannot delete"), transaction.atomic():
        model.objects.filter(pk=row.pk)._raw_delete("default")


@pytest.mark.parametrize(
    "values",
    [{"device_class": "orthosis"}, {"sided": False}, {"prefabricated": True}, {"level": ""},
     {"device_class": "walking-aid", "counts_as_crutch": True}],
)  # fmt: skip
def test_a_type_in_use_keeps_its_nature(device, values):
    rows = DeviceType.objects.filter(pk=device.device_type_id)
    refused("used_type_keeps_its_nature", lambda: rows.update(**values))


def test_a_measure_in_use_keeps_its_unit(people, device):
    Measurement.objects.create(
        device=device, centre=people.rakrang, at=people.rakrang.noon(MAY), service_date=MAY, kind="measure",
        card="transtibial", values={"circ-5": 30}, technician=people.technician, recorded_by=people.technician,
    )  # fmt: skip
    rows = MeasureField.objects.filter(card="transtibial", key="circ-5")
    refused("measured_keeps_its_unit", lambda: rows.update(unit="mm"))
