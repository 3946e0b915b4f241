"""A published figure in words: what it is, whose, of which months, how exactly. Its sign always stands with it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.bilingual import spoken
from apps.core.problems import Text
from apps.reports.indicators import BY_CODE, INDICATORS, NOT_RECORDED
from apps.reports.layout import number
from apps.reports.models import Exactness, OldFigure
from apps.reports.periods import YEAR, Period
from apps.reports.words import report_words, span_words

# What a published figure can be of: every indicator of the report, and those for which there are no records here.
KNOWN: dict[str, Text] = {**{one.code: one.label for one in INDICATORS}, **dict(NOT_RECORDED)}


def counts_whole(indicator: str) -> bool:
    """Whether an indicator has no halves. What is said in own words may have."""
    known = BY_CODE.get(indicator)
    return known is not None and not known.halves


def key_of(figure: OldFigure) -> str:
    """The same for figures of one kind: the indicator's code, or the own words."""
    return figure.indicator or f"={figure.label_en.casefold()}"


def label_of(figure: OldFigure) -> str:
    """What was counted, in the active language."""
    if figure.indicator:
        return str(KNOWN.get(figure.indicator, figure.indicator))
    return spoken(figure.label_en, figure.label_ko) or figure.label_en


def whose(figure: OldFigure) -> str:
    """The other provider, or the centre."""
    return figure.provider or str(figure.centre)


def months_of(figure: OldFigure) -> str:
    """`July–December 2002`; of a whole year its number."""
    period = Period(figure.first_month, figure.last_month)
    if (period.first_month.month, len(period.months)) == (1, YEAR):
        return report_words(period.first_month, YEAR)
    return span_words(period)


def amount_of(figure: OldFigure) -> str:
    """`841`, `> 24`, `~ 1,350`: an inequality stays one."""
    shown = number(plain(figure.amount))
    return shown if figure.exactness == Exactness.EXACTLY else f"{figure.exactness} {shown}"


def spoken_amount(figure: OldFigure) -> str:
    """The same in words: `more than 24`."""
    exactness, shown = Exactness(figure.exactness), number(plain(figure.amount))
    return {
        Exactness.EXACTLY: _("exactly %(number)s"), Exactness.MORE_THAN: _("more than %(number)s"),
        Exactness.LESS_THAN: _("less than %(number)s"), Exactness.ABOUT: _("about %(number)s"),
    }[exactness] % {"number": shown}  # fmt: skip


def plain(amount: Decimal) -> int | Decimal:
    """Without a decimal where there is none."""
    return int(amount) if amount == int(amount) else amount


@dataclass(frozen=True)
class Told:
    """A figure as pages say it."""

    figure: OldFigure

    @property
    def label(self) -> str:
        return label_of(self.figure)

    @property
    def other_label(self) -> str:
        """Own words in the other language."""
        return spoken(self.figure.label_ko, self.figure.label_en)

    @property
    def whose(self) -> str:
        return whose(self.figure)

    @property
    def months(self) -> str:
        return months_of(self.figure)

    @property
    def amount(self) -> str:
        return amount_of(self.figure)

    @property
    def in_words(self) -> str:
        return spoken_amount(self.figure)


@dataclass(frozen=True)
class Version:
    """What stood there from an instant on, who wrote it, and why it was changed."""

    at: datetime
    by: str
    told: Told
    source: str
    reason: str


def history(figure: OldFigure) -> list[Version]:
    """What the audit trail kept of a figure, newest first. A command or task has no name."""
    images = list(OldFigure.pgh_event_model.objects.filter(pgh_obj_id=figure.pk).order_by("-pgh_id"))  # type: ignore[attr-defined]
    known = {str(user.pk): str(user) for user in User.objects.filter(pk__in=[*filter(None, map(_user_of, images))])}
    return [
        Version(
            image.pgh_created_at, known.get(_user_of(image), "—"), Told(image), image.source,
            (image.pgh_context or {}).get("reason", ""),
        )
        for image in images
    ]  # fmt: skip


def _user_of(image: Any) -> str:
    return str((image.pgh_context or {}).get("user") or "")
