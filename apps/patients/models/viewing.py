"""Who looked at whose page, and when. Only ever added to; recently seen people come from it too."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.models import Record
from apps.patients.models.scope import seen_by

if TYPE_CHECKING:
    from apps.accounts.models import User


class ViewingQuerySet(models.QuerySet["Viewing"]):
    def visible_to(self, user: "User") -> "ViewingQuerySet":
        """Looks at patients whom the user's centres see."""
        return self.filter(seen_by(user))

    def by(self, user: "User", *, since: datetime) -> "ViewingQuerySet":
        return self.filter(user=user, at__gte=since)


class Viewing(Record):
    """One look at a person's page; looks shortly after one another are one."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("patient", "user", "at")

    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="viewings")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("when"))

    objects = ViewingQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("-at",)
        indexes = (models.Index(fields=("user", "-at"), name="viewing_recent"),)
        triggers = (pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return str(self.pk)
