"""An approved month revised: asked for with a reason, decided by somebody else, the approved one standing meanwhile."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.centres.models import Month, MonthState
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.reports.actions import reopening, validation
from apps.reports.models import Deed, Reopening, Report
from tests.people import People, a_patient, a_session
from tests.reports.signing import AT, HOUR, REASON, a_reopening, approved, reopened, submitted

pytestmark = pytest.mark.usefixtures("in_english", "no_broker")


def test_a_granted_request_makes_a_draft_with_the_reason_and_opens_the_month(people: People, second: User) -> None:
    first = approved(people)
    further = reopened(people, second, first)
    assert (further.revision, further.status, further.reason) == (2, "draft", REASON)
    assert Month.objects.get().state == MonthState.OPEN
    assert not a_session(people, a_patient(people)).late
    first.refresh_from_db()
    assert first.status == "approved"
    signed = further.sign_offs.get()
    assert (signed.deed, signed.name, signed.comment) == (Deed.REOPENED, "Second Manager", REASON)


def test_the_words_of_the_approved_revision_are_where_the_further_one_begins(people: People, second: User) -> None:
    Report.objects.create(centre=people.rakrang, month=AT.date().replace(month=5), narrative_ko="바쁜 달.")
    assert reopened(people, second).narrative == {"ko": "바쁜 달."}


def test_nobody_grants_or_declines_what_they_asked_for(people: People) -> None:
    asked = a_reopening(people)
    with pytest.raises(Refused, match="another person has to decide"):
        reopening.grant(reopening=asked, by=people.manager, at=AT)
    with pytest.raises(Refused, match="another person has to decide"):
        reopening.decline(reopening=asked, answer="No.", by=people.manager, at=AT)


def test_declining_says_why_and_leaves_the_month_approved(people: People, second: User) -> None:
    asked = a_reopening(people)
    with pytest.raises(Refused, match="Say why"):
        reopening.decline(reopening=asked, answer=" ", by=second, at=AT)
    declined = reopening.decline(reopening=asked, answer="One day late is no reason.", by=second, at=AT)
    assert (declined.granted, declined.decided_by) == (False, second)
    assert (Month.objects.get().state, Report.objects.count()) == (MonthState.APPROVED, 1)


def test_what_was_decided_is_not_decided_again(people: People, second: User) -> None:
    asked = a_reopening(people)
    reopening.decline(reopening=asked, answer="No.", by=second, at=AT)
    with pytest.raises(Refused, match="Second Manager declined this on 2016-06-01"):
        reopening.grant(reopening=asked, by=people.auditor, at=AT)


def test_after_it_was_declined_it_can_be_asked_for_again(people: People, second: User) -> None:
    report = approved(people)
    reopening.decline(reopening=a_reopening(people, report), answer="No.", by=second, at=AT)
    a_reopening(people, report)
    assert Reopening.objects.count() == 2


def test_asked_twice_under_one_key_is_one_request(people: People) -> None:
    report, key = approved(people), new_id()
    assert a_reopening(people, report, id=key) == a_reopening(people, report, id=key)
    with pytest.raises(Refused, match="Manager asked for this on 2016-06-01"):
        a_reopening(people, report)


@pytest.mark.parametrize(
    ("said", "make"),
    [
        ("is not approved", lambda people: Report.objects.create(centre=people.rakrang, month="2016-05-01")),
        ("waits to be validated", submitted),
    ],
)
def test_only_what_is_approved_is_reopened(people: People, said: str, make: Any) -> None:
    with pytest.raises(Refused, match=said):
        a_reopening(people, make(people))


def test_a_month_with_a_further_revision_in_the_making_is_not_reopened_once_more(people: People, second: User) -> None:
    first = approved(people)
    reopened(people, second, first)
    with pytest.raises(Refused, match="already being made"):
        a_reopening(people, first)


def test_a_replaced_revision_is_not_reopened(people: People, second: User) -> None:
    first = approved(people)
    reopened(people, second, first)
    validation.approve(report=submitted(people), by=second, at=AT + 5 * HOUR)
    with pytest.raises(Refused, match="replaced by a later one"):
        a_reopening(people, first)


def test_a_request_needs_a_reason(people: People) -> None:
    with pytest.raises(Refused, match="Say why"):
        a_reopening(people, reason=" ")
