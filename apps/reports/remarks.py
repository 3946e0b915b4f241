"""What is said of a report in sentences below its tables: what it covers, and what does not add up."""

from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.reports.snapshot import YEAR, MonthReport
from apps.reports.words import centre_names, month_words, period_words


def remarks(report: MonthReport) -> tuple[str, ...]:
    """Everything that is to be said of this report."""
    return (*coverage_words(report), *drafts_words(report), *apart_words(report))


def coverage_words(report: MonthReport) -> list[str]:
    """That the year to date is shorter than it looks (IND-24)."""
    year = report.figures[YEAR]
    if 0 < len(year.months) < len(year.period.months):
        return [_("The year to date covers %(months)s.") % {"months": period_words(year)}]
    return []


def drafts_words(report: MonthReport) -> list[str]:
    """How many months of the year to date were not declared complete."""
    drafts = [
        month
        for centre in report.figures[YEAR].coverage
        for month in centre.reported
        if month not in centre.filed
    ]  # fmt: skip
    if not drafts:
        return []
    return [
        ngettext(
            "%(count)d month is still a draft: it was not filed as complete.",
            "%(count)d months are still drafts: they were not filed as complete.",
            len(drafts),
        )
        % {"count": len(drafts)}
    ]


def apart_words(report: MonthReport) -> list[str]:
    """A line for each approved month that said other figures than are counted of it now."""
    names, lines = centre_names(report), []
    for (centre, month), found in groupby(report.apart, key=lambda one: (one.centre, one.month)):
        differing = list(found)
        words = {
            "month": f"{names[centre]} {month_words(month)}" if report.together else month_words(month),
            "said": ", ".join(f"{one.code} {one.said}" for one in differing),
            "now": ", ".join(f"{one.code} {one.now}" for one in differing),
        }
        lines.append(
            _("%(month)s was approved with %(said)s; the year to date counts %(now)s of it, because records came late "
              "or changed since.") % words
        )  # fmt: skip
    return lines
