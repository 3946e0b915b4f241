"""Korean names in Latin letters: one spelling out of many.

The same person is Kim Yong Su, Gim Yeong-su and Young-Soo Kim, depending on who wrote the paper. Letters that
stand for the same Korean sound are folded together (Kim/Gim/Khim, Jong/Jung/Chung/Jeong, Jo/Cho, Choe/Choi);
family names that sound differently north and south are folded by a table of their own (Ri/Lee/Yi, Rim/Im).
The fold is coarse on purpose: it may find one person too many, never one too few. Ranking sorts them.
"""

import re
import unicodedata

# What is written → what is meant, in this order, on lower-case letters without separators.
SPELLINGS = tuple(
    (re.compile(written), meant)
    for written, meant in (
        (r"wh", "hw"),                        # Whang
        (r"ck", "k"),
        (r"(?<=[pb])ar(?=k)", "a"),           # Park
        (r"ch|zh|z(?=[aeiouy])", "j"),        # Chung, Cho
        (r"sh", "s"),                         # Shin
        (r"([tdpbrlj])h|(?<!n)([kg])h", r"\1\2"),  # Khim, Rhee; but not the h of Yong-ho
        (r"h(?![aeiouyw])", ""),              # Ahn, Oh
        (r"eui|ui|ee|ie", "i"),               # Hui/Hee
        (r"woo|wu", "u"),
        (r"eo|eu|oo|ou", "o"),                # Yong/Yeong/Young, Su/Soo
        (r"wae|woe|we|oi|oy", "oe"),          # Choe/Choi
        (r"ae|ai|ay", "e"),
        (r"u", "o"),                          # Jung/Jong, Hyun/Hyon
        (r"g", "k"),
        (r"d", "t"),
        (r"b|f|v", "p"),
        (r"l", "r"),                          # Lim/Rim
        (r"([kptsjr])\1+", r"\1"),
        (r"(?<![aeiou])ry", "y"),             # Ryu/Yu, Ryong/Yong
    )
)  # fmt: skip

NO_SOUND = re.compile(r"(.)\1\1|^(?![kgtdpbjrlswcz]?h$|(?:kk|gg|tt|dd|pp|bb|ss|jj|ck)$)[^aeiouyw0-9]{2,}$")

# Family names that one rule of spelling cannot join, folded → the northern form, folded.
FAMILY_ALIASES = {
    "i": "ri", "yi": "ri", "reik": "ri",  # Yi, I, Leigh
    "im": "rim", "yim": "rim",
    "no": "ro", "nho": "ro",
    "na": "ra",
    "hor": "ho", "her": "ho",  # Hur, Her
    "sor": "so",  # Sur
    "sinn": "sin",
    "jey": "joe", "tjoe": "joe",
    "jow": "jo", "tja": "ja",
    "ann": "an", "minn": "min", "jinn": "jin", "synn": "sin",
    "riank": "yank", "rew": "yo",  # Liang, Lew
    "rym": "rim", "peak": "pek", "hoank": "hwank",
}  # fmt: skip

FAMILY_NAMES = """
    Kim Ri Pak Choe Jong Kang Jo Yun Jang Rim Han O So Sin Kwon Hwang An Song Ryu Hong Jon Ko Mun Son Ryang Pae
    Paek Ho Nam Sim Ro Ha Kwak Cha Chu U Ku Min Ra Jin Om Chae Won Chon Pang Kong Hyon Ham Pyon Ryom Yang Ryo
    To Sok Sol Ma Kil Yon Wi Pyo Myong Ki Pan Wang Kum Ok Yuk In Maeng Che Mo Namgung Hwangbo Sonu Tak Kuk Kye
    Jegal Sagong Tokko Pong Pu Thae Phyo Ju Ji
"""

LONGEST = 200  # letters of a text that are looked at; names are shorter

INITIALS = "k kk n t tt r m p pp s ss - j jj ch kh th ph h"
VOWELS = "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i"
FINALS = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t"


def words(name: str) -> list[str]:
    """The parts of a name between spaces, hyphens and other signs, in plain lower-case letters."""
    plain = unicodedata.normalize("NFKD", name[:LONGEST].lower())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in "'’ʼ`")
    return re.findall(r"[a-z0-9]+", bare)


def spoken(word: str) -> str:
    """One word, folded: `Gim` and `Kim` → kim, `Yeong-su` and `Yong Su` → yonkso.

    What can be no Korean sound stays as it is: three times the same letter, or consonants alone.
    """
    letters = "".join(words(word))
    if NO_SOUND.search(letters):
        return letters
    for written, meant in SPELLINGS:
        letters = written.sub(meant, letters)
    return letters


FAMILIES = frozenset(spoken(name) for name in FAMILY_NAMES.split()) | frozenset(FAMILY_ALIASES)


def folded(name: str) -> str:
    """The one spelling of a romanised name: without separators, family name first.

    "Kim Yong Su", "Gim Yeong-su" and "Youngsoo KIM" fold to the same text; so do "Ri Chol" and "Chul Lee".
    """
    return joined(_family_first(words(name)))


def _family_first(parts: list[str]) -> list[str]:
    if len(parts) > 1 and spoken(parts[0]) not in FAMILIES and spoken(parts[-1]) in FAMILIES:
        return [parts[-1], *parts[:-1]]
    return parts


def joined(parts: list[str]) -> str:
    """Family name in front and the rest, each folded as one word, so that `Hak-hyon` and `Hakhyon` are the same."""
    family = spoken(parts[0]) if parts else ""
    if family in FAMILIES:
        return FAMILY_ALIASES.get(family, family) + spoken("".join(parts[1:]))
    return spoken("".join(parts))


def orders(name: str) -> list[str]:
    """Every way a name that somebody typed may have been stored: as it is, or one end moved to the other."""
    parts = words(name)
    turned = (parts, [*parts[1:], *parts[:1]], [*parts[-1:], *parts[:-1]])
    return [form for form in dict.fromkeys((folded(name), spoken("".join(parts)), *map(joined, turned))) if form]


def parts(name: str) -> list[str]:
    """What somebody may type who does not begin with the family name: each word, and the name from each word on."""
    ordered = _family_first(words(name))
    rests = ["".join(ordered[place:]) for place in range(1, len(ordered))]
    return [form for form in dict.fromkeys(map(spoken, [*rests, *ordered])) if form]


def from_hangul(name: str) -> str:
    """A romanisation syllable by syllable, as it is written in the north: 김영수 → Kim Yong Su. "" without Hangul."""
    syllables = [ord(letter) - 0xAC00 for letter in unicodedata.normalize("NFC", name) if "가" <= letter <= "힣"]
    initials, vowels, finals = INITIALS.split(), VOWELS.split(), FINALS.split()
    spelled = (initials[code // 588] + vowels[code % 588 // 28] + finals[code % 28] for code in syllables)
    return " ".join(syllable.replace("-", "").capitalize() for syllable in spelled)
