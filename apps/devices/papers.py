"""What the workshop prints: the label on a device, its card, and the sheet that goes home with it.

A label is lost together with its device: it names the device and the person's number, and nobody. The hand-over sheet
is the person's own and says nothing of failed points; the device's card is the workshop's and says why it was handed
over all the same. Nothing here is guarded. All are in the active language.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.centres.models import Centre
from apps.core import pdf, qr
from apps.devices import cards, care, due, reading, words
from apps.devices.models import Delivery, Device, TermKind
from apps.devices.queries import Records
from apps.patients.codes import code_of, key_of

STYLES = Path(settings.BASE_DIR) / "static" / "src" / "device-papers.css"
# In millimetres, quiet zone included: with four modules of white on each side the code itself is 25 mm wide or more.
LABEL_QR, CARD_QR = 33.0, 33.0
LABELS_A_SHEET = 24  # of 70 × 37 mm, three abreast on A4


@dataclass(frozen=True)
class Paper:
    """A document laid out: HTML with its own styles, in the active language."""

    name: str
    html: str

    @property
    def file_name(self) -> str:
        return f"{self.name}-{get_language() or settings.LANGUAGE_CODE}.pdf"


def address_of(device: Device, root: str) -> str:
    """What the QR code says: the address that opens the device, below `root` (https://georeum.example)."""
    return root.rstrip("/") + reverse("devices:scan", args=[code_of(device.pk)])


def key_in(text: str) -> UUID | None:
    """The device's key when somebody scanned a label into a search box, or pasted its address; else None."""
    return key_of(text.strip().rstrip("/").rpartition("/")[2])


def labels(devices: Sequence[Device], *, root: str, a4: bool = False) -> Paper:
    """One label of 70 × 37 mm for each device: a page of its own each, or all on sheets of A4 (`a4`)."""
    made = [{"device": device, "qr": code(device, root, LABEL_QR)} for device in devices]
    places = range(0, len(made), LABELS_A_SHEET)
    sheets = [made[place : place + LABELS_A_SHEET] for place in places] if a4 else [made]
    name = f"{devices[0].patient.number}-label" if len(devices) == 1 else "labels"
    return laid_out("labels", name, _("Device label"), sheets=sheets, a4=a4)


def card(records: Records, *, root: str, centre: Centre, on: date) -> Paper:
    """The device's card, A5: what it is, how it was measured, and all that was done with it, as far as the reader of
    `records` may know."""
    device = records.device
    return laid_out(
        "card", f"{device.patient.number}-device", _("Device card"), device=device, centre=centre, on=on,
        qr=code(device, root, CARD_QR), measured=cards.compared(records.of(device.measurements, "technician")),
        fittings=reading.trials(records.of(device.fittings, "technician")),
        checkouts=[reading.checked(row) for row in records.of(device.checkouts, "technician")],
        deliveries=reading.hand_overs(standing(records.of(device.deliveries, "technician"))),
        repairs=standing(records.of(device.repairs, "technician")),
        follow_ups=standing(records.of(device.follow_ups, "seen_by")),
    )  # fmt: skip


def hand_over_sheet(delivery: Delivery, *, on: date) -> Paper:
    """The sheet of A4 that the user takes home: what was received, in what they were trained, how to look after it and
    when to come back. Two lines to sign. Of a device that is out."""
    device = delivery.device
    device_class = device.device_type.device_class
    return laid_out(
        "hand_over", f"{device.patient.number}-hand-over", _("Hand-over sheet"), device=device, delivery=delivery,
        topics=words.in_words(TermKind.TRAINING, delivery.training_keys), due=due.of(device, on),
        instructions=care.instructions(device_class), at_once=care.AT_ONCE,
    )  # fmt: skip


def code(device: Device, root: str, side: float) -> SafeString:
    return qr.svg(address_of(device, root), side=side, title=_("QR code that opens the device in Georeum"))


def standing(rows: Any) -> Any:
    """Services that were not voided, the earliest first, as a card is read."""
    return rows.filter(voided_at=None).order_by("at")


def laid_out(template: str, name: str, title: str, **facts: Any) -> Paper:
    styles = mark_safe(STYLES.read_text("utf-8"))  # noqa: S308  (our own file)
    context = {"title": title, "styles": styles, "language": get_language() or settings.LANGUAGE_CODE, **facts}
    return Paper(name, render_to_string(f"devices/pdf/{template}.html", context))


def as_pdf(paper: Paper, *, on: date) -> bytes:
    """The paper as a tagged PDF; the same paper on the same day gives the same bytes."""
    identifier = hashlib.sha256(paper.html.encode()).hexdigest()
    return pdf.render(paper.html, identifier=identifier, at=datetime.combine(on, time()))


def chosen(devices: Iterable[Device], keys: Iterable[str]) -> list[Device]:
    """Those of the devices whose keys were asked for, in the order in which they were asked."""
    known = {str(device.pk): device for device in devices}
    return [known[key] for key in dict.fromkeys(keys) if key in known]
