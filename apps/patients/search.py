"""Find a person by number, paper number, phone, Hangul (whole, partial, initials) or romanised name.

Names are stored in three searchable forms: decomposed into jamo (so that `기` and `김ㅇ` already find `김영수`),
as initial consonants (`ㄱㅇㅅ`), and romanised with the spelling variants folded together (Kim/Gim, Ri/Lee/Yi).
"""

import re
import unicodedata

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FIRST_SYLLABLE, LAST_SYLLABLE, SYLLABLES_PER_INITIAL = 0xAC00, 0xD7A3, 588


def columns(name_hangul: str, name_romanised: str) -> dict[str, str]:
    """The stored search columns of a name."""
    return {"name_initials": initials(name_hangul), "name_folded": folded(name_romanised)}


def initials(name: str) -> str:
    """Initial consonants of the Hangul syllables: 김영수 → ㄱㅇㅅ."""
    composed = unicodedata.normalize("NFC", name)
    return "".join(
        INITIALS[(ord(letter) - FIRST_SYLLABLE) // SYLLABLES_PER_INITIAL]
        for letter in composed
        if FIRST_SYLLABLE <= ord(letter) <= LAST_SYLLABLE
    )


def jamo(text: str) -> str:
    """Lower case and decomposed, exactly as PostgreSQL derives `name_jamo`."""
    return unicodedata.normalize("NFKD", text.lower())


def folded(name: str) -> str:
    """A romanised name without case, hyphens and accents."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return " ".join(re.findall(r"[a-z0-9]+", plain))
