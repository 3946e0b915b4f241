"""Dates that cannot be: in the future, before the birth, after the death, in the wrong order.

A date known as a month or a year stands for all its days, so that nothing is called wrong that is only imprecise.
"""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.desk.gaps import lines
from apps.desk.gaps.gap import Gap, Sort, impairments, people
from apps.devices.models import Delivery, Device, DeviceStep, FollowUp, Repair, State
from apps.patients.models import Assessment, Episode, known_date
from apps.patients.models.impairment import ImpairmentQuerySet
from apps.patients.models.patient import PatientQuerySet
from apps.physio.models import PhysioSession

SERVICES: tuple[Any, ...] = (Assessment, Delivery, Repair, FollowUp, PhysioSession)


def identity_in_the_future(centres: Iterable[Centre], today: date) -> PatientQuerySet:
    born = known_date.first_day("birth_date", "birth_precision")
    return (
        people(centres)
        .annotate(born=born)
        .filter(Q(born__gt=today) | Q(deceased_on__gt=today) | Q(care_ended_on__gt=today))
    )


def impairment_in_the_future(centres: Iterable[Centre], today: date) -> ImpairmentQuerySet:
    return impairments(centres).in_the_future(today)


def served_in_the_future(centres: Iterable[Centre], today: date) -> PatientQuerySet:
    of_them = {"patient": OuterRef("pk"), "centre__in": list(centres)}
    services = [model.objects.filter(service_date__gt=today, voided_at=None, **of_them) for model in SERVICES]
    visits = Episode.objects.filter(Q(opened_on__gt=today) | Q(closed_on__gt=today), **of_them)
    orders = Device.objects.filter(Q(prescribed_on__gt=today) | Q(ended_on__gt=today), **of_them)
    return people(centres).filter(anywhere([*services, visits, orders]))


def outside_life(centres: Iterable[Centre], _today: date) -> ImpairmentQuerySet:
    return impairments(centres).outside_life()


def in_wrong_order(centres: Iterable[Centre], _today: date) -> ImpairmentQuerySet:
    return impairments(centres).in_wrong_order()


def delivered_too_soon(centres: Iterable[Centre], _today: date) -> QuerySet[Delivery]:
    """Handed over before it was ordered, or before anybody measured for it."""
    measured = DeviceStep.objects.filter(
        device=OuterRef("device"), to_state=State.MEASURED, on__gt=OuterRef("service_date")
    )
    standing = Delivery.objects.filter(centre__in=centres, voided_at=None, patient__is_test=False)
    found = standing.filter(Q(service_date__lt=F("device__prescribed_on")) | Exists(measured))
    return found.select_related("patient", "device__device_type").order_by("-service_date", "pk")


def served_after_death(centres: Iterable[Centre], _today: date) -> PatientQuerySet:
    after = {"patient": OuterRef("pk"), "service_date__gt": OuterRef("deceased_on"), "voided_at": None}
    services = [model.objects.filter(**after) for model in SERVICES]
    return people(centres).filter(anywhere(services), deceased_on__isnull=False)


def anywhere(found: Iterable[QuerySet[Any]]) -> Q:
    """That one of them has a row."""
    return reduce(or_, (Q(Exists(rows)) for rows in found))


ALL = (
    Gap(
        "future-person",
        Sort.DATES,
        _("Person's dates in the future"),
        _("Birth, death or the end of care of these people lies in the future."),
        identity_in_the_future,
        lines.person,
    ),
    Gap(
        "future-impairment",
        Sort.DATES,
        _("Impairments in the future"),
        _("An injury, an amputation or the examination of a stump is dated in the future."),
        impairment_in_the_future,
        lines.impairment,
    ),
    Gap(
        "future-service",
        Sort.DATES,
        _("Visits and services in the future"),
        _("An episode, an order or a service of these people is dated in the future."),
        served_in_the_future,
        lines.person,
    ),
    Gap(
        "outside-life",
        Sort.DATES,
        _("Impairments outside a life"),
        _("An injury or an amputation is dated before the person's birth or after the death."),
        outside_life,
        lines.impairment,
    ),
    Gap(
        "wrong-order",
        Sort.DATES,
        _("Amputated before the injury"),
        _("The amputation is dated before the injury, or the stump was examined before there was one."),
        in_wrong_order,
        lines.impairment,
    ),
    Gap(
        "delivery-too-soon",
        Sort.DATES,
        _("Delivered before it was ordered"),
        _("These devices were delivered on a day before they were prescribed or measured."),
        delivered_too_soon,
        lines.of_device,
    ),
    Gap(
        "after-death",
        Sort.DATES,
        _("Services after death"),
        _("A service is dated after the day these people died. One of the two dates is wrong."),
        served_after_death,
        lines.person,
    ),
)
