"""Labels and the device's card: true size, a code that opens the device, and nobody's name on what can be lost."""

import io
from decimal import Decimal
from uuid import UUID

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse
from django.utils.translation import override

from apps.core import qr
from apps.devices import papers
from apps.devices.actions import aftercare, deliveries, fittings, measurements
from apps.devices.models import Device, State
from apps.patients.actions import patients
from apps.patients.codes import code_of
from tests.people import MAY, a_delivery, a_device, a_lost_leg, taken_to

ROOT = "http://192.168.1.10:8000"
PIXELS_A_MM = 20
LABEL, A4 = (70.0, 37.0), (210.0, 297.0)
SIDE, LEFT, TOP = papers.LABEL_QR, 2.0, 2.0


def labelled(devices, *, language: str = "en", a4: bool = False) -> bytes:
    with override(language):
        return papers.as_pdf(papers.labels(devices, root=ROOT, a4=a4), on=MAY)


def pixels(content: bytes, page: int = 0):
    return pypdfium2.PdfDocument(content)[page].render(scale=PIXELS_A_MM * 25.4 / 72, grayscale=True).to_pil()


def squares(drawn, count: int, left: float = LEFT, top: float = TOP) -> list[list[bool]]:
    """What a reader sees of a code of `count` modules that lies at (left, top) mm."""
    step = SIDE / count

    def dark(column: int, line: int) -> bool:
        place = (left + (column + 0.5) * step, top + (line + 0.5) * step)
        return drawn.getpixel(tuple(int(mm * PIXELS_A_MM) for mm in place)) < 128

    return [[dark(column, line) for column in range(count)] for line in range(count)]


def sizes(content: bytes) -> list[tuple[float, ...]]:
    with pikepdf.open(io.BytesIO(content)) as file:
        return [tuple(round(float(edge) * 25.4 / 72, 1) for edge in page.mediabox[2:]) for page in file.pages]


def text(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return " ".join("".join(page.get_textpage().get_text_bounded() for page in pages).split())


def paper(client, name: str, device, query: str = "") -> bytes:
    answer = client.get(reverse(f"devices:{name}", args=[device.pk]) + query)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "private, no-store"
    return answer.content


# --- the label ---


def test_the_label_has_its_true_size_and_the_very_squares_of_the_address(people, device):
    content, rows = labelled([device]), qr.modules(papers.address_of(device, ROOT))
    assert sizes(content) == [LABEL]
    assert squares(pixels(content), len(rows)) == [list(row) for row in rows]


@pytest.mark.parametrize("root", ["http://a.b", ROOT, "https://georeum.rakrang.example.org:8443"])
def test_the_code_is_25_mm_wide_without_its_quiet_zone(people, device, root):
    rows = qr.modules(papers.address_of(device, root))
    assert SIDE * (len(rows) - 2 * qr.QUIET) / len(rows) >= 25


def test_the_quiet_zone_is_white_on_all_sides(people, device):
    drawn, rows = pixels(labelled([device])), qr.modules(papers.address_of(device, ROOT))
    quiet = qr.QUIET * SIDE / len(rows) - 0.1
    for box in (
        (LEFT, TOP, LEFT + SIDE, TOP + quiet), (LEFT + SIDE - quiet, TOP, LEFT + SIDE, TOP + SIDE),
        (LEFT, TOP, LEFT + quiet, TOP + SIDE), (LEFT, TOP + SIDE - quiet, LEFT + SIDE, TOP + SIDE),
    ):  # fmt: skip
        assert drawn.crop(tuple(int(edge * PIXELS_A_MM) for edge in box)).getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Rakrang", "Transtibial prosthesis", "Left")), ("ko", ("락랑", "하퇴 의지", "왼쪽"))],
)
def test_the_label_names_the_device_and_the_number_and_nobody(people, device, language, words):
    Device.objects.filter(pk=device.pk).update(serial_number="RAK-TT-7")
    device.refresh_from_db()
    told = text(labelled([device], language=language))
    for word in (*words, "RAK-TT-7", "RAK-2016-0001"):
        assert word in told
    for name in ("김영수", "Kim"):
        assert name not in told


def test_the_longest_words_leave_the_code_alone(people, patient):
    device = a_device(people, patient, serial_number="W" * 40)
    drawn = pixels(labelled([device]))
    gap = drawn.crop(tuple(int(edge * PIXELS_A_MM) for edge in (LEFT + SIDE - 2, 0, LEFT + SIDE + 0.9, 37)))
    assert gap.getextrema() == (255, 255)


def test_several_labels_come_one_a_page_or_24_to_a_sheet(people, device):
    assert sizes(labelled([device] * 3)) == [LABEL] * 3
    sheet = labelled([device] * 25, a4=True)
    assert sizes(sheet) == [A4] * 2
    rows = qr.modules(papers.address_of(device, ROOT))
    # The fifth label: second row, second column.
    assert squares(pixels(sheet), len(rows), left=70 + LEFT, top=0.5 + 37 + TOP) == [list(row) for row in rows]


def test_the_same_label_gives_the_same_bytes(people, device):
    assert labelled([device]) == labelled([device])


# --- pages ---


def test_both_of_a_pair_are_printed_together(people, technician, patient):
    pair = UUID(int=9)
    both = [a_device(people, patient, side=side, pair=pair) for side in ("R", "L")]
    assert "pair=yes" in technician.get(reverse("devices:detail", args=[both[0].pk])).content.decode()
    content = paper(technician, "label", both[0], "?pair=yes")
    assert sizes(content) == [LABEL] * 2
    assert ("Left" in text(content), "Right" in text(content)) == (True, True)
    assert sizes(paper(technician, "label", both[0])) == [LABEL]


def test_a_selection_is_printed_in_its_order_each_once(people, technician, patient):
    first, second = a_device(people, patient), a_device(people, patient, side="R")
    keys = [second.pk, first.pk, second.pk, "nonsense", UUID(int=3)]
    answer = technician.get(reverse("devices:labels_pdf"), {"device": keys})
    told = text(answer.content)
    assert sizes(answer.content) == [LABEL] * 2
    assert told.index("Right") < told.index("Left")
    assert sizes(technician.get(reverse("devices:labels_pdf"), {"device": keys, "paper": "a4"}).content) == [A4]


def test_without_a_choice_one_is_asked_for(people, technician, device):
    answer = technician.get(reverse("devices:labels_pdf"), follow=True)
    assert answer.redirect_chain == [(reverse("devices:labels"), 302)]
    assert "Choose at least one device." in answer.content.decode()


def test_devices_of_another_centre_cannot_be_chosen(people, client, device):
    client.force_login(people.songrim_technician)
    assert client.get(reverse("devices:labels_pdf"), {"device": device.pk}).status_code == 302
    assert not client.get(reverse("devices:labels")).context["devices"]


def test_the_page_finds_a_device_by_its_serial_number(people, technician, patient):
    found, other = a_device(people, patient, serial_number="S-77"), a_device(people, patient, side="R")
    page = technician.get(reverse("devices:labels"), {"q": "s-77"})
    assert list(page.context["devices"]) == [found]
    assert str(other.pk) not in page.content.decode()


# --- scanning ---


def scan(client, key):
    return client.get(reverse("devices:scan", args=[code_of(key)]))


def test_scanning_opens_the_device(people, client, device):
    client.force_login(people.receptionist)
    assert scan(client, device.pk).url == reverse("devices:detail", args=[device.pk])


def test_whoever_is_signed_out_signs_in_first(client, device):
    address = papers.address_of(device, "")
    assert client.get(address).url == f"{reverse('account_login')}?next={address}"


def test_another_centre_learns_nothing_but_what_to_do(people, client, device):
    client.force_login(people.songrim_technician)
    for answer in (scan(client, device.pk), scan(client, UUID(int=7))):
        assert answer.status_code == 404
        assert "ask the centre named on the label" in answer.content.decode()
        assert "RAK-2016" not in answer.content.decode()


def test_a_centre_that_serves_the_person_by_now_opens_it_too(people, client, device):
    patients.grant_access(patient=device.patient, centre=people.songrim, by=people.manager, on=MAY)
    client.force_login(people.songrim_technician)
    assert scan(client, device.pk).status_code == 302


@pytest.mark.parametrize("code", ["x", "a" * 26, "7" * 26, "김영수", "%00", "a" * 5000, "..%2f..%2fetc"])
def test_what_is_no_code_is_not_found(people, technician, code):
    assert technician.get(f"/d/{code}/").status_code == 404


@pytest.mark.parametrize("scanned", ["{code}", "{CODE}", "{root}/d/{code}/", "{root}/devices/{pk}/"])
def test_a_label_scanned_into_the_list_finds_its_device_whatever_its_state(people, technician, patient, scanned):
    device, other = a_delivery(people, patient).device, a_device(people, patient, side="R")
    code = code_of(device.pk)
    q = scanned.format(code=code, CODE=code.upper(), root=ROOT, pk=device.pk)
    page = technician.get(reverse("devices:list"), {"q": q, "state": "all"}).content.decode()
    assert reverse("devices:detail", args=[device.pk]) in page
    assert reverse("devices:detail", args=[other.pk]) not in page


@pytest.mark.parametrize("scanned", ["{root}/d/{code}/", "{root}/D/{CODE}/"])
def test_a_label_scanned_into_the_search_box_of_the_header_opens_its_device(people, technician, device, scanned):
    code = code_of(device.pk)
    q = scanned.format(root=ROOT, code=code, CODE=code.upper())
    answer = technician.get(reverse("patients:list"), {"q": q}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("devices:detail", args=[device.pk])


# --- the device's card ---


def test_the_card_tells_all_that_was_done(people, technician, device):
    at, by = people.rakrang.noon(MAY), people.technician
    measurements.record(device=device, kind="cast", values={"stump-length": Decimal("14.5")}, at=at, by=by)
    taken_to(people, device, State.CHECKED)
    device = a_delivery_of(people, device)
    aftercare.repair(device=device, kind="repair", at=at, by=by, parts="Strap", minutes=20)
    told = text(paper(technician, "card", device))
    for word in ("14.5 cm", "Socket fits.", "all points passed", "Stairs and slopes", "Strap", "20 min", "Kim Yong Su"):
        assert word in told


def a_delivery_of(people, device):
    given = {"at": people.rakrang.noon(MAY), "by": people.technician, "training_keys": ["stairs"]}
    return deliveries.deliver(device=device, **given).device


def test_the_card_follows_the_language_and_goes_on_over_several_pages(people, technician, device):
    taken_to(people, device, State.FITTING)
    for _trial in range(40):
        fittings.record(device=device, at=people.rakrang.noon(MAY), by=people.technician, finding_keys=["pain"])
    people.technician.language = "ko"
    people.technician.save()
    content = paper(technician, "card", device)
    assert set(sizes(content)) == {(148.0, 210.0)}
    assert len(sizes(content)) > 1
    assert "통증" in text(content)


def test_the_code_on_the_card_opens_the_device_too(people, device):
    assert papers.CARD_QR == papers.LABEL_QR
    with override("en"):
        made = papers.code(device, ROOT, papers.CARD_QR)
    assert 'width="33mm"' in made


def test_nothing_guarded_is_on_the_card(people, technician, patient):
    a_lost_leg(people, patient, side="R", cause="mine")
    row = a_delivery(people, patient, side="R")
    assert "Mine" not in text(paper(technician, "card", row.device))


@pytest.mark.parametrize("state", [State.PRESCRIBED, State.MEASURED, State.FITTING])
def test_a_device_of_which_little_is_known_has_a_card_and_a_label(people, technician, device, state):
    if state != State.PRESCRIBED:
        taken_to(people, device, state)
    for name in ("card", "label"):
        assert paper(technician, name, device).startswith(b"%PDF")


def test_a_centre_that_the_person_has_left_prints_its_own_work_alone(people, technician, patient):
    device = a_delivery(people, patient).device
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=MAY)
    given = {"kind": "repair", "at": people.songrim.noon(MAY), "by": people.songrim_technician}
    aftercare.repair(device=device, centre=people.songrim, parts="Songrim strap", **given)
    patient.accesses.filter(centre=people.rakrang).update(active=False, until=MAY)
    told = text(paper(technician, "card", device))
    assert "Socket fits." in told
    assert "Songrim strap" not in told
