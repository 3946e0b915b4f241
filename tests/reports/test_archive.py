"""The archive: everything ever approved, with its checksums, and all of a month or year in one ZIP."""

import hashlib
import io
import zipfile

import pytest
from django.test import Client, override_settings

from apps.accounts.models import User
from apps.reports import document
from apps.reports.actions import downloads, making, validation
from apps.reports.models import Download, Report, ReportFile, ReportJob
from tests.people import People, a_patient, a_session
from tests.reports.signing import AT, HOUR, REASON, approved, reopened, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]
ZIP = "/reports/archive/RAK/2016-05.zip"


@pytest.fixture
def revised(people: People, second: User) -> Report:
    """May approved, reopened, and approved again by a second person."""
    a_session(people, a_patient(people))
    reopened(people, second)
    return validation.approve(report=submitted(people, at=AT + 4 * HOUR), by=second, at=AT + 5 * HOUR)


@pytest.fixture
def with_files(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """May approved, and its files made."""
    monkeypatch.setattr(document, "of_snapshot", lambda *_args, **_details: b"%PDF-1.7 made")
    approved(people)
    for job in ReportJob.objects.filter(cause="approved"):
        making.make(job_id=job.pk)


def archive(client: Client, query: str = "") -> str:
    return str(client.get(f"/reports/archive/?{query}").content.decode().split("<main")[1])


def unpacked(client: Client, url: str = ZIP) -> dict[str, bytes]:
    response = client.get(url)
    pack = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    return {name: pack.read(name) for name in pack.namelist()}


def test_what_was_superseded_stays_with_its_own_checksum_and_link_of_the_chain(manager, revised):
    body = archive(manager)
    rows = Report.objects.select_related("seal__snapshot").order_by("revision")
    assert [row.status for row in rows] == ["superseded", "approved"]
    for row in rows:
        assert row.seal.snapshot.checksum in body
        assert row.seal.digest in body


def test_a_revision_says_who_approved_it_when_and_why_there_is_one(manager, revised):
    body = archive(manager)
    assert "Second Manager" in body
    assert "2016-06-01 14:30" in body  # 06:00 UTC at the centre, UTC+8:30 then
    assert REASON in body


def test_a_draft_and_what_waits_are_not_in_it(manager, people):
    submitted(people)
    assert "No report has been approved here yet" in archive(manager)


@pytest.mark.parametrize(("query", "found"), [("year=2016", 2), ("year=2015", 0), ("centre=RAK&year=2016", 2)])
def test_it_is_narrowed_by_centre_and_year(manager, revised, query, found):
    assert archive(manager, query).count("Checksum of the figures") == found


@pytest.mark.parametrize("query", ["page=abc", "page=99999", "year=99999", "year=abc&centre=%00", "centre=SON"])
def test_odd_questions_get_an_answer(manager, revised, query):
    assert manager.get(f"/reports/archive/?{query}").status_code == 200


def test_another_centre_learns_nothing_of_it(client, people, revised):
    client.force_login(people.songrim_manager)
    assert "No report has been approved here yet" in archive(client, "centre=RAK")
    assert client.get(ZIP).status_code == 404


def test_the_files_of_a_revision_stand_with_their_sha256(manager, with_files):
    body = archive(manager)
    names = [file.name for file in ReportFile.objects.select_related("job__report__centre")]
    assert len(names) == 4
    assert [name for name in names if name not in body] == []
    assert hashlib.sha256(b"%PDF-1.7 made").hexdigest() in body


def test_the_zip_holds_every_format_of_every_revision_and_their_sums(manager, revised):
    files = unpacked(manager)
    sums = files.pop("SHA256SUMS").decode().splitlines()
    assert sorted(sums) == sorted(f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in files.items())
    assert len([name for name in files if name.startswith("RAK-2016-05-r1/")]) == 12
    assert "RAK-2016-05-r2/georeum-RAK-2016-05-r2-public-ko.xlsx" in files


def test_the_zip_holds_the_pdfs(manager, with_files):
    assert unpacked(manager)["RAK-2016-05-r1/georeum-RAK-2016-05-r1-public-ko.pdf"] == b"%PDF-1.7 made"


def test_the_same_month_gives_the_same_bytes(manager, revised):
    first, second = (b"".join(manager.get(ZIP).streaming_content) for _again in range(2))
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()


def test_a_year_is_one_zip_too(manager, revised):
    assert unpacked(manager, "/reports/archive/RAK/2016.zip") == unpacked(manager)
    assert 'href="/reports/archive/RAK/2016.zip"' in archive(manager, "year=2016")
    assert 'href="/reports/archive/RAK/2016.zip"' not in archive(manager)


@pytest.mark.parametrize("name", ["2016-04.zip", "2015.zip", "2016-13.zip", "9999.zip", "abc.zip"])
def test_there_is_no_zip_of_what_was_never_approved(manager, revised, name):
    assert manager.get(f"/reports/archive/RAK/{name}").status_code == 404


@override_settings(GEOREUM_EXCHANGE_MAPPING="/nowhere/mapping.json")
def test_without_a_mapping_the_zip_comes_without_the_exchange(manager, revised):
    assert [name for name in unpacked(manager) if "dhis2" in name] == []


def test_taking_a_zip_is_noted_for_each_revision_and_edition(manager, people, revised):
    manager.get(ZIP)
    noted = Download.objects.filter(format="zip", by=people.manager).values_list("report__revision", "edition")
    assert sorted(noted) == [(1, "internal"), (1, "public"), (2, "internal"), (2, "public")]


def test_whoever_approves_reports_sees_who_took_one(manager, people, revised):
    told = {"edition": "internal", "format": "xlsx", "language": "ko", "by": people.auditor, "at": AT}
    downloads.note(report=revised, **told)
    body = manager.get(f"/reports/figures/{revised.pk}/downloads/").content.decode()
    assert "Auditor" in body
    assert "2016-06-01 09:30" in body
    assert f"/reports/figures/{revised.pk}/downloads/" in archive(manager)
    assert f"/reports/figures/{revised.pk}/downloads/" in manager.get("/reports/RAK/2016-05/").content.decode()


def test_an_auditor_reads_the_archive_but_not_who_took_what(client, people, revised):
    client.force_login(people.auditor)
    assert "downloads/" not in archive(client)
    assert client.get(f"/reports/figures/{revised.pk}/downloads/").status_code == 403


def test_a_long_archive_has_pages(manager, revised, monkeypatch):
    monkeypatch.setattr("apps.reports.views.archive.REVISIONS_A_PAGE", 1)
    assert archive(manager, "page=2").count("Checksum of the figures") == 1
    assert "revision 1" in archive(manager, "page=2")
