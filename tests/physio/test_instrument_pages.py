"""Outcome measures in the catalogue: names, what is offered, thresholds with their sources; items are the product's."""

import pytest
from django.urls import reverse

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.physio.actions import catalogue
from apps.physio.models import Instrument, Threshold

pytestmark = pytest.mark.django_db
NEW = {"kind": "mdc", "population": "spinal-cord-injury", "value": "5.5", "source": "Somebody. A journal 2015;1:2-3"}


@pytest.fixture
def keeper(people, client):
    client.force_login(people.administrator)
    return client


@pytest.fixture
def walk(db):
    return Instrument.objects.get(key="2mwt")


def page(name, *args):
    return reverse(f"physio:catalogue{name}", args=args)


def change(client, url, **changes):
    form = client.get(url).context["form"]
    given = {name: form[name].value() for name in form.fields} | changes
    return client.post(url, {name: value for name, value in given.items() if value not in (None, False)})


def test_whoever_sees_patients_reads_measures_items_and_thresholds(people, client):
    client.force_login(people.physio)
    berg = Instrument.objects.get(key="berg")
    html = client.get(page("_instrument", berg.pk)).content.decode()
    assert "sit-stand" in html
    assert "btn-primary" not in html


def test_the_list_names_the_population_of_each_threshold(people, client):
    client.force_login(people.physio)
    assert "37.2" in client.get(page("")).content.decode()


def test_names_and_state_are_changed(keeper, walk):
    change(keeper, page("_instrument_change", walk.pk), name_en="Walk of two minutes", active=None)
    walk.refresh_from_db()
    assert (walk.name_en, walk.active, walk.key) == ("Walk of two minutes", False, "2mwt")


def test_items_unit_and_scoring_are_no_fields(keeper, walk):
    fields = keeper.get(page("_instrument_change", walk.pk)).context["form"].fields
    assert not {"unit", "kind", "direction", "minimum", "maximum", "step", "key", "items"} & fields.keys()


def test_a_stale_page_shows_both_versions(people, keeper, walk):
    catalogue.change_instrument(instrument=walk, by=people.administrator, name_en="Theirs")
    answer = change(keeper, page("_instrument_change", walk.pk), name_en="Mine", version=walk.version)
    assert answer.status_code == 422
    assert "Theirs" in answer.content.decode()


def test_a_threshold_is_added_once(keeper, walk):
    given = {**NEW, "record_id": str(new_id())}
    answers = [keeper.post(page("_threshold_add", walk.pk), given).status_code for _time in range(2)]
    assert answers == [302, 302]
    assert walk.thresholds.filter(population="spinal-cord-injury").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"source": ""}, {"source": "   "}, {"value": "0"}, {"value": "-1"}, {"value": "x"}, {"value": "123456789"},
     {"population": "nobody"}, {"kind": "x"}, {"kind": "mcid", "population": "lower-limb-amputation"}],
)  # fmt: skip
def test_a_threshold_that_cannot_be_is_refused_and_nothing_typed_is_lost(keeper, walk, wrong):
    answer = keeper.post(page("_threshold_add", walk.pk), {**NEW, **wrong})
    assert answer.status_code == 422
    assert answer.context["form"].data["source"] == {**NEW, **wrong}["source"]


def test_a_table_of_muscles_has_no_threshold(people, keeper):
    muscles = Instrument.objects.get(key="mmt")
    assert keeper.post(page("_threshold_add", muscles.pk), NEW).status_code == 422
    with pytest.raises(Refused):
        catalogue.add_threshold(instrument=muscles, by=people.administrator, **NEW)


def test_a_value_is_corrected_with_its_source(keeper, walk):
    threshold = walk.thresholds.get(kind="mcid", population="lower-limb-amputation")
    change(keeper, page("_threshold", threshold.pk), value="30.5", source="A newer study")
    threshold.refresh_from_db()
    assert (str(threshold.value), threshold.source) == ("30.50", "A newer study")


def test_a_threshold_is_taken_back(keeper, walk):
    threshold = walk.thresholds.first()
    for _time in range(2):
        assert keeper.post(page("_threshold_drop", threshold.pk), {"sent": 1}).status_code == 302
    assert not Threshold.objects.filter(pk=threshold.pk).exists()
