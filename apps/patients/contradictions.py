"""What the impairments of a person say against each other, against the person's life or against common sense.

Some of it cannot be: the verbs refuse it, and it only stands on record when something else was corrected later (a
birth date). Some of it is odd: the form asks whether it is so, and the record is pointed at until it is mended.
The same as rows for lists: `Impairment.objects.with_odd_cause()` and its neighbours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.models import Cause, Impairment, ImpairmentKind, Level, Patient, known_date
from apps.patients.models.limb import LIMB_LOSS, ODD_CAUSES


@dataclass(frozen=True)
class Finding:
    """`code` is stable, `words` go to the person at the screen, `field` is the form field they belong to.

    `guarded`: the words tell of the cause, so only those hear them who may see it.
    """

    code: str
    words: Text
    field: str
    guarded: bool = False


DATES = (("onset_on", "onset_precision"), ("amputated_on", "amputated_precision"))


def impossible(impairment: Impairment, *, patient: Patient, today: date) -> list[Finding]:
    """What cannot be of this impairment, whatever else is on record. An imprecise date is given its benefit."""
    found = []
    for field, first, last in spans(impairment):
        if first > today:
            found.append(Finding("in-the-future", _("The date lies in the future."), field))
        if patient.earliest_birth is not None and last < patient.earliest_birth:
            found.append(Finding("before-birth", _("The date lies before the person's birth."), field))
        if patient.deceased_on is not None and first > patient.deceased_on:
            found.append(Finding("after-death", _("The date lies after the person's death."), field))
    return found + disordered(impairment)


def disordered(impairment: Impairment) -> list[Finding]:
    """The injury comes first, then the amputation, then the stump."""
    days = {field: (first, last) for field, first, last in spans(impairment)}
    found = []
    if {"onset_on", "amputated_on"} <= days.keys() and days["amputated_on"][1] < days["onset_on"][0]:
        words = _("The limb cannot be amputated before the injury or illness.")
        found.append(Finding("amputated-before-onset", words, "amputated_on"))
    examined = impairment.stump_examined_on
    if examined is not None and "amputated_on" in days and examined < days["amputated_on"][0]:
        words = _("The stump cannot be examined before the amputation.")
        found.append(Finding("examined-before-amputation", words, "stump_examined_on"))
    return found


def odd(impairment: Impairment, *, patient: Patient, others: Iterable[Impairment]) -> list[Finding]:
    """What is hardly ever so. `others`: the person's impairments; this one itself among them does not matter."""
    return [
        finding
        for finding in (odd_cause(impairment), lost_twice(impairment, others), born_with(impairment, patient))
        if finding is not None
    ]


def odd_cause(impairment: Impairment) -> Finding | None:
    """A pair of the table: a clubfoot by a mine."""
    if not impairment.cause or impairment.cause not in ODD_CAUSES.get(ImpairmentKind(impairment.kind), ()):
        return None
    words = _("“%(kind)s” hardly ever has the cause “%(cause)s”.") % {
        "kind": ImpairmentKind(impairment.kind).label,
        "cause": Cause(impairment.cause).label,
    }
    return Finding("odd-cause", words, "cause", guarded=True)


def lost_twice(impairment: Impairment, others: Iterable[Impairment]) -> Finding | None:
    """A limb that was gone already, at the same or a more proximal level; a later shortening is none of that."""
    if impairment.kind not in LIMB_LOSS or not impairment.level:
        return None
    level = Level(impairment.level)
    for other in others:
        if other.pk == impairment.pk or other.kind not in LIMB_LOSS or other.side != impairment.side:
            continue
        its = Level(other.level)
        if its.of_arm == level.of_arm and its.place >= level.place and before(other, impairment):
            words = _("This limb is recorded as lost already: %(label)s.") % {"label": other.label}
            return Finding("lost-twice", words, "level")
    return None


def before(other: Impairment, impairment: Impairment) -> bool:
    """Whether the other limb was lost before: by the dates where they differ, else in the order of recording."""
    if other.lost_on is not None and impairment.lost_on is not None and other.lost_on != impairment.lost_on:
        return other.lost_on < impairment.lost_on
    return impairment._state.adding or other.created_at < impairment.created_at


def born_with(impairment: Impairment, patient: Patient) -> Finding | None:
    """What somebody was born with did not begin later."""
    absent = impairment.kind == ImpairmentKind.CONGENITAL_ABSENCE
    if not (absent or impairment.cause == Cause.CONGENITAL):
        return None
    if impairment.onset_on is None or patient.birth_date is None:
        return None
    born = known_date.latest(patient.birth_date, patient.birth_precision)
    if known_date.earliest(impairment.onset_on, impairment.onset_precision) <= born:
        return None
    words = _("What is congenital did not begin after the birth.")
    return Finding("congenital-but-later", words, "onset_on", guarded=not absent)


def spans(impairment: Impairment) -> list[tuple[str, date, date]]:
    """Each date of the impairment: its field, and the first and last day it may stand for."""
    known = [(field, getattr(impairment, field), getattr(impairment, precision)) for field, precision in DATES]
    dates = [
        (field, known_date.earliest(on, precision), known_date.latest(on, precision))
        for field, on, precision in known
        if on is not None
    ]
    if impairment.stump_examined_on is not None:
        dates.append(("stump_examined_on", impairment.stump_examined_on, impairment.stump_examined_on))
    return dates


def beside(patient: Patient, *, today: date, guarded: bool) -> list[tuple[Impairment, list[Finding]]]:
    """The person's impairments in the order of recording, each with what is contradictory about it."""
    impairments = list(patient.impairments.all())
    found = of_patient(patient, impairments, today=today, guarded=guarded)
    return [(impairment, found.get(impairment.pk, [])) for impairment in impairments]


def of_patient(
    patient: Patient, impairments: Sequence[Impairment], *, today: date, guarded: bool
) -> dict[object, list[Finding]]:
    """Everything contradictory among a person's impairments, by the impairment's key; nothing of the rest.

    `guarded`: whether what tells of the cause is included.
    """
    found = {
        one.pk: impossible(one, patient=patient, today=today) + odd(one, patient=patient, others=impairments)
        for one in impairments
    }
    told = {pk: [finding for finding in findings if guarded or not finding.guarded] for pk, findings in found.items()}
    return {pk: findings for pk, findings in told.items() if findings}
