"""Where people come from: provinces by centre, and the counties and city districts they come from most."""

from random import Random

COUNTIES = {
    "pyongyang": "rakrang|mangyongdae|taedonggang|songyo|sadong|ryokpho|hyongjesan|phyongchon|pothonggang|kangdong",
    "south-pyongan": "phyongsong|sunchon|tokchon|kaechon|anju|mundok|sukchon|phyongwon|jungsan|taedong|songchon|"
    "hoechang",
    "north-hwanghae": "songrim|sariwon|hwangju|yonthan|pongsan|unpha|junghwa|sangwon|sohung|suan|koksan",
    "south-hwanghae": "haeju|jaeryong|sinchon|anak|unryul|jangyon|ongjin|pyoksong|yonan|paechon|ryongyon",
    "nampo": "hanggu|waudo|kangso|chollima|ryonggang|onchon",
    "north-pyongan": "sinuiju|jongju|kusong|ryongchon|pakchon|nyongbyon",
    "chagang": "kanggye|huichon|manpho|jonchon",
    "ryanggang": "hyesan|kapsan|samsu",
    "north-hamgyong": "chongjin|kimchaek|kilju|hoeryong",
    "south-hamgyong": "hamhung|sinpho|tanchon|kumya|jongphyong",
    "kangwon": "wonsan|munchon|anbyon|cholwon|sepho|phyonggang",
    "kaesong": "kaesong",
    "rason": "rajin|sonbong",
}
WEIGHTS = {
    "RAK": {"pyongyang": 42, "south-pyongan": 22, "north-hwanghae": 10, "south-hwanghae": 9, "nampo": 7,
            "north-pyongan": 3, "kangwon": 2.5, "kaesong": 1.5, "south-hamgyong": 1.5, "chagang": 0.8,
            "ryanggang": 0.4, "north-hamgyong": 0.8, "rason": 0.2},
    "SON": {"north-hwanghae": 36, "south-hwanghae": 25, "pyongyang": 13, "south-pyongan": 10, "nampo": 8,
            "kaesong": 4, "kangwon": 2, "north-pyongan": 1, "south-hamgyong": 0.7, "chagang": 0.3},
}  # fmt: skip
VILLAGES = (
    "삼정리", "룡산리", "신흥리", "읍", "중앙동", "역전동", "새마을동", "청룡리", "석탑리", "송정동", "백화리",
)  # fmt: skip


def home(rng: Random, centre: str) -> tuple[str, str | None]:
    """A province and the key of a county of it (now and then not recorded: None)."""
    provinces = WEIGHTS[centre]
    province = rng.choices(tuple(provinces), tuple(provinces.values()))[0]
    return province, f"{province}/{rng.choice(COUNTIES[province].split('|'))}" if rng.random() < 0.92 else None
