"""Words of the workshop the product starts with: key, English, Korean, and the class they are for ("" = all)."""

TECHNOLOGIES = [
    ("pp-exoskeletal", "Polypropylene, exoskeletal", "폴리프로필렌 외골격식", ""),
    ("pp-endoskeletal", "Polypropylene, endoskeletal", "폴리프로필렌 내골격식", ""),
    ("hybrid", "Polypropylene socket, other components", "폴리프로필렌 소켓, 다른 부품", ""),
    ("resin", "Resin", "수지", ""),
    ("other", "Other", "기타", ""),
]
STAGES = [
    ("temporary", "Temporary", "임시", ""),
    ("definitive", "Definitive", "완성", ""),
    ("renewal", "Renewal", "갱신", ""),
]
FINDINGS = [
    ("good-fit", "Fits well", "잘 맞음", ""),
    ("socket-tight", "Socket too tight", "소켓이 낌", "prosthesis"),
    ("socket-loose", "Socket too loose", "소켓이 헐거움", "prosthesis"),
    ("pistoning", "Pistoning", "피스톤 운동", "prosthesis"),
    ("no-distal-contact", "No distal contact", "말단 접촉 없음", "prosthesis"),
    ("suspension-slips", "Suspension slips", "현가 장치가 미끄러짐", "prosthesis"),
    ("too-long", "Too long", "너무 김", ""),
    ("too-short", "Too short", "너무 짧음", ""),
    ("toe-out", "Foot turned outwards", "발이 바깥쪽으로 돌아감", ""),
    ("toe-in", "Foot turned inwards", "발이 안쪽으로 돌아감", ""),
    ("knee-unstable", "Knee unstable", "무릎이 불안정함", ""),
    ("trunk-lean", "Trunk leans to the side", "몸통이 옆으로 기움", ""),
    ("vaulting", "Vaults on the sound leg", "건측 발끝으로 뛰어오름", "prosthesis"),
    ("circumduction", "Swings the leg outwards", "다리를 바깥으로 휘두름", ""),
    ("joint-misplaced", "Joint does not lie on the axis", "관절 축이 맞지 않음", "orthosis"),
    ("strap-misplaced", "Strap in the wrong place", "끈 위치가 맞지 않음", "orthosis"),
    ("edge-presses", "Edge presses", "가장자리가 눌림", ""),
    ("pressure-point", "Pressure point", "압박점", ""),
    ("red-skin", "Redness that stays", "사라지지 않는 발적", ""),
    ("pain", "Pain", "통증", ""),
    ("sits-crooked", "Sits crooked", "비뚤게 앉음", "wheelchair"),
    ("seat-too-wide", "Seat too wide", "좌석이 너무 넓음", "wheelchair"),
    ("seat-too-narrow", "Seat too narrow", "좌석이 너무 좁음", "wheelchair"),
]
ADJUSTMENTS = [
    ("relief", "Relieved by heat", "열로 완화", ""),
    ("pad", "Pad added", "패드 추가", ""),
    ("trim", "Edge trimmed", "가장자리 다듬음", ""),
    ("flare", "Edge flared", "가장자리 벌림", ""),
    ("alignment", "Alignment changed", "정렬 조정", ""),
    ("longer", "Made longer", "길게 함", ""),
    ("shorter", "Made shorter", "짧게 함", ""),
    ("foot-turned", "Foot turned", "발 방향 조정", ""),
    ("knee-adjusted", "Knee adjusted", "무릎 조정", ""),
    ("strap", "Strap or suspension changed", "끈 또는 현가 장치 조정", ""),
    ("joint-moved", "Joint moved", "관절 위치 조정", "orthosis"),
    ("liner", "Liner or sock changed", "라이너 또는 양말 교체", "prosthesis"),
    ("footrest", "Footrest adjusted", "발판 조정", "wheelchair"),
    ("backrest", "Backrest adjusted", "등받이 조정", "wheelchair"),
    ("cushion", "Cushion changed", "방석 교체", "wheelchair"),
    ("new-cast", "To be cast again", "다시 석고 뜨기로 함", ""),
]
TRAINING = [
    ("don-doff", "Putting on and taking off", "착용과 탈착", ""),
    ("skin", "Looking at the skin every day", "날마다 피부 살피기", ""),
    ("hygiene", "Washing stump, sock and socket", "절단단, 양말, 소켓 씻기", "prosthesis"),
    ("standing", "Standing and shifting weight", "서기와 체중 옮기기", ""),
    ("walking", "Walking", "걷기", ""),
    ("stairs", "Stairs and slopes", "계단과 비탈", ""),
    ("falling", "Getting up after a fall", "넘어진 뒤 일어나기", ""),
    ("wearing-time", "How long to wear it", "착용 시간 늘리기", ""),
    ("pushing", "Pushing, turning, kerbs", "밀기, 돌기, 턱 넘기", "wheelchair"),
    ("transfers", "Getting in and out", "타고 내리기", "wheelchair"),
    ("pressure-relief", "Relieving pressure", "압력 덜기", "wheelchair"),
    ("care", "Care and small repairs", "관리와 간단한 수리", ""),
    ("come-back", "When to come back", "다시 와야 할 때", ""),
]
TERMS = {
    "technology": TECHNOLOGIES, "stage": STAGES, "finding": FINDINGS, "adjustment": ADJUSTMENTS, "training": TRAINING,
}  # fmt: skip

# Class, type ("" = the whole class), then months to review and renewal for a child and for an adult.
INTERVALS = [
    ("prosthesis", "", (3, 12), (12, 36)),
    ("orthosis", "", (3, 9), (12, 24)),
    ("orthosis", "ORT-CLUB", (1, 6), (12, 24)),
    ("orthosis", "ORT-SHOE", (3, 6), (6, 12)),
    ("walking-aid", "", (12, 24), (12, 48)),
    ("wheelchair", "", (6, 24), (12, 60)),
    ("tricycle", "", (6, 36), (12, 60)),
    ("seating", "", (3, 12), (12, 36)),
]
