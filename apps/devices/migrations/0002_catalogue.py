"""The device types the product starts with. Later changes are an administrator's, so this runs once."""

from django.db import migrations

PROSTHESES = [
    ("PRO-LL-PF", "Partial foot prosthesis", "부분 족부 의지", "partial-foot", "06 24 03"),
    ("PRO-LL-SY", "Syme / ankle disarticulation prosthesis", "사임(족관절 이단) 의지", "syme", "06 24 06"),
    ("PRO-LL-TT", "Transtibial prosthesis", "하퇴 의지", "transtibial", "06 24 09"),
    ("PRO-LL-KD", "Knee disarticulation prosthesis", "무릎관절 이단 의지", "knee-disarticulation", "06 24 12"),
    ("PRO-LL-TF", "Transfemoral prosthesis", "대퇴 의지", "transfemoral", "06 24 15"),
    ("PRO-LL-HD", "Hip disarticulation prosthesis", "고관절 이단 의지", "hip-disarticulation", "06 24 18"),
    ("PRO-LL-HP", "Hemipelvectomy prosthesis", "편측 골반 절제 의지", "hemipelvectomy", ""),
    ("PRO-UL-PH", "Partial hand prosthesis", "부분 수부 의지", "partial-hand", "06 18 03"),
    ("PRO-UL-WD", "Wrist disarticulation prosthesis", "손목관절 이단 의지", "wrist-disarticulation", "06 18 06"),
    ("PRO-UL-TR", "Transradial prosthesis", "전완 의지", "transradial", "06 18 09"),
    ("PRO-UL-ED", "Elbow disarticulation prosthesis", "팔꿈치관절 이단 의지", "elbow-disarticulation", "06 18 12"),
    ("PRO-UL-TH", "Transhumeral prosthesis", "상완 의지", "transhumeral", "06 18 15"),
    ("PRO-UL-SD", "Shoulder disarticulation prosthesis", "어깨관절 이단 의지", "shoulder-disarticulation", "06 18 18"),
]
# key, English, Korean, ISO 9999, mark, made for one side
ORTHOSES = [
    ("ORT-FO", "Foot orthosis / insole", "족부 보조기(깔창)", "06 12 03", "S", True),
    ("ORT-AFO-R", "Ankle-foot orthosis, rigid", "단하지 보조기(고정형)", "06 12 06", "V", True),
    ("ORT-AFO-J", "Ankle-foot orthosis, jointed", "단하지 보조기(관절형)", "06 12 06", "V", True),
    ("ORT-AFO-N", "Ankle-foot orthosis, night", "단하지 보조기(야간용)", "06 12 06", "V", True),
    ("ORT-KO", "Knee orthosis", "무릎 보조기", "06 12 09", "S", True),
    ("ORT-KAFO-L", "Knee-ankle-foot orthosis, locked", "장하지 보조기(잠금형)", "06 12 12", "S", True),
    ("ORT-KAFO-F", "Knee-ankle-foot orthosis, free", "장하지 보조기(자유형)", "06 12 12", "S", True),
    ("ORT-HO", "Hip orthosis", "고관절 보조기", "06 12 15", "S", False),
    ("ORT-HKAFO", "Hip-knee-ankle-foot orthosis", "골반 장하지 보조기", "06 12 18", "S", True),
    ("ORT-LSO", "Lumbo-sacral orthosis", "요천추 보조기", "", "", False),
    ("ORT-TLSO", "Thoraco-lumbo-sacral orthosis", "흉요천추 보조기", "", "", False),
    ("ORT-CO", "Cervical orthosis", "경추 보조기", "", "", False),
    ("ORT-CTLSO", "Cervico-thoraco-lumbo-sacral orthosis", "경흉요천추 보조기", "06 03 18", "V", False),
    ("ORT-HAND", "Hand orthosis", "손 보조기", "", "", True),
    ("ORT-WHO", "Wrist-hand orthosis", "손목손 보조기", "", "", True),
    ("ORT-EO", "Elbow orthosis", "팔꿈치 보조기", "", "", True),
    ("ORT-SO", "Shoulder orthosis", "어깨 보조기", "", "", True),
    ("ORT-SHOE", "Orthopaedic footwear", "정형 신발", "", "", False),
    ("ORT-CLUB", "Club-foot brace", "내반족 보조기", "", "", False),
]
# key, English, Korean, ISO 9999, mark, counts as crutch
WALKING_AIDS = [
    ("WLK-STICK", "Walking stick", "지팡이", "12 03 03", "S", False),
    ("CRU-ELBOW", "Elbow crutch", "팔꿈치 목발", "12 03 06", "S", True),
    ("CRU-FOREARM", "Forearm-support crutch", "전완 지지 목발", "12 03 09", "S", True),
    ("CRU-AXIL", "Axillary crutch", "겨드랑이 목발", "12 03 12", "V", True),
    ("WLK-MULTI", "Multi-leg stick", "네발 지팡이", "12 03 16", "S", False),
    ("WLK-FRAME", "Walking frame", "보행틀", "12 06 03", "S", False),
    ("WLK-ROLL", "Rollator", "바퀴 보행기", "12 06 06", "S", False),
]
# key, class, English, Korean, prefabricated
CHAIRS = [
    ("WCH-RIM", "wheelchair", "Wheelchair, hand-rim", "수동 휠체어(손바퀴식)", True),
    ("WCH-ATT", "wheelchair", "Wheelchair, attendant-pushed", "수동 휠체어(보호자 조작식)", True),
    ("WCH-EL", "wheelchair", "Wheelchair, electric", "전동 휠체어", True),
    ("TRI-HAND", "tricycle", "Tricycle, hand-propelled", "손 세발자전거", True),
    ("SEAT", "seating", "Supportive seating", "자세 보조 의자", False),
]


def enter_types(apps, schema_editor):
    DeviceType = apps.get_model("devices", "DeviceType")
    rows = [
        dict(key=key, device_class="prosthesis", name_en=en, name_ko=ko, level=level, iso_9999=iso,
             iso_mark="S" if iso else "", sided=True)
        for key, en, ko, level, iso in PROSTHESES
    ]  # fmt: skip
    rows += [
        dict(key=key, device_class="orthosis", name_en=en, name_ko=ko, iso_9999=iso, iso_mark=mark, sided=sided)
        for key, en, ko, iso, mark, sided in ORTHOSES
    ]
    rows += [
        dict(key=key, device_class="walking-aid", name_en=en, name_ko=ko, iso_9999=iso, iso_mark=mark,
             counts_as_crutch=crutch, prefabricated=True)
        for key, en, ko, iso, mark, crutch in WALKING_AIDS
    ]  # fmt: skip
    rows += [
        dict(key=key, device_class=device_class, name_en=en, name_ko=ko, prefabricated=ready)
        for key, device_class, en, ko, ready in CHAIRS
    ]
    DeviceType.objects.bulk_create(DeviceType(position=place, **row) for place, row in enumerate(rows, 1))


class Migration(migrations.Migration):
    dependencies = [("devices", "0001_initial")]
    operations = [migrations.RunPython(enter_types, migrations.RunPython.noop)]
