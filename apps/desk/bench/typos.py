"""One letter wrong, as fingers get it wrong: a key pressed too much, too little, beside, or too early.

Hangul is typed key by key, and the keyboard puts the syllables together again: whoever forgets the ㅅ of 영수 sees
여우. So a Korean typo is made among the keys, and composed as an input method would.
"""

import string
import unicodedata
from collections.abc import Callable
from random import Random

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
CONSONANT_KEYS, VOWEL_KEYS, LATIN_KEYS = (
    "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
    "ㅏㅑㅓㅕㅗㅛㅜㅠㅡㅣㅐㅔ",
    string.ascii_lowercase,
)
KINDS = ("insert", "delete", "substitute", "transpose")


def in_hangul(name: str, rng: Random) -> str:
    """The name with one jamo wrong, as it appears on the screen."""
    typed = keys(name)
    return composed(wrong(typed, rng, lambda key: VOWEL_KEYS if key in VOWELS else CONSONANT_KEYS))


def in_latin(name: str, rng: Random) -> str:
    """The name with one Latin letter wrong; spaces and hyphens stay where they are."""
    return "".join(wrong(list(name.lower()), rng, lambda _key: LATIN_KEYS))


def wrong(letters: list[str], rng: Random, near: Callable[[str], str]) -> list[str]:
    """Another text than `letters`, one insertion, deletion, substitution or transposition away."""
    places = [place for place, letter in enumerate(letters) if letter.isalpha()]
    while True:
        place, kind, found = rng.choice(places), rng.choice(KINDS), list(letters)
        if kind == "insert":
            found.insert(place, rng.choice(near(letters[place])))
        elif kind == "delete":
            del found[place]
        elif kind == "substitute":
            found[place] = rng.choice(near(letters[place]))
        elif place + 1 in places:
            found[place], found[place + 1] = found[place + 1], found[place]
        if found != letters and any(letter.isalpha() for letter in found):
            return found


def keys(name: str) -> list[str]:
    """The jamo of a name in the order in which they are typed: 영수 → ㅇㅕㅇㅅㅜ. What is no syllable stays."""
    found = []
    for letter in unicodedata.normalize("NFC", name):
        code = ord(letter) - 0xAC00
        if 0 <= code < 11172:
            found += [INITIALS[code // 588], VOWELS[code % 588 // 28], *FINALS[code % 28]]
        else:
            found.append(letter)
    return found


def composed(typed: list[str]) -> str:
    """The syllables an input method makes of the keys; what does not fit into one stands alone."""
    text, start = "", 0
    while start < len(typed):
        step = _syllable(typed, start)
        text += step[0]
        start = step[1]
    return text


def _syllable(typed: list[str], start: int) -> tuple[str, int]:
    """The next syllable or single jamo, and where the one after it begins."""
    first, vowel, final, after = (typed[place] if place < len(typed) else " " for place in range(start, start + 4))
    if first not in INITIALS or vowel not in VOWELS:
        return first, start + 1
    code = 0xAC00 + INITIALS.index(first) * 588 + VOWELS.index(vowel) * 28
    if final in FINALS and after not in VOWELS:  # a consonant before a vowel begins the next syllable
        return chr(code + FINALS.index(final)), start + 3
    return chr(code), start + 2
