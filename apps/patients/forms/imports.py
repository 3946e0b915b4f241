"""Bringing a file, deciding on its lines, entering it or not."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.web import MakesOnce, VerbForm
from apps.patients.forms.base import ChangeForm
from apps.patients.models import ImportRow, Patient, RegisterImport, RowOutcome

TABLES = ".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BringForm(MakesOnce, VerbForm):
    """A table file and the centre whose register it is."""

    centre = forms.ModelChoiceField(label=_("Centre"), queryset=None, empty_label=None)
    file = forms.FileField(
        label=_("File"), max_length=200, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": TABLES}),
        help_text=_("Excel (XLSX) or text with commas (CSV), at most 10 MB."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, centres: list[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = centres[0]
        self.fields["centre"].queryset = Centre.objects.visible_to(user).filter(pk__in=[c.pk for c in centres])
        self.fields["centre"].initial = self.first
        if len(centres) == 1:
            del self.fields["centre"]

    def arguments(self) -> dict[str, Any]:
        given = {"centre": self.first, **super().arguments()}
        file: UploadedFile = given.pop("file")
        return {**given, "file_name": file.name or "", "content": file.read()}


class DecideForm(VerbForm):
    """What becomes of a doubtful line: entered, left out, or recognised as somebody already registered."""

    outcome = forms.ChoiceField(choices=RowOutcome.choices)
    patient = forms.UUIDField(required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: ImportRow, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.user = row, user

    def clean_patient(self) -> Patient | None:
        """One of those the check found, whom this user may see."""
        key = self.cleaned_data["patient"]
        if key is None:
            return None
        found = Patient.objects.visible_to(self.user).filter(pk=key).first()
        if found is None or str(key) not in self.row.candidates:
            raise forms.ValidationError(_("This is not one of the people the line may be."))
        return found


class SayForm(ChangeForm):
    """Nothing but the press of a button, on the file as it was read."""

    @staticmethod
    def read(record: RegisterImport) -> dict[str, Any]:
        return {}
