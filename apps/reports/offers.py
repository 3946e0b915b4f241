"""What can be taken of a report beside its PDF: each edition in each format, in both languages where it has words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language
from apps.core.problems import Text
from apps.reports.formats import FORMATS
from apps.reports.indicators import Scope
from apps.reports.models import Edition, Report
from apps.reports.periods import MONTH, ReportPeriod

NAMES: dict[str, Text] = {
    "xlsx": "XLSX", "csv": "CSV", "json": "JSON", "exchange": _("exchange with the donor (DHIS2)"),
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """One file that can be taken. `language`: its name, of files with words."""

    name: Text
    url: str
    language: Text = ""


@dataclass(frozen=True)
class Offers:
    """The files of one edition."""

    edition: Text
    files: tuple[Offer, ...]


def offers_of(row: Report, editions: Iterable[Edition]) -> tuple[Offers, ...]:
    """Those editions of a stored report."""
    return _offers("reports:figures", (row.pk,), editions)


def live_offers(scope: Scope, of: ReportPeriod, editions: Iterable[Edition]) -> tuple[Offers, ...]:
    """Those editions of the live figures of a report that nothing was stored of yet."""
    suffix = "_together" * scope.together + "_period" * (of.months != MONTH)
    where = of.month if of.months == MONTH else of
    return _offers(f"reports:figures_now{suffix}", (where,) if scope.together else (scope.key, where), editions)


def _offers(address: str, of: tuple[object, ...], editions: Iterable[Edition]) -> tuple[Offers, ...]:
    return tuple(
        Offers(
            edition.label,
            tuple(
                offer for key in FORMATS for offer in _offered(key, reverse(address, args=[*of, edition.value, key]))
            ),
        )
        for edition in editions
    )


def _offered(key: str, url: str) -> list[Offer]:
    if not FORMATS[key].worded:
        return [Offer(NAMES[key], url)]
    return [Offer(NAMES[key], f"{url}?language={language.value}", language.label) for language in Language]
