"""The files on a report's page: asked for, found again, taken, and hidden from whoever may not see them."""

import re

import pytest
from django.test import Client

from apps.centres.models import Membership, Role
from apps.reports.actions import jobs, making, snapshots
from apps.reports.models import Download, ReportFile, ReportJob
from tests.people import People, a_patient, a_session
from tests.reports.counts import MAY
from tests.reports.signing import AT, approved

pytestmark = pytest.mark.usefixtures("no_broker")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("address", ["/reports/RAK/2016-05/", "/reports/RAK/2016-Q2/", "/reports/RAK/2016/"])
def test_a_file_is_asked_for_on_the_page_and_stands_there_afterwards(manager: Client, address: str) -> None:
    page = manager.get(address).content.decode()
    assert page.count("not made yet") == 2
    asked = re.findall(r'<form method="post" action="([^"]+/ask/)">', page)
    assert set(asked) == {f"{address}ask/"}
    for _twice in range(2):
        manager.post(asked[0], {"edition": "internal", "language": "ko"})
    job = ReportJob.objects.get()
    assert making.make(job_id=job.pk)
    shown = manager.get(address).content.decode()
    assert job.file.name in shown
    assert job.file.sha256[:12] in shown
    assert shown.count("not made yet") == 1


@pytest.mark.usefixtures("quick")
def test_the_page_says_when_the_report_has_moved_on(manager: Client, people: People) -> None:
    job = jobs.request(centre=people.rakrang, month=MAY, language="en", by=people.manager, at=AT)
    making.make(job_id=job.pk)
    assert "figures unchanged since" in manager.get("/reports/RAK/2016-05/").content.decode()
    a_session(people, a_patient(people))
    assert "changed since" in manager.get("/reports/RAK/2016-05/").content.decode().replace("figures unchanged", "")


@pytest.mark.parametrize("sent", [{}, {"language": "xx"}, {"language": "ko", "edition": "secret"}])
def test_a_file_there_is_none_of_is_refused_with_a_sentence(manager: Client, sent: dict[str, str]) -> None:
    page = manager.post("/reports/RAK/2016-05/ask/", sent, follow=True).content.decode()
    assert "There is no such file" in page
    assert not ReportJob.objects.exists()


@pytest.mark.usefixtures("quick")
def test_every_download_is_noted_and_a_copy_that_is_known_is_not(manager: Client, people: People) -> None:
    approved(people)
    asked = {"centre": people.rakrang, "month": MAY, "language": "ko", "edition": "public"}
    job = jobs.request(by=people.manager, at=AT, **asked)
    making.make(job_id=job.pk)
    url = f"/reports/files/{ReportFile.objects.get().pk}/"
    tag = manager.get(url).headers["ETag"]
    assert manager.get(url, headers={"If-None-Match": tag}).status_code == 304
    (noted,) = Download.objects.all()
    assert (noted.report, noted.edition, noted.format, noted.language) == (job.report, "public", "pdf", "ko")


def test_a_draft_has_no_public_edition_and_the_page_says_when_there_is(manager: Client, people: People) -> None:
    sentence = "The public edition is made of approved figures"
    assert sentence in manager.get("/reports/RAK/2016-05/").content.decode()
    asked = manager.post("/reports/RAK/2016-05/ask/", {"edition": "public", "language": "ko"}, follow=True)
    assert sentence in asked.content.decode()
    assert not ReportJob.objects.exists()
    approved(people)
    assert sentence not in manager.get("/reports/RAK/2016-05/").content.decode()


def test_files_of_both_centres_are_not_there_for_whoever_is_in_one(
    manager: Client, people: People, quick: None
) -> None:
    report = snapshots.of(centres=[people.rakrang, people.songrim], together=True, month=MAY, months=1)
    job = jobs.request(report=report, language="en", by=people.manager, at=AT)
    making.make(job_id=job.pk)
    for url in (f"/reports/jobs/{job.pk}/", f"/reports/files/{job.file.pk}/"):
        assert manager.get(url).status_code == 404
    Membership.objects.create(user=people.manager, centre=people.songrim, role=Role.MANAGER, started_on=MAY)
    assert manager.get(f"/reports/jobs/{job.pk}/").status_code == 200
    assert manager.get(f"/reports/files/{job.file.pk}/").status_code == 200
