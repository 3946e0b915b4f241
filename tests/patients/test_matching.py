"""The likeness score: each part of it, and what the whole is worth on pairs of which the truth is known."""

from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from apps.patients import matching
from apps.patients.actions import patients
from apps.patients.matching import PERHAPS, PROBABLY, Verdict, facts, labelled, levels, names, weights
from apps.patients.matching.names import NameLevel
from apps.patients.models import Patient
from tests.people import a_patient

FLOORS = {PERHAPS: (0.83, 0.98), PROBABLY: (0.98, 0.93)}
THERE = {"county": "nampo/kangso", "village": "청룡리"}
TABLES = ("NAME", "BIRTH", "SEX", "PHONE", "PAPER", "PLACE")


@pytest.fixture(scope="module")
def pairs():
    return labelled.read()


def below_a_floor(pairs) -> bool:
    found = ((labelled.figures(pairs, threshold), floors) for threshold, floors in FLOORS.items())
    return any(figures.precision < precision or figures.recall < recall for figures, (precision, recall) in found)


def test_the_labelled_pairs_are_many_of_both_kinds_in_both_scripts(pairs):
    assert len(pairs) >= 400
    assert min(sum(pair.same is kind for pair in pairs) for kind in (True, False)) >= 150
    assert sum(not pair.other.name_hangul and bool(pair.other.name_romanised) for pair in pairs) >= 50
    assert len({pair.case for pair in pairs}) >= 40


def test_precision_and_recall_hold_their_floors(pairs):
    assert not below_a_floor(pairs)


@pytest.mark.parametrize("table", TABLES)
def test_without_one_part_of_the_score_a_floor_breaks(pairs, monkeypatch, table):
    emptied = {key: replace(weight, points=0) for key, weight in getattr(weights, table).items()}
    monkeypatch.setattr(weights, table, emptied)
    assert below_a_floor(pairs)


def test_without_the_frequent_names_a_floor_breaks(pairs, monkeypatch):
    monkeypatch.setattr(weights, "COMMON_NAME", replace(weights.COMMON_NAME, points=0))
    assert below_a_floor(pairs)


@pytest.mark.parametrize("table", ["PHONE", "PLACE"])
def test_were_a_familys_phone_and_place_counted_for_its_members_a_floor_would_break(pairs, monkeypatch, table):
    own = {key: replace(weight, shared=False) for key, weight in getattr(weights, table).items()}
    monkeypatch.setattr(weights, table, own)
    assert below_a_floor(pairs)


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (("김영수", ""), ("김영수", "Gim Youngsoo"), NameLevel.SAME),
        (("이영희", ""), ("리영희", ""), NameLevel.SPELLING),
        (("김영수", ""), ("", "Young-soo KIM"), NameLevel.SPELLING),
        (("", "Rim Song Son"), ("", "Sung-son Im"), NameLevel.SPELLING),
        (("金永洙", "Kim Yong Su"), ("김영수", ""), NameLevel.SPELLING),
        (("김영수", ""), ("김영소", ""), NameLevel.LETTER),
        (("백향숙", "Paek Hyang Suk"), ("박향순", "Paek Hyang Suk"), NameLevel.LETTER),
        (("", "Kim Hak Hyon"), ("", "Kim Hak Hyo"), NameLevel.LETTER),
        (("영수", ""), ("김영수", ""), NameLevel.PART),
        (("김영수", ""), ("김철호", ""), NameLevel.DIFFERENT),
        (("김", ""), ("김영수", ""), NameLevel.NOTHING),
        (("", ""), ("김영수", ""), NameLevel.NOTHING),
    ],
)
def test_names_are_compared_across_scripts_and_spellings(one, other, level):
    assert names.compare(facts.Facts(*one), facts.Facts(*other)) == level
    assert names.compare(facts.Facts(*other), facts.Facts(*one)) == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("1970-03-12", "1970-03-12", "day"),
        ("1970-03-12", "1970-03", "month"),
        ("1970-03-12", "1970", "year"),
        ("1970-03-12", "~1971", "about"),
        ("~1970", "~1973", "some_years"),
        ("1970-03-12", "1980-03-12", "slip"),
        ("1970-03-12", "1970-12-03", "slip"),
        ("1970-02-06", "1970-03-12", "lunar"),
        ("1970-03-12", "1970-09-25", "other_day"),
        ("1970-03-12", "1970-05", "other_day"),
        ("1970-03-12", "1972-01-01", "close"),
        ("1970", "1976", "years"),
        ("1970", "~1950", "decades"),
        ("1970", "", ""),
    ],
)
def test_births_are_compared_as_precisely_as_both_are_known(one, other, level):
    ours, theirs = (facts.typed(birth=labelled._birth(text, 1)) for text in (one, other))
    assert levels.birth(ours, theirs) == levels.birth(theirs, ours) == level


@pytest.mark.parametrize(
    ("part", "one", "other", "level"),
    [
        ("sex", {"sex": "M"}, {"sex": "F"}, "opposite"),
        ("sex", {"sex": "M"}, {"sex": "U"}, ""),
        ("phone", {"phone": "+850 191-234-5678"}, {"phone": "0191 234 5678"}, "same"),
        ("phone", {"phone": "191-234-5678"}, {"caregiver_phone": "1912345678"}, "caregiver"),
        ("phone", {"phone": "112"}, {"phone": "112"}, ""),
        ("phone", {"phone": ""}, {"phone": ""}, ""),
        ("paper", {"paper_number": "B-113"}, {"paper_number": "b 113"}, "same"),
        ("paper", {"paper_number": "-"}, {"paper_number": "/"}, ""),
        ("place", {"county": "nampo/kangso", "village": "청룡 리"}, THERE, "village"),
        ("place", {"county": "nampo/kangso"}, THERE, "county"),
        ("place", {"county": "nampo/kangso"}, {"province": "nampo"}, "province"),
        ("place", {"county": "nampo/kangso"}, {"county": "nampo/onchon"}, "other_county"),
        ("place", {"county": "nampo/kangso"}, {"province": "kangwon"}, "other_province"),
        ("place", {"village": "읍"}, {"village": "읍"}, ""),
    ],
)  # fmt: skip
def test_sex_phone_number_and_place_are_compared(part, one, other, level):
    assert getattr(levels, part)(facts.typed(**one), facts.typed(**other)) == level


def test_a_fact_that_is_none_is_refused(people):
    with pytest.raises(TypeError):
        matching.alike(Patient.objects.all(), shoe_size=42)


def test_the_score_is_the_sum_of_parts_each_with_its_words(people):
    one = a_patient(people, phone="191-234-5678", province="nampo")
    other = a_patient(people, name_romanised="", sex="F", phone="1912345678", province="kangwon")
    likeness = matching.likeness(one, other)
    assert likeness.score == sum(part.points for part in likeness.parts)
    assert (likeness.patient, likeness.verdict) == (other, Verdict.PROBABLY)
    with override("en"):
        assert [str(word) for word in likeness.reasons] == ["same name", "same birth date", "same phone"]
        assert [str(word) for word in likeness.doubts] == ["opposite sex", "another province", "a frequent name"]


def test_the_opposite_sex_lowers_the_score(people):
    him, her = a_patient(people), a_patient(people, sex="F")
    assert matching.likeness(him, him).score - matching.likeness(him, her).score == 7


def test_people_nobody_can_name_are_not_alike_by_that(people):
    one, other = (a_patient(people, name_hangul="이름 모름", name_romanised="Name not known") for _n in range(2))
    Patient.objects.update(birth_date=None, birth_precision="unknown")
    assert matching.likeness(one, other).verdict != Verdict.PROBABLY


@pytest.mark.django_db
def test_pairs_of_one_person_are_found_among_all_registered(people, pairs):
    """The look-up by index must bring up whom the score would recognise: 19 of 20, and the score knows the rest."""
    chosen = [pair for pair in pairs if pair.same and (pair.one.name_hangul or pair.one.name_romanised)][::4]
    made = {pair.line: registered(people, pair.one) for pair in chosen}
    reached = sum(
        any(found.patient == made[pair.line] for found in matching.alike(Patient.objects.all(), **typed(pair.other)))
        for pair in chosen
    )
    assert reached / len(chosen) >= 0.95


def typed(known: facts.Facts) -> dict:
    """The arguments of `alike` that come to these facts."""
    return {
        "name_hangul": known.name_hangul, "name_romanised": known.name_romanised, "sex": known.sex,
        "birth": (known.birth_date, known.birth_precision), "phone": known.phone, "county": known.county,
        "paper_number": "".join(known.papers), "village": known.village,
    }  # fmt: skip


def registered(people, known: facts.Facts) -> Patient:
    return patients.register(
        centre=people.rakrang, by=people.receptionist, on=date(2016, 5, 10), name_hangul=known.name_hangul,
        name_romanised=known.name_romanised, sex=known.sex, birth_date=known.birth_date, phone=known.phone,
        birth_precision=known.birth_precision, paper_number="".join(known.papers), province=known.province,
        village=known.village,
    )  # fmt: skip


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("matching", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_each_threshold_and_tells_pairs_only_when_asked(pairs):
    plain, shown = command(), command("--show")
    assert "probably" in plain
    assert "precision" in plain
    assert "김" not in plain
    assert "twin sisters" in shown


def test_the_command_says_what_it_cannot_read(tmp_path):
    broken = tmp_path / "pairs.csv"
    broken.write_text(labelled.PAIRS.read_text("utf-8").replace(",1970-03-12,", ",1970-33-12,"), "utf-8")
    with pytest.raises(CommandError, match=r"line \d+: 1970-33-12"):
        command("--pairs", str(broken))
