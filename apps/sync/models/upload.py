"""A photo or paper on its way: announced with its size and hash, sent in parts that may come in any order and again."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from apps.audit.models import tracked
from apps.core.models import Record
from apps.sync.models.tablet import Tablet

Stretch = tuple[int, int]  # bytes of a file: from the first, the last excluded


class UploadQuerySet(models.QuerySet["Upload"]):
    def unfinished(self) -> "UploadQuerySet":
        return self.filter(document=None)

    def older_than(self, instant: datetime) -> "UploadQuerySet":
        return self.filter(created_at__lt=instant)


@tracked
class Upload(Record):
    """`id` is the key of the document it becomes. `sha256`: of the whole file, which decides whether it arrived.

    `patient` follows a merge; `announced_for` is the key by which the tablet knows the person. `document`: what it
    became, under another key where the same content was on record already. `out_of_scope`: the person had left the
    centre by then.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("patient", "announced_for", "title")
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "tablet", "kind", "made_on", "media_type", "size", "sha256", "document", "out_of_scope",
    )  # fmt: skip

    tablet = models.ForeignKey(Tablet, models.PROTECT, related_name="uploads")
    patient = models.ForeignKey("patients.Patient", models.PROTECT, related_name="+")
    announced_for = models.UUIDField()
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=120, blank=True)
    made_on = models.DateField(null=True, blank=True)
    media_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    document = models.ForeignKey("patients.Document", models.PROTECT, null=True, blank=True, related_name="+")
    out_of_scope = models.BooleanField(default=False)

    objects = UploadQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("created_at",)
        constraints = (
            models.CheckConstraint(condition=Q(size__gte=1), name="upload_has_a_size"),
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="upload_hash_is_a_hash"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    def missing(self) -> list[Stretch]:
        """What has not arrived yet, in order; nothing of a finished one."""
        if self.document_id is not None:
            return []
        held = self.parts.order_by("start").values_list("start", "end")
        return list(gaps(held, 0, self.size))


class UploadPart(models.Model):
    """Bytes from `start` on, `end` excluded. Deleted when the file is whole."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("content",)
    HARMLESS: ClassVar[tuple[str, ...]] = ("upload", "start", "end")

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="parts")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("upload", "start"), name="one_part_at_each_place"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="part_is_not_empty"),
            ExclusionConstraint(
                name="parts_lie_beside_each_other",
                expressions=(
                    ("upload", RangeOperators.EQUAL),
                    (Func("start", "end", function="int4range"), RangeOperators.OVERLAPS),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.upload_id} {self.start}"


def gaps(held: Iterable[Stretch], start: int, end: int) -> Iterator[Stretch]:
    """The stretches between `start` and `end` that none of `held` covers; `held` in order, side by side."""
    for first, last in held:
        if first > start:
            yield start, min(first, end)
        start = max(start, last)
    if start < end:
        yield start, end
