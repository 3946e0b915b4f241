"""All checks of a centre's month, those that stop it first."""

from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from apps.centres.models import Centre
from apps.reports.checks.check import Check
from apps.reports.checks.days import without_service
from apps.reports.checks.figures import far_off
from apps.reports.checks.records import found
from apps.reports.checks.rules import RULES
from apps.reports.pending import waiting_late
from apps.reports.periods import one_month


def checks_of(centre: Centre, month: date, today: date) -> tuple[Check, ...]:
    """What stops the centre's month from being submitted, and what to look at before; empty when all is well.

    `today`: the date at the centre; of a month that runs only the days gone by are looked at. Reads only.
    """
    return (*_late(centre, month), *_records(centre, month), *far_off(centre, month), *_days(centre, month, today))


def _late(centre: Centre, month: date) -> list[Check]:
    count = len(waiting_late(centre, month))
    if not count:
        return []
    said = ngettext(
        "%(count)d record came late and nobody has decided yet whether it enters this revision.",
        "%(count)d records came late and nobody has decided yet whether they enter this revision.",
        count,
    ) % {"count": count}
    return [Check("late-waiting", "stop", said, count, reverse("reports:waiting", args=[centre.code, month]))]


def _records(centre: Centre, month: date) -> list[Check]:
    counted = found(centre, one_month(month))
    return [
        Check(
            rule.key, "look", rule.said(counted[rule.key]), counted[rule.key],
            reverse("reports:check", args=[centre.code, month, rule.key]),
        )
        for rule in RULES
        if counted.get(rule.key)
    ]  # fmt: skip


def _days(centre: Centre, month: date, today: date) -> list[Check]:
    return without_service(centre, month, today) if month <= today else []
