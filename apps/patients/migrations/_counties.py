"""The country's divisions below the province as they stood in 2016: counties, cities, city districts.

Hangul with the suffix that tells the kind, and the northern romanisation without suffix and diacritics, a name a
line of its own province. Checked against public lists of the country's divisions of 2010–2016 (Pyongyang and North
Hwanghae after the change of 2010 and 2011; Kyongwon, Kyonghung and Myonggan by the names they got back in 2005).
Kaesong has been ruled both as a part of North Hwanghae and on its own: here it stands on its own, with the city alone;
Kaephung and Jangphung are North Hwanghae's, as in 2016. The districts inside Chongjin and Hamhung are no entries of
their own: the city is, and the district is written in the address.
"""

COUNTIES = {
    "pyongyang": """
        중구역 Jung, 평천구역 Phyongchon, 보통강구역 Pothonggang, 모란봉구역 Moranbong, 서성구역 Sosong,
        선교구역 Songyo, 동대원구역 Tongdaewon, 대동강구역 Taedonggang, 사동구역 Sadong, 대성구역 Taesong,
        만경대구역 Mangyongdae, 형제산구역 Hyongjesan, 룡성구역 Ryongsong, 삼석구역 Samsok, 력포구역 Ryokpho,
        락랑구역 Rakrang, 순안구역 Sunan, 은정구역 Unjong, 강남군 Kangnam, 강동군 Kangdong
    """,
    "south-pyongan": """
        평성시 Phyongsong, 안주시 Anju, 개천시 Kaechon, 순천시 Sunchon, 덕천시 Tokchon,
        대동군 Taedong, 증산군 Jungsan, 평원군 Phyongwon, 숙천군 Sukchon, 문덕군 Mundok, 성천군 Songchon,
        신양군 Sinyang, 양덕군 Yangdok, 은산군 Unsan, 북창군 Pukchang, 맹산군 Maengsan, 회창군 Hoechang,
        녕원군 Nyongwon, 대흥군 Taehung, 청남구 Chongnam, 득장지구 Tukjang, 운곡지구 Ungok
    """,
    "north-pyongan": """
        신의주시 Sinuiju, 구성시 Kusong, 정주시 Jongju,
        의주군 Uiju, 룡천군 Ryongchon, 신도군 Sindo, 염주군 Yomju, 철산군 Cholsan, 동림군 Tongrim, 선천군 Sonchon,
        곽산군 Kwaksan, 운전군 Unjon, 박천군 Pakchon, 녕변군 Nyongbyon, 구장군 Kujang, 향산군 Hyangsan,
        운산군 Unsan, 태천군 Thaechon, 천마군 Chonma, 피현군 Phihyon, 대관군 Taegwan, 삭주군 Sakju,
        창성군 Changsong, 동창군 Tongchang, 벽동군 Pyokdong
    """,
    "chagang": """
        강계시 Kanggye, 만포시 Manpho, 희천시 Huichon,
        자성군 Jasong, 중강군 Junggang, 화평군 Hwaphyong, 랑림군 Rangrim, 장강군 Janggang, 시중군 Sijung,
        전천군 Jonchon, 룡림군 Ryongrim, 성간군 Songgan, 송원군 Songwon, 동신군 Tongsin, 위원군 Wiwon,
        초산군 Chosan, 고풍군 Kophung, 우시군 Usi
    """,
    "ryanggang": """
        혜산시 Hyesan,
        보천군 Pochon, 삼지연군 Samjiyon, 대홍단군 Taehongdan, 백암군 Paegam, 운흥군 Unhung, 갑산군 Kapsan,
        풍서군 Phungso, 삼수군 Samsu, 김정숙군 Kimjongsuk, 김형권군 Kimhyonggwon, 김형직군 Kimhyongjik
    """,
    "north-hamgyong": """
        청진시 Chongjin, 김책시 Kimchaek, 회령시 Hoeryong,
        온성군 Onsong, 경원군 Kyongwon, 경흥군 Kyonghung, 무산군 Musan, 연사군 Yonsa, 부령군 Puryong,
        경성군 Kyongsong, 어랑군 Orang, 명간군 Myonggan, 명천군 Myongchon, 화대군 Hwadae, 길주군 Kilju
    """,
    "south-hamgyong": """
        함흥시 Hamhung, 신포시 Sinpho, 단천시 Tanchon,
        함주군 Hamju, 정평군 Jongphyong, 금야군 Kumya, 고원군 Kowon, 요덕군 Yodok, 영광군 Yonggwang,
        신흥군 Sinhung, 장진군 Jangjin, 부전군 Pujon, 락원군 Rakwon, 홍원군 Hongwon, 북청군 Pukchong,
        덕성군 Toksong, 리원군 Riwon, 허천군 Hochon, 수동구 Sudong, 금호지구 Kumho
    """,
    "kangwon": """
        원산시 Wonsan, 문천시 Munchon,
        안변군 Anbyon, 고산군 Kosan, 통천군 Thongchon, 고성군 Kosong, 금강군 Kumgang, 창도군 Changdo,
        김화군 Kimhwa, 회양군 Hoeyang, 세포군 Sepho, 평강군 Phyonggang, 철원군 Cholwon, 이천군 Ichon,
        판교군 Phangyo, 법동군 Popdong, 천내군 Chonnae
    """,
    "north-hwanghae": """
        사리원시 Sariwon, 송림시 Songrim,
        황주군 Hwangju, 연탄군 Yonthan, 봉산군 Pongsan, 은파군 Unpha, 린산군 Rinsan, 서흥군 Sohung, 수안군 Suan,
        연산군 Yonsan, 신평군 Sinphyong, 곡산군 Koksan, 신계군 Singye, 평산군 Phyongsan, 금천군 Kumchon,
        토산군 Thosan, 장풍군 Jangphung, 개풍군 Kaephung, 중화군 Junghwa, 상원군 Sangwon, 승호군 Sungho
    """,
    "south-hwanghae": """
        해주시 Haeju,
        벽성군 Pyoksong, 강령군 Kangryong, 옹진군 Ongjin, 태탄군 Thaethan, 장연군 Jangyon, 룡연군 Ryongyon,
        과일군 Kwail, 송화군 Songhwa, 삼천군 Samchon, 은률군 Unryul, 은천군 Unchon, 안악군 Anak, 신천군 Sinchon,
        재령군 Jaeryong, 신원군 Sinwon, 봉천군 Pongchon, 배천군 Paechon, 연안군 Yonan, 청단군 Chongdan
    """,
    "rason": "라진구역 Rajin, 선봉군 Sonbong",
    "nampo": """
        항구구역 Hanggu, 와우도구역 Waudo, 강서구역 Kangso, 천리마구역 Chollima, 대안구역 Taean,
        룡강군 Ryonggang, 온천군 Onchon
    """,
    "kaesong": "개성시 Kaesong",
}
KINDS = {"시": "city", "군": "county", "구": "district", "구역": "district", "지구": "district"}


def kind(name_ko: str) -> str:
    """County, city or district, by the suffix of the name in Hangul."""
    return next(KINDS[name_ko[-length:]] for length in (2, 1) if name_ko[-length:] in KINDS)


def rows() -> list[dict[str, str]]:
    """One row a division; the key is made of the province and the romanised name, e.g. `north-hwanghae/songrim`."""
    divisions = (
        (province, *division.split()) for province, table in COUNTIES.items() for division in table.split(",")
    )
    return [
        {"key": f"{province}/{name_en.lower()}", "province": province, "kind": kind(name_ko), "name_ko": name_ko,
         "name_en": name_en}
        for province, name_ko, name_en in divisions
    ]  # fmt: skip
