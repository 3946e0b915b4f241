"""Figures kept so that a page need not count them again, and the marks that tell whether they still hold.

PostgreSQL marks every change that may move a figure (triggers on the tables that are counted). A kept figure holds
while no mark was added to any month up to the last one of its period: a record may make a person's first visit of a
later month a second one, so it moves later figures too, never earlier ones.
"""

from typing import ClassVar

from django.db import models


class ChangeMark(models.Model):
    """`weight` changes of counted records of `month`. A change that may move any month bears 0001-01-01.

    Marks are only added, so that writers never wait for each other; `manage.py` and beat fold old ones into one of the
    same weight. The sum of the weights seen grows with every change and never otherwise.
    """

    HARMLESS: ClassVar[tuple[str, ...]] = ("month", "weight")

    id = models.BigAutoField(primary_key=True)
    month = models.DateField(db_index=True)
    weight = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.weight}"


class KeptFigures(models.Model):
    """The content of one count (`Figures` as data) for a scope and period, as it was when the marks weighed `stamp`."""

    HARMLESS: ClassVar[tuple[str, ...]] = ("scope", "first_month", "last_month", "rule_set", "stamp", "content")

    id = models.BigAutoField(primary_key=True)
    scope = models.CharField(max_length=200)
    first_month = models.DateField()
    last_month = models.DateField()
    rule_set = models.CharField(max_length=20)
    stamp = models.BigIntegerField()
    content = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("scope", "first_month", "last_month", "rule_set"), name="one_kept_count_of_a_period"
            ),
        )

    def __str__(self) -> str:
        return f"{self.scope} {self.first_month:%Y-%m}"
