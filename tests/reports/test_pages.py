"""The report on screen: who may see it, that each figure opens its rows, and the way to a file."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from apps.centres.models import Membership, Role
from apps.core.clock import now
from apps.core.jobs import TOO_LONG
from apps.reports import document
from apps.reports.actions import making, snapshots
from apps.reports.models import ReportFile, ReportJob
from tests.people import People, a_delivery, a_patient, a_session
from tests.reports.counts import MAY, monthly
from tests.reports.screens import FIGURE, LINK, assert_each_opens, text

MONTH = "/reports/RAK/2016-05/"


@pytest.mark.usefixtures("busy_may")
def test_every_figure_of_the_page_opens_its_rows(manager: Client) -> None:
    links = LINK.findall(text(manager.get(MONTH)))
    assert len(links) > 30
    assert_each_opens(manager, set(links))


@pytest.mark.usefixtures("busy_may")
def test_rows_name_the_person_and_lead_to_the_record(manager: Client, people: People) -> None:
    page = text(manager.get(f"{MONTH}rows/PRO/"))
    assert "Kim Yong Su" in page
    assert "/devices/" in page


@pytest.mark.usefixtures("busy_may")
def test_who_may_not_see_patients_gets_numbers_without_names(client: Client, people: People) -> None:
    client.force_login(people.auditor)
    page = text(client.get(f"{MONTH}rows/PRO/"))
    assert "RAK-2016-" in page
    assert "Kim Yong Su" not in page
    assert "/devices/" not in page.split("<main")[1]


@pytest.mark.usefixtures("busy_may")
def test_rows_that_tell_a_cause_name_nobody_to_who_may_not_see_it(client: Client, people: People) -> None:
    client.force_login(people.auditor)
    page = text(client.get(f"{MONTH}rows/PROM/"))
    assert "RAK-2016-" not in page
    assert "not shown" in page


@pytest.mark.usefixtures("busy_may")
def test_rows_that_tell_a_cause_cannot_be_matched_with_those_of_another_figure(client: Client, people: People) -> None:
    """The same delivery stands in PRO with its number, date and type."""
    client.force_login(people.auditor)
    shared = ("2016-05-10", "Transtibial prosthesis")
    assert [part in text(client.get(f"{MONTH}rows/PRO/")) for part in shared] == [True, True]
    assert [part in text(client.get(f"{MONTH}rows/PROM/")) for part in shared] == [False, False]


def test_two_kinds_of_record_may_have_the_same_key(manager: Client, people: People) -> None:
    """Keys are made by clients: a session may have come with the key of a delivery."""
    patient = a_patient(people)
    a_session(people, patient, id=a_delivery(people, patient).pk)
    page = text(manager.get(f"{MONTH}rows/BEN/"))
    assert [words in page for words in ("Delivery: Transtibial", "Individual session")] == [True, True]


@pytest.mark.parametrize("url", ["rows/XXX/", "rows/BEN/?column=ages", "rows/BEN/?period=week"])
def test_a_figure_that_does_not_exist_is_not_found(manager: Client, url: str) -> None:
    assert manager.get(MONTH + url).status_code == 404


@pytest.mark.parametrize("month", ["2016-13", "0001-05", "9999-12", "2099-01"])
def test_a_month_that_is_none_or_to_come_is_not_found(manager: Client, month: str) -> None:
    assert manager.get(f"/reports/RAK/{month}/").status_code == 404


def test_a_month_to_come_can_be_neither_filed_nor_asked_for(manager: Client) -> None:
    to_come = "/reports/RAK/2099-01/"
    assert [manager.get(f"{to_come}file/").status_code, manager.post(f"{to_come}file/").status_code] == [404, 404]
    assert manager.post(f"{to_come}ask/", {"language": "ko"}).status_code == 404


@pytest.mark.parametrize("code", ["X%00", "rak", "%EA%B1%B8", "R" * 500])
def test_what_is_no_code_of_a_centre_is_not_found(manager: Client, code: str) -> None:
    assert manager.get(f"/reports/{code}/2016-05/").status_code == 404


@pytest.mark.parametrize("query", ["page=999", "page=x", "part=%00", "part=' OR 1=1"])
def test_odd_questions_get_an_answer(manager: Client, query: str) -> None:
    assert manager.get(f"{MONTH}rows/BEN/?{query}").status_code == 200


@pytest.mark.parametrize(("month", "says"), [("2016-03", "—"), ("2016-04", "no report")])
def test_months_without_figures_say_why(client: Client, people: People, month: str, says: str) -> None:
    """IND-24."""
    client.force_login(people.songrim_manager)
    page = text(client.get(f"/reports/SON/{month}/"))
    assert f'<td class="number missing">{says}</td>' in page
    assert LINK.findall(page) == []


def test_the_overview_leads_to_the_month(manager: Client) -> None:
    chosen = manager.get("/reports/", {"centre": "RAK", "year": 2016, "month": 5})
    assert chosen.headers["Location"] == MONTH
    refused = manager.get("/reports/", {"centre": "SON", "year": 2016, "month": 5})
    assert refused.status_code == 200


def test_charts_keep_to_the_security_policy_and_say_their_numbers(manager: Client, busy_may: None) -> None:
    response = manager.get(MONTH)
    nonce = re.search(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])
    assert nonce is not None
    charts = re.findall(r"<svg[^>]*pygal-chart.*?</svg>", text(response), re.DOTALL)
    assert len(charts) == 4
    for chart in charts:
        assert f'nonce="{nonce[1]}"' in chart
        assert " style=" not in chart
        assert "<script" not in chart
        assert re.search(r"<title>[^<]*\d[^<]*</title>", chart)


def test_both_centres_together_count_a_person_once(people: People, client: Client) -> None:
    Membership.objects.create(user=people.manager, centre=people.songrim, role=Role.MANAGER, started_on=MAY)
    patient = a_patient(people)
    a_session(people, patient)
    a_session(people, patient, centre=people.songrim)
    client.force_login(people.manager)
    page = text(client.get("/reports/together/2016-05/"))
    assert "counted once: 1" in page
    assert FIGURE.findall(text(client.get("/reports/together/2016-05/rows/BEN/"))) == ["1"]


@pytest.mark.usefixtures("no_broker")
def test_asking_leads_to_the_progress_and_on_to_the_file(
    manager: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "of_snapshot", lambda *_asked: b"%PDF-1.7 made")
    page = manager.post(f"{MONTH}ask/", {"language": "ko"}).headers["Location"]
    job = ReportJob.objects.get()
    waiting = text(manager.get(page, headers={"HX-Request": "true"}))
    assert 'hx-trigger="every 2s"' in waiting
    assert "<html" not in waiting
    making.make(job_id=job.pk)
    assert reverse("reports:download", args=[job.file.pk]) in text(manager.get(page))
    assert "georeum-RAK-2016-05-r1-ko.pdf" in text(manager.get(MONTH))


def test_a_failed_job_says_what_to_do(manager: Client, people: People) -> None:
    job = a_job(people)
    ReportJob.objects.filter(pk=job.pk).update(state="failed", error=TOO_LONG)
    assert "took too long" in text(manager.get(reverse("reports:job", args=[job.pk])))


def test_the_file_comes_with_its_name_and_is_not_sent_twice(
    manager: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "of_snapshot", lambda *_asked: b"%PDF-1.7 made")
    making.make(job_id=a_job(people).pk)
    url = reverse("reports:download", args=[ReportFile.objects.get().pk])
    sent = manager.get(url)
    assert sent.headers["Content-Disposition"] == 'attachment; filename="draft-georeum-RAK-2016-05-r1-en.pdf"'
    assert (sent.content, sent.headers["Content-Type"]) == (b"%PDF-1.7 made", "application/pdf")
    assert manager.get(url, headers={"If-None-Match": sent.headers["ETag"]}).status_code == 304


def test_filing_a_month_asks_first_and_makes_zeros(manager: Client, people: People) -> None:
    """IND-25."""
    assert "Yes, file the month" in text(manager.get(f"{MONTH}file/"))
    assert monthly(people.rakrang)["WCH"].total is None
    manager.post(f"{MONTH}file/")
    assert monthly(people.rakrang)["WCH"].total == 0
    assert "already" in text(manager.post(f"{MONTH}file/", follow=True))


def test_a_month_that_runs_cannot_be_filed(manager: Client) -> None:
    this_month = f"/reports/RAK/{now():%Y-%m}/file/"
    assert "not ended yet" in text(manager.get(this_month))
    assert "not ended yet" in text(manager.post(this_month, follow=True))


def a_job(people: People) -> ReportJob:
    return ReportJob.objects.create(
        report=snapshots.current(centre=people.rakrang, month=MAY), language="en", cause="asked",
        asked_by=people.manager, asked_at=datetime(2016, 6, 1, tzinfo=UTC),
    )  # fmt: skip
