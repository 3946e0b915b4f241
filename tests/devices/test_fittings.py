"""Fittings: as many as needed, in words that are chosen, the last one beside the form."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices import words
from apps.devices.actions import deliveries, fittings, measurements
from apps.devices.checklists import NO, YES, checklist_for
from apps.devices.models import Fitting, State, Term, TermKind
from apps.devices.timeline import entries
from tests.people import MAY, a_device, taken_to

DAY = MAY.isoformat()


@pytest.fixture
def made(people, device):
    """A prosthesis that can be tried on."""
    return taken_to(people, device, State.IN_FABRICATION)


def tried(people, device, **details) -> Fitting:
    details.setdefault("at", people.rakrang.noon(MAY))
    return fittings.record(device=device, by=people.technician, **details)


def opened(client, device, **query):
    return client.get(reverse("devices:fitting", args=[device.pk]), query)


def sent(client, people, device, **typed):
    typed = {"on": DAY, "technician": people.technician.pk, "record_id": str(new_id()), **typed}
    return client.post(reverse("devices:fitting", args=[device.pk]), typed)


def retire(key: str, kind: str = "finding") -> None:
    Term.objects.filter(kind=kind, key=key).update(active=False)


# --- the verb ---


def test_words_are_kept_once_and_in_the_order_of_the_list(people, made):
    row = tried(people, made, finding_keys=["red-skin", "socket-tight", "red-skin"], adjustment_keys=["relief"])
    assert (row.finding_keys, row.adjustment_keys) == (["socket-tight", "red-skin"], ["relief"])


@pytest.mark.parametrize("field", ["finding_keys", "adjustment_keys"])
@pytest.mark.parametrize("key", ["no-such-word", "", "x" * 400, "\x00", "seat-too-wide", "joint-moved"])
def test_a_word_of_no_list_or_of_another_class_is_refused_at_its_field(people, made, field, key):
    with pytest.raises(Refused) as refusal:
        tried(people, made, **{field: ["pain", key]} if field == "finding_keys" else {field: ["pad", key]})
    assert (refusal.value.code, refusal.value.field) == ("invalid", field)
    assert not made.fittings.exists()


def test_the_refusal_names_the_word_in_the_users_language(people, made):
    for language, sentence in (("en", "“Seat too wide” is not a word for this class"), ("ko", "“좌석이 너무 넓음”")):
        with override(language), pytest.raises(Refused, match=sentence):
            tried(people, made, finding_keys=["seat-too-wide"])


def test_a_retired_word_is_refused_and_stays_readable_where_it_was_used(people, technician, made):
    tried(people, made, finding_keys=["pistoning"])
    retire("pistoning")
    with pytest.raises(Refused) as refusal, override("en"):
        tried(people, made, finding_keys=["pistoning"])
    assert refusal.value.field == "finding_keys"
    assert "Pistoning" in technician.get(reverse("devices:detail", args=[made.pk])).content.decode()


def test_a_fitting_sent_twice_is_one_even_when_its_word_was_retired_in_between(people, made):
    given = {"id": new_id(), "finding_keys": ["pistoning"]}
    first = tried(people, made, **given)
    retire("pistoning")
    assert tried(people, made, **given) == first


@pytest.mark.parametrize(
    ("device_class", "there", "missing"),
    [
        ("prosthesis", "socket-tight", "joint-misplaced"), ("orthosis", "strap-misplaced", "socket-tight"),
        ("wheelchair", "sits-crooked", "socket-tight"), ("tricycle", "seat-too-wide", "pistoning"),
        ("seating", "sits-crooked", "strap-misplaced"), ("walking-aid", "too-short", "seat-too-wide"),
    ],
)  # fmt: skip
def test_each_class_is_offered_its_own_words_and_the_general_ones(db, device_class, there, missing):
    keys = {term.key for term in words.offered(TermKind.FINDING, device_class)}
    assert {there, "good-fit"} <= keys
    assert missing not in keys


# --- the page ---


def test_one_chip_is_enough_and_pressing_twice_makes_one(people, technician, made):
    typed = {"record_id": str(new_id()), "finding_keys": ["good-fit"]}
    for _press in range(2):
        assert sent(technician, people, made, **typed).status_code == 302
    assert made.fittings.get().finding_keys == ["good-fit"]


def test_at_most_six_inputs_are_asked(people, technician, made):
    asked = [field.name for field in opened(technician, made).context["form"] if not field.is_hidden]
    assert len(asked) == 6


def test_the_last_fitting_stands_beside_and_its_words_are_taken_over_when_asked(people, technician, made):
    tried(people, made, finding_keys=["socket-tight"], adjustment_keys=["pad", "relief"], next_step="Walk outdoors")
    page = opened(technician, made)
    for told in ("Socket too tight", "Relieved by heat, Pad added", "Walk outdoors"):
        assert told in page.content.decode()
    assert not page.context["form"]["finding_keys"].value()
    form = opened(technician, made, again="yes").context["form"]
    assert (form["finding_keys"].value(), form["adjustment_keys"].value()) == (["socket-tight"], ["relief", "pad"])


def test_a_word_retired_in_the_meantime_is_told_by_its_name_and_the_rest_is_kept(people, technician, made):
    retire("pistoning")
    answer = sent(technician, people, made, finding_keys=["pistoning", "pain"], findings="Since yesterday")
    assert "“Pistoning” is no longer offered" in str(answer.context["form"].errors["finding_keys"])
    assert answer.status_code == 422
    assert "Since yesterday" in answer.content.decode()
    assert answer.context["form"]["finding_keys"].value() == ["pistoning", "pain"]


@pytest.mark.parametrize("typed", [{"findings": "a\x00b"}, {"next_step": "\u202eturned"}, {"findings": "x" * 4001}])
def test_what_cannot_be_text_is_told_at_its_field(people, technician, made, typed):
    answer = sent(technician, people, made, finding_keys=["pain"], **typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(typed)


# --- what is left to be done ---


def test_to_be_cast_again_offers_the_way_to_the_recast_until_it_is_done(people, technician, made):
    tried(people, made, adjustment_keys=["new-cast"])
    way = reverse("devices:measure", args=[made.pk]) + "?kind=recast"
    page = reverse("devices:detail", args=[made.pk])
    assert f'href="{way}"' in technician.get(page).content.decode()
    assert technician.get(way).status_code == 200
    again = {"kind": "recast", "values": {}, "reason": "Stump has shrunk", "note": "New cast"}
    measurements.record(device=made, at=people.rakrang.noon(MAY), by=people.technician, **again)
    assert technician.get(page).context["outstanding"] is None


def test_a_failed_check_out_stands_on_top_until_the_next_fitting(people, technician, made):
    tried(people, made, finding_keys=["good-fit"])
    points = {point.key: YES for point in checklist_for(made).points} | {"gait": NO}
    fails = next(point.text for point in checklist_for(made).points if point.key == "gait")
    deliveries.check_out(device=made, points=points, at=people.rakrang.noon(MAY), by=people.technician)
    page = reverse("devices:detail", args=[made.pk])
    assert list(map(str, technician.get(page).context["outstanding"].failed)) == [str(fails)]
    tried(people, made, adjustment_keys=["alignment"])
    assert technician.get(page).context["outstanding"] is None


def test_whoever_may_only_read_is_told_and_offered_nothing(people, client, made):
    tried(people, made, adjustment_keys=["new-cast"])
    client.force_login(people.receptionist)
    page = client.get(reverse("devices:detail", args=[made.pk])).content.decode()
    assert "to be cast again" in page
    assert "kind=recast" not in page


# --- the timeline ---


def test_the_timeline_tells_the_chips_and_nothing_that_was_written(people, made):
    tried(people, made, finding_keys=["pain"], adjustment_keys=["pad"], findings="Cried")
    with override("ko"):
        (entry,) = [entry for entry in entries(made.patient, people.physio) if entry.kind == "fitting"]
    assert entry.text == "하퇴 의지 · 왼쪽 · 통증; 패드 추가"


def test_the_timeline_asks_no_more_the_more_was_tried(people, made, django_assert_max_num_queries):
    other = taken_to(people, a_device(people, made.patient, side="R"), State.IN_FABRICATION)
    for device in (made, made, made, other, other):
        tried(people, device, finding_keys=["pain"], adjustment_keys=["pad"])
    with django_assert_max_num_queries(12):
        entries(made.patient, people.physio)
