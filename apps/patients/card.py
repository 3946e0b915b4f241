"""The person's card in true size: by its number, its names or its code anybody at the desk finds the record.

It is carried about and lost: so it says nothing guarded, nothing of any illness, and no phone unless asked for.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.centres.models import Centre
from apps.core import pdf, qr
from apps.patients.codes import code_of
from apps.patients.models import GoalState, Patient

# The same sheet of styles as in the page, so that screen, print and file are one drawing.
STYLES = Path(settings.BASE_DIR) / "static" / "src" / "card.css"


class Size(models.TextChoices):
    ID = "id", gettext_lazy("Identity card (85.6 × 54 mm)")
    A5 = "a5", gettext_lazy("A5 sheet (148 × 210 mm)")


STEPS = 3  # of the open goals; the rest of the room is for the pen
QR_SIDE = {Size.ID: 29.0, Size.A5: 42.0}  # mm, quiet zone included


@dataclass(frozen=True)
class Choice:
    """What is printed. `phones`: on the A5 sheet, with the phone numbers."""

    size: Size = Size.ID
    language: str = "ko"
    phones: bool = False


@dataclass(frozen=True)
class Card:
    """A card laid out: HTML in the card's own language, for a page or for the file."""

    choice: Choice
    number: str
    html: SafeString


def address_of(patient: Patient, root: str) -> str:
    """What the QR code says: the address that opens the record, below `root` (https://georeum.example)."""
    return root.rstrip("/") + reverse("patients:scan", args=[code_of(patient.pk)])


def lay_out(patient: Patient, choice: Choice, *, centre: Centre, address: str, on: date) -> Card:
    """The card that `centre` gives out on the day `on`."""
    with translation.override(choice.language):
        facts = _facts(patient, choice) if choice.size == Size.A5 else {}
        drawing = qr.svg(address, side=QR_SIDE[choice.size], title=_("QR code that opens the record in Georeum"))
        context = {"patient": patient, "centre": centre, "qr": drawing, "on": on, "language": choice.language, **facts}
        html = render_to_string(f"patients/card/{choice.size.value}.html", context)
    return Card(choice, patient.number, mark_safe(html))  # noqa: S308  (rendered from a template)


def _facts(patient: Patient, choice: Choice) -> dict[str, object]:
    """What the larger sheet says besides."""
    goals = patient.goals.filter(state=GoalState.OPEN, episode__closed_on=None)
    steps = list(goals.order_by(models.F("due_on").asc(nulls_last=True), "created_at")[:STEPS])
    return {
        "phones": choice.phones,
        "other_numbers": patient.other_numbers.select_related("centre"),
        "next_steps": steps,
        "lines_by_hand": range(STEPS + 1 - len(steps)),
        "empty_visits": range(7),
    }


def as_pdf(card: Card, *, on: date) -> bytes:
    """The card as a tagged PDF, one page of exactly its size."""
    with translation.override(card.choice.language):
        context = {
            "card": card, "title": f"{_('Patient card')} {card.number}", "language": card.choice.language,
            "styles": mark_safe(STYLES.read_text("utf-8")),  # noqa: S308  (our own file)
        }  # fmt: skip
        html = render_to_string("patients/card/pdf.html", context)
    at = datetime.combine(on, time())
    return pdf.render(html, identifier=hashlib.sha256(html.encode()).hexdigest(), at=at)
