"""A month taken through its life by the product's verbs: submitted, approved, asked to be reopened, revised."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.centres.models import Centre, Role
from apps.reports.actions import reopening, seals, validation
from apps.reports.models import Reopening, Report
from tests.people import People, account
from tests.reports.counts import MAY

AT = datetime(2016, 6, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
REASON = "A fitting of 28 May came late."


def second_manager(people: People) -> User:
    """Another manager of Rakrang."""
    return account("second-manager", people.rakrang, Role.MANAGER)


def submitted(people: People, *, centre: Centre | None = None, month: date = MAY, **details: Any) -> Report:
    """May of Rakrang, submitted by the manager on 1 June, unless told otherwise."""
    usual = {"by": people.manager, "at": AT}
    return validation.submit(centre=centre or people.rakrang, month=month, **{**usual, **details})


def approved(people: People, *, by: User | None = None, **details: Any) -> Report:
    """Submitted, and approved an hour later by the same manager."""
    return validation.approve(report=submitted(people, **details), by=by or people.manager, at=AT + HOUR)


def broken_off(people: People) -> None:
    """May of Rakrang, whose closing died before it was sealed: the month is shut, the report a draft."""
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(seals, "seal", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            submitted(people)


def a_reopening(people: People, report: Report | None = None, **details: Any) -> Reopening:
    """The manager asks for the approved May to be reopened."""
    usual = {"reason": REASON, "by": people.manager, "at": AT + 2 * HOUR}
    return reopening.ask(report=report or approved(people), **{**usual, **details})


def reopened(people: People, by: User, report: Report | None = None) -> Report:
    """The second revision, a draft: asked for by the manager, granted by `by`."""
    return reopening.grant(reopening=a_reopening(people, report), by=by, at=AT + 3 * HOUR)
