"""Records that contradict each other, and people who may be on record twice."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, F, QuerySet, TextField, Value, Window
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.desk.gaps import lines
from apps.desk.gaps.gap import Gap, Sort, impairments, people
from apps.devices.models import Device, State
from apps.patients.models.impairment import ImpairmentQuerySet
from apps.patients.models.patient import UNNAMED_HANGUL, PatientQuerySet


def on_the_other_side(centres: Iterable[Centre], _today: date) -> QuerySet[Device]:
    """A device for the left of somebody whose right is concerned; what was given up no longer matters."""
    made = Device.objects.filter(centre__in=centres, patient__is_test=False)
    made = made.exclude(state__in=(State.CANCELLED, State.CLOSED))
    found = made.exclude(side="").exclude(impairment__side="").filter(impairment__isnull=False)
    return found.exclude(side=F("impairment__side")).shown().order_by("-prescribed_on", "pk")


def lost_twice(centres: Iterable[Centre], _today: date) -> ImpairmentQuerySet:
    return impairments(centres).lost_twice()


def odd_cause(centres: Iterable[Centre], _today: date) -> ImpairmentQuerySet:
    return impairments(centres).with_odd_cause()


def perhaps_twice(centres: Iterable[Centre], _today: date) -> PatientQuerySet:
    """Of the same name and the same birth, side by side. Other spellings are found when somebody registers."""
    name = Coalesce(NullIf("name_jamo", Value("")), Cast("name_folded", TextField()), output_field=TextField())
    alike = Window(Count("pk"), partition_by=[name, F("birth_date"), F("birth_precision")])
    named = people(centres).filter(birth_date__isnull=False).exclude(name_hangul=UNNAMED_HANGUL)
    return named.annotate(alike=alike).filter(alike__gt=1).order_by("name_jamo", "name_folded", "birth_date", "number")


ALL = (
    Gap(
        "device-side",
        Sort.CONTRADICTION,
        _("Device on the other side"),
        _("The side of these devices is not the side of the limb they were made for."),
        on_the_other_side,
        lines.device,
    ),
    Gap(
        "lost-twice",
        Sort.CONTRADICTION,
        _("The same limb lost twice"),
        _("The limb was recorded as lost already, at the same level or above it."),
        lost_twice,
        lines.impairment,
    ),
    Gap(
        "odd-cause",
        Sort.CONTRADICTION,
        _("Unlikely cause"),
        _("These impairments hardly ever have the cause that is recorded."),
        odd_cause,
        lines.impairment,
    ),
    Gap(
        "twice",
        Sort.CONTRADICTION,
        _("People perhaps registered twice"),
        _("These people have the same name and the same birth. Open them, and ask for a merge if they are one person."),
        perhaps_twice,
        lines.person,
    ),
)
