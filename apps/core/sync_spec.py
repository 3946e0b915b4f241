"""What travels between tablets and the server, as data: each room declares its kinds of records in its `sync.py`.

A kind goes down as one JSON object a row, written by PostgreSQL itself from the columns named here. How it comes up
is said beside it, in the same module.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models

DEVICE = "devices_device"


@dataclass(frozen=True)
class Travels:
    """One kind of record that travels.

    `kind` is its name in the contract. `fields` are the model's fields that go down, by their names in the model; a
    reference goes as its key. `guarded`: those of them that only some roles see. `about`: how the row leads to whom it
    is about: "patient" by its own patient, "device" by its device's, "self" is the patient, "centre" is the centre's
    own, "member" a person who holds or held a role in the centre, "all" the same for every centre. `renamed`: JSON
    name by field.
    """

    kind: str
    model: type[models.Model]
    fields: tuple[str, ...]
    about: str = "patient"
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def guarded(self) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name in getattr(self.model, "GUARDED", ()))

    @property
    def version(self) -> str:
        """The version of the row `r` as SQL; an account has none, and nobody changes one on a tablet."""
        return "r.version" if any(one.name == "version" for one in self.model._meta.concrete_fields) else "1"

    def selected(self, *, guarded: bool) -> str:
        """The columns of the row `r` as SQL, each under its JSON name; without the guarded ones unless asked for.

        Key and version stand beside the data and not in it.
        """
        shown = [name for name in self.fields if guarded or name not in self.guarded]
        columns = ((self.renamed.get(name, name), self.model._meta.get_field(name)) for name in shown)
        return ", ".join(f'r."{one.column}" AS "{name}"' for name, one in columns)  # type: ignore[union-attr]

    @property
    def seen_through(self) -> str:
        """The join that lets a row through for the centre `%(centre)s` alone, whatever the feed says (MUST 12)."""
        person = {"patient": "r.patient_id", "self": "r.id", "device": "d.patient_id"}.get(self.about)
        if self.about == "all":
            return ""
        if self.about == "member":
            return (
                "JOIN (SELECT DISTINCT user_id FROM centres_membership WHERE centre_id = %(centre)s) m "
                "ON m.user_id = r.id"
            )
        if person is None:
            return "JOIN centres_centre c ON c.id = r.centre_id AND c.id = %(centre)s"
        access = f"JOIN patients_patientaccess a ON a.patient_id = {person} AND a.centre_id = %(centre)s AND a.active"
        return f"JOIN {DEVICE} d ON d.id = r.device_id {access}" if self.about == "device" else access
