"""People who may be the one just being registered: the same name, however it is spelled, and a birth close to it.

It advises and never blocks. Each likeness says why, in words the receptionist can ask the person about.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients import hangul, romanised
from apps.patients.models import Patient
from apps.patients.search import Like

MOST = 5
CLOSE_YEARS = 3


@dataclass(frozen=True)
class Likeness:
    """A registered person and the reasons why it may be the same one."""

    patient: Patient
    reasons: tuple[Text, ...]


def alike(
    queryset: QuerySet[Patient], *, name_hangul: str = "", name_romanised: str = "", born: date | None = None
) -> list[Likeness]:
    """At most five people of `queryset` with that name whose birth is close or not known, the closest first."""
    same_name = Q()
    if name_hangul:
        spellings = hangul.readings(name_hangul)
        same_name |= Q(name_jamo__in=[hangul.jamo(spelling) for spelling in spellings])
    if form := romanised.folded(name_romanised):
        padded = Concat(Value(" "), F("name_folded"), Value(" "))
        same_name |= Q(name_folded__contains=form) & Q(Like(padded, Value(f"% {form} %")))
    if not same_name:
        return []
    found = queryset.filter(same_name)
    if born is not None:
        found = found.filter(
            Q(birth_date=None) | Q(birth_date__year__range=(born.year - CLOSE_YEARS, born.year + CLOSE_YEARS))
        )
    likenesses = [Likeness(patient, reasons(patient, name_hangul, born)) for patient in found[: 4 * MOST]]
    return sorted(likenesses, key=lambda likeness: distance(likeness.patient, born))[:MOST]


def reasons(patient: Patient, name_hangul: str, born: date | None) -> tuple[Text, ...]:
    same = bool(name_hangul) and patient.name_hangul == name_hangul
    found: list[Text] = [_("Same name") if same else _("Same name, spelled another way")]
    if born is not None and patient.birth_date is not None:
        if patient.birth_date == born:
            found.append(_("same birth"))
        elif patient.birth_date.year == born.year:
            found.append(_("born in the same year"))
        else:
            found.append(_("born about the same time"))
    return tuple(found)


def distance(patient: Patient, born: date | None) -> tuple[bool, int]:
    """How far apart the births lie; those without a birth date come last."""
    if born is None or patient.birth_date is None:
        return True, 0
    return False, abs((patient.birth_date - born).days)
