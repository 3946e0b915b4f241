"""Whoever stands at the desk is found, however the name is typed."""

from datetime import date

import pytest

from apps.patients import search
from apps.patients.actions import patients
from apps.patients.models import Patient
from tests.people import People, a_patient

# key → Hangul, romanised, details
REGISTER = {
    "yongsu": ("김영수", "Kim Yong Su", {"phone": "+850 191-234-5678"}),
    "yongae": ("김영애", "Kim Yong-ae", {"paper_number": "B-113/2009"}),
    "goun": ("김고은", "", {}),
    "chol": ("리철", "Ri Chol", {"caregiver_phone": "02 381 7788"}),
    "park": ("박은정", "Park Eun-jung", {}),
    "choi": ("최학현", "Choe Hak Hyon", {}),
    "jung": ("정미나", "Jong Mi Na", {"birth_date": date(1988, 7, 1), "birth_precision": "year"}),
    "old jung": ("정미나", "Jong Mi Na", {"birth_date": date(1951, 2, 3)}),
    "latin": ("", "Ahn Kyong-il", {}),
    "hanja": ("金永洙", "", {}),
    "emoji": ("", "Smile 🙂 Song", {}),
    "archaic": ("ᄒᆞᆫ글", "", {}),
    "percent": ("", "100% Test_Person", {}),
}
QUESTIONS = {
    # own number, paper number, phone
    "RAK-2016-0001": "yongsu",
    "rak-2016-0001": "yongsu",
    "rak20160001": "yongsu",
    "2016-1": "yongsu",
    "0002": "yongae",
    "B-113/2009": "yongae",
    "b-113/2009": "yongae",
    "B-11": "yongae",
    "2345678": "yongsu",
    "191 234": "yongsu",
    "3817788": "chol",
    # Hangul: whole, part, while typing, initials
    "김영수": "yongsu",
    "김 영수": "yongsu",
    "영수": "yongsu",
    "김영ㅅ": "yongsu",
    "김ㅇ": "yongsu yongae",
    "김영": "yongsu yongae",
    "깅": "",
    "기": "yongsu yongae goun",
    "ㄱ": "yongsu yongae goun",
    "ㄱㅇ": "yongsu yongae",
    "ㄱㅇㅅ": "yongsu",
    "ㄱㄱㅇ": "goun",
    "김ㅇㅅ": "yongsu",
    "ㄱ영수": "yongsu",
    "김공": "goun",
    "리처": "chol",
    "이철": "chol",
    "ㅎㄱ": "",
    # romanised
    "Kim Yong Su": "yongsu",
    "kim yong-su": "yongsu",
    "KIM YONGSU": "yongsu",
    "kimyongsu": "yongsu",
    "Gim Yeong-su": "yongsu",
    "Khim Youngsoo": "yongsu",
    "Yong Su Kim": "yongsu",
    "Youngsoo Kim": "yongsu",
    "Yong-su": "yongsu",
    "Ri Chol": "chol",
    "Lee Chul": "chol",
    "Yi Cheol": "chol",
    "Rhee Chol": "chol",
    "Chol Li": "chol",
    "Lee": "chol",
    "Pak Un Jong": "park",
    "Bak Eunjeong": "park",
    "Choi Hakhyun": "choi",
    "Hak-hyon Choe": "choi",
    "Chung Mina": "jung, old jung",
    "Jeong Mi-na": "jung, old jung",
    "An Kyongil": "latin",
    "Ahn Gyeong Il": "latin",
    "Kim Ko Un": "goun",
    # narrowed by birth year
    "정미나 1988": "jung",
    "1951 Jong Mi Na": "old jung",
    # other scripts and signs
    "金永洙": "hanja",
    "🙂": "emoji",
    "ᄒᆞᆫ": "archaic",
    "100%": "percent",
    "%": "percent",
    "_": "percent",
    "nobody": "",
}


@pytest.fixture
def register(people: People) -> dict[str, Patient]:
    return {
        key: a_patient(people, name_hangul=hangul, name_romanised=romanised, **details)
        for key, (hangul, romanised, details) in REGISTER.items()
    }


def found(register: dict[str, Patient], question: str) -> list[str]:
    """The keys of whoever is found, in the order they come in."""
    keys = {patient.pk: key for key, patient in register.items()}
    return [keys[patient.pk] for patient in search.find(Patient.objects.all(), question)]


def expected(answer: str) -> set[str]:
    return set(answer.split(", ")) if ", " in answer or "old" in answer else set(answer.split())


def test_every_way_of_asking_finds_exactly_the_right_people(register):
    answers = {question: set(found(register, question)) for question in QUESTIONS}
    wrong = {
        question: (answers[question], answer)
        for question, answer in QUESTIONS.items()
        if answers[question] != expected(answer)
    }
    assert wrong == {}


def test_wildcards_stand_for_themselves(register):
    assert found(register, "%") == ["percent"]
    assert found(register, "_") == ["percent"]


def test_a_bare_number_finds_the_patient_number_first(register):
    assert found(register, "1")[0] == "yongsu"


@pytest.mark.parametrize("typed", ["RAK-2", "rak-20", "RAK-2016", "RAK-2016-", "RAK-2016-0", "RAK-2016-00"])
def test_a_number_finds_somebody_all_the_while_it_is_typed(register, typed):
    assert set(found(register, typed)) == set(register)


def test_the_exact_name_comes_first(people, register):
    a_patient(people, name_hangul="김영수철", name_romanised="Kim Yong Su Chol")
    for question in ("김영수", "Kim Yong Su"):
        assert search.find(Patient.objects.all(), question)[0].name_hangul == "김영수"


def test_a_corrected_name_is_found_and_the_old_one_is_not(people, register):
    patients.correct(patient=register["chol"], by=people.receptionist, name_hangul="오철", name_romanised="O Chol")
    assert found(register, "Oh Chul") == found(register, "ㅇㅊ") == ["chol"]
    assert found(register, "Ri Chol") == []


def test_an_empty_question_changes_nothing(register):
    assert len(found(register, "  \x00 ")) == len(register)


@pytest.mark.parametrize(
    "question",
    ["\x00", "a\x00b", "\ud800", "김\udfff", "가" * 10_000, "a" * 10_000, "1" * 10_000, "ㄱ" * 10_000,
     "e" + "\u0301" * 200, "\u202eKim", "<svg onload=alert(1)>", "'; --", "\\", "(", "[a-z", "²³", "١٢٣",
     "RAK-9999-", "9" * 30, "ﷺ" * 100,
     "ᄒᆞᆫ", "ㅏㅏ", "김ㅏ", "\u200b", "İ", "ﬃ", "- -", "+", "2016-", "a1", "0000-0"],
)  # fmt: skip
def test_nothing_that_can_be_typed_breaks_the_search(people, question):
    a_patient(people)
    list(search.find(Patient.objects.visible_to(people.receptionist), question))


def test_only_people_of_the_users_centres_are_found(people):
    a_patient(people)
    a_patient(people, centre=people.songrim)
    for user, number in ((people.receptionist, "RAK-2016-0001"), (people.songrim_receptionist, "SON-2016-0001")):
        for question in ("김영수", "ㄱ", "Kim", "1", number):
            hits = search.find(Patient.objects.visible_to(user), question)
            assert [hit.number for hit in hits] == [number], question


def test_guarded_facts_are_not_searched(people):
    a_patient(people, category="military")
    assert not search.find(Patient.objects.all(), "military").exists()


def test_columns_fit_however_long_the_name(people):
    patient = a_patient(people, name_hangul="가" * 80, name_romanised="Kim " * 30)
    assert len(patient.name_folded) <= search.FOLDED_LENGTH
