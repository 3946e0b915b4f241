"""Hangul while it is being typed: whole syllables, half ones, initial consonants.

Names are stored decomposed into jamo, so `기` and `김ㅇ` are beginnings of `김영수`; its initial consonants are
stored beside it, so `ㄱㅇㅅ` is one too. Texts here are compared as PostgreSQL derives them: lower case, NFKD.
"""

import re
import unicodedata

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
SYLLABLES = re.compile("[가-힣]")
ANY = re.compile("[가-힣ᄀ-ᇿㄱ-ㆎꥠ-ꥼힰ-ퟻ]")
FIRST, PER_INITIAL, PER_VOWEL = 0xAC00, 588, 28
# Two consonants typed in a row are one sign for many keyboards.
CLUSTERS = str.maketrans(
    {"ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ",
     "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"}
)  # fmt: skip
# Family names as they are written north and south.
FAMILIES = (
    ("리", "이"),
    ("림", "임"),
    ("류", "유"),
    ("로", "노"),
    ("라", "나"),
    ("량", "양"),
    ("려", "여"),
    ("렴", "염"),
)
OTHER_SPELLING = {a: b for pair in FAMILIES for a, b in (pair, (pair[1], pair[0]))}


def jamo(text: str) -> str:
    """Lower case and decomposed, exactly as PostgreSQL derives `name_jamo`."""
    return unicodedata.normalize("NFKD", text.lower())


def initials(name: str) -> str:
    """Initial consonants of the Hangul syllables: 김영수 → ㄱㅇㅅ."""
    composed = unicodedata.normalize("NFC", name)
    return "".join(INITIALS[(ord(letter) - FIRST) // PER_INITIAL] for letter in SYLLABLES.findall(composed))


def readings(typed: str) -> list[str]:
    """What somebody may mean who has typed this much of a name, the likeliest first.

    `김여` may be on the way to 김연. A closed syllable at the end may be an open one and the beginning of the
    next (`공` on the way to 고은), and 이 and 리, 임 and 림 are one family name.
    """
    typed = unicodedata.normalize("NFC", typed).translate(CLUSTERS)
    found = [typed]
    if opened := _opened(typed):
        found.append(opened)
    if typed[:1] in OTHER_SPELLING:
        found += [OTHER_SPELLING[typed[0]] + reading[1:] for reading in found if reading[0] == typed[0]]
    return found


def _opened(typed: str) -> str:
    """The text with the final consonant of its last syllable taken as the beginning of another: 공 → 고ㅇ."""
    if not typed or not SYLLABLES.match(typed[-1]):
        return ""
    code = ord(typed[-1]) - FIRST
    final = FINALS[code % PER_VOWEL]
    if not final:
        return ""
    split: str = final.translate(CLUSTERS)
    kept, moved = split[:-1], split[-1]
    return typed[:-1] + chr(FIRST + code - code % PER_VOWEL + FINALS.index(kept)) + moved


def typed_initials(typed: str) -> str:
    """The initials of a text that spells out some syllables and only begins others: 김ㅇㅅ → ㄱㅇㅅ.

    "" when it begins none of them, or when single vowels show that it is no such thing.
    """
    letters = unicodedata.normalize("NFC", typed).translate(CLUSTERS)
    if not any(letter in INITIALS for letter in letters):
        return ""
    if not all(letter in INITIALS or SYLLABLES.match(letter) for letter in letters):
        return ""
    return "".join(letter if letter in INITIALS else initials(letter) for letter in letters)
