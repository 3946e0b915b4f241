"""Serial numbers: written by hand, or drawn from the centre's own series of the year. One of one device, for good."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.problems import refuse, refuse_if
from apps.core.writing import locked, save
from apps.devices import policies
from apps.devices.models import Device


@contextmanager
def of_one_device() -> Iterator[None]:
    """Turn PostgreSQL's refusal of a serial number into words. The block has a savepoint of its own."""
    try:
        yield
    except IntegrityError as error:
        if "serial_number_is_of_one_device" not in str(error):
            raise
        refuse(_("This serial number belongs to another device."), code="invalid", field="serial_number")


def draw(*, centre: Centre, year: int) -> str:
    """The next serial number of the centre and year, e.g. `RAK-26-0012`, also after one of this form that was written
    by hand. Call inside a transaction: nobody else draws of this series until it ends."""
    series = f"{centre.code}-{year % 100:02d}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"serial {series}"])
    of_series = Device.objects.filter(serial_number__regex=f"^{series}[0-9]{{4,9}}$")
    given = of_series.values_list("serial_number", flat=True)
    last = max((int(number.removeprefix(series)) for number in given), default=0)
    return f"{series}{last + 1:04d}"


@transaction.atomic
def give(
    *, device: Device, by: User, serial_number: str = "", id: UUID | None = None, version: int | None = None
) -> Device:
    """Give a device its serial number, or correct it until the device is handed over; without one the next is drawn.

    `id` is not kept: the same number again changes nothing. Raises Refused ("stale", "not_allowed_now", or "invalid"
    for a number that another device has).
    """
    device, wanted = locked(device), " ".join(serial_number.split())
    if device.serial_number and wanted in ("", device.serial_number):
        return device
    device = locked(device, version=version)
    refuse_if(policies.serial_number(device))
    with of_one_device(), transaction.atomic():
        device.serial_number = wanted or draw(centre=device.centre, year=device.centre.today().year)
        save(device, "serial_number")
    return device
