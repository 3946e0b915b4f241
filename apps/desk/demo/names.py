"""Invented names in both scripts: family names about as frequent as they are, given names by sex.

Romanised as is usual in the North, syllable by syllable ("Kim Yong Su"), with some of the variants that real
registers hold ("Gim", "Lee", "Yong-su"), so that the search has something to find.
"""

from random import Random

FAMILY = {
    "김": ("Kim", 216), "리": ("Ri", 148), "박": ("Pak", 84), "최": ("Choe", 47), "정": ("Jong", 43),
    "강": ("Kang", 24), "조": ("Jo", 21), "윤": ("Yun", 21), "장": ("Jang", 20), "림": ("Rim", 17),
    "한": ("Han", 16), "오": ("O", 15), "서": ("So", 15), "신": ("Sin", 15), "권": ("Kwon", 14),
    "황": ("Hwang", 14), "안": ("An", 14), "송": ("Song", 14), "류": ("Ryu", 13), "전": ("Jon", 11),
    "홍": ("Hong", 11), "고": ("Ko", 10), "문": ("Mun", 10), "량": ("Ryang", 9), "손": ("Son", 9),
    "배": ("Pae", 8), "백": ("Paek", 8), "허": ("Ho", 7), "남": ("Nam", 6), "심": ("Sim", 5),
    "로": ("Ro", 5), "하": ("Ha", 5), "곽": ("Kwak", 4), "성": ("Song", 4), "차": ("Cha", 4),
    "주": ("Ju", 4), "우": ("U", 4), "구": ("Ku", 4), "라": ("Ra", 3), "민": ("Min", 3),
    "진": ("Jin", 3), "지": ("Ji", 3), "엄": ("Om", 3), "채": ("Chae", 3), "원": ("Won", 3),
    "천": ("Chon", 3), "방": ("Pang", 2), "공": ("Kong", 2), "현": ("Hyon", 2), "함": ("Ham", 2),
}  # fmt: skip
VARIANTS = {
    "Kim": ("Gim",), "Ri": ("Lee", "Yi", "Rhee"), "Pak": ("Park",), "Choe": ("Choi",), "Jong": ("Jung", "Chung"),
    "Jo": ("Cho",), "Rim": ("Lim", "Im"), "Sin": ("Shin",), "Ryu": ("Yu",), "Ryang": ("Yang",), "Ro": ("No",),
}  # fmt: skip
# Given names: a first and a second syllable, each with its romanisation.
MALE = (
    "영 Yong|철 Chol|성 Song|광 Kwang|명 Myong|학 Hak|금 Kum|정 Jong|경 Kyong|창 Chang|동 Tong|현 Hyon|기 Ki|"
    "룡 Ryong|국 Kuk|인 In|승 Sung|충 Chung|남 Nam|태 Thae|은 Un|혁 Hyok|진 Jin|윤 Yun|원 Won",
    "수 Su|호 Ho|철 Chol|일 Il|진 Jin|혁 Hyok|남 Nam|국 Guk|식 Sik|길 Gil|범 Bom|훈 Hun|복 Bok|환 Hwan|"
    "룡 Ryong|건 Gon|학 Hak|성 Song|민 Min|영 Yong|삼 Sam|선 Son",
)
FEMALE = (
    "영 Yong|은 Un|금 Kum|순 Sun|정 Jong|혜 Hye|명 Myong|향 Hyang|선 Son|미 Mi|경 Kyong|옥 Ok|설 Sol|춘 Chun|"
    "수 Su|진 Jin|련 Ryon|해 Hae|복 Pok|봄 Pom|지 Ji|현 Hyon|유 Yu",
    "희 Hui|옥 Ok|순 Sun|숙 Suk|화 Hwa|미 Mi|경 Gyong|실 Sil|란 Ran|심 Sim|련 Ryon|향 Hyang|주 Ju|별 Byol|"
    "연 Yon|애 Ae|녀 Nyo|월 Wol|복 Bok|영 Yong",
)


def _syllables(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((pair[0], pair[2:]) for pair in text.split("|"))


FAMILIES = tuple(FAMILY)
FAMILY_WEIGHTS = tuple(weight for _roman, weight in FAMILY.values())
GIVEN = {"M": tuple(map(_syllables, MALE)), "F": tuple(map(_syllables, FEMALE))}


def family(rng: Random) -> str:
    """A family name in Hangul."""
    return rng.choices(FAMILIES, FAMILY_WEIGHTS)[0]


def full(rng: Random, sex: str, family_name: str | None = None) -> tuple[str, str]:
    """A full name: Hangul and romanised. About one in twenty was never romanised in the register."""
    surname = family_name or family(rng)
    heads, tails = GIVEN[sex]
    head, tail = rng.choice(heads), rng.choice(tails)
    while head[0] == tail[0]:
        tail = rng.choice(tails)
    hangul = surname + head[0] + tail[0]
    chance = rng.random()
    if chance < 0.05:
        return hangul, ""
    roman = FAMILY[surname][0]
    if chance < 0.13:
        roman = rng.choice(VARIANTS.get(roman, (roman,)))
    given = f"{head[1]}-{tail[1].lower()}" if chance > 0.93 else f"{head[1]} {tail[1]}"
    return hangul, f"{roman} {given}"
