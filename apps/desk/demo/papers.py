"""Papers of a few people: drawn by code, plain shapes that show nobody. Keys are seeded like all others."""

import io
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.desk.demo.diary import Event, Verb
from apps.desk.demo.ids import dice, seeded_id
from apps.desk.demo.plan import Plan
from apps.patients.actions import documents
from apps.patients.models import DocumentKind, Patient

PEOPLE_A_CENTRE = 3
PAPER, INK = "#fdfdf8", "#2b3a42"


def add(plan: Plan, staff: dict[str, User]) -> None:
    """Give the first people with a lost limb whom each centre registers in the plan what they bring and what is drawn
    of them, through the same verb as the browser."""
    for event in _registrations(plan):
        patient = Patient.objects.select_related("centre").get(pk=plan.ids[event.subject])
        rng = dice(plan.seed, "papers", event.subject)
        for kind, (title, draw) in DRAWINGS.items():
            documents.add(
                patient=patient, centre=Centre.objects.get(code=event.centre), kind=kind, title=title, at=event.at,
                uploads=[_as_png(draw(rng))], made_on=patient.centre.local_date(event.at), by=staff[event.by],
                id=seeded_id(plan.seed, f"{event.subject}/{kind.value}", event.at),
            )  # fmt: skip


def _registrations(plan: Plan) -> list[Event]:
    """The plan's own first ones of each centre; those of the plan before had theirs."""
    chosen: dict[str, list[Event]] = {}
    for event in plan.events:
        if event.verb == Verb.REGISTER and plan.people[event.person].loss:
            chosen.setdefault(event.centre, []).append(event)
    return [event for events in chosen.values() for event in events[:PEOPLE_A_CENTRE]]


def _as_png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def _letter(rng: Random) -> Image.Image:
    """A page of writing, as lines."""
    page = Image.new("RGB", (620, 877), PAPER)
    pen = ImageDraw.Draw(page)
    pen.rectangle((60, 60, 300, 84), fill=INK)
    for line in range(rng.randint(12, 18)):
        pen.line((60, 150 + line * 34, rng.randint(420, 560), 150 + line * 34), fill=INK, width=5)
    pen.ellipse((420, 740, 540, 840), outline="#a4161a", width=6)
    return page


def _xray(rng: Random) -> Image.Image:
    """Two pale bars on black."""
    film = Image.new("L", (600, 800), 12)
    pen = ImageDraw.Draw(film)
    end = rng.randint(420, 640)
    pen.rounded_rectangle((210, 40, 290, end), 40, fill=205)
    pen.rounded_rectangle((320, 60, 365, end - rng.randint(20, 80)), 22, fill=170)
    return film.filter(ImageFilter.GaussianBlur(6))


def _measures(rng: Random) -> Image.Image:
    """A tapered outline with the heights at which it is measured."""
    sheet = Image.new("RGB", (600, 800), PAPER)
    pen = ImageDraw.Draw(sheet)
    narrow = rng.randint(60, 110)
    pen.polygon([(160, 80), (440, 80), (300 + narrow, 640), (300 - narrow, 640)], outline=INK, width=6)
    pen.arc((300 - narrow, 580, 300 + narrow, 700), 0, 180, fill=INK, width=6)
    for height in range(140, 640, 100):
        pen.line((100, height, 500, height), fill="#0f665a", width=3)
    return sheet


DRAWINGS: dict[DocumentKind, tuple[str, Callable[[Random], Image.Image]]] = {
    DocumentKind.REFERRAL: ("", _letter),
    DocumentKind.XRAY: ("", _xray),
    DocumentKind.OTHER: ("Stump measures · 절단부 치수", _measures),
}
