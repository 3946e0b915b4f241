"""The hand-over: in what the user was trained, to whom the device was given, and the sheet that goes home with it."""

import io
from datetime import date, timedelta

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse
from django.utils.translation import override

from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.devices import care, papers
from apps.devices.actions import deliveries
from apps.devices.checklists import NO, YES, checklist_for
from apps.devices.models import Delivery, Device, DeviceClass, DeviceType, State, Term
from apps.devices.timeline import entries
from tests.people import MAY, a_delivery, a_device, a_lost_leg, taken_to

DAY = MAY.isoformat()
BOTH = pytest.mark.parametrize("language", ["ko", "en"])


@pytest.fixture
def checked(people, device):
    """A prosthesis that waits for its delivery."""
    return taken_to(people, device, State.CHECKED)


def handed(people, device, **details) -> Delivery:
    details.setdefault("at", people.rakrang.noon(MAY))
    return deliveries.deliver(device=device, by=people.technician, **details)


def sent(client, device, **typed):
    typed = {"on": DAY, "record_id": str(new_id()), "version": device.version, **typed}
    return client.post(reverse("devices:deliver", args=[device.pk]), typed)


def read(content: bytes) -> str:
    """The words on the pages, without the breaks of lines."""
    pages = pypdfium2.PdfDocument(content)
    return " ".join("".join(page.get_textpage().get_text_bounded() for page in pages).split())


def sheet(delivery: Delivery, language: str = "en", on: date = MAY) -> str:
    with override(language):
        return read(papers.as_pdf(papers.hand_over_sheet(delivery, on=on), on=on))


# --- the verb ---


def test_topics_and_receiver_are_kept_and_one_topic_is_training(people, checked):
    row = handed(people, checked, training_keys=["walking", "skin"], handed_to=" 리순희(딸) ")
    assert (row.training_keys, row.user_trained, row.handed_to) == (["skin", "walking"], True, "리순희(딸)")


@pytest.mark.parametrize("trained", [True, False])
def test_without_topics_it_is_as_it_was_said(people, checked, trained):
    row = handed(people, checked, user_trained=trained)
    assert (row.user_trained, row.training_keys) == (trained, [])


@pytest.mark.parametrize("key", ["pushing", "no-such-topic", "\x00"])
def test_a_topic_of_no_list_or_of_another_class_is_refused_and_nothing_is_delivered(people, checked, key):
    with pytest.raises(Refused) as refusal:
        handed(people, checked, training_keys=["skin", key])
    assert refusal.value.field == "training_keys"
    assert not Delivery.objects.exists()


def test_the_fast_track_keeps_topics_and_receiver_and_leaves_no_order_behind_when_refused(people, patient):
    given = {"patient": patient, "centre": people.rakrang, "at": people.rakrang.noon(MAY), "by": people.receptionist}
    given["device_type"] = DeviceType.objects.get(key="CRU-AXIL")
    with pytest.raises(Refused):
        deliveries.hand_out(**given, training_keys=["pushing"])
    assert not Device.objects.exists()
    row = deliveries.hand_out(**given, training_keys=["stairs"], handed_to="Son")
    assert (row.training_keys, row.handed_to, row.user_trained) == (["stairs"], "Son", True)


# --- the pages ---


def test_nothing_has_to_be_touched_and_pressing_twice_makes_one(technician, checked):
    key = str(new_id())
    for _press in range(2):
        assert sent(technician, checked, record_id=key).status_code == 302
    assert Delivery.objects.get().training_keys == []


def test_topics_of_the_class_are_offered_and_told_on_the_device(technician, checked):
    form = technician.get(reverse("devices:deliver", args=[checked.pk])).context["form"]
    offered = dict(form.fields["training_keys"].choices)
    assert {"hygiene", "come-back"} <= set(offered)
    assert "pushing" not in offered
    sent(technician, checked, training_keys=["hygiene"], handed_to="리순희")
    page = technician.get(reverse("devices:detail", args=[checked.pk])).content.decode()
    for told in ("Washing stump, sock and socket", "리순희", reverse("devices:hand_over", args=[checked.pk])):
        assert told in page


def test_a_stale_page_keeps_what_was_chosen_and_the_next_press_counts(people, technician, checked):
    stale = checked.version - 1
    refused = sent(technician, checked, version=stale, training_keys=["skin"], handed_to="Son")
    assert refused.status_code == 422
    form = refused.context["form"]
    assert (form["training_keys"].value(), form["handed_to"].value()) == (["skin"], "Son")
    assert sent(technician, checked, version=form["version"].value(), training_keys=["skin"]).status_code == 302


def test_a_topic_retired_in_the_meantime_is_told_by_its_name(technician, checked):
    Term.objects.filter(kind="training", key="stairs").update(active=False)
    answer = sent(technician, checked, training_keys=["stairs"])
    assert "Stairs and slopes" in str(answer.context["form"].errors["training_keys"])


@pytest.mark.parametrize("typed", [{"handed_to": "x" * 121}, {"handed_to": "a\x00"}, {"note": "\u202ex"}])
def test_what_cannot_be_a_name_is_told_at_its_field(technician, checked, typed):
    answer = sent(technician, checked, **typed)
    assert set(answer.context["form"].errors) == set(typed)


def test_crutches_are_handed_out_with_two_touches_besides_the_button(people, client, patient):
    client.force_login(people.receptionist)
    page = reverse("devices:hand_out", args=[patient.pk])
    form = client.get(page).context["form"]
    typed = {field.name: field.value() for field in form if field.value() not in (None, [], ())}
    typed |= {"device_type": "CRU-AXIL", "quantity": "2", "on": DAY}
    assert client.post(page, typed).status_code == 302
    assert Delivery.objects.get().device.quantity == 2


def test_the_type_decides_which_topics_the_fast_track_offers(people, client, patient):
    client.force_login(people.receptionist)
    page, htmx = reverse("devices:hand_out", args=[patient.pk]), {"HX-Request": "true"}
    for key, there in (("WCH-RIM", True), ("TRI-HAND", True), ("CRU-AXIL", False), ("NO-SUCH", False), ("", False)):
        answer = client.get(page, {"device_type": key}, headers=htmx).content.decode()
        assert ("Pushing, turning, kerbs" in answer) is there
        assert "Walking" in answer


# --- the sheet ---


@BOTH
def test_the_sheet_says_who_received_what_from_whom_and_how_to_look_after_it(people, checked, language):
    Device.objects.filter(pk=checked.pk).update(serial_number="RAK-TT-9")
    checked.refresh_from_db()
    text = sheet(handed(people, checked, training_keys=["stairs"]), language)
    words = {"en": ("Hand-over sheet", "Transtibial prosthesis · Left", "Stairs and slopes", "Wash the stump",
                    "Kim Yong Su"), "ko": ("하퇴 의지 · 왼쪽", "계단과 비탈", "김영수")}[language]  # fmt: skip
    for told in (*words, "RAK-2016-0001", "RAK-TT-9", "2016-05-10", "Technician"):
        assert told in text


def test_the_sheet_says_when_to_come_back(people, checked):
    row = handed(people, checked)
    assert "2017-05-10" in sheet(row)  # an adult's prosthesis is reviewed after a year
    assert "As soon as you can" in sheet(row, on=MAY + timedelta(days=500))


def test_what_failed_and_was_overridden_is_the_workshops_and_not_on_the_sheet(people, technician, device):
    taken_to(people, device, State.FITTING)
    points = {point.key: YES for point in checklist_for(device).points} | {"gait": NO}
    given = {"at": people.rakrang.noon(MAY), "by": people.technician, "override_reason": "Hip contracture"}
    deliveries.check_out(device=device, points=points, **given)
    device.refresh_from_db()
    assert "contracture" not in sheet(handed(people, device))
    card = read(technician.get(reverse("devices:card", args=[device.pk])).content)
    assert "Hip contracture" in card
    assert "No severe gait deviation: No" in card


def test_nothing_guarded_is_on_the_sheet(people, patient):
    a_lost_leg(people, patient, side="R", cause="mine")
    row = a_delivery(people, patient, side="R")
    assert not any(word in sheet(row, language) for language in ("en", "ko") for word in ("Mine", "지뢰", "mputation"))


@BOTH
def test_the_sheet_is_one_page_of_a4_tagged_and_in_the_language_of_the_page(people, technician, checked, language):
    handed(people, checked, training_keys=["don-doff", "skin", "hygiene", "standing", "walking", "stairs", "falling"])
    people.technician.language = language
    people.technician.save()
    answer = technician.get(reverse("devices:hand_over", args=[checked.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="RAK-2016-0001-hand-over-{language}.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    with pikepdf.open(io.BytesIO(answer.content)) as file:
        assert len(file.pages) == 1
        box = [float(side) * 25.4 / 72 for side in file.pages[0].mediabox]
        assert box == pytest.approx([0, 0, 210, 297], abs=0.1)
        assert str(file.Root.Lang) == language


def test_there_is_no_sheet_of_what_was_not_delivered_or_was_voided(people, technician, checked):
    page = reverse("devices:hand_over", args=[checked.pk])
    assert technician.get(page).status_code == 404
    row = handed(people, checked)
    deliveries.void(delivery=row, reason="Wrong person", by=people.manager, at=people.rakrang.noon(MAY))
    assert technician.get(page).status_code == 404


def test_a_record_in_which_everything_is_odd_still_gives_a_sheet(people, patient):
    odd = {"serial_number": "<b>\u202fX-" + "9" * 34, "note": "&" * 300}
    row = handed(people, a_device(people, patient, key="WCH-RIM", **odd), handed_to="김" * 120)
    assert "<b>" in sheet(row)


@pytest.mark.parametrize("device_class", DeviceClass.values)
def test_every_class_has_something_to_look_after(device_class):
    assert len(care.instructions(device_class)) >= 4


def test_the_timeline_tells_the_topics_and_not_the_note(people, checked):
    handed(people, checked, training_keys=["skin"], note="Cried", handed_to="Son")
    with override("en"):
        (entry,) = [entry for entry in entries(checked.patient, people.physio) if entry.kind == "delivery"]
    assert entry.text == "Transtibial prosthesis · Left · Looking at the skin every day"
