"""Both devices of a bilateral fitting in one go: they move together or apart, each with its own rows."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.problems import Refused, refuse, refuse_if
from apps.core.writing import locked
from apps.devices import policies
from apps.devices.models import Device

R = TypeVar("R")


@transaction.atomic
def together(
    verb: Callable[..., R],
    *,
    device: Device,
    by: User,
    id: UUID | None = None,
    other: Device | None = None,
    other_details: Mapping[str, Any] | None = None,
    **details: Any,
) -> R:
    """Do `verb` with a device and, where `other` is given, with the other one of its pair: both or neither.

    `other_details` replace `details` for the other one, e.g. its version and its own measures; its row's key is made
    from `id`. Returns what the verb gave back for `device`. Raises Refused as the verb does; what the other one
    refuses begins with its name and belongs to the field "also".
    """
    if other is None:
        return verb(device=device, by=by, id=id, **details)
    refuse_if(policies.pair(device, other), code="invalid", field="also")
    for one in sorted((device, other), key=lambda row: row.pk):  # in one order, so that two people never block
        locked(one)
    done = verb(device=device, by=by, id=id, **details)
    try:
        verb(device=other, by=by, id=id and uuid5(id, "other"), **{**details, **(other_details or {})})
    except Refused as refusal:
        words = {"device": other.label, "reason": refusal.reason}
        refuse(_("%(device)s: %(reason)s") % words, code=refusal.code, field="also")
    return done
