"""What the records lack, or got late: the rows behind the counts a manager sees, and the lists to mend them by."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.core.problems import Text
from apps.desk.panels import Row
from apps.devices.models import Delivery, Repair
from apps.patients.models import Impairment, ImpairmentKind, Patient
from apps.physio.models import PhysioSession

# Impairments of one limb or one half of the body; the others have no side.
SIDED = (
    ImpairmentKind.AMPUTATION, ImpairmentKind.CONGENITAL_ABSENCE, ImpairmentKind.CLUBFOOT, ImpairmentKind.HEMIPLEGIA,
    ImpairmentKind.NERVE, ImpairmentKind.FRACTURE,
)  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """A kind of record to look at: `rows` of the centres, and how one of them is shown."""

    kind: str
    label: Text
    explained: Text
    rows: Callable[[Iterable[Centre]], QuerySet[Any]]
    line: Callable[[Any], Row]


def without_birth_date(centres: Iterable[Centre]) -> QuerySet[Patient]:
    return Patient.objects.of_centres(centres).filter(birth_date=None, is_test=False).order_by("-number")


def impairments(centres: Iterable[Centre], missing: Q) -> QuerySet[Impairment]:
    """Impairments of the centres' own people that lack something."""
    seen = Patient.objects.of_centres(centres).filter(is_test=False).values("pk")
    return Impairment.objects.filter(missing, patient__in=seen).select_related("patient").order_by("-created_at", "pk")


def without_cause(centres: Iterable[Centre]) -> QuerySet[Impairment]:
    return impairments(centres, Q(cause=""))


def without_side(centres: Iterable[Centre]) -> QuerySet[Impairment]:
    return impairments(centres, Q(side="", kind__in=SIDED))


def late(rows: QuerySet[Any], centres: Iterable[Centre]) -> QuerySet[Any]:
    """What was entered when its month was no longer open, latest first."""
    return rows.filter(centre__in=centres, late=True, voided_at=None).order_by("-created_at", "pk")


def late_sessions(centres: Iterable[Centre]) -> QuerySet[PhysioSession]:
    return late(PhysioSession.objects.select_related("patient"), centres)


def late_deliveries(centres: Iterable[Centre]) -> QuerySet[Delivery]:
    return late(Delivery.objects.select_related("patient", "device__device_type"), centres)


def late_repairs(centres: Iterable[Centre]) -> QuerySet[Repair]:
    return late(Repair.objects.select_related("patient", "device__device_type"), centres)


def person_line(patient: Patient) -> Row:
    return Row(patient.display_name, reverse("patients:detail", args=[patient.pk]), patient.number)


def impairment_line(impairment: Impairment) -> Row:
    """Opens the person: whoever may not correct impairments can still see whom to ask about."""
    page = reverse("patients:detail", args=[impairment.patient_id])
    return Row(impairment.patient.display_name, page, f"{impairment.patient.number} · {impairment.label}")


def session_line(session: PhysioSession) -> Row:
    page = reverse("physio:detail", args=[session.pk])
    return Row(session.patient.display_name, page, f"{session.patient.number} · {session.service_date.isoformat()}")


def device_line(service: Delivery | Repair) -> Row:
    page = reverse("devices:detail", args=[service.device_id])
    text = f"{service.patient.number} · {service.device.label} · {service.service_date.isoformat()}"
    return Row(service.patient.display_name, page, text)


LATE = _("They were entered when their month was no longer open.")
ALL = (
    Gap(
        "birth-date",
        _("Birth date missing"),
        _("Without a birth date, not even a year, a person is counted as neither woman, man, girl nor boy."),
        without_birth_date,
        person_line,
    ),
    Gap(
        "cause",
        _("Cause missing"),
        _("Nobody has recorded the cause of these impairments. “Not known” is an answer of its own."),
        without_cause,
        impairment_line,
    ),
    Gap(
        "side",
        _("Side missing"),
        _("These impairments are of one side of the body, and nobody has recorded which."),
        without_side,
        impairment_line,
    ),
    Gap("late-deliveries", _("Deliveries entered late"), LATE, late_deliveries, device_line),
    Gap("late-repairs", _("Repairs entered late"), LATE, late_repairs, device_line),
    Gap("late-sessions", _("Sessions entered late"), LATE, late_sessions, session_line),
)
GAPS = {gap.kind: gap for gap in ALL}
