"""What the managers wrote beside the figures, and to each other when they signed. The numbers in it are words."""

from datetime import date

MAY, OCTOBER = date(2016, 5, 1), date(2016, 10, 1)

# Centre and month → English, Korean.
NARRATIVES: dict[tuple[str, date], tuple[str, str]] = {
    ("RAK", MAY): (
        "The workshop caught up with the orders of the cold months, when plaster dried slowly. People from far away "
        "were asked to come in groups, so that fitting and gait training could be done in one stay.\n\n"
        "Together the two centres serve about 1,350 people in a year. Many of those who came to Rakrang this "
        "month had been fitted before and came for a renewal.",
        "석고가 잘 마르지 않아 밀렸던 겨울철 주문을 이달에 거의 마쳤습니다. 먼 곳에서 오는 분들은 조를 지어 오시게 "
        "하여 가봉과 보행 훈련을 한 번에 받도록 하였습니다.\n\n"
        "두 센터는 한 해에 약 1,350명을 봉사합니다. 이달에 락랑을 찾은 분들 가운데 많은 분은 전에 의지를 받은 적이 "
        "있어 교체하러 오셨습니다.",
    ),
    ("SON", MAY): (
        "The first month after support resumed. The machines were put in order in April, and the first prostheses "
        "were handed over in May. There are about 50 places in the dormitory; not all could be used yet.",
        "지원이 재개된 뒤 첫 달입니다. 4월에 설비를 정비하였고 5월에 첫 의지를 전달하였습니다. 기숙사 자리는 약 "
        "50개이지만 아직 모두 쓰지는 못하였습니다.",
    ),
    ("SON", OCTOBER): (
        "After the harvest many people came at once. Orders for orthoses had to wait for polypropylene sheets, which "
        "arrived in the last week.",
        "가을걷이가 끝나 한꺼번에 많은 분들이 오셨습니다. 보조기는 폴리프로필렌 판이 마지막 주에 도착하여 "
        "늦어졌습니다.",
    ),
}  # fmt: skip
SENT_BACK = "보고서에 설명글이 없습니다. 보조기가 늦어진 사정을 두 언어로 적어 다시 제출하십시오."
SUBMITTED_AGAIN = "설명글을 보탰습니다."
REOPENED = "5월 28일에 전달한 의지가 6월 9일에야 입력되었습니다. 5월 보고서에 넣어야 합니다."
REVISED = "빠졌던 전달 1건을 넣었습니다."
VOIDED = "다른 사람의 치료를 잘못 입력함."
