"""The catalogue's pages: read by whoever sees patients, changed by the administrator, whatever was typed is kept."""

import pytest
from django.urls import reverse

from apps.core.ids import new_id
from apps.devices.actions import catalogue
from apps.devices.models import DeviceType, MeasureField, ReviewInterval, Term
from tests.people import a_device

pytestmark = pytest.mark.django_db
NEW = {
    "key": "ORT-SHIN", "device_class": "orthosis", "name_en": "Shin orthosis", "name_ko": "정강이 보조기",
    "sided": "on",
}  # fmt: skip


@pytest.fixture
def keeper(people, client):
    client.force_login(people.administrator)
    return client


def leg():
    return DeviceType.objects.get(key="PRO-LL-TT")


def page(name, *args, **query):
    return reverse(f"devices:{name}", args=args, query=query)


def as_shown(client, url, **changes):
    """What the page would send: its form as opened, with changes; a tick that is not there is not sent."""
    form = client.get(url).context["form"]
    given = {name: form[name].value() for name in form.fields} | changes
    return {name: value for name, value in given.items() if value not in (None, False)}


class TestReading:
    def test_the_list_shows_every_type_by_class_with_its_state_and_code(self, technician):
        html = technician.get(page("catalogue")).content.decode()
        assert all(said in html for said in ("PRO-LL-TT", "06 24 09", "Prostheses", "Offered"))

    def test_a_reader_sees_no_way_to_change_anything(self, technician):
        for name in ("catalogue", "catalogue_words", "catalogue_cards", "catalogue_intervals"):
            assert "btn-primary" not in technician.get(page(name)).content.decode()

    def test_search_finds_by_key_name_in_either_script_and_code(self, technician):
        for q in ("pro-ll-tt", "transtibial", "하퇴", "06 24 09"):
            assert "PRO-LL-TT" in technician.get(page("catalogue", q=q)).content.decode()

    def test_what_matches_nothing_says_so(self, technician):
        assert "No type matches" in technician.get(page("catalogue", q="%")).content.decode()

    def test_retired_types_can_be_listed_alone(self, people, technician):
        catalogue.change_type(device_type=leg(), by=people.administrator, active=False)
        html = technician.get(page("catalogue", state="retired")).content.decode()
        assert "PRO-LL-TT" in html
        assert "PRO-LL-TF" not in html

    @pytest.mark.parametrize("query", [{"kind": "spell"}, {"card": "nowhere"}, {"state": "x", "device_class": "spoon"}])
    def test_a_foreign_filter_breaks_nothing(self, technician, query):
        for name in ("catalogue", "catalogue_words", "catalogue_cards"):
            assert technician.get(page(name, **query)).status_code == 200

    def test_the_administrator_finds_it_in_the_navigation(self, keeper):
        html = keeper.get(reverse("desk:today")).content.decode()
        assert f'href="{page("catalogue")}"' in html


class TestTypes:
    def test_a_new_type_is_in_the_list(self, keeper):
        answer = keeper.post(page("catalogue_type_add"), NEW, follow=True)
        assert "ORT-SHIN" in answer.content.decode()
        assert DeviceType.objects.get(key="ORT-SHIN").sided

    def test_pressed_twice_it_is_one(self, keeper):
        given = {**NEW, "record_id": str(new_id())}
        answers = [keeper.post(page("catalogue_type_add"), given).status_code for _time in range(2)]
        assert answers == [302, 302]
        assert DeviceType.objects.filter(name_en="Shin orthosis").count() == 1

    @pytest.mark.parametrize(
        "wrong",
        [{"key": "PRO-LL-TT"}, {"key": "x" * 21}, {"key": "ㄱ"}, {"name_ko": ""}, {"name_en": "a" * 121},
         {"device_class": "spoon"}, {"position": "-1"}, {"position": "99999999999"}, {"iso_9999": "x"},
         {"counts_as_crutch": "on"}, {"name_en": "a\x00b"}],
    )  # fmt: skip
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self, keeper, wrong):
        answer = keeper.post(page("catalogue_type_add"), {**NEW, **wrong})
        assert answer.status_code == 422
        assert answer.context["form"].data["name_ko"] == {**NEW, **wrong}["name_ko"]

    def test_a_name_is_corrected_and_the_type_retired(self, keeper):
        url = page("catalogue_type", leg().pk)
        keeper.post(url, as_shown(keeper, url, name_en="Below knee", active=None))
        assert (leg().name_en, leg().active) == ("Below knee", False)

    def test_a_used_types_nature_is_shown_and_not_asked(self, keeper, device):
        answer = keeper.get(page("catalogue_type", leg().pk))
        assert "sided" not in answer.context["form"].fields
        assert "Devices of this type are on record" in answer.content.decode()

    def test_a_used_type_can_still_be_renamed(self, keeper, device):
        url = page("catalogue_type", leg().pk)
        assert keeper.post(url, as_shown(keeper, url, name_en="Below knee")).status_code == 302
        assert leg().sided

    def test_used_since_the_page_was_opened_it_is_refused_in_words(self, people, keeper, patient):
        url = page("catalogue_type", leg().pk)
        given = as_shown(keeper, url, sided=None)
        a_device(people, patient)
        answer = keeper.post(url, given)
        assert answer.status_code == 422
        assert "sided" in answer.context["form"].errors

    def test_a_stale_page_shows_both_versions(self, people, keeper):
        url = page("catalogue_type", leg().pk)
        given = as_shown(keeper, url, name_en="Mine")
        catalogue.change_type(device_type=leg(), by=people.administrator, name_en="Theirs")
        html = keeper.post(url, given).content.decode()
        assert "Theirs" in html
        assert "Mine" in html

    def test_the_next_press_saves_it_deliberately(self, people, keeper):
        url = page("catalogue_type", leg().pk)
        given = as_shown(keeper, url, name_en="Mine")
        catalogue.change_type(device_type=leg(), by=people.administrator, name_en="Theirs")
        given["version"] = keeper.post(url, given).context["form"].data["version"]
        keeper.post(url, given)
        assert leg().name_en == "Mine"


class TestOtherRooms:
    def test_a_word_is_added_to_its_list(self, keeper):
        word = {"kind": "finding", "key": "cold", "name_en": "Cold", "name_ko": "차가움"}
        answer = keeper.post(page("catalogue_word_add"), word, follow=True)
        assert "cold" in answer.content.decode()
        assert list(Term.objects.filter(kind="finding"))[-1].key == "cold"

    def test_a_word_is_retired(self, keeper):
        word = Term.objects.get(kind="technology", key="resin")
        url = page("catalogue_word", word.pk)
        keeper.post(url, as_shown(keeper, url, active=None))
        assert not Term.objects.get(pk=word.pk).active

    def test_a_measures_ranges_are_changed(self, keeper):
        measure = MeasureField.objects.get(card="foot", key="ball-width")
        url = page("catalogue_measure", measure.pk)
        keeper.post(url, as_shown(keeper, url, plausible_to="14.5"))
        assert str(MeasureField.objects.get(pk=measure.pk).plausible_to) == "14.5"

    @pytest.mark.parametrize("wrong", [{"plausible_to": "99"}, {"plausible_to": "x"}, {"plausible_to": "1e9"}])
    def test_ranges_that_cannot_be_are_refused(self, keeper, wrong):
        url = page("catalogue_measure", MeasureField.objects.get(card="foot", key="ball-width").pk)
        assert keeper.post(url, as_shown(keeper, url, **wrong)).status_code == 422

    def test_a_card_is_begun_with_its_first_measure(self, keeper):
        given = {"card": "tricycle", "key": "reach", "name_en": "Reach", "name_ko": "팔 길이", "unit": "cm",
                 "possible_from": 1, "plausible_from": 2, "plausible_to": 3, "possible_to": 4}  # fmt: skip
        html = keeper.post(page("catalogue_measure_add"), given, follow=True).content.decode()
        assert "reach" in html

    def test_an_interval_is_changed(self, keeper):
        row = ReviewInterval.objects.get(device_class="wheelchair", age_band="adult")
        url = page("catalogue_interval", row.pk)
        keeper.post(url, as_shown(keeper, url, review_months=18))
        row.refresh_from_db()
        assert (row.review_months, row.renewal_months) == (18, 60)

    def test_a_type_gets_an_interval_of_its_own_and_gives_it_back(self, keeper):
        given = {"device_type": "WCH-EL", "age_band": "adult", "review_months": 6, "renewal_months": 48}
        assert keeper.post(page("catalogue_interval_add"), given).status_code == 302
        own = ReviewInterval.objects.get(device_type__key="WCH-EL")
        for _time in range(2):
            assert keeper.post(page("catalogue_interval_drop", own.pk), {"sent": 1}).status_code == 302
        assert not ReviewInterval.objects.filter(pk=own.pk).exists()

    def test_the_interval_of_a_class_cannot_be_taken_back(self, keeper):
        row = ReviewInterval.objects.get(device_class="wheelchair", age_band="adult")
        assert keeper.post(page("catalogue_interval_drop", row.pk), {"sent": 1}).status_code == 422

    @pytest.mark.parametrize("name", ["type", "word", "measure", "interval"])
    def test_what_is_not_there_is_not_found(self, keeper, name):
        assert keeper.get(page(f"catalogue_{name}", new_id())).status_code == 404
