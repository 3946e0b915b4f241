"""Papers and photos of a person. The file lies under the hash of its content; this row says whose it is."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.centres.models.scope import member_of
from apps.core.models import Record
from apps.patients.models.scope import seen_by

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.centres.models import Centre


class DocumentKind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    REFERRAL = "referral", _("Referral letter")
    PRESCRIPTION = "prescription", _("Prescription")
    XRAY = "x-ray", _("X-ray picture")
    CONSENT = "consent", _("Signed consent")
    OTHER = "other", _("Other")


class MediaType(models.TextChoices):
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
    PDF = "application/pdf", "PDF"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: "User") -> "DocumentQuerySet":
        """Of people whom the user's centres see, and those that the user's centres added themselves."""
        return self.filter(seen_by(user) | member_of(user))

    def kept(self) -> "DocumentQuerySet":
        return self.filter(removed_at=None)

    def made_at(self, centres: "Iterable[Centre]") -> "DocumentQuerySet":
        """Those that one of the centres added: all that remains to a centre whose access to the person has ended."""
        return self.filter(centre__in=centres)


@tracked
class Document(Record):
    """A stored file. Images are re-encoded without metadata; `width`, `height` in pixels; `size` in bytes.

    A removed document keeps its row with the reason; its file is deleted when no other row needs it.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = (
        "patient", "kind", "title", "made_on", "sha256", "added_by", "removed_by", "removal_reason",
    )  # fmt: skip
    HARMLESS: ClassVar[tuple[str, ...]] = ("centre", "media_type", "size", "width", "height", "removed_at")

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="documents")
    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind)
    title = models.CharField(_("title"), max_length=120, blank=True)
    made_on = models.DateField(_("date of the document"), null=True, blank=True)
    media_type = models.CharField(max_length=20, choices=MediaType)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    removal_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("patient", "sha256"), condition=Q(removed_at=None), name="one_document_per_patient_and_content"
            ),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="document_kind_is_known"),
            models.CheckConstraint(condition=Q(media_type__in=MediaType.values), name="document_type_is_allowed"),
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="document_hash_is_a_hash"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None, removal_reason="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removal_reason="")),
                name="document_removed_with_reason",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def name(self) -> str:
        """Its title, or what kind it is."""
        return self.title or self.get_kind_display()

    @property
    def added_on(self) -> date:
        """The day at the centre on which it was added."""
        return self.centre.local_date(self.created_at)

    @property
    def removed_on(self) -> date | None:
        """The day at the centre on which it was removed."""
        return self.centre.local_date(self.removed_at) if self.removed_at else None

    @property
    def is_photo(self) -> bool:
        return self.kind == DocumentKind.PHOTO

    @property
    def is_picture(self) -> bool:
        return self.media_type != MediaType.PDF
