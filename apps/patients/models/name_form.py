"""Every distinct name of the register in the forms in which people look for it; PostgreSQL keeps them.

Triggers on the patients' table note each new name once, whoever writes it: bulk inserts, tablets and plain SQL too. A
form leads to a name and a name, by its key, to whoever bears it, so a search reads names and not a million people.

Names are personal. A form says that somebody of this name is or was registered somewhere, never where, so nothing
here is shown: what is shown comes from the people whom a user may see. When nobody may bear a name any more it is
marked as stale, and `apps.patients.actions.name_forms.prune` takes it out within the hour.
"""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Reverse


class FormKind(models.TextChoices):
    """What a form is. Initials have the letters behind them, and a part its whole: `yonkso kimyonkso`."""

    LETTERS = "h"  # the Hangul name in the letters of the keyboard: ㄱㅣㅁㅇㅕㅇㅅㅜ
    GIVEN = "g"  # the same from the second and from the third syllable on
    INITIALS = "i"
    LATIN = "p"  # the romanised name as it is written, small and without separators
    LATIN_PART = "w"  # the same from the second, the third … word on
    FOLDED = "f"  # in its one spelling, see apps.patients.romanised
    FOLDED_PART = "d"


class NameForm(models.Model):
    """A form of a name. `wild`: the form, and the form with each of its letters in turn replaced by `_`, all behind the
    letter of the kind: what is one letter off shares one of them."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("form", "wild")
    HARMLESS: ClassVar[tuple[str, ...]] = ("name", "kind", "stale")

    name = models.BigIntegerField()
    kind = models.CharField(max_length=1, choices=FormKind)
    form = models.TextField(db_collation="C")
    wild = ArrayField(models.TextField(), null=True)
    stale = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=("kind", "form"), include=("name",), name="name_form"),
            models.Index(fields=("name",), name="name_form_of_name"),
            models.Index(fields=("name",), name="name_form_stale", condition=Q(stale=True)),
            # The list of pending entries would be read by every search until a vacuum comes.
            GinIndex(fields=("wild",), name="name_form_wild", fastupdate=False),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class NameKey(Func):
    """The key that people of one name, in both scripts, share: `NameKey("name_hangul", "name_romanised")`."""

    function = "patients_name_key"
    arity = 2
    output_field = models.BigIntegerField()


class Digits(Func):
    """The digits of a telephone number as they are dialled inside the country, without its leading zero."""

    function = "patients_digits"
    output_field = models.TextField()


def _from_both_ends(column: str, name: str) -> tuple[models.Index, models.Index]:
    digits = Digits(column)
    return (
        models.Index(OpClass(digits, "text_pattern_ops"), name=name),
        models.Index(OpClass(Reverse(digits), "text_pattern_ops"), name=f"{name}_end"),
    )


# Of patients_patient.
INDEXES = (
    models.Index(NameKey("name_hangul", "name_romanised"), name="patient_name_key"),
    *_from_both_ends("phone", "patient_phone"),
    *_from_both_ends("caregiver_phone", "patient_caregiver_phone"),
)

NOTE_NAMES = """
    INSERT INTO patients_nameform (name, kind, form, wild, stale)
    SELECT named.name, form.kind, form.form, form.wild, false
    FROM (
        SELECT DISTINCT ON (1) patients_name_key(name_hangul, name_romanised) AS name,
            name_hangul, name_romanised, name_folded
        FROM {rows} ORDER BY 1, length(name_folded) DESC
    ) named, LATERAL patients_name_forms(name_hangul, name_romanised, name_folded) form
    WHERE NOT EXISTS (SELECT 1 FROM patients_nameform known WHERE known.name = named.name)
"""
LEAVE_NAMES = """
    UPDATE patients_nameform SET stale = true WHERE NOT stale AND name IN (
        SELECT patients_name_key(name_hangul, name_romanised) FROM {rows}
    )
"""
CHANGED = """
    FROM changed_from before JOIN changed_to after USING (id)
    WHERE (before.name_hangul, before.name_romanised, before.name_folded)
        IS DISTINCT FROM (after.name_hangul, after.name_romanised, after.name_folded)
"""
# A name that is only folded anew loses its forms and gets them again.
CHANGE_NAMES = f"""
    IF NOT EXISTS (SELECT 1 {CHANGED}) THEN RETURN NULL; END IF;
    DELETE FROM patients_nameform WHERE name IN (
        SELECT patients_name_key(after.name_hangul, after.name_romanised) {CHANGED}
            AND (before.name_hangul, before.name_romanised) = (after.name_hangul, after.name_romanised)
    );
    {LEAVE_NAMES.format(rows=f"(SELECT before.* {CHANGED}) people")};
    {NOTE_NAMES.format(rows=f"(SELECT after.* {CHANGED}) people")};
    RETURN NULL;
"""  # noqa: S608

# Also of patients_patient: once for each statement, so that a hundred thousand people at once cost little more.
TRIGGERS = (
    pgtrigger.Trigger(
        name="note_names",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="added"),
        func=NOTE_NAMES.format(rows="added") + "; RETURN NULL;",
    ),
    pgtrigger.Trigger(
        name="note_changed_names",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="changed_from", new="changed_to"),
        func=CHANGE_NAMES,
    ),
    pgtrigger.Trigger(
        name="leave_names",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        referencing=pgtrigger.Referencing(old="removed"),
        func=LEAVE_NAMES.format(rows="removed") + "; RETURN NULL;",
    ),
)
