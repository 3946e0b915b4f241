"""Totals of years without records, entered as they were published, corrected, withdrawn. They are never counted."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pghistory
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.clock import now
from apps.core.problems import refuse, refuse_if
from apps.core.writing import find_made, locked, make_once, refuse_stale, save
from apps.reports import policies
from apps.reports.models import Exactness, OldFigure
from apps.reports.published import KNOWN, counts_whole, months_of
from apps.reports.series import counted_months
from apps.reports.words import month_words


@dataclass(frozen=True)
class Published:
    """What was published: whose ('' : the centre's own), of which months, what, how exactly, how many, and where."""

    first_month: date
    last_month: date
    amount: Decimal
    source: str
    provider: str = ""
    indicator: str = ""
    label_en: str = ""
    label_ko: str = ""
    exactness: str = Exactness.EXACTLY


FIELDS = tuple(Published.__dataclass_fields__)


@transaction.atomic
def enter(*, centre: Centre, by: User, at: datetime, id: UUID | None = None, **published: Any) -> OldFigure:
    """Enter a total that the centre keeps; `published`: the fields of Published.

    Raises Refused ("invalid") without a source or a meaning, for months that are not over, for those of the centre
    that are counted from records, and where a figure of the same kind stands already for some of them. The same `id`
    again returns the figure made before.
    """
    made = find_made(OldFigure, id, centre=centre)
    if made is not None:
        return made
    given = _tidied(Published(**published))
    _check(centre, given)
    figure, _created = make_once(
        OldFigure, id, owner=("centre",), centre=centre, entered_by=by, entered_at=at, **asdict(given)
    )
    return figure


@transaction.atomic
def correct(*, figure: OldFigure, reason: str, by: User, version: int | None = None, **published: Any) -> OldFigure:
    """Correct what was entered; `published`: any of the fields of Published. The audit trail keeps the reason and what
    it was.

    Raises Refused as `enter` does, without a reason, "stale", and when the figure was withdrawn.
    """
    figure = locked(figure, version=version)
    refuse_if(policies.still_stands(figure))
    _say_why(reason)
    given = _tidied(Published(**{name: published.get(name, getattr(figure, name)) for name in FIELDS}))
    _check(figure.centre, given, besides=figure)
    for name, value in asdict(given).items():
        setattr(figure, name, value)
    with pghistory.context(reason=reason.strip()):
        save(figure, *FIELDS)
    return figure


@transaction.atomic
def withdraw(*, figure: OldFigure, reason: str, by: User, at: datetime, version: int | None = None) -> OldFigure:
    """Take a figure out of the series; it stays on record with the reason. Withdrawing again changes nothing.

    Raises Refused without a reason and "stale".
    """
    _say_why(reason)
    figure = locked(figure)
    if figure.withdrawn_at is not None:
        return figure
    refuse_stale(figure, version)
    figure.withdrawn_at, figure.withdrawn_because = at, reason.strip()
    with pghistory.context(reason=reason.strip()):
        save(figure, "withdrawn_at", "withdrawn_because")
    return figure


def _say_why(reason: str) -> None:
    if not reason.strip():
        refuse(_("Say why."), code="invalid", field="reason")


def _tidied(given: Published) -> Published:
    texts = ("provider", "indicator", "label_en", "label_ko", "source")
    return replace(given, **{name: getattr(given, name).strip() for name in texts})


def _check(centre: Centre, given: Published, besides: OldFigure | None = None) -> None:
    today = centre.local_date(now())
    months = policies.old_figure_months(given.first_month, given.last_month, today=today)
    refuse_if(months, code="invalid", field="last")
    meaning = policies.old_figure_meaning(
        indicator=given.indicator, known=given.indicator in KNOWN, label_en=given.label_en, label_ko=given.label_ko
    )
    refuse_if(meaning, code="invalid", field="indicator" if given.indicator else "label_en")
    if not given.source:
        refuse(_("Say where this figure was published."), code="invalid", field="source")
    refuse_if(
        policies.old_figure_amount(given.amount, whole=counts_whole(given.indicator)), code="invalid", field="amount"
    )
    _refuse_counted(centre, given, today)
    _refuse_overlap(centre, given, besides)


def _refuse_counted(centre: Centre, given: Published, today: date) -> None:
    """The centre's own months that are counted from records need no other figure, and bear none."""
    counted = () if given.provider else counted_months(centre, today)
    if any(given.first_month <= month <= given.last_month for month in counted):
        reason = _("%(centre)s is counted from records since %(month)s: these months need no figure.")
        words = {"centre": centre.name, "month": month_words(counted[0])}
        refuse(reason % words, code="invalid", field="first")


def _refuse_overlap(centre: Centre, given: Published, besides: OldFigure | None) -> None:
    """One figure of a kind for a month; the centre's row is held, so that two people cannot enter both at once."""
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    same = OldFigure.objects.standing().filter(
        centre=centre, provider__iexact=given.provider, indicator=given.indicator, label_en__iexact=given.label_en,
        first_month__lte=given.last_month, last_month__gte=given.first_month,
    )  # fmt: skip
    found = next((one for one in same if one != besides), None)
    if found is not None:
        reason = _("A figure of this kind stands already for %(months)s. Correct or withdraw that one.")
        words = {"months": months_of(found)}
        refuse(reason % words, code="invalid", field="first")
