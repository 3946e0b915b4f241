"""The pages of a month on its way, as managers meet them; who may not, and what they are told, is said in words."""

from uuid import UUID

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.centres.models import Month, MonthState
from apps.core import clock
from apps.core.ids import new_id
from apps.reports.actions import reopening, validation
from apps.reports.models import Reopening, Report, SignOff
from apps.reports.standing import Standing, standing
from tests.people import MAY as MAY_10
from tests.people import People, a_patient, a_session
from tests.reports.counts import MAY
from tests.reports.screens import text
from tests.reports.signing import AT, HOUR, REASON, a_reopening, approved, broken_off, reopened, submitted

pytestmark = pytest.mark.usefixtures("no_broker")

PAGE = "/reports/RAK/2016-05/"


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def bar(people: People, reader: User | None = None, row: Report | None = None) -> Standing:
    today = people.rakrang.local_date(AT + 24 * HOUR)
    return standing(row, people.rakrang, MAY, reader or people.manager, today)


def latest() -> Report:
    return Report.objects.order_by("-revision")[0]


def test_a_month_is_submitted_validated_and_approved_by_pressing(client: Client, people: People) -> None:
    signed_in(client, people.manager)
    a_session(people, a_patient(people))
    assert f'href="{PAGE}submit/"' in text(client.get(PAGE))
    said = text(client.post(f"{PAGE}submit/", {"comment": "All in."}, follow=True))
    assert "Submitted. Somebody validates it now." in said
    assert f'href="{PAGE}validate/"' in said
    assert "All in." in text(client.get(f"{PAGE}validate/"))
    said = text(client.post(f"{PAGE}validate/", {"verdict": "approve", "version": latest().version}, follow=True))
    assert "Approved. Its files are being made." in said
    assert latest().status == "approved"
    assert f'href="{PAGE}reopen/"' in said


def test_sending_back_without_a_comment_keeps_the_page(client: Client, people: People) -> None:
    submitted(people)
    signed_in(client, people.manager)
    sent = {"verdict": "refuse", "version": latest().version}
    answer = client.post(f"{PAGE}validate/", sent)
    assert (answer.status_code, "Say what is wrong" in text(answer)) == (422, True)
    said = text(client.post(f"{PAGE}validate/", {**sent, "comment": "Repairs are missing."}, follow=True))
    assert "Sent back; the month is open again." in said
    assert "Repairs are missing." in said


@pytest.mark.parametrize("sent", [{}, {"verdict": "perhaps"}, {"verdict": "approve", "comment": "x" * 501}])
def test_a_verdict_that_is_none_is_refused_in_words(client: Client, people: People, sent: dict[str, str]) -> None:
    submitted(people)
    assert signed_in(client, people.manager).post(f"{PAGE}validate/", sent).status_code == 422
    assert latest().status == "to_validate"


def test_pressed_twice_is_one_signature_and_a_sentence(client: Client, people: People) -> None:
    signed_in(client, people.manager)
    for status in (302, 422):
        assert client.post(f"{PAGE}submit/", {"comment": ""}).status_code == status
    version = latest().version
    for status in (302, 422):
        answer = client.post(f"{PAGE}validate/", {"verdict": "approve", "version": version})
        assert answer.status_code == status
    assert "Revision 1 was approved by Manager" in text(answer)
    assert SignOff.objects.count() == 2


def test_a_verdict_on_another_version_is_not_given(client: Client, people: People) -> None:
    submitted(people)
    answer = signed_in(client, people.manager).post(f"{PAGE}validate/", {"verdict": "approve", "version": "1"})
    assert (answer.status_code, latest().status) == (422, "to_validate")


def test_there_is_no_month_to_validate_where_nothing_was_submitted(client: Client, people: People) -> None:
    assert signed_in(client, people.manager).get(f"{PAGE}validate/").status_code == 404
    Report.objects.create(centre=people.rakrang, month=MAY)
    assert "Revision 1 is a draft" in text(client.get(f"{PAGE}validate/"))


@pytest.mark.parametrize("page", ["submit", "validate", "reopen"])
def test_only_managers_and_only_those_of_the_centre(client: Client, people: People, page: str) -> None:
    approved(people)
    for user, status in ((people.auditor, 403), (people.technician, 403), (people.songrim_manager, 404)):
        signed_in(client, user)
        assert client.post(f"{PAGE}{page}/", {}).status_code == status


def test_a_month_that_is_not_over_says_so(client: Client, people: People) -> None:
    today = clock.today(people.rakrang.zone)
    answer = signed_in(client, people.manager).get(f"/reports/RAK/{today:%Y-%m}/submit/")
    assert (answer.status_code, "This month has not ended yet." in text(answer)) == (200, True)


def test_a_late_record_is_in_the_way_and_said(client: Client, people: People) -> None:
    report = submitted(people)
    a_session(people, a_patient(people))
    validation.refuse(report=report, comment="One is missing.", by=people.manager, at=AT)
    said = text(signed_in(client, people.manager).get(f"{PAGE}submit/"))
    assert "Records that came late to this month wait" in said


def test_reopening_is_asked_by_one_and_granted_by_another(client: Client, people: People, second: User) -> None:
    approved(people)
    signed_in(client, people.manager)
    said = text(client.post(f"{PAGE}reopen/", {"reason": REASON, "record_id": str(new_id())}, follow=True))
    assert "waits for a second person" in said
    asked = Reopening.objects.get()
    assert f"/reports/reopenings/{asked.pk}/" not in said
    assert client.post(f"/reports/reopenings/{asked.pk}/", {"verdict": "grant"}).status_code == 422
    signed_in(client, second)
    assert REASON in text(client.get(f"/reports/reopenings/{asked.pk}/"))
    said = text(client.post(f"/reports/reopenings/{asked.pk}/", {"verdict": "grant"}, follow=True))
    assert "The month is open for a further revision." in said
    assert (latest().revision, latest().reason) == (2, REASON)


def test_asked_twice_with_one_page_is_one_request(client: Client, people: People) -> None:
    approved(people)
    signed_in(client, people.manager)
    sent = {"reason": REASON, "record_id": str(new_id())}
    assert [client.post(f"{PAGE}reopen/", sent).status_code for _press in range(2)] == [302, 302]
    assert Reopening.objects.count() == 1


def test_declined_needs_an_answer_and_the_asker_reads_it(client: Client, people: People, second: User) -> None:
    asked = a_reopening(people)
    signed_in(client, second)
    url = f"/reports/reopenings/{asked.pk}/"
    assert client.post(url, {"verdict": "decline"}).status_code == 422
    assert client.post(url, {"verdict": "decline", "answer": "Next month will do."}).status_code == 302
    assert client.post(url, {"verdict": "grant"}).status_code == 422
    assert "Next month will do." in text(signed_in(client, people.manager).get(PAGE))


def test_another_centres_request_is_not_there(client: Client, people: People) -> None:
    asked = a_reopening(people)
    url = f"/reports/reopenings/{asked.pk}/"
    assert signed_in(client, people.songrim_manager).get(url).status_code == 404
    assert signed_in(client, people.auditor).get(url).status_code == 403
    assert client.get(f"/reports/reopenings/{UUID(int=1)}/").status_code == 404


def test_a_closing_that_died_is_said_and_finished_or_given_up(client: Client, people: People) -> None:
    broken_off(people)
    said = text(signed_in(client, people.manager).get(PAGE))
    assert "did not come to an end" in said
    assert "Finish submitting" in said
    assert "The month is open again." in text(client.post(f"{PAGE}open-again/", follow=True))
    assert Month.objects.get().state == MonthState.OPEN
    assert "The month is open." in text(client.post(f"{PAGE}open-again/", follow=True))


def test_the_bar_has_one_thing_to_press_and_says_why_there_is_none(people: People, second: User) -> None:
    assert bar(people).primary.url == f"{PAGE}submit/"
    assert bar(people, people.auditor).primary is None
    report = submitted(people)
    assert bar(people, row=report).primary.url == f"{PAGE}validate/"
    assert bar(people, people.auditor, report).primary is None
    report = validation.approve(report=report, by=people.manager, at=AT)
    assert (bar(people, row=report).primary, bar(people, row=report).others[0].url) == (None, f"{PAGE}reopen/")
    further = reopened(people, second, report)
    assert bar(people, row=further).primary.url == f"{PAGE}submit/"
    report.refresh_from_db()
    assert (bar(people, row=report).primary, bar(people, row=report).others) == (None, ())


def test_whoever_submitted_a_further_revision_can_only_send_it_back(people: People, second: User) -> None:
    reopened(people, second)
    report = submitted(people)
    mine, theirs = bar(people, row=report), bar(people, second, report)
    assert (mine.primary, mine.others[0].url, theirs.primary.url) == (None, f"{PAGE}validate/", f"{PAGE}validate/")


def test_what_a_further_revision_changes_is_shown_before_it_is_approved(
    client: Client, people: People, second: User
) -> None:
    reopened(people, second)
    a_session(people, a_patient(people), on=MAY_10)
    submitted(people)
    said = text(signed_in(client, second).get(f"{PAGE}validate/"))
    assert "What changes against revision 1" in said
    assert "0 → 1" in said
    assert REASON in said


def test_the_history_names_everybody_who_signed(people: People, second: User) -> None:
    reopening_of = reopened(people, second)
    submitted(people, at=AT + 4 * HOUR)
    validation.approve(report=latest(), by=second, at=AT + 5 * HOUR)
    signed = [(one.revision, one.name) for one in bar(people, row=reopening_of).signatures]
    assert signed == [(1, "Manager"), (1, "Manager"), (2, "Second Manager"), (2, "Manager"), (2, "Second Manager")]
    assert reopening.waiting_on(latest()) is None
