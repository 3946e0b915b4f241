"""Correct what a wheelchair, tricycle or seat is to be like, until it is handed over."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.problems import refuse_if
from apps.core.writing import locked, save
from apps.devices import policies, specification
from apps.devices.models import Device


@transaction.atomic
def correct(*, device: Device, spec: Mapping[str, Any], by: User, version: int | None = None) -> Device:
    """Write the whole specification anew; what is left out is not known. The audit trail keeps what stood there.

    Raises Refused ("stale", "not_allowed_now" once it was delivered or has ended, "invalid" as `checked` does).
    """
    device = locked(device, version=version)
    refuse_if(policies.specify(device))
    device.spec = specification.checked(device.device_type, spec)
    save(device, "spec")
    return device
