"""The catalogue: types of devices, words, measurement cards, intervals. It belongs to all centres alike.

Everything is here, what is no longer offered too: the records that use it show its name for ever. The second half
says what may not be: a rule returns None, or the reason shown to the user.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.devices.models import Device, DeviceClass, DeviceType, MeasureField, Measurement, ReviewInterval, Term
from apps.devices.models.catalogue import NATURE

TYPE_KEY = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
SMALL_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ISO_9999 = re.compile(r"\d\d \d\d( \d\d)?")
MOST_MONTHS = 240
C = TypeVar("C", DeviceType, ReviewInterval)

# The cards the product starts with; one that an administrator begins goes by its key.
CARDS: dict[str, Text] = {
    "transtibial": _("Transtibial prosthesis"),
    "transfemoral": _("Transfemoral prosthesis"),
    "knee-hip": _("Knee and hip prosthesis"),
    "foot": _("Foot"),
    "upper-limb": _("Upper limb prosthesis"),
    "ankle-foot": _("Ankle-foot orthosis"),
    "knee-ankle-foot": _("Knee-ankle-foot orthosis"),
    "trunk": _("Trunk orthosis"),
    "hand-arm": _("Hand and arm orthosis"),
    "shoe": _("Footwear"),
    "chair": _("Wheelchair and seating"),
    "walking-aid": _("Walking aids"),
}


def types() -> QuerySet[DeviceType]:
    return DeviceType.objects.all()


def by_class(rows: Iterable[C]) -> list[tuple[DeviceClass, list[C]]]:
    """The rows under their classes, in the order of the classes; a class without any is left out."""
    found: dict[str, list[C]] = {}
    for row in rows:
        found.setdefault(row.device_class, []).append(row)
    return [(kind, found[kind]) for kind in DeviceClass if kind in found]


def matching(rows: QuerySet[DeviceType], text: str) -> QuerySet[DeviceType]:
    """Those whose key, name in either language or outside code holds the text."""
    held = Q(key__icontains=text) | Q(name_en__icontains=text) | Q(name_ko__icontains=text)
    return rows.filter(held | Q(iso_9999__icontains=text)) if text else rows


def words() -> QuerySet[Term]:
    return Term.objects.all()


def names(kind: str) -> list[tuple[str, str]]:
    """Key and name of every word of the kind, to choose from."""
    return list(Term.objects.names(kind).items())


def measures() -> QuerySet[MeasureField]:
    return MeasureField.objects.all()


def cards() -> dict[str, Text]:
    """Key → name of every card that has a measure, the known ones first."""
    held = set(MeasureField.objects.order_by().values_list("card", flat=True))
    known = {key: name for key, name in CARDS.items() if key in held}
    return {**known, **{key: key for key in sorted(held - known.keys())}}


def named(interval: ReviewInterval) -> str:
    """Of what and for whom: the type or the class, and the age."""
    of = interval.device_type.name if interval.device_type else DeviceClass(interval.device_class).label
    return f"{of} · {interval.get_age_band_display()}"


def intervals() -> QuerySet[ReviewInterval]:
    """Every interval with its type; those of a class stand before those of its types."""
    return ReviewInterval.objects.select_related("device_type").order_by(
        "device_class", F("device_type__position").asc(nulls_first=True), "-age_band"
    )


def type_key(key: str) -> Text | None:
    if TYPE_KEY.fullmatch(key):
        return None
    return _("A type's key is made of capital letters, digits and hyphens, for example ORT-AFO-R.")


def small_key(key: str) -> Text | None:
    if SMALL_KEY.fullmatch(key):
        return None
    return _("A key is made of small letters, digits and hyphens, for example red-skin.")


def changed_nature(device_type: DeviceType, given: Mapping[str, Any]) -> str:
    """The first of the fields that `nature` speaks of which would change, or ""."""
    return next((name for name in NATURE if name in given and given[name] != getattr(device_type, name)), "")


def nature(device_type: DeviceType) -> Text | None:
    """By class, level, side and flags devices were made, handed out and counted; that stays."""
    if Device.objects.filter(device_type=device_type).exists():
        return _("Devices of this type are on record: this cannot change. Retire the type and add another one.")
    return None


def crutch(device_type: DeviceType) -> Text | None:
    if device_type.counts_as_crutch and device_type.device_class != DeviceClass.WALKING_AID:
        return _("Only walking aids are counted as crutches.")
    return None


def level(device_type: DeviceType) -> Text | None:
    if device_type.level and device_type.device_class != DeviceClass.PROSTHESIS:
        return _("Only prostheses have a level of limb loss.")
    return None


def outside_code(device_type: DeviceType) -> Text | None:
    """A code from outside is written as the standard does and says how sure it is."""
    if device_type.iso_9999 and not ISO_9999.fullmatch(device_type.iso_9999):
        return _("An ISO 9999 code is three pairs of digits, for example 06 24 09.")
    if bool(device_type.iso_9999) != bool(device_type.iso_mark):
        return _("A code and its mark stand together: V where it was verified, S where it was seen in a list.")
    return None


def card(key: str) -> Text | None:
    return None if not key or key in cards() else _("There is no such measurement card.")


def ranges(measure: MeasureField) -> Text | None:
    """What is plausible lies within what is possible."""
    within = measure.possible_from <= measure.plausible_from and measure.plausible_to <= measure.possible_to
    if within and measure.plausible_from < measure.plausible_to:
        return None
    return _("The plausible range lies within the possible one, and each begins below its end.")


def unit(measure: MeasureField) -> Text | None:
    """The numbers on record are in this unit."""
    if Measurement.objects.filter(card=measure.card, values__has_key=measure.key).exists():
        return _("This has been measured already: its unit cannot change. Retire it and add another one.")
    return None


def months(review: int, renewal: int) -> Text | None:
    if 1 <= review <= renewal <= MOST_MONTHS:
        return None
    return _("Renewal comes with or after the review, within 20 years.")


def drop(interval: ReviewInterval) -> Text | None:
    """Every class keeps its intervals, or its devices would never be due."""
    return None if interval.device_type_id else _("Every class needs its interval; change the months instead.")
