"""Figures of years before there were records: entered as they were published, never mixed with what was counted."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked
from apps.centres.models.scope import member_of
from apps.core.models import Record

if TYPE_CHECKING:
    from apps.accounts.models import User


class Exactness(models.TextChoices):
    EXACTLY = "=", _("exactly")
    MORE_THAN = ">", _("more than")
    LESS_THAN = "<", _("less than")
    ABOUT = "~", _("about")


class OldFigureQuerySet(models.QuerySet["OldFigure"]):
    def visible_to(self, user: "User") -> "OldFigureQuerySet":
        """Figures of the user's centres, and of other providers as entered at one of them."""
        return self.filter(member_of(user))

    def standing(self) -> "OldFigureQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


@tracked
class OldFigure(Record):
    """One published total of a run of months, with its source. Nothing stands behind it that could be opened.

    `centre` keeps it; `provider` names another organisation whose figure it is ('' : the centre's own). `indicator` is
    one of the report's codes where the figure means the same, '' where it does not (`label_*` then say what it is:
    "mobility aids"). `exactness` and `amount` read together: more than 24 stays an inequality.
    """

    PERSONAL: ClassVar[tuple[str, ...]] = ("entered_by",)
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "centre", "provider", "first_month", "last_month", "indicator", "label_en", "label_ko", "exactness", "amount",
        "source", "entered_at", "withdrawn_at", "withdrawn_because",
    )  # fmt: skip

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="old_figures")
    provider = models.CharField(_("other provider"), max_length=100, blank=True)
    first_month = models.DateField(_("from month"))
    last_month = models.DateField(_("to month"))
    indicator = models.CharField(_("indicator"), max_length=20, blank=True)
    label_en = models.CharField(_("what was counted, in English"), max_length=100, blank=True)
    label_ko = models.CharField(_("what was counted, in Korean"), max_length=100, blank=True)
    exactness = models.CharField(_("exactness"), max_length=1, choices=Exactness, default=Exactness.EXACTLY)
    amount = models.DecimalField(_("figure"), max_digits=10, decimal_places=1)
    source = models.CharField(_("source"), max_length=300)
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_because = models.CharField(_("reason for withdrawing"), max_length=300, blank=True)

    objects = OldFigureQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ("first_month", "provider", "indicator")
        constraints = (
            models.CheckConstraint(
                condition=Q(first_month__day=1, last_month__day=1, last_month__gte=F("first_month")),
                name="old_figure_is_of_whole_months",
            ),
            models.CheckConstraint(
                condition=(~Q(indicator="") & Q(label_en="", label_ko="")) | (Q(indicator="") & ~Q(label_en="")),
                name="old_figure_says_what_it_is",
            ),
            models.CheckConstraint(condition=Q(exactness__in=Exactness.values), name="old_figure_exactness_is_known"),
            models.CheckConstraint(condition=Q(amount__gte=0) & ~Q(source=""), name="old_figure_has_a_source"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="old_figure_withdrawn_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=("centre", "provider", "first_month", "last_month", "indicator", "label_en"),
                condition=Q(withdrawn_at=None), name="one_old_figure_of_a_kind",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.exactness}{self.amount}"
