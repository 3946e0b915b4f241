"""What every record of the product has: a client-made key, a version, and a declared sensitivity per field."""

from collections.abc import Sequence
from typing import Any, ClassVar

import pgtrigger
from django.db import models

from apps.core.ids import new_id


class Record(models.Model):
    """Base of every model that people write.

    `version` starts at 1 and is raised by PostgreSQL on every update, whoever makes it, so that a stale
    page or tablet can be told apart from a fresh one.

    Subclasses declare each of their fields in exactly one of PERSONAL, GUARDED or HARMLESS. Guarded fields
    are shown only to roles with the permission to see them; neither they nor personal ones reach a log.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ()
    GUARDED: ClassVar[tuple[str, ...]] = ()
    HARMLESS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        triggers: ClassVar[Sequence[pgtrigger.Trigger]] = (
            pgtrigger.Trigger(
                name="raise_version",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="NEW.version := OLD.version + 1; RETURN NEW;",
            ),
        )

    @classmethod
    def sensitivity(cls) -> dict[str, str]:
        """Field name → 'personal', 'guarded' or 'harmless', with the fields of every Record declared here."""
        declared: dict[str, str] = dict.fromkeys(("id", "version", "created_at"), "harmless")
        for kind in ("personal", "guarded", "harmless"):
            for base in cls.__mro__:
                names: Any = base.__dict__.get(kind.upper(), ())
                declared.update(dict.fromkeys(names, kind))
        return declared
