"""The editions in words: what a reader of a public file must know to read it rightly."""

from django.utils.translation import gettext as _

from apps.reports.editions.public import is_public, profile_of
from apps.reports.snapshot import MonthReport


def edition_name(report: MonthReport) -> str:
    """Which edition it is, the public one with its profile."""
    if is_public(report):
        return _("Public edition (%(profile)s)") % {"profile": profile_of(report)}
    return _("Internal edition, exact figures")


def legend(report: MonthReport) -> tuple[str, ...]:
    """How hidden and rounded figures are to be read; nothing for the internal edition."""
    if not is_public(report):
        return ()
    return (
        _("* stands for one to seven persons."),
        _("** is not told, so that no hidden figure can be worked out from it."),
        _("Eight and more persons are rounded to five, totals on their own: columns need not add up to them."),
        _("A revision repeats the persons told before, as long as they changed by fewer than eight."),
        _("Devices, repairs and sessions are exact."),
    )
