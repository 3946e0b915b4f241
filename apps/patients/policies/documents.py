"""Which papers and photos may be kept of a person. The person's latest word on photos decides on photos."""

from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.patients.models import DocumentKind, MediaType, Patient
from apps.patients.policies import consents


def add(patient: Patient, *, kind: str) -> Text | None:
    """Nothing is added to a merged record, and no photo of a person who does not want one."""
    if patient.merged_into_id is not None:
        return _("This record was merged into another one. Add it there.")
    return consents.photo_allowed(patient) if kind == DocumentKind.PHOTO else None


def content(*, kind: str, media_type: str) -> Text | None:
    """A photo is a picture."""
    if kind == DocumentKind.PHOTO and media_type == MediaType.PDF:
        return _("A photo is a picture; choose another kind for a PDF.")
    return None
