"""Outcome measures the product starts with. Items are named shortly, in our own words; whoever uses a scale has its
manual. PLUS-M is left out: its text may not be translated or changed.

Times and distances begin above 0: whoever cannot do a test is "unable", which is a value of its own.

key, short name, English, Korean, kind, unit, direction, minimum, maximum, step, source of the scoring
"""

INSTRUMENTS = [
    ("tug", "TUG", "Timed Up and Go", "일어나 걷기 검사", "measured", "s", "lower", 1, 600, "0.1",
     "Podsiadlo D, Richardson S. J Am Geriatr Soc 1991;39:142-148"),
    ("2mwt", "2MWT", "Two-minute walk", "2분 걷기 검사", "measured", "m", "higher", 1, 400, "0.1",
     "Butland RJA et al. BMJ 1982;284:1607-1608"),
    ("6mwt", "6MWT", "Six-minute walk", "6분 걷기 검사", "measured", "m", "higher", 1, 1200, "0.1",
     "ATS statement. Am J Respir Crit Care Med 2002;166:111-117"),
    ("10mwt", "10MWT", "Ten-metre walk, speed", "10m 걷기 검사(속도)", "measured", "m/s", "higher", "0.01", 4, "0.01",
     "Bohannon RW. Age Ageing 1997;26:15-19"),
    ("berg", "Berg", "Berg balance scale", "버그 균형 검사", "sum", "", "higher", 0, 56, "1",
     "Berg K et al. Physiother Can 1989;41:304-311"),
    ("ampnopro", "AMPnoPRO", "Amputee mobility predictor, without prosthesis", "절단자 이동 예측 검사(의지 없이)",
     "sum", "", "higher", 0, 43, "1", "Gailey RS et al. Arch Phys Med Rehabil 2002;83:613-627"),
    ("amppro", "AMPPRO", "Amputee mobility predictor, with prosthesis", "절단자 이동 예측 검사(의지 착용)", "sum", "",
     "higher", 0, 47, "1", "Gailey RS et al. Arch Phys Med Rehabil 2002;83:613-627"),
    ("barthel", "Barthel", "Barthel index", "바델 지수", "sum", "", "higher", 0, 100, "5",
     "Mahoney FI, Barthel DW. Md State Med J 1965;14:61-65"),
    ("scim", "SCIM III", "Spinal cord independence measure III", "척수 독립성 평가 III", "sum", "", "higher", 0, 100, "1",
     "Itzkovich M et al. Disabil Rehabil 2007;29:1926-1933"),
    ("nprs", "NPRS", "Pain, 0 to 10", "통증(0~10)", "measured", "", "lower", 0, 10, "1",
     "Farrar JT et al. Pain 2001;94:149-158"),
    ("socket", "SCS", "Socket comfort, 0 to 10", "소켓 편안함(0~10)", "measured", "", "higher", 0, 10, "1",
     "Hanspal RS et al. Disabil Rehabil 2003;25:1278-1280"),
    ("mmt", "MMT", "Muscle strength", "도수 근력 검사", "grid", "", "none", None, None, "1",
     "Medical Research Council. Aids to the examination of the peripheral nervous system. 1976"),
    ("rom", "ROM", "Range of motion", "관절 가동 범위", "grid", "°", "none", None, None, "1",
     "Norkin CC, White DJ. Measurement of joint motion"),
]

# How it is done, in one sentence of our own
NOTES = {
    "tug": ("Rise from a chair, walk 3 m, turn, walk back and sit down; the time in seconds.",
            "의자에서 일어나 3m를 걸어갔다 돌아와 다시 앉을 때까지 걸린 시간(초)입니다."),
    "2mwt": ("How far the person walks in two minutes at their own pace; rests count.",
             "2분 동안 자기 속도로 걸은 거리입니다. 쉬는 시간도 포함합니다."),
    "6mwt": ("How far the person walks in six minutes at their own pace; rests count.",
             "6분 동안 자기 속도로 걸은 거리입니다. 쉬는 시간도 포함합니다."),
    "10mwt": ("Comfortable speed: metres walked divided by seconds; say whether all 10 m or the middle 6 m were timed.",
              "편안한 속도입니다. 걸은 거리(m)를 시간(초)으로 나눕니다. 10m 전체인지 가운데 6m인지 고르십시오."),
    "berg": ("Fourteen tasks of sitting, standing and turning, each 0 to 4.",
             "앉기, 서기, 돌기 등 14개 과제를 각각 0~4점으로 매깁니다."),
    "ampnopro": ("Balance, transfers and hopping without the prosthesis; what needs the prosthesis is left out.",
                 "의지 없이 균형과 옮겨 앉기를 봅니다. 의지가 필요한 항목은 뺍니다."),
    "amppro": ("Balance, transfers and walking with the prosthesis on.", "의지를 착용하고 균형, 옮겨 앉기, 걷기를 봅니다."),
    "barthel": ("What the person does every day without or with help, in steps of 5.",
                "일상에서 스스로 또는 도움을 받아 하는 일을 5점 단위로 매깁니다."),
    "scim": ("What the person does every day after a spinal cord injury: self-care 20, breathing and sphincters 40, "
             "mobility 40.", "척수 손상 뒤의 일상생활입니다. 자기 관리 20점, 호흡·배설 40점, 이동 40점입니다."),
    "nprs": ("The person says how strong the pain is now, 0 none, 10 the worst imaginable.",
             "지금의 통증을 본인이 0(없음)~10(가장 심함)으로 말합니다."),
    "socket": ("The person says how comfortable the socket is, 0 the worst, 10 the best.",
               "소켓이 얼마나 편한지 본인이 0(가장 나쁨)~10(가장 좋음)으로 말합니다."),
    "mmt": ("Each muscle group by hand, 0 to 5; grades are neither added nor averaged.",
            "근육군마다 손으로 0~5등급을 매깁니다. 더하거나 평균하지 않습니다."),
    "rom": ("Degrees from the neutral position; a lack of extension is negative.",
            "중립 자세에서 잰 각도입니다. 펴지지 않는 만큼은 음수입니다."),
}  # fmt: skip

# instrument → key, English, Korean, values that may be chosen (a number alone: 0 to that number)
ITEMS = {
    "berg": [
        ("sit-stand", "Sitting to standing", "앉았다 일어서기", 4), ("stand", "Standing unsupported", "잡지 않고 서 있기", 4),
        ("sit", "Sitting unsupported", "기대지 않고 앉아 있기", 4), ("stand-sit", "Standing to sitting", "섰다가 앉기", 4),
        ("transfer", "Transfers", "옮겨 앉기", 4), ("eyes-closed", "Standing, eyes closed", "눈 감고 서 있기", 4),
        ("feet-together", "Standing, feet together", "두 발 모으고 서 있기", 4), ("reach", "Reaching forward", "앞으로 팔 뻗기", 4),
        ("pick-up", "Picking up from the floor", "바닥의 물건 집기", 4), ("look-behind", "Looking behind", "뒤돌아보기", 4),
        ("turn", "Turning 360°", "한 바퀴 돌기", 4), ("step", "Foot on a stool in turn", "발판에 번갈아 발 올리기", 4),
        ("tandem", "One foot in front", "한 발 앞에 두고 서 있기", 4), ("one-leg", "Standing on one leg", "한 발로 서 있기", 4),
    ],
    "barthel": [
        ("feeding", "Feeding", "식사", (0, 5, 10)), ("bathing", "Bathing", "목욕", (0, 5)),
        ("grooming", "Grooming", "몸단장", (0, 5)), ("dressing", "Dressing", "옷 입기", (0, 5, 10)),
        ("bowels", "Bowels", "대변 조절", (0, 5, 10)), ("bladder", "Bladder", "소변 조절", (0, 5, 10)),
        ("toilet", "Toilet use", "화장실 사용", (0, 5, 10)), ("transfer", "Chair and bed transfers", "의자·침대 옮겨 앉기", (0, 5, 10, 15)),
        ("mobility", "Walking on level ground", "평지 걷기", (0, 5, 10, 15)), ("stairs", "Stairs", "계단", (0, 5, 10)),
    ],
    "scim": [
        ("feeding", "Feeding", "식사", 3), ("bath-upper", "Bathing, upper body", "상체 목욕", 3),
        ("bath-lower", "Bathing, lower body", "하체 목욕", 3), ("dress-upper", "Dressing, upper body", "상체 옷 입기", 4),
        ("dress-lower", "Dressing, lower body", "하체 옷 입기", 4), ("grooming", "Grooming", "몸단장", 3),
        ("respiration", "Respiration", "호흡", (0, 2, 4, 6, 8, 10)),
        ("bladder", "Bladder", "방광 관리", (0, 3, 6, 9, 11, 13, 15)), ("bowel", "Bowel", "장 관리", (0, 5, 8, 10)),
        ("toilet", "Use of toilet", "화장실 사용", (0, 1, 2, 4, 5)),
        ("bed", "Mobility in bed", "침대에서 움직이기", (0, 2, 4, 6)), ("bed-chair", "Bed to wheelchair", "침대에서 휠체어로", 2),
        ("chair-toilet", "Wheelchair to toilet or tub", "휠체어에서 변기·욕조로", 2), ("indoors", "Mobility indoors", "실내 이동", 8),
        ("moderate", "Mobility, 10 to 100 m", "10~100m 이동", 8), ("outdoors", "Mobility outdoors", "실외 이동", 8),
        ("stairs", "Stairs", "계단", 3), ("chair-car", "Wheelchair to car", "휠체어에서 차로", 2),
        ("ground", "Ground to wheelchair", "바닥에서 휠체어로", 1),
    ],
}  # fmt: skip
AMP = [
    ("sit-balance", "Sitting balance", "앉은 균형", 1), ("sit-reach", "Sitting reach", "앉아서 팔 뻗기", 2),
    ("chair-transfer", "Chair to chair", "의자에서 의자로", 2), ("arise", "Arising from a chair", "의자에서 일어서기", 2),
    ("attempts", "Attempts to arise", "일어서기 시도", 2), ("stand-first", "Standing, first 5 seconds", "선 뒤 5초 균형", 2),
    ("stand-30", "Standing, 30 seconds", "30초 서 있기", 2), ("one-leg-sound", "On the sound leg", "건측 한 발 서기", 2),
    ("one-leg-prosthesis", "On the prosthesis", "의지 한 발 서기", 2), ("stand-reach", "Standing reach", "서서 팔 뻗기", 2),
    ("nudge", "Nudge", "밀기", 2), ("eyes-closed", "Eyes closed", "눈 감기", 1), ("pick-up", "Picking up", "물건 집기", 2),
    ("sit-down", "Sitting down", "앉기", 2), ("initiation", "First step", "걷기 시작", 1),
    ("step-sound", "Step length and height, sound leg", "건측 걸음 길이와 높이", 2),
    ("step-prosthesis", "Step length and height, prosthesis", "의지측 걸음 길이와 높이", 2),
    ("continuity", "Step continuity", "걸음 이어짐", 1), ("turning", "Turning", "돌기", 2),
    ("cadence", "Variable speed", "속도 바꾸기", 2), ("obstacle", "Stepping over", "장애물 넘기", 2),
    ("stairs-up", "Stairs up", "계단 오르기", 2), ("stairs-down", "Stairs down", "계단 내려가기", 2),
    ("aid", "Walking aid", "보행 보조 기구", 5),
]  # fmt: skip
WITH_PROSTHESIS = ("one-leg-prosthesis", "step-prosthesis")
ITEMS["amppro"] = AMP
ITEMS["ampnopro"] = [item for item in AMP if item[0] not in WITH_PROSTHESIS]

# group, key, English, Korean; every row per side
MUSCLES = [
    ("hip", "hip-flexion", "Hip flexion", "고관절 굴곡"), ("hip", "hip-extension", "Hip extension", "고관절 신전"),
    ("hip", "hip-abduction", "Hip abduction", "고관절 외전"), ("hip", "hip-adduction", "Hip adduction", "고관절 내전"),
    ("knee", "knee-flexion", "Knee flexion", "무릎 굴곡"), ("knee", "knee-extension", "Knee extension", "무릎 신전"),
    ("ankle", "dorsiflexion", "Ankle dorsiflexion", "발목 배측 굴곡"),
    ("ankle", "plantarflexion", "Ankle plantar flexion", "발목 저측 굴곡"),
    ("shoulder", "shoulder-flexion", "Shoulder flexion", "어깨 굴곡"),
    ("shoulder", "shoulder-abduction", "Shoulder abduction", "어깨 외전"),
    ("elbow", "elbow-flexion", "Elbow flexion", "팔꿈치 굴곡"), ("elbow", "elbow-extension", "Elbow extension", "팔꿈치 신전"),
    ("wrist", "wrist-extension", "Wrist extension", "손목 신전"), ("hand", "grip", "Grip", "쥐기"),
]  # fmt: skip
# group, key, English, Korean, lowest and highest that can be, in degrees (a lack of extension is negative)
MOTIONS = [
    ("hip", "hip-flexion", "Hip flexion", "고관절 굴곡", 0, 150), ("hip", "hip-extension", "Hip extension", "고관절 신전", -90, 45),
    ("hip", "hip-abduction", "Hip abduction", "고관절 외전", -30, 90), ("hip", "hip-adduction", "Hip adduction", "고관절 내전", -30, 60),
    ("knee", "knee-flexion", "Knee flexion", "무릎 굴곡", 0, 170), ("knee", "knee-extension", "Knee extension", "무릎 신전", -120, 20),
    ("ankle", "dorsiflexion", "Ankle dorsiflexion", "발목 배측 굴곡", -60, 50),
    ("ankle", "plantarflexion", "Ankle plantar flexion", "발목 저측 굴곡", -30, 80),
    ("shoulder", "shoulder-flexion", "Shoulder flexion", "어깨 굴곡", 0, 190),
    ("shoulder", "shoulder-abduction", "Shoulder abduction", "어깨 외전", 0, 190),
    ("elbow", "elbow-flexion", "Elbow flexion", "팔꿈치 굴곡", 0, 165), ("elbow", "elbow-extension", "Elbow extension", "팔꿈치 신전", -120, 20),
    ("wrist", "wrist-flexion", "Wrist flexion", "손목 굴곡", -30, 100), ("wrist", "wrist-extension", "Wrist extension", "손목 신전", -60, 100),
]  # fmt: skip

# The parts of SCIM III, which have subtotals of their own: 20, 40 and 40.
SCIM_PARTS = {
    "self-care": ("feeding", "bath-upper", "bath-lower", "dress-upper", "dress-lower", "grooming"),
    "breathing-sphincters": ("respiration", "bladder", "bowel", "toilet"),
    "mobility": (
        "bed", "bed-chair", "chair-toilet", "indoors", "moderate", "outdoors", "stairs", "chair-car", "ground",
    ),
}  # fmt: skip
PARTS = {"scim": {item: part for part, items in SCIM_PARTS.items() for item in items}}

RESNIK = "Resnik L, Borgia M. Phys Ther 2011;91:555-565 (MDC90, unilateral)"
CARSE = "Carse B et al. Gait Posture 2021;88:221-224 (knee disarticulation, transfemoral)"
ALGHADIR = "Alghadir AH et al. BMC Neurol 2018;18:141 (chronic stroke)"
# instrument, kind, value, population, source
THRESHOLDS = [
    ("2mwt", "mcid", "37.2", "lower-limb-amputation", CARSE),
    ("2mwt", "mdc", "34.3", "lower-limb-amputation", RESNIK),
    ("6mwt", "mdc", "45.0", "lower-limb-amputation", RESNIK),
    ("10mwt", "mcid", "0.21", "lower-limb-amputation", CARSE),
    ("tug", "mdc", "3.6", "lower-limb-amputation", RESNIK),
    ("amppro", "mdc", "3.4", "lower-limb-amputation", RESNIK),
    ("tug", "mdc", "3.2", "stroke", ALGHADIR),
    ("berg", "mdc", "2.7", "stroke", ALGHADIR),
    ("10mwt", "mcid", "0.16", "stroke", "Tilson JK et al. Phys Ther 2010;90:196-208 (20 to 60 days after the stroke)"),
    ("scim", "mcid", "4", "spinal-cord-injury", "Scivoletto G et al. Disabil Rehabil 2013;35:1808-1813"),
    ("nprs", "mcid", "2.0", "chronic-pain", "Farrar JT et al. Pain 2001;94:149-158"),
]
