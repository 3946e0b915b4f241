"""Whoever stands at the desk is found, however the name is typed."""

from datetime import date

import pytest
from django.db.models import Q

from apps.patients import codes, search
from apps.patients.actions import patients
from apps.patients.models import County, Patient, PatientNumber
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
    # nonsense
    "zzzz": "",
    "zz": "",
    "shhh": "",
    "qwrt": "",
    "hjkl": "",
    "kkkk": "",
    # north and south
    "이처": "chol",
    "Leigh Chul": "chol",
    "Rhee": "chol",
    # parts in any order
    "kim su": "yongsu",
    "su kim": "yongsu",
    "yong kim": "yongsu yongae",
    "영수 김": "yongsu",
    # only this very name
    '"김영수"': "yongsu",
    '"김영"': "",
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


# Stored (Hangul, romanised), question → in which order they are found.
ORDERS = [
    ("김영수", "김영수 김영수철 리김영 김영스", "김영수 김영수철 김영스"),
    ("영수", "영수민 김영수 영수 김영스", "영수 영수민 김영수"),
    ("이철", "리철 이철수 이철 오이철 이촐", "이철 이철수 오이철 리철 이촐"),
    ("Kim Il", "Gim Il|Kim Ilsun|Kim Il|Kim Ul|O Ul", "Kim Il|Kim Ilsun|Gim Il|Kim Ul"),
    ("yong", "Kim Yong|Yong Chol|Kim Yeong-ae|O Yang", "Yong Chol|Kim Yong|Kim Yeong-ae"),
    ("Pak", "Park Il|Pak Il|Kim Pak|Bak", "Pak Il|Kim Pak|Bak|Park Il"),
    ("ㄱㅇㅅ", "김영수 강은숙철 김은숙", "김영수 김은숙 강은숙철"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "stored", "expected"), ORDERS)
def test_the_best_hits_come_first(people, question, stored, expected):
    latin = "|" in stored
    sign = "|" if latin else " "
    for name in stored.split(sign):
        a_patient(people, name_hangul="" if latin else name, name_romanised=name if latin else "")
    hits = search.find(Patient.objects.all(), question)
    assert [hit.name_romanised if latin else hit.name_hangul for hit in hits] == expected.split(sign)


def test_very_many_names_are_listed_in_order_without_sorting_everybody(people, monkeypatch):
    monkeypatch.setattr(search.names, "ALL_NAMES", 3)
    monkeypatch.setattr(search.names, "OF_A_PROBE", 2)
    for name in ("기문호", "김하나", "김", "김가나", "오김일", "길동"):
        a_patient(people, name_hangul=name, name_romanised="")
    hits = search.find(Patient.objects.all(), "김")
    assert hits.query.order_by[0] == "name_jamo"
    assert [(hit.name_hangul, hit.rank) for hit in hits] == [("김", 0), ("김가나", 1), ("김하나", 1)]


def test_every_hit_says_how_good_it_is(people):
    for name in ("Kim Yong Su", "Kim Yong Sun", "Gim Yeong-su", "Kim Yomg Su"):
        a_patient(people, name_hangul="", name_romanised=name)
    ranks = [hit.rank for hit in search.find(Patient.objects.all(), "Yong Su Kim")]
    assert ranks == [search.Rank.EXACT, search.Rank.SPELLED, search.Rank.SPELLED, search.Rank.TYPO]


def test_birth_year_sex_and_place_narrow_a_name(people):
    songrim = County.objects.get(key="north-hwanghae/songrim")
    near = a_patient(people, county=songrim, province="north-hwanghae", village="석탑리")
    woman = a_patient(people, sex="F", birth_date=date(1988, 1, 2), province="nampo", village="Sokdong")
    everybody = Patient.objects.all()
    for question in (
        "김영수 1970", "1970년생 김영수", "김영수 남", "kim yong su m", "김영수 송림", "송림 김영수", "kim songrim",
        "Songrim Kim", "김영수 석탑", "김영수 1970 남 송림시", "Kim Yongsu male 1970",
    ):  # fmt: skip
        assert list(search.find(everybody, question)) == [near], question
        assert [hit.patient for hit in search.suggest(everybody, question).people] == [near], question
    for question in ("김영수 여", "김영수 1988", "Kim F", "김영수 남포", "Yong Su Kim nampo", "kim sokdong"):
        assert list(search.find(everybody, question)) == [woman], question


def test_a_second_centres_and_a_merged_records_number_are_exact(people):
    patient = a_patient(people)
    for kind, number in (("centre", "SON-2016-0007"), ("merged", "RAK-2015-0031")):
        PatientNumber.objects.create(patient=patient, centre=people.songrim, kind=kind, number=number)
        assert [(hit, hit.rank) for hit in search.find(Patient.objects.all(), number.lower())] == [(patient, 0)]
        assert [hit.rank for hit in search.suggest(Patient.objects.all(), number).people] == [search.Rank.EXACT]


def test_a_merged_record_is_found_as_the_one_that_remained(people):
    lost, kept = a_patient(people), a_patient(people)
    Patient.objects.filter(pk=lost.pk).update(merged_into=kept)
    for question in ("김영수", str(lost.pk), f"https://georeum.example/patients/{lost.pk}/edit/"):
        assert list(search.find(Patient.objects.all(), question)) == [kept], question


@pytest.mark.parametrize("address", ["{key}", "http://x/patients/{key}/", "https://a.example/p/{code}/", "{code}"])
def test_a_scanned_card_or_a_pasted_address_finds_the_person(people, address):
    patient = a_patient(people)
    a_patient(people)
    question = address.format(key=patient.pk, code=codes.code_of(patient.pk))
    assert list(search.find(Patient.objects.all(), question)) == [patient]
    assert [hit.patient for hit in search.suggest(Patient.objects.all(), question).people] == [patient]
    assert not search.find(Patient.objects.visible_to(people.songrim_receptionist), question).exists()


@pytest.mark.parametrize("typed", ["+850 191 234", "0191-2345", "1912345678", "5678", "345678", "00850 191 234 5678"])
def test_a_phone_is_found_whole_from_its_beginning_and_by_its_last_digits(register, typed):
    assert found(register, typed) == ["yongsu"]


def test_everybody_with_a_name_near_another_is_found_for_comparison(people):
    for hangul, latin in (
        ("김영수", ""),
        ("김영스", ""),
        ("", "Gim Yeongsu"),
        ("", "Yong Su Kin"),
        ("림성수", ""),
        ("임꺽정", ""),
    ):
        a_patient(people, name_hangul=hangul, name_romanised=latin)
    near = Patient.objects.filter(search.near("김영수", "Kim Yong Su")).order_by("number")
    assert [str(patient)[-1] for patient in near] == ["1", "2", "3", "4"]
    assert Patient.objects.filter(search.near(name_romanised="Kim Yongsu") | Q(number="RAK-2016-0006")).count() == 5
    assert [patient.name_hangul for patient in Patient.objects.filter(search.near("임성수"))] == ["림성수"]
    assert not Patient.objects.filter(search.near()).exists()


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
    mine = Patient.objects.visible_to(people.receptionist)
    list(search.find(mine, question))
    search.suggest(mine, question)
    list(mine.filter(search.near(search.cleaned(question), search.cleaned(question))))


def test_only_people_of_the_users_centres_are_found(people):
    a_patient(people)
    a_patient(people, centre=people.songrim)
    for user, number in ((people.receptionist, "RAK-2016-0001"), (people.songrim_receptionist, "SON-2016-0001")):
        for question in ("김영수", "ㄱ", "Kim", "1", number):
            hits = search.find(Patient.objects.visible_to(user), question)
            assert [hit.number for hit in hits] == [number], question
            shown = search.suggest(Patient.objects.visible_to(user), question)
            assert [hit.patient.number for hit in shown.people] == [number], question
            assert not shown.names


def test_guarded_facts_are_not_searched(people):
    a_patient(people, category="military")
    assert not search.find(Patient.objects.all(), "military").exists()


def test_columns_fit_however_long_the_name(people):
    patient = a_patient(people, name_hangul="가" * 80, name_romanised="Kim " * 30)
    assert len(patient.name_folded) <= search.FOLDED_LENGTH


def test_more_names_than_are_read_at_once_are_all_found(people, monkeypatch):
    for hangul in ("김영수", "김영애", "김고은"):
        a_patient(people, name_hangul=hangul, name_romanised="")
    monkeypatch.setattr(search.names, "ALL_NAMES", 2)
    assert {patient.name_hangul for patient in search.find(Patient.objects.all(), "ㄱ")} == {
        "김영수",
        "김영애",
        "김고은",
    }
