"""The figures in other formats: frozen or live, in both editions, and every taking of them noted."""

import json

import pytest
from django.db import DatabaseError, transaction
from django.test import Client, override_settings

from apps.patients.actions import services
from apps.reports.actions import downloads, snapshots
from apps.reports.formats import FORMATS
from apps.reports.models import Download, Report
from apps.reports.publishing import edition_of
from tests.people import a_patient, a_session
from tests.reports.counts import MAY
from tests.reports.signing import AT, approved, reopened, second_manager, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]
LIVE = "/reports/RAK/2016-05/figures"


def taken(client: Client, row: Report, edition: str = "internal", format: str = "json") -> dict:
    return json.loads(client.get(f"/reports/figures/{row.pk}/{edition}/{format}/").content)


def of_month(content: dict, code: str) -> int:
    return content["figures"]["month"]["cells"][code]["total"]


@pytest.mark.parametrize("edition", ["internal", "public"])
@pytest.mark.parametrize(
    ("format", "name", "begins"),
    [("xlsx", "-ko.xlsx", b"PK"), ("csv", "-ko.csv", b"\xef\xbb\xbfscope"), ("json", ".json", b"{"),
     ("exchange", ".dhis2.json", b"{")],
)  # fmt: skip
def test_an_approved_report_comes_in_every_format_and_edition(manager, people, edition, format, name, begins):
    row = approved(people)
    response = manager.get(f"/reports/figures/{row.pk}/{edition}/{format}/?language=ko")
    public = "-public" if edition == "public" else ""
    assert response.headers["Content-Disposition"] == f'attachment; filename="georeum-RAK-2016-05-r1{public}{name}"'
    assert response.content.startswith(begins)


def test_a_frozen_report_does_not_follow_the_records(manager, people):
    session = a_session(people, a_patient(people))
    row = approved(people)
    services.void(service=session, reason="Somebody else's.", by=people.manager, at=AT)
    assert of_month(taken(manager, row), "PTS") == 1


def test_a_draft_follows_them_and_its_file_says_that_it_is_one(manager, people):
    a_session(people, a_patient(people))
    response = manager.get(f"{LIVE}/internal/json/")
    assert of_month(json.loads(response.content), "PTS") == 1
    assert 'filename="draft-georeum-RAK-2016-05-r1.json"' in response.headers["Content-Disposition"]


def test_the_public_edition_hides_small_counts_of_persons(manager, people):
    a_session(people, a_patient(people))
    row = approved(people)
    assert (of_month(taken(manager, row), "BEN"), of_month(taken(manager, row, "public"), "BEN")) == (1, "*")


def test_no_exact_checksum_stands_in_a_public_file(manager, people):
    row = approved(people)
    for kind in FORMATS:
        content = manager.get(f"/reports/figures/{row.pk}/public/{kind}/").content
        assert row.seal.snapshot.checksum.encode() not in content


def test_the_public_edition_of_a_revision_repeats_what_the_one_before_said(people):
    """Eight persons read 10, thirteen would read 15: the five between them were a small cell."""
    for _person in range(8):
        a_session(people, a_patient(people))
    first = approved(people)
    second = reopened(people, second_manager(people), first)
    for _person in range(5):
        a_session(people, a_patient(people))
    assert edition_of(second, "internal").figures["month"]["BEN"].total == 13
    assert edition_of(second, "public").figures["month"]["BEN"].total == 10


@pytest.mark.parametrize(
    ("asked", "name"), [("ko", "-ko.csv"), ("en", "-en.csv"), ("xx", "-en.csv"), ("%00", "-en.csv")]
)
def test_a_language_nobody_has_is_the_readers_own(manager, asked, name):
    assert manager.get(f"{LIVE}/internal/csv/?language={asked}").headers["Content-Disposition"].endswith(f'{name}"')


@pytest.mark.parametrize("path", ["internal/pdf", "secret/csv", "internal/%00", "public/XLSX"])
def test_what_there_is_not_is_not_found_and_not_noted(manager, people, path):
    row = snapshots.current(centre=people.rakrang, month=MAY)
    assert manager.get(f"{LIVE}/{path}/").status_code == 404
    assert manager.get(f"/reports/figures/{row.pk}/{path}/").status_code == 404
    assert not Download.objects.exists()


def test_a_month_to_come_has_no_figures(manager):
    assert manager.get("/reports/RAK/2099-01/figures/internal/csv/").status_code == 404
    assert not Report.objects.exists()


@pytest.mark.parametrize("period", ["2016", "2016-Q2"])
def test_a_quarter_or_year_comes_too(manager, period):
    named = manager.get(f"/reports/RAK/{period}/figures/internal/csv/").headers["Content-Disposition"]
    assert f"RAK-{period.replace('-', '')}" in named


@override_settings(GEOREUM_EXCHANGE_MAPPING="/nowhere/mapping.json")
def test_a_mapping_that_cannot_be_read_is_said_in_a_sentence_and_nothing_is_noted(manager):
    response = manager.get(f"{LIVE}/internal/exchange/", follow=True)
    assert response.redirect_chain[0][0] == "/reports/RAK/2016-05/r1/"
    assert "The exchange file cannot be made" in response.content.decode()
    assert not Download.objects.exists()


@pytest.mark.parametrize("of", ["2016-05", "2016-Q2", "2016"])
def test_what_is_not_approved_has_no_public_edition(manager, of):
    response = manager.get(f"/reports/RAK/{of}/figures/public/csv/", follow=True)
    assert "The public edition is made of approved figures" in response.content.decode()
    assert not Download.objects.exists()


def test_each_taking_is_noted_with_who_and_when(manager, people):
    for _twice in range(2):
        manager.get(f"{LIVE}/internal/xlsx/?language=ko")
    noted = Download.objects.values_list("report__month", "edition", "format", "language", "by__username")
    assert list(noted) == [(MAY, "internal", "xlsx", "ko", "manager")] * 2


def test_a_note_is_never_changed_or_taken_away(people):
    row = submitted(people)
    one = downloads.note(report=row, edition="public", format="csv", language="en", by=people.manager, at=AT)
    for attempt in (Download.objects.filter(pk=one.pk).delete, lambda: Download.objects.update(format="pdf")):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
