"""Where people come from: provinces by centre, with some of their counties and districts."""

from random import Random

COUNTIES = {
    "pyongyang": "락랑구역|만경대구역|대동강구역|선교구역|사동구역|력포구역|형제산구역|평천구역|보통강구역|강동군",
    "south-pyongan": "평성시|순천시|덕천시|개천시|안주시|문덕군|숙천군|평원군|증산군|대동군|성천군|회창군",
    "north-hwanghae": "송림시|사리원시|황주군|연탄군|봉산군|은파군|중화군|상원군|서흥군|수안군|곡산군",
    "south-hwanghae": "해주시|재령군|신천군|안악군|은률군|장연군|옹진군|벽성군|연안군|배천군|룡연군",
    "nampo": "항구구역|와우도구역|강서구역|천리마구역|룡강군|온천군",
    "north-pyongan": "신의주시|정주시|구성시|룡천군|박천군|녕변군",
    "chagang": "강계시|희천시|만포시|전천군",
    "ryanggang": "혜산시|갑산군|삼수군",
    "north-hamgyong": "청진시|김책시|길주군|회령시",
    "south-hamgyong": "함흥시|신포시|단천시|금야군|정평군",
    "kangwon": "원산시|문천시|안변군|철원군|세포군|평강군",
    "kaesong": "개성시|개풍구역|판문구역",
    "rason": "라선시",
}
WEIGHTS = {
    "RAK": {"pyongyang": 42, "south-pyongan": 22, "north-hwanghae": 10, "south-hwanghae": 9, "nampo": 7,
            "north-pyongan": 3, "kangwon": 2.5, "kaesong": 1.5, "south-hamgyong": 1.5, "chagang": 0.8,
            "ryanggang": 0.4, "north-hamgyong": 0.8, "rason": 0.2},
    "SON": {"north-hwanghae": 36, "south-hwanghae": 25, "pyongyang": 13, "south-pyongan": 10, "nampo": 8,
            "kaesong": 4, "kangwon": 2, "north-pyongan": 1, "south-hamgyong": 0.7, "chagang": 0.3},
}  # fmt: skip


def home(rng: Random, centre: str) -> tuple[str, str]:
    """A province key and a county or city district (in Hangul; now and then not recorded)."""
    provinces = WEIGHTS[centre]
    province = rng.choices(tuple(provinces), tuple(provinces.values()))[0]
    return province, rng.choice(COUNTIES[province].split("|")) if rng.random() < 0.92 else ""
