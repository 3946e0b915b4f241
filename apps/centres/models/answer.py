"""What the API answered to a request that wrote something, kept for those who did not hear it and ask again.

A row is only ever added. It holds what the answer held, patients' data too, and is deleted after 35 days: as long as
a tablet may keep what it has not sent.
"""

from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.core.models import Record

if TYPE_CHECKING:
    from datetime import datetime


class StoredAnswerQuerySet(models.QuerySet["StoredAnswer"]):
    def older_than(self, at: "datetime") -> "StoredAnswerQuerySet":
        return self.filter(created_at__lt=at)


class StoredAnswer(Record):
    """The answer to one person's request under one key. `fingerprint`: SHA-256 of the request; `record`: the key of
    what the answer shows, which must still be seen by whoever asks again; `body`: JSON as it was sent."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("user", "body")
    HARMLESS: ClassVar[tuple[str, ...]] = ("key", "fingerprint", "record", "status", "etag", "location")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    key = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    record = models.UUIDField()
    status = models.PositiveSmallIntegerField()
    etag = models.CharField(max_length=60)
    location = models.CharField(max_length=200, blank=True)
    body = models.TextField()

    objects = StoredAnswerQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(fields=("user", "key"), name="one_answer_per_person_and_key"),
            models.CheckConstraint(condition=Q(status__in=(200, 201)), name="only_success_is_kept"),
        )
        indexes = (models.Index(fields=("created_at",), name="stored_answer_age"),)
        triggers = (pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return str(self.pk)
