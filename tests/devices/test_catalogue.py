"""The catalogue's verbs: keys stay, what is in use keeps its nature, old records keep their names."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices import due
from apps.devices.actions import catalogue, devices, measurements
from apps.devices.models import DeviceType, MeasureField, ReviewInterval, Term
from tests.people import MAY, a_delivery, a_device, a_patient

pytestmark = pytest.mark.django_db
SHIN = {"key": "ORT-SHIN", "device_class": "orthosis", "name_en": "Shin orthosis", "name_ko": "정강이 보조기"}
MEASURE = {
    "name_en": "Width", "name_ko": "너비", "unit": "cm", "possible_from": Decimal(1), "plausible_from": Decimal(2),
    "plausible_to": Decimal(8), "possible_to": Decimal(9),
}  # fmt: skip


def a_type(key="PRO-LL-TT"):
    return DeviceType.objects.get(key=key)


@contextmanager
def refused(field: str = "", *, code: str = "invalid") -> Iterator[None]:
    """What is done within is refused with the code, at the field."""
    with pytest.raises(Refused) as refusal:
        yield
    assert (refusal.value.code, refusal.value.field or "") == (code, field)


@pytest.fixture
def by(people):
    return people.administrator


class TestTypes:
    def test_a_new_type_can_be_prescribed_at_once_and_stands_behind_its_class(self, people, by, patient):
        made = catalogue.add_type(by=by, sided=True, **SHIN)
        assert a_device(people, patient, key="ORT-SHIN").device_type == made
        assert list(DeviceType.objects.filter(device_class="orthosis"))[-1] == made

    def test_pressed_twice_it_is_one(self, by):
        key = new_id()
        first = catalogue.add_type(by=by, id=key, **SHIN)
        assert catalogue.add_type(by=by, id=key, **SHIN) == first

    def test_a_key_is_given_once(self, by):
        with refused("key"):
            catalogue.add_type(by=by, **{**SHIN, "key": "PRO-LL-TT"})

    @pytest.mark.parametrize("key", ["", "ort-shin", "ORT SHIN", "-ORT", "ORT--A", "정강이"])
    def test_a_key_is_a_key(self, by, key):
        with refused("key"):
            catalogue.add_type(by=by, **{**SHIN, "key": key})

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"counts_as_crutch": True}, "counts_as_crutch"), ({"level": "transtibial"}, "level"),
            ({"iso_9999": "06 12 06"}, "iso_9999"), ({"iso_mark": "V"}, "iso_9999"),
            ({"iso_9999": "061206", "iso_mark": "V"}, "iso_9999"), ({"card": "nowhere"}, "card"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_where_it_stands(self, by, wrong, field):
        with refused(field):
            catalogue.add_type(by=by, **SHIN, **wrong)

    @pytest.mark.parametrize(
        "change", [{"device_class": "orthosis"}, {"sided": False}, {"prefabricated": True}, {"level": "transfemoral"}]
    )
    def test_what_a_device_was_made_by_cannot_change(self, by, device, change):
        with refused(next(iter(change))):
            catalogue.change_type(device_type=a_type(), by=by, **change)

    def test_nor_what_its_units_were_counted_by(self, people, by, patient):
        a_delivery(people, patient, key="CRU-AXIL")
        with refused("counts_as_crutch"):
            catalogue.change_type(device_type=a_type("CRU-AXIL"), by=by, counts_as_crutch=False)

    def test_before_there_is_a_device_everything_but_the_key_can(self, by):
        changed = catalogue.change_type(device_type=a_type(), by=by, sided=False, level="", device_class="orthosis")
        assert (changed.sided, changed.device_class, changed.key) == (False, "orthosis", "PRO-LL-TT")

    def test_names_of_a_used_type_may_be_corrected(self, by, device):
        catalogue.change_type(device_type=a_type(), by=by, name_en="Below-knee prosthesis")
        device.refresh_from_db()
        assert device.device_type.name_en == "Below-knee prosthesis"

    def test_a_retired_type_is_not_offered_and_keeps_its_name_on_record(self, by, device):
        catalogue.change_type(device_type=a_type(), by=by, active=False)
        assert a_type() not in DeviceType.objects.offered()
        device.refresh_from_db()
        assert device.device_type.name_ko == "하퇴 의지"

    def test_and_can_be_offered_again(self, by):
        for active in (False, True):
            catalogue.change_type(device_type=a_type(), by=by, active=active)
        assert a_type() in DeviceType.objects.offered()

    def test_somebody_elses_change_is_not_overwritten(self, by):
        read = a_type()
        catalogue.change_type(device_type=read, by=by, name_en="One")
        with refused(code="stale"):
            catalogue.change_type(device_type=read, by=by, version=read.version, name_en="Two")

    def test_the_same_change_twice_is_one(self, by):
        read = a_type()
        for _time in range(2):
            catalogue.change_type(device_type=read, by=by, version=read.version, name_en="One")
        assert a_type().version == read.version + 1

    def test_a_field_it_does_not_know_is_a_mistake_of_the_caller(self, by):
        with pytest.raises(TypeError):
            catalogue.change_type(device_type=a_type(), by=by, key="PRO-LL-XX")


class TestWords:
    def test_a_new_technology_can_be_prescribed(self, people, by, patient):
        catalogue.add_word(kind="technology", key="carbon", name_en="Carbon", name_ko="탄소", by=by)
        assert a_device(people, patient, technology="carbon").technology_name == "탄소"

    def test_a_retired_one_keeps_its_name_on_record(self, people, by, patient):
        device = a_device(people, patient, technology="resin")
        catalogue.change_word(word=Term.objects.get(kind="technology", key="resin"), by=by, active=False)
        assert device.technology_name == "수지"
        assert "resin" not in [term.key for term in Term.objects.offered("technology")]

    def test_the_same_key_may_stand_in_two_lists_but_not_twice_in_one(self, by):
        word = {"key": "resin", "name_en": "Resin", "name_ko": "수지", "by": by}
        catalogue.add_word(kind="finding", **word)
        with refused("key"):
            catalogue.add_word(kind="technology", **word)

    def test_a_changed_word_is_refused_where_somebody_else_was_first(self, by):
        word = Term.objects.get(kind="stage", key="renewal")
        catalogue.change_word(word=word, by=by, name_en="Successor")
        with refused(code="stale"):
            catalogue.change_word(word=word, by=by, version=word.version, name_en="Next one")


class TestCards:
    def test_a_line_is_added_to_its_card(self, by):
        made = catalogue.add_measure(card="chair", key="head-height", by=by, **MEASURE)
        assert list(MeasureField.objects.filter(card="chair"))[-1] == made

    def test_a_new_key_begins_a_card_that_types_can_use(self, by):
        catalogue.add_measure(card="tricycle", key="reach", by=by, **MEASURE)
        changed = catalogue.change_type(device_type=a_type("TRI-HAND"), by=by, card="tricycle")
        assert changed.card == "tricycle"

    @pytest.mark.parametrize(
        "wrong", [{"possible_from": Decimal(3)}, {"plausible_to": Decimal(10)}, {"plausible_from": Decimal(8)}]
    )
    def test_ranges_hold_each_other(self, by, wrong):
        with refused("possible_from"):
            catalogue.add_measure(card="chair", key="x", by=by, **{**MEASURE, **wrong})

    def test_the_unit_stays_once_something_was_measured(self, people, by, device):
        at = people.rakrang.noon(MAY)
        values = {field.key: field.plausible_from for field in MeasureField.objects.filter(card="transtibial")}
        measurements.record(device=device, kind="measure", values=values, at=at, by=people.technician)
        length = MeasureField.objects.get(card="transtibial", key="stump-length")
        with refused("unit"):
            catalogue.change_measure(measure=length, by=by, unit="mm")

    def test_before_that_it_can_be_corrected(self, by):
        length = MeasureField.objects.get(card="transtibial", key="stump-length")
        assert catalogue.change_measure(measure=length, by=by, unit="mm").unit == "mm"


class TestIntervals:
    def test_a_change_moves_every_due_date(self, people, by):
        device = a_delivery(people, a_patient(people)).device
        row = ReviewInterval.objects.get(device_class="prosthesis", device_type=None, age_band="adult")
        catalogue.change_interval(interval=row, review_months=6, renewal_months=24, by=by)
        assert due.of(device, MAY).review_on.isoformat() == "2016-11-10"

    def test_a_type_gets_its_own_once_and_gives_it_back(self, people, by):
        device = a_delivery(people, a_patient(people)).device
        own = {"device_type": a_type(), "age_band": "adult", "review_months": 2, "renewal_months": 9, "by": by}
        made = catalogue.add_interval(**own)
        assert due.of(device, MAY).review_on.isoformat() == "2016-07-10"
        with refused("age_band"):
            catalogue.add_interval(**own)
        catalogue.drop_interval(interval=made, by=by)
        assert due.of(device, MAY).review_on.isoformat() == "2017-05-10"

    @pytest.mark.parametrize(("review", "renewal"), [(0, 5), (12, 6), (12, 241)])
    def test_renewal_does_not_come_before_review(self, by, review, renewal):
        with refused("renewal_months"):
            catalogue.change_interval(
                interval=ReviewInterval.objects.first(), review_months=review, renewal_months=renewal, by=by
            )

    def test_a_class_keeps_its_interval(self, by):
        with pytest.raises(Refused):
            catalogue.drop_interval(interval=ReviewInterval.objects.filter(device_type=None).first(), by=by)


class TestComponents:
    def test_they_are_noted_on_a_device_in_any_state(self, people, device):
        changed = devices.note_components(device=device, components=" SACH foot, lot 7 ", by=people.technician)
        assert changed.components == "SACH foot, lot 7"

    def test_pressed_twice_is_one_and_a_stale_page_is_refused(self, people, device):
        first = {"device": device, "version": device.version, "by": people.technician}
        for _time in range(2):
            devices.note_components(components="lot 7", **first)
        with refused(code="stale"):
            devices.note_components(components="lot 8", **first)
