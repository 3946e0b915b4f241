"""Spellings of one name fold to one text."""

import pytest

from apps.patients import hangul, romanised
from apps.patients.search import folded


@pytest.mark.parametrize(
    "spellings",
    [
        ("Kim Yong Su", "Kim Yong-su", "Kim Yongsu", "KIM YONGSU", "Gim Yeong-su", "Khim Youngsoo", "Yong Su Kim"),
        ("Ri Chol", "Lee Chul", "Yi Cheol", "Rhee Chol", "Li Chol", "Chol Ri"),
        ("Pak Il", "Park Il", "Bak Il", "Bark Il"),
        ("Choe Un", "Choi Eun", "Choy Un"),
        ("Jong Hak-hyon", "Jung Hakhyeon", "Chung Hak Hyun", "Jeong Hakhyon", "Chong Hak Hyon"),
        ("Jo Ok", "Cho Ok"),
        ("An Yong", "Ahn Young"),
        ("O Yong", "Oh Yeong"),
        ("Rim Su", "Lim Soo", "Im Su", "Yim Su"),
        ("Ryu Mi", "Yu Mi", "Yoo Mi", "Lyu Mi"),
        ("Ro Il", "No Il", "Roh Il", "Noh Il"),
        ("Kang Chol", "Gang Chul"),
        ("Paek Chol", "Baek Chul", "Baik Cheol"),
        ("Hwang Ho", "Whang Ho"),
        ("Sin Hui", "Shin Hee"),
        ("Kwon Son", "Gwon Seon"),
        ("Ri Ryong", "Lee Yong"),
    ],
)
def test_spellings_of_one_name_are_one(spellings):
    assert len({folded(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kim Yong Su", "Kim Yong Ae"), ("Han Il", "An Il"), ("Kim Chol", "Kim Jin"), ("Pak Il", "Paek Il")],
)
def test_different_names_stay_different(one, other):
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    ("name", "spelled"), [("김영수", "Kim Yong Su"), ("최학철", "Choe Hak Chol"), ("Kim", ""), ("리은", "Ri Un")]
)
def test_hangul_is_romanised_as_in_the_north(name, spelled):
    assert romanised.from_hangul(name) == spelled


def test_what_is_not_latin_folds_to_nothing():
    assert folded("김영수") == folded("🙂") == folded("") == ""


def test_initials_and_jamo_follow_the_syllables():
    assert hangul.initials("김영수 A") == "ㄱㅇㅅ"
    assert hangul.jamo("김").startswith(hangul.jamo("ㄱ"))


def test_a_closed_syllable_may_be_the_beginning_of_the_next():
    assert "고ㅇ" in hangul.readings("공")
    assert "달ㄱ" in hangul.readings("닭")
    assert hangul.readings("ㄳ") == ["ㄱㅅ"]
