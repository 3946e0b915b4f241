"""What the workshop has to tell on a person's timeline: orders, cards, fittings, deliveries, endings."""

from collections.abc import Iterator
from itertools import chain

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.timeline import Entry, merged
from apps.devices import reading
from apps.devices.models import CheckOut, Delivery, Device, Fitting, FollowUp, Measurement, Repair
from apps.devices.models.device import DeviceQuerySet
from apps.patients.models import Episode, Patient


def entries(patient: Patient, user: User) -> list[Entry]:
    """Everything done with the patient's devices that the user may see, unordered; free text is left out."""
    devices = Device.objects.visible_to(user).filter(patient=patient).select_related("device_type")
    made = (ordered(devices), measured(devices), fitted(devices), checked(devices))
    rooms = (*made, delivered(patient, user), repaired(patient, user))
    return list(chain(*rooms, followed_up(patient, user)))


def ordered(devices: DeviceQuerySet) -> Iterator[Entry]:
    """The prescription, and the end of life where there is one."""
    for device in devices:
        label, url = device.label, page(device)
        yield Entry(device.prescribed_on, None, "prescription", _("Device prescribed"), label, url, "file")
        if device.ended_on is not None:
            title = f"{device.get_state_display()}: {device.get_end_reason_display()}"
            yield Entry(device.ended_on, None, "device-end", title, label, url, "cross")


def of_episode(episode: Episode, user: User) -> list[Entry]:
    """What belongs to an episode: the devices ordered in it, with their fittings and deliveries, and its repairs.

    And the follow-ups of its days at its centre, which name no episode.
    """
    devices = Device.objects.visible_to(user).filter(episode=episode).select_related("device_type")
    repairs = Repair.objects.visible_to(user).filter(episode=episode)
    deliveries = Delivery.objects.visible_to(user).filter(device__in=devices)
    reviews = FollowUp.objects.visible_to(user).filter(
        patient=episode.patient, centre=episode.centre, service_date__gte=episode.opened_on
    )
    if episode.closed_on is not None:
        reviews = reviews.filter(service_date__lte=episode.closed_on)
    made = (ordered(devices), measured(devices), fitted(devices), checked(devices))
    return merged(*made, handed(deliveries), mended(repairs), reviewed(reviews))


def measured(devices: DeviceQuerySet) -> Iterator[Entry]:
    rows = Measurement.objects.filter(device__in=devices).select_related("device__device_type")
    for row in rows:
        title, url = row.get_kind_display(), page(row.device)
        yield Entry(row.service_date, row.at, "measurement", title, row.device.label, url, "edit")


def fitted(devices: DeviceQuerySet) -> Iterator[Entry]:
    rows = Fitting.objects.filter(device__in=devices).select_related("device__device_type")
    for trial in reading.trials(rows):
        row, text = trial.row, line(trial.row.device.label, trial.chips)
        yield Entry(row.service_date, row.at, "fitting", _("Fitting"), text, page(row.device), "edit")


def checked(devices: DeviceQuerySet) -> Iterator[Entry]:
    """The check-outs, with the points that failed; why one was overridden stands on the device's page."""
    rows = CheckOut.objects.filter(device__in=devices).select_related("device__device_type")
    for read in map(reading.checked, rows):
        row, text = read.row, line(read.row.device.label, ", ".join(map(str, read.failed)))
        title = _("Check-out passed") if row.passed else _("Check-out failed")
        if row.override_reason:
            title = _("Check-out failed, overridden")
        yield Entry(row.service_date, row.at, "check-out", title, text, page(row.device), "check")


def delivered(patient: Patient, user: User) -> Iterator[Entry]:
    yield from handed(Delivery.objects.visible_to(user).filter(patient=patient))


def handed(rows: QuerySet[Delivery]) -> Iterator[Entry]:
    for handover in reading.hand_overs(rows.select_related("device__device_type")):
        row, text = handover.row, line(handover.row.device.label_with_units, ", ".join(handover.topics))
        yield Entry(
            row.service_date, row.at, "delivery", _("Device delivered"), text=text,
            url=page(row.device), icon="box", voided=row.voided_at is not None,
        )  # fmt: skip


def repaired(patient: Patient, user: User) -> Iterator[Entry]:
    yield from mended(Repair.objects.visible_to(user).filter(patient=patient))


def mended(rows: QuerySet[Repair]) -> Iterator[Entry]:
    for row in rows.select_related("device__device_type"):
        minutes = _("%(minutes)s min") % {"minutes": row.minutes} if row.minutes else ""
        yield Entry(
            row.service_date, row.at, "repair", row.get_kind_display(), text=line(row.device.label, minutes),
            url=page(row.device), icon="wrench", voided=row.voided_at is not None,
        )  # fmt: skip


def followed_up(patient: Patient, user: User) -> Iterator[Entry]:
    yield from reviewed(FollowUp.objects.visible_to(user).filter(patient=patient))


def reviewed(rows: QuerySet[FollowUp]) -> Iterator[Entry]:
    for row in rows.select_related("device__device_type"):
        yield Entry(
            row.service_date, row.at, "follow-up", _("Device follow-up"), text=row.device.label,
            url=page(row.device), icon="search", voided=row.voided_at is not None,
        )  # fmt: skip


def line(*parts: str) -> str:
    """A device and what was chosen from lists; nothing that was written freely."""
    return " · ".join(filter(None, parts))


def page(device: Device) -> str:
    return reverse("devices:detail", args=[device.pk])
