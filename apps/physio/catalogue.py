"""The catalogue of outcome measures. It belongs to all centres alike; items and scoring come with the product.

The second half says what may not be: a rule returns None, or the reason shown to the user.
"""

from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.problems import Text
from apps.physio.models import Instrument, Threshold


def instruments() -> QuerySet[Instrument]:
    """Every instrument, with those that are not offered any more."""
    return Instrument.objects.prefetch_related("thresholds")


def thresholds() -> QuerySet[Threshold]:
    return Threshold.objects.select_related("instrument")


def total(instrument: Instrument) -> Text | None:
    """A table of muscles or joints has no total, and so no change of it."""
    return None if instrument.kind != "grid" else _("This measure has no total: no threshold holds for it.")


def change(value: Decimal) -> Text | None:
    return None if value > 0 else _("A threshold is a change of more than 0.")


def source(text: str) -> Text | None:
    return None if text.strip() else _("Say where the threshold is published.")
