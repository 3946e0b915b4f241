"""Whatever is typed or pasted: stored right or refused with a sentence; never a 500, never unescaped."""

import pytest
from django.urls import reverse

from apps.patients.models import Patient
from tests.people import a_patient

REFUSED = {
    "NUL": "김\x00영수",
    "escape": "Kim\x1b[31m",
    "broken surrogate": "Kim\ufffd",
    "direction override": "Kim\u202egnoY",
    "isolate": "Kim\u2066Yong",
    "200 combining marks": "e" + "\u0301\u0302" * 100,
    "piled marks": "Kim" + "\u0336" * 30,
    "piled marks of another script": "Kim" + "\u0489" * 200,
    "Hebrew marks": "\u05d0" + "\u05b0" * 200,
    "10,000 characters": "가" * 10_000,
}
STORED = {
    "svg": "<svg onload=alert(1)>",
    "quotes": "\"'`",
    "emoji": "🙂👩‍🦽",
    "archaic jamo": "ᄒᆞᆫ글",
    "Hanja": "金永洙",
    "rare Hanja": "𠮷",
    "template": "{{ 1 }}{% now %}",
    "sql": "'); DROP TABLE patients_patient;--",
    "percent": "100%",
    "accents": "Đặng Thị",
    "arabic": "محمد",
}
TEXTS = (
    "name_hangul",
    "name_romanised",
    "village",
    "address",
    "phone",
    "caregiver_name",
    "caregiver_relation",
    "caregiver_phone",
    "paper_number",
)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_nobody_can_have_meant_is_refused_in_every_field(people, register, text):
    for field in TEXTS:
        response = register(people.receptionist, **{field: text})
        assert response.status_code == 422, field
        assert set(response.context["form"].errors) == {field}
    assert not Patient.objects.exists()


@pytest.mark.parametrize("text", STORED.values(), ids=STORED.keys())
def test_what_people_write_is_stored_as_it_is_and_shown_escaped(people, register, as_user, text):
    response = register(people.receptionist, **dict.fromkeys(TEXTS, text))
    person = Patient.objects.get()
    assert [getattr(person, field) for field in TEXTS if field != "paper_number"] == [text] * (len(TEXTS) - 1)
    assert person.other_numbers.get().number == text
    client = as_user(people.technician)
    for url in (response.url, reverse("patients:list"), reverse("patients:edit", args=[person.pk])):
        page = client.get(url)
        assert page.status_code == 200
        assert "<svg onload" not in page.content.decode()


@pytest.mark.parametrize("text", [*REFUSED.values(), *STORED.values()])
def test_no_search_and_no_filter_breaks(people, as_user, text):
    a_patient(people)
    client = as_user(people.receptionist)
    for query in (
        {"q": text},
        {"born": text},
        {"sex": text},
        {"county": text},
        {"village": text},
        {"registered": text},
        {"sort": text},
        {"page": text},
    ):
        page = client.get(reverse("patients:list"), query)
        assert page.status_code in (200, 404), query
        assert "<svg onload" not in page.content.decode()
    for name in ("patients:suggest", "patients:register"):
        page = client.get(reverse(name), {"q": text})
        assert (page.status_code, "<svg onload" in page.content.decode()) == (200, False)


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%00", "%FF", "%F0%9F", "%25", "%E1%84%80" * 300])
def test_no_broken_bytes_in_an_address_break_the_list(people, as_user, raw):
    client = as_user(people.receptionist)
    for query in (f"?q={raw}", f"?born={raw}", f"?page={raw}"):
        assert client.get(reverse("patients:list") + query).status_code in (200, 404)
        assert client.get(reverse("patients:suggest") + query).status_code == 200


@pytest.mark.parametrize("text", [*REFUSED.values(), *STORED.values()])
def test_the_duplicate_advice_never_breaks(people, as_user, text):
    a_patient(people, name_hangul="<svg onload=alert(1)>", phone="0191-234-5678")
    sent = dict.fromkeys((*TEXTS, "birth_year", "age", "sex", "county", "province", "record", "category"), text)
    page = as_user(people.receptionist).post(reverse("patients:duplicates"), sent)
    assert (page.status_code, "<svg onload" in page.content.decode()) == (200, False)


@pytest.mark.parametrize("text", [*REFUSED.values(), *STORED.values()])
def test_no_choice_takes_what_is_none(people, register, text):
    for field in ("county", "province", "sex", "category", "referral_source"):
        response = register(people.technician, **{field: text})
        assert response.status_code == 422, field
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    "typed", ["김\u200b영수", "\ufeff김영수", "김\u200d영\u200c수", "김\u3164영수", "\u1100\u1175\u11b7영수"]
)
def test_what_nobody_can_see_makes_no_other_name(people, register, typed):
    register(people.receptionist, name_hangul=typed)
    assert Patient.objects.get().name_hangul == "김영수"


@pytest.mark.parametrize("typed", ["\u3164", "\u200b\u200b", "\u2060 \ufeff"])
def test_a_name_that_cannot_be_seen_is_no_name(people, register, typed):
    response = register(people.receptionist, name_hangul=typed, name_romanised=typed)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["name_hangul"])
