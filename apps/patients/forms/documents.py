"""Papers and photos: several files at once, and the reason for removing one."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core import contents
from apps.core.web import MakesOnce, VerbForm
from apps.patients.forms.base import ChangeForm
from apps.patients.forms.fields import PlainText, ServiceDay, radio
from apps.patients.models import Document, DocumentKind

AT_ONCE = 10
ACCEPT = "image/jpeg,image/png,image/webp,image/gif,image/tiff,image/bmp,application/pdf"


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> list[UploadedFile]:
        return files.getlist(name)


class FilesField(forms.FileField):
    """Any number of files, checked one by one. Cleans to a list."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [super(FilesField, self).clean(file, initial) for file in data]


class DocumentForm(MakesOnce, VerbForm):
    """Files of one kind, under one title and date. `left_out`: how many were too large to be taken in at all."""

    uploads = FilesField(
        label=_("Pictures or PDF files"), required=False,
        widget=ManyFiles(attrs={"accept": ACCEPT, "hx-preserve": "true"}),
    )  # fmt: skip
    camera = FilesField(
        label=_("Take a picture"), required=False,
        widget=ManyFiles(attrs={"accept": "image/*", "capture": "environment", "hx-preserve": "true"}),
    )  # fmt: skip
    kind = radio(label=_("Kind"), choices=DocumentKind.choices)
    title = PlainText(label=_("Title"), max_length=120, required=False, widget=forms.TextInput({"autocomplete": "off"}))
    made_on = ServiceDay(label=_("Date of the document"), required=False)
    centre = forms.ModelChoiceField(label=_("Centre"), queryset=None, empty_label=None)

    def __init__(self, *args: Any, user: User, centres: list[Centre], left_out: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.left_out = centres[0], left_out
        limit = settings.UPLOAD_FILE_LIMIT // contents.MEGABYTE
        self.fields["uploads"].help_text = _("Several at once; up to %(limit)d MB each.") % {"limit": limit}
        self.fields["made_on"].at(self.first)
        self.fields["centre"].queryset = Centre.objects.visible_to(user).filter(pk__in=[c.pk for c in centres])
        self.fields["centre"].initial = self.first
        if len(centres) == 1:
            del self.fields["centre"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = data["uploads"] = [*data.get("uploads", ()), *data.pop("camera", ())]
        if self.left_out:
            self.add_error("uploads", self._too_large())
        elif len(chosen) > AT_ONCE:
            self.add_error("uploads", _("Choose at most %(number)d files at once.") % {"number": AT_ONCE})
        elif not chosen and not self.errors.keys() & {"uploads", "camera"}:
            self.add_error("uploads", ValidationError(_("Choose at least one file."), code="required"))
        return data

    def _too_large(self) -> str:
        left_out = ngettext(
            "%(number)d file is too large and was not taken in.",
            "%(number)d files are too large and were not taken in.",
            self.left_out,
        ) % {"number": self.left_out}
        return f"{left_out} {contents.too_large()}"

    def arguments(self) -> dict[str, Any]:
        given = {"centre": self.first, **super().arguments()}
        return {**given, "uploads": [file.read() for file in given["uploads"]]}


class RemoveDocumentForm(ChangeForm):
    """Why a document is removed."""

    reason = PlainText(label=_("Reason"), max_length=300)

    @staticmethod
    def read(record: Document) -> dict[str, Any]:
        return {"reason": record.removal_reason}
