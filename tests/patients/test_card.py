"""The person's card: true size on paper, a code that opens the record, and nothing on it that is nobody's business."""

import io
from datetime import date
from uuid import UUID

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse

from apps.core import qr
from apps.patients.actions import patients
from apps.patients.card import QR_SIDE, Choice, Size, address_of, as_pdf, lay_out
from apps.patients.codes import code_of, key_of
from apps.patients.models import Patient
from tests.people import MAY, a_lost_leg, a_patient

pytestmark = pytest.mark.django_db
ROOT = "http://192.168.1.10:8000"
# size → (width, height, left and upper edge of the code), in mm
PAPER = {Size.ID: (85.6, 54.0, 85.6 - 4 - 29, 10.0), Size.A5: (148.0, 210.0, 148 - 10 - 42, 20.0)}
PIXELS_A_MM = 20
BOTH = pytest.mark.parametrize("language", ["ko", "en"])
SIZES = pytest.mark.parametrize("size", list(Size))


def a_card(people, patient, size=Size.ID, language="en", *, phones=False):
    choice = Choice(size, language, phones)
    return lay_out(patient, choice, centre=people.rakrang, address=address_of(patient, ROOT), on=MAY)


def pixels(content: bytes):
    page = pypdfium2.PdfDocument(content)[0]
    return page.render(scale=PIXELS_A_MM * 25.4 / 72, grayscale=True).to_pil()


@SIZES
@BOTH
def test_the_paper_is_of_true_size_tagged_and_in_its_language(people, size, language):
    content = as_pdf(a_card(people, a_patient(people), size, language), on=MAY)
    with pikepdf.open(io.BytesIO(content)) as file:
        assert len(file.pages) == 1
        box = [float(side) * 25.4 / 72 for side in file.pages[0].mediabox]
        assert box == pytest.approx([0, 0, *PAPER[size][:2]], abs=0.05)
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == language


@SIZES
def test_the_code_on_paper_is_at_least_25_mm_and_has_the_very_squares_of_the_address(people, size):
    patient = a_patient(people)
    drawn = pixels(as_pdf(a_card(people, patient, size), on=MAY))
    rows = qr.modules(address_of(patient, ROOT))
    _width, _height, left, top = PAPER[size]
    step = QR_SIDE[size] / len(rows)

    def dark(column, line):
        place = (left + (column + 0.5) * step, top + (line + 0.5) * step)
        return drawn.getpixel(tuple(int(mm * PIXELS_A_MM) for mm in place)) < 128

    read = [[dark(column, line) for column in range(len(rows))] for line in range(len(rows))]
    assert QR_SIDE[size] >= 25
    assert read == [list(row) for row in rows]


@SIZES
@BOTH
def test_it_shows_number_names_sex_birth_and_centre(people, size, language):
    content = as_pdf(a_card(people, a_patient(people), size, language), on=MAY)
    text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded()
    sex, centre = {"ko": ("남", "락랑"), "en": ("Male", "Rakrang")}[language]
    for words in ("RAK-2016-0001", "김영수", "Kim Yong Su", sex, "1970-03-12", centre):
        assert words in text


@SIZES
def test_nothing_guarded_no_illness_and_no_phone_is_on_it(people, size):
    secret = {"category": "military", "phone": "0191234567", "caregiver_phone": "0190000000"}
    patient = a_patient(people, **secret)
    a_lost_leg(people, patient, cause="mine")
    for language in ("ko", "en"):
        html = a_card(people, patient, size, language).html
        for word in ("ilitary", "군인", "Mine", "지뢰", "mputation", "절단", "0191234567", "0190000000"):
            assert word not in html


def test_the_larger_sheet_tells_other_numbers_caregiver_and_phones_when_asked(people):
    patient = a_patient(people, phone="0191234567", caregiver_name="리순희")
    patients.note_paper_number(patient=patient, centre=people.rakrang, number="B-17", by=people.receptionist)
    plain, asked = a_card(people, patient, Size.A5), a_card(people, patient, Size.A5, phones=True)
    assert "B-17 (Rakrang)" in plain.html
    assert "리순희" in plain.html
    assert "0191234567" not in plain.html
    assert "0191234567" in asked.html


def test_the_longest_names_leave_the_code_and_the_number_alone(people):
    patient = a_patient(people, name_hangul="김" * 80, name_romanised="Kim Yong Su " * 10)
    drawn = pixels(as_pdf(a_card(people, patient), on=MAY))
    around = (85.6 - 4 - 29 - 1.5, 10.0, 85.6 - 4 - 29 + 2, 39.0)  # a gap, then the quiet zone
    assert drawn.crop(tuple(int(edge * PIXELS_A_MM) for edge in around)).getextrema() == (255, 255)
    above_number = (5, 38.8, 50, 41)
    assert drawn.crop(tuple(int(edge * PIXELS_A_MM) for edge in above_number)).getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"birth_date": date(1970, 7, 1), "birth_precision": "year"}, "1970 (estimated)"),
        ({"birth_date": None}, "Male"),
        ({"name_hangul": ""}, "Kim Yong Su"),
        ({"name_romanised": "", "name_hangul": "<b>金永洙</b>"}, "&lt;b&gt;金永洙"),
    ],
)
def test_what_is_not_known_leaves_a_sound_card(people, given, shown):
    card = a_card(people, a_patient(people, **given))
    assert shown in card.html
    assert as_pdf(card, on=MAY).startswith(b"%PDF")


def test_the_same_card_gives_the_same_bytes(people):
    patient = a_patient(people)
    assert as_pdf(a_card(people, patient), on=MAY) == as_pdf(a_card(people, patient), on=MAY)


# --- pages ---


def card_page(client, patient, query="", name="card"):
    return client.get(reverse(f"patients:{name}", args=[patient.pk]) + query)


def test_the_page_offers_both_sizes_and_languages_and_the_file(people, as_user):
    patient, client = a_patient(people), as_user(people.receptionist)
    assert 'class="patient-card id-card" lang="en"' in card_page(client, patient).content.decode()
    chosen = card_page(client, patient, "?size=a5&language=ko").content.decode()
    assert 'class="patient-card a5-card" lang="ko"' in chosen
    assert "card.pdf?size=a5&amp;language=ko" in chosen
    answer = card_page(client, patient, "?size=a5&language=ko", "card_pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="RAK-2016-0001-a5-ko.pdf"'
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("query", ["?size=../etc&language=xx", "?size=&language=%00", "?size=id&size=a5&phones"])
def test_an_address_typed_wrongly_gives_a_card_all_the_same(people, as_user, query):
    for name in ("card", "card_pdf"):
        assert card_page(as_user(people.receptionist), a_patient(people), query, name).status_code == 200


@pytest.mark.parametrize("public", ["", "https://georeum.example"])
def test_the_code_leads_to_the_public_address_or_to_that_of_the_page(people, as_user, settings, public):
    settings.PUBLIC_URL = public
    patient = a_patient(people)
    page = card_page(as_user(people.receptionist), patient).content.decode()
    address = address_of(patient, public or "http://testserver")
    assert qr.svg(address, side=29.0, title="QR code that opens the record in Georeum") in page


@pytest.mark.parametrize(("host", "warned"), [("localhost", True), ("127.0.0.1", True), ("192.168.1.10", False)])
def test_a_card_whose_code_leads_only_to_this_computer_says_so(people, as_user, host, warned):
    url = reverse("patients:card", args=[a_patient(people).pk])
    page = as_user(people.receptionist).get(url, headers={"host": host}).content.decode()
    assert ("leads to this computer only" in page) is warned


# --- scanning ---


def scan(client, patient):
    return client.get(address_of(patient, ""))


def test_scanning_opens_the_record(people, as_user):
    patient = a_patient(people)
    assert scan(as_user(people.receptionist), patient).url == reverse("patients:detail", args=[patient.pk])


def test_whoever_is_signed_out_signs_in_first_and_then_sees_the_record(client, people):
    patient = a_patient(people)
    answer = scan(client, patient)
    assert answer.url == f"{reverse('account_login')}?next={address_of(patient, '')}"


def test_another_centre_learns_nothing_but_what_to_do(people, as_user):
    client = as_user(people.songrim_receptionist)
    theirs = scan(client, a_patient(people))
    nobodys = scan(client, Patient(pk=UUID(int=7)))
    assert theirs.status_code == nobodys.status_code == 404
    for answer in (theirs, nobodys):
        assert "ask the centre named on the card" in answer.content.decode()
        assert "김영수" not in answer.content.decode()


def test_the_card_of_a_merged_record_opens_the_one_it_was_merged_into(people, as_user):
    lost, kept = a_patient(people), a_patient(people)
    Patient.objects.filter(pk=lost.pk).update(merged_into=kept)
    for still_seen in (True, False):
        lost.accesses.update(active=still_seen, until=None if still_seen else MAY)
        answer = scan(as_user(people.receptionist), lost)
        assert answer.url == reverse("patients:detail", args=[kept.pk])


@pytest.mark.parametrize("code", ["x", "a" * 26, "7" * 26, "김영수", "%00", "a" * 5000, "..%2f..%2fetc"])
def test_what_is_no_code_is_not_found(people, as_user, code):
    assert as_user(people.receptionist).get(f"/p/{code}/").status_code == 404


def test_a_code_is_short_and_leads_back_however_it_was_scanned(people):
    key = a_patient(people).pk
    code = code_of(key)
    assert len(code) == 26
    for scanned in (code, code.upper(), f"{ROOT}/p/{code}/", f"https://x.example/p/{code.upper()}", f" {key} "):
        assert key_of(scanned) == key
    assert key_of("김영수") is key_of("RAK-2016-0042") is key_of("") is None
