"""One letter wrong in either script still finds the person: every such letter, not only those somebody thought of."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.patients import search
from apps.patients.models import Patient
from apps.patients.search.typos import one_letter_off
from tests.people import a_patient

HANGUL = ("김영수", "리철", "박은정", "최학현", "남궁민수", "오나리", "곽희")
LATIN = ("Kim Yong Su", "Ri Chol", "Park Eun-jung", "Choe Hak Hyon", "Namgung Min Su", "Hwang Sol", "Yong Su Rim")
KEYS = {"hangul": "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅎㅏㅑㅓㅕㅗㅜㅡㅣㅘ", "latin": "abcdefghijklmnopqrstuvwxyz"}
KINDS = ("insert", "delete", "replace", "exchange")


def edited(text: str, kind: str, place: int, letter: str) -> str:
    place %= len(text) + (kind == "insert")
    before, after = text[:place], text[place:]
    if kind == "insert":
        return before + letter + after
    if kind == "delete":
        return before + after[1:]
    return before + letter + after[1:] if kind == "replace" else before + after[1:2] + after[:1] + after[2:]


@pytest.fixture
def stored(people) -> dict[str, Patient]:
    named = {name: a_patient(people, name_hangul=name, name_romanised="") for name in HANGUL}
    return named | {name: a_patient(people, name_hangul="", name_romanised=name) for name in LATIN}


EDIT = {"kind": st.sampled_from(KINDS), "place": st.integers(0, 40)}
SLOW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(name=st.sampled_from(HANGUL), letter=st.sampled_from(KEYS["hangul"]), **EDIT)
def test_a_wrong_jamo_finds_the_person(stored, name, letter, kind, place):
    typed = edited(search.names.hangul.letters(name), kind, place, letter)
    assert stored[name] in search.find(Patient.objects.all(), typed)


@SLOW
@given(name=st.sampled_from(LATIN), letter=st.sampled_from(KEYS["latin"]), turned=st.booleans(), **EDIT)
def test_a_wrong_letter_finds_the_person_with_the_family_name_at_either_end(stored, name, letter, turned, kind, place):
    words = name.replace("-", "").lower().split()
    at = place % len(words)
    words[at] = edited(words[at], kind, place, letter)
    if turned:
        words = [*words[1:], words[0]] if name != "Yong Su Rim" else [words[-1], *words[:-1]]
    assert stored[name] in search.find(Patient.objects.all(), " ".join(words)), words


@pytest.mark.parametrize("typed", ["김염수", "김영ㅜ수", "기영수", "김여수", "김영스", "길영수", "깅영수", "김용수"])
def test_typos_as_the_keyboard_composes_them(stored, typed):
    hits = search.suggest(Patient.objects.all(), typed).people
    assert [(hit.patient, hit.rank) for hit in hits] == [(stored["김영수"], search.Rank.TYPO)]


def test_two_letters_wrong_are_somebody_else(stored):
    for typed in ("김앵주", "Kim Yang Sa", "zzzz", "qqqq", "Mary Smith"):
        assert not search.find(Patient.objects.all(), typed).exists()


def test_what_is_one_letter_off_is_found_by_equality_alone(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT patients_wild('h', 'abc')")
        assert cursor.fetchone() == (["habc", "h_bc", "ha_c", "hab_"],)
    assert sorted(one_letter_off("h", "ab")) == ["h_ab", "h_b", "ha", "ha_", "ha_b", "hab_", "hb", "hba"]


@given(
    st.text(alphabet="abc", min_size=3, max_size=6), st.sampled_from(KINDS), st.integers(0, 6), st.sampled_from("abc")
)
def test_patterns_meet_exactly_what_is_one_letter_off(form, kind, place, letter):
    kept = {form, *(form[:at] + "_" + form[at + 1 :] for at in range(len(form)))}
    typed = edited(form, kind, place, letter)
    assert typed == form or kept & set(one_letter_off("", typed))
    assert not kept & set(one_letter_off("", typed + "xyz"))
