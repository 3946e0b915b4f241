"""Hangul while it is being typed: whole syllables, half ones, initial consonants.

Names are stored decomposed into jamo, so `기` and `김ㅇ` are beginnings of `김영수`; its initial consonants are
stored beside it, so `ㄱㅇㅅ` is one too. Texts here are compared as PostgreSQL derives them: lower case, NFKD.
"""

import re
import unicodedata

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
SYLLABLES = re.compile("[가-힣]")
ANY = re.compile("[가-힣ᄀ-ᇿㄱ-ㆎꥠ-ꥼힰ-ퟻ]")
FIRST, PER_INITIAL, PER_VOWEL = 0xAC00, 588, 28
# Two consonants typed in a row are one sign for many keyboards.
CLUSTERS = str.maketrans(
    {"ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ",
     "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"}
)  # fmt: skip
TYPED: dict[int, str] = {
    **{0x1100 + place: letter for place, letter in enumerate(INITIALS)},
    **{0x1161 + place: letter for place, letter in enumerate(VOWELS)},
    **{0x11A7 + place: letter for place, letter in enumerate(FINALS)},
    ord(" "): "",
    ord("-"): "",
}
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
# Before which vowels the south writes another consonant at the beginning of a given name, or none.
SOUNDS = (("ㅑㅕㅖㅛㅠㅣ", "ㄹㅇ"), ("ㅏㅐㅗㅚㅜㅡ", "ㄹㄴ"), ("ㅕㅛㅠㅣ", "ㄴㅇ"))
OTHER_SPELLING = {a: b for pair in FAMILIES for a, b in (pair, (pair[1], pair[0]))}


def jamo(text: str) -> str:
    """Lower case and decomposed, exactly as PostgreSQL derives `name_jamo`."""
    return unicodedata.normalize("NFKD", text.lower())


def letters(text: str) -> str:
    """The letters in the order in which they are typed, without spaces: 김 영수 → ㄱㅣㅁㅇㅕㅇㅅㅜ.

    A letter is the same at the beginning and at the end of a syllable, so `깅` begins 기영, and a key too many or too
    few is one letter, whatever syllables the keyboard makes of it. Exactly PostgreSQL's `patients_letters`.
    """
    return jamo(text).translate(TYPED).translate(CLUSTERS)


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


def spellings(name: str) -> list[str]:
    """The other ways in which north and south write this name or its beginning: 리철 for 이철, 김룡수 for 김용수."""
    composed = unicodedata.normalize("NFC", name)
    families = [composed[:1], *filter(None, [OTHER_SPELLING.get(composed[:1])])]
    givens = [composed[1:2], *_other_sounds(composed[1:2])] if len(composed) > 2 else [composed[1:2]]
    found = [family + given + composed[2:] for family in families for given in givens]
    return [spelling for spelling in found if spelling != composed]


def _other_sounds(syllable: str) -> list[str]:
    """The syllable with the other consonants that may begin it: 룡 for 용, 나 for 라."""
    if not SYLLABLES.fullmatch(syllable):
        return []
    code = ord(syllable) - FIRST
    initial, vowel = INITIALS[code // PER_INITIAL], VOWELS[code % PER_INITIAL // PER_VOWEL]
    others = [others for vowels, others in SOUNDS if vowel in vowels and initial in others]
    return [
        chr(FIRST + INITIALS.index(other) * PER_INITIAL + code % PER_INITIAL)
        for other in dict.fromkeys("".join(others))
        if other != initial
    ]


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
