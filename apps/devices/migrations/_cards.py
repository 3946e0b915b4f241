"""Measurement cards: key, English, Korean, unit, plausible from–to, possible from–to. A plausible range is advice."""

CONTRACTURE = ("contracture", "Flexion contracture", "굴곡 구축", "deg", 0, 30, 0, 130)
WEIGHT = ("weight", "Body weight", "몸무게", "kg", 8, 110, 2, 250)
FOOT = ("foot-length", "Length of the sound foot", "건측 발 길이", "cm", 12, 29, 6, 36)

CARDS = {
    "transtibial": [
        ("stump-length", "Length of the stump, from the middle of the patellar tendon", "절단단 길이(슬개건 중앙에서)", "cm", 8, 25, 2, 45),
        ("circ-mpt", "Circumference at the patellar tendon", "슬개건 둘레", "cm", 20, 45, 10, 70),
        ("circ-5", "Circumference 5 cm below", "5cm 아래 둘레", "cm", 18, 45, 8, 70),
        ("circ-10", "Circumference 10 cm below", "10cm 아래 둘레", "cm", 15, 42, 6, 70),
        ("circ-end", "Circumference at the end", "말단 둘레", "cm", 12, 40, 5, 70),
        ("knee-ml", "Width of the knee (medial–lateral)", "무릎 너비(내외측)", "cm", 6, 14, 4, 20),
        ("knee-ap", "Depth at the patellar tendon (front–back)", "슬개건 깊이(전후)", "cm", 6, 14, 4, 22),
        ("floor-mpt", "Floor to patellar tendon, sound side", "바닥에서 건측 슬개건까지", "cm", 20, 55, 10, 75),
        FOOT, CONTRACTURE, WEIGHT,
    ],
    "transfemoral": [
        ("stump-length", "Length of the stump, from the perineum", "절단단 길이(회음에서)", "cm", 8, 40, 2, 60),
        ("circ-0", "Circumference at the perineum", "회음 둘레", "cm", 30, 70, 15, 120),
        ("circ-5", "Circumference 5 cm below", "5cm 아래 둘레", "cm", 28, 68, 12, 120),
        ("circ-10", "Circumference 10 cm below", "10cm 아래 둘레", "cm", 25, 65, 10, 120),
        ("circ-end", "Circumference at the end", "말단 둘레", "cm", 20, 60, 8, 110),
        ("ischium-ml", "Width below the ischium (medial–lateral)", "좌골 아래 너비(내외측)", "cm", 8, 22, 5, 35),
        ("ischium-floor", "Ischium to floor, sound side", "건측 좌골에서 바닥까지", "cm", 35, 95, 20, 120),
        ("knee-floor", "Knee to floor, sound side", "건측 무릎에서 바닥까지", "cm", 20, 58, 12, 75),
        FOOT, CONTRACTURE, WEIGHT,
    ],
    "knee-hip": [
        ("stump-length", "Length of the stump", "절단단 길이", "cm", 5, 50, 0, 70),
        ("circ-proximal", "Circumference at the top", "근위부 둘레", "cm", 30, 110, 15, 160),
        ("circ-end", "Circumference at the end", "말단 둘레", "cm", 20, 90, 8, 150),
        ("condyles-ml", "Width of the condyles, or of the pelvis", "과부 또는 골반 너비", "cm", 6, 40, 4, 60),
        ("ischium-floor", "Ischium to floor, sound side", "건측 좌골에서 바닥까지", "cm", 35, 95, 20, 120),
        FOOT, WEIGHT,
    ],
    "foot": [
        ("stump-length", "Length of what is left of the foot", "남은 발 길이", "cm", 4, 20, 0, 28),
        ("ankle-circ", "Circumference of the ankle", "발목 둘레", "cm", 14, 32, 8, 50),
        ("ball-width", "Width of the ball", "발볼 너비", "cm", 5, 12, 3, 18),
        ("ankle-angle", "Angle of the ankle, plantar flexion", "발목 각도(저측 굴곡)", "deg", 0, 30, 0, 90),
        FOOT, WEIGHT,
    ],
    "upper-limb": [
        ("stump-length", "Length of the stump", "절단단 길이", "cm", 4, 30, 0, 60),
        ("circ-proximal", "Circumference at the top", "근위부 둘레", "cm", 15, 40, 8, 60),
        ("circ-end", "Circumference at the end", "말단 둘레", "cm", 10, 35, 5, 55),
        ("sound-length", "Elbow or shoulder to fingertips, sound side", "건측 팔 길이", "cm", 20, 85, 10, 110),
        ("elbow-flexion", "Elbow flexion", "팔꿈치 굴곡", "deg", 60, 150, 0, 160),
    ],
    "ankle-foot": [
        ("calf-circ", "Greatest circumference of the calf", "종아리 최대 둘레", "cm", 16, 45, 8, 70),
        ("ankle-circ", "Circumference above the ankle", "발목 위 둘레", "cm", 12, 30, 7, 45),
        ("ankle-ml", "Width at the ankle bones", "복사뼈 너비", "cm", 4, 9, 2, 14),
        ("fibula-floor", "Head of the fibula to floor", "비골두에서 바닥까지", "cm", 15, 48, 8, 65),
        ("dorsiflexion", "Dorsiflexion", "배측 굴곡", "deg", 0, 30, 0, 60),
        FOOT, WEIGHT,
    ],
    "knee-ankle-foot": [
        ("thigh-circ", "Circumference of the thigh below the perineum", "회음 아래 허벅지 둘레", "cm", 25, 70, 12, 120),
        ("knee-ml", "Width of the knee", "무릎 너비", "cm", 6, 14, 4, 22),
        ("calf-circ", "Greatest circumference of the calf", "종아리 최대 둘레", "cm", 16, 45, 8, 70),
        ("perineum-floor", "Perineum to floor", "회음에서 바닥까지", "cm", 30, 95, 18, 120),
        ("knee-floor", "Knee to floor", "무릎에서 바닥까지", "cm", 18, 58, 10, 75),
        FOOT, CONTRACTURE, WEIGHT,
    ],
    "trunk": [
        ("chest-circ", "Circumference of the chest", "가슴둘레", "cm", 45, 120, 30, 180),
        ("waist-circ", "Circumference of the waist", "허리둘레", "cm", 40, 115, 25, 180),
        ("pelvis-circ", "Circumference of the pelvis", "골반 둘레", "cm", 45, 125, 30, 190),
        ("axilla-trochanter", "Armpit to trochanter", "겨드랑이에서 대전자까지", "cm", 20, 60, 10, 80),
        ("cobb", "Cobb angle", "콥 각도", "deg", 0, 60, 0, 150),
    ],
    "hand-arm": [
        ("forearm-length", "Length of the forearm", "아래팔 길이", "cm", 12, 30, 6, 45),
        ("wrist-circ", "Circumference of the wrist", "손목 둘레", "cm", 9, 22, 5, 35),
        ("palm-width", "Width of the palm", "손바닥 너비", "cm", 4, 11, 2, 15),
    ],
    "shoe": [
        ("ball-circ", "Circumference of the ball", "발볼 둘레", "cm", 14, 28, 8, 40),
        ("instep-circ", "Circumference of the instep", "발등 둘레", "cm", 14, 30, 8, 42),
        ("shortening", "Shortening of the leg", "다리 짧아짐", "cm", 0, 6, 0, 25),
        FOOT,
    ],
    "chair": [
        ("hip-width", "Width of the hips, sitting", "앉은 엉덩이 너비", "cm", 18, 50, 10, 90),
        ("seat-depth", "Back to knee pit", "등에서 오금까지", "cm", 18, 55, 10, 80),
        ("calf-length", "Knee pit to heel", "오금에서 뒤꿈치까지", "cm", 15, 52, 8, 70),
        ("ribs-height", "Seat to lower ribs", "좌석에서 갈비뼈 아래까지", "cm", 12, 40, 6, 60),
        ("shoulder-height", "Seat to shoulder blade", "좌석에서 어깨뼈까지", "cm", 20, 55, 12, 80),
        WEIGHT,
    ],
    "walking-aid": [
        ("body-height", "Body height", "키", "cm", 70, 190, 40, 230),
        ("floor-wrist", "Floor to wrist crease, standing", "바닥에서 손목 주름까지(선 자세)", "cm", 30, 95, 20, 120),
        ("floor-axilla", "Floor to armpit, standing", "바닥에서 겨드랑이까지(선 자세)", "cm", 50, 150, 30, 180),
    ],
}  # fmt: skip

# Which card a type of device is measured by: the beginning of its key → card, the longest beginning wins.
CARD_OF = {
    "PRO-LL-TT": "transtibial", "PRO-LL-TF": "transfemoral", "PRO-LL-KD": "knee-hip", "PRO-LL-HD": "knee-hip",
    "PRO-LL-HP": "knee-hip", "PRO-LL-PF": "foot", "PRO-LL-SY": "foot", "PRO-UL": "upper-limb", "ORT-FO": "foot",
    "ORT-AFO": "ankle-foot", "ORT-KO": "knee-ankle-foot", "ORT-KAFO": "knee-ankle-foot", "ORT-HO": "trunk",
    "ORT-HKAFO": "knee-ankle-foot", "ORT-LSO": "trunk", "ORT-TLSO": "trunk", "ORT-CO": "trunk", "ORT-CTLSO": "trunk",
    "ORT-HAND": "hand-arm", "ORT-WHO": "hand-arm", "ORT-EO": "hand-arm", "ORT-SO": "hand-arm", "ORT-SHOE": "shoe",
    "ORT-CLUB": "ankle-foot", "WCH": "chair", "TRI": "chair", "SEAT": "chair", "CRU": "walking-aid",
    "WLK": "walking-aid",
}  # fmt: skip
