"""The files of real reports: which are ordered, what each says of its moment, and that it can be made again."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation

from apps.centres.models import Membership, Role
from apps.core.problems import Refused
from apps.devices.actions import deliveries
from apps.reports import document
from apps.reports.actions import jobs, making, snapshots, validation
from apps.reports.models import Deed, Edition, Report, ReportFile, ReportJob, Snapshot
from apps.reports.parts import Part
from apps.reports.signed import seal_of, signatures
from apps.reports.snapshot import from_data
from tests.people import People, a_delivery, a_patient, a_session
from tests.reports.counts import MAY
from tests.reports.signing import AT, HOUR, REASON, approved, reopened, second_manager, submitted
from tests.reports.specimen import PREPARED, specimen

pytestmark = pytest.mark.usefixtures("no_broker")

QUARTER = date(2016, 4, 1)
LATER = AT + timedelta(days=300)


def second_revision(people: People) -> Report:
    """Two prostheses were approved; one is voided, and revision 2 is approved by a second person."""
    void, _kept = (a_delivery(people, a_patient(people)) for _ in range(2))
    first, other = approved(people), second_manager(people)
    deliveries.void(delivery=void, reason="Wrong person", by=people.manager, at=LATER)
    draft = reopened(people, other, first)
    sent = validation.submit(centre=people.rakrang, month=MAY, by=people.manager, at=LATER)
    assert sent == draft
    return validation.approve(report=sent, by=other, at=LATER + HOUR)


def html_of(report: Report, edition: str = Edition.INTERNAL, language: str = "en", status: str = "") -> str:
    """The pages of a report's file before they are laid out."""
    held: list[str] = []
    with pytest.MonkeyPatch.context() as patched, translation.override(language):
        patched.setattr(document.pdf, "render", lambda html, **_more: held.append(html) or b"")
        snapshot = report.seal.snapshot if report.seal else snapshots.freeze(report=report, at=LATER)
        document.of_snapshot(snapshot, language, edition, status or report.status, LATER)
    return re.sub(r"\s+", " ", held[0])


# --- which are ordered -------------------------------------------------------------------------------------


def test_approving_orders_both_editions_in_both_languages_once(people: People) -> None:
    report = approved(people)
    for _again in range(3):
        jobs.order_approved(report=report, at=LATER)
    ordered = ReportJob.objects.filter(report=report, cause="approved")
    assert sorted(ordered.values_list("edition", "language", "status")) == [
        (edition, language, "approved") for edition in ("internal", "public") for language in ("en", "ko")
    ]


def test_the_end_of_a_month_orders_the_internal_edition_only(people: People) -> None:
    jobs.order_month_end(centre=people.rakrang, month=MAY, at=AT)
    assert sorted(ReportJob.objects.values_list("edition", "language")) == [("internal", "en"), ("internal", "ko")]


def test_editions_and_languages_are_asked_for_one_by_one(people: People) -> None:
    approved(people)
    asked = {"centre": people.rakrang, "month": MAY, "by": people.manager, "at": AT}
    made = {
        jobs.request(language=language, edition=edition, **asked).pk
        for language in ("ko", "en", "ko")
        for edition in Edition
    }
    assert len(made) == 4


@pytest.mark.parametrize("months", [3, 12])
def test_a_quarter_and_a_year_are_reports_of_their_own(people: People, months: int) -> None:
    first = date(2016, 4 if months == 3 else 1, 1)
    found = [snapshots.of(centres=[people.rakrang], together=False, month=first, months=months) for _ in range(2)]
    assert found[0] == found[1]
    job = jobs.request(report=found[0], language="en", by=people.manager, at=AT)
    assert job.report.name == f"RAK-{'2016Q2' if months == 3 else '2016'}-r1"
    assert snapshots.current(centre=people.rakrang, month=first).months == 1


def test_months_to_come_have_no_file(people: People) -> None:
    report = snapshots.of(centres=[people.rakrang], together=False, month=date(2016, 7, 1), months=3)
    with pytest.raises(Refused):
        jobs.request(report=report, language="en", by=people.manager, at=AT)


def test_a_report_of_both_centres_is_seen_by_whoever_is_in_both(people: People) -> None:
    report = snapshots.of(centres=[people.songrim, people.rakrang], together=True, month=MAY, months=1)
    assert report.codes == ["RAK", "SON"]
    assert not Report.objects.visible_to(people.manager).exists()
    Membership.objects.create(user=people.manager, centre=people.songrim, role=Role.MANAGER, started_on=MAY)
    assert Report.objects.visible_to(people.manager).get() == report


# --- what a file is made from -----------------------------------------------------------------------------


@pytest.mark.usefixtures("quick")
def test_a_sealed_report_is_not_counted_again(people: People) -> None:
    delivery = a_delivery(people, a_patient(people))
    report = approved(people)
    deliveries.void(delivery=delivery, reason="Wrong person", by=people.manager, at=LATER)
    for job in ReportJob.objects.filter(report=report):
        assert making.make(job_id=job.pk)
    assert set(ReportFile.objects.values_list("snapshot", flat=True)) == {report.seal.snapshot_id}
    assert set(ReportFile.objects.values_list("layout", flat=True)) == {document.layout_digest()}
    assert Snapshot.objects.count() == 1


@pytest.mark.usefixtures("quick")
def test_a_file_asked_for_before_the_month_was_sent_back_is_of_what_was_submitted(people: People) -> None:
    delivery = a_delivery(people, a_patient(people))
    report = submitted(people)
    sealed = report.seal.snapshot
    job = jobs.request(report=report, language="en", by=people.manager, at=AT + HOUR)
    validation.refuse(report=report, comment="PRO is wrong", by=people.manager, at=AT + 2 * HOUR)
    deliveries.void(delivery=delivery, reason="Wrong person", by=people.manager, at=AT + 2 * HOUR)
    submitted(people, at=AT + 3 * HOUR)
    assert making.make(job_id=job.pk)
    file = ReportFile.objects.get(job=job)
    assert (file.job.status, file.snapshot) == ("to_validate", sealed)


def test_each_file_keeps_to_the_seal_and_signatures_of_its_moment(people: People) -> None:
    report = approved(people)
    assert [one.deed for one in signatures(seal_of(report, "to_validate", AT), "to_validate")] == [Deed.SUBMITTED]
    assert [one.deed for one in signatures(report.seal, "approved")] == [Deed.SUBMITTED, Deed.APPROVED]
    assert seal_of(report, "draft", LATER) is None
    assert seal_of(report, "to_validate", AT - HOUR) is None


@pytest.mark.parametrize("edition", Edition)
def test_a_file_can_be_made_again_to_the_byte_after_everything_has_changed(people: People, edition: Edition) -> None:
    a_delivery(people, a_patient(people))
    job = ReportJob.objects.get(report=approved(people), language="en", edition=edition)
    assert making.make(job_id=job.pk)
    draft = reopened(people, second_manager(people), job.report)
    people.manager.name = "Somebody Else"
    people.manager.save()
    assert draft.revision == 2
    file = ReportFile.objects.get(job=job)
    assert document.again(file) == bytes(file.content)


# --- what it says -------------------------------------------------------------------------------------------


def test_the_cover_names_who_signed_as_they_were_called_then(people: People) -> None:
    report = approved(people)
    people.manager.name = "Somebody Else"
    people.manager.save()
    cover = html_of(report).partition("</header>")[0]
    assert re.findall(r'<td>(Manager)<span class="at">(.*?)</span>', cover) == [
        ("Manager", "2016-06-01 09:30"), ("Manager", "2016-06-01 10:30"),
    ]  # fmt: skip
    assert "Somebody Else" not in cover


@pytest.mark.parametrize(
    ("status", "edition", "mark"),
    [
        ("draft", "internal", "Draft: not approved"),
        ("to_validate", "internal", "To validate: not approved"), ("approved", "public", ""),
        ("superseded", "internal", "Superseded"),
    ],
)  # fmt: skip
def test_what_is_not_final_is_marked_on_every_page(people: People, status: str, edition: str, mark: str) -> None:
    html = html_of(approved(people), edition, status=status)
    marks = re.findall(r'<div class="running-mark">(.*?)</div>', html)
    assert marks == ([mark] if mark else [])
    assert ("string(mark)" in html) == bool(mark)


def test_a_revision_says_what_it_changed_and_why(people: People) -> None:
    """IND-14."""
    html = html_of(second_revision(people))
    assert "Revision 2 replaces revision 1" in html
    assert REASON in html
    row = (
        r'<span class="code">PRO</span> Prostheses delivered</th><td class="number">2</td><td class="number strong">1<'
    )
    assert re.search(row, html)


def test_the_public_edition_of_a_revision_tells_no_change_of_a_person(people: People) -> None:
    report = second_revision(people)
    notes = html_of(report, Edition.PUBLIC).partition('id="notes"')[2].partition('id="provenance"')[0]
    assert re.findall(r'<span class="code">(\w+)</span>', notes) == ["PRO"]
    assert {"BEN", "NEWPRO", "WAI"} <= set(
        re.findall(r'<span class="code">(\w+)</span>', html_of(report).partition('id="notes"')[2])
    )


def test_no_digest_of_exact_figures_stands_in_a_public_file(people: People) -> None:
    report = second_revision(people)
    secrets = [report.seal.digest, report.seal.snapshot.checksum, report.seal.rows_checksum, report.seal.previous]
    public, internal = html_of(report, Edition.PUBLIC), html_of(report)
    assert not [secret for secret in secrets if secret[:16] in public]
    assert report.seal.digest in internal
    assert report.seal.snapshot.checksum in internal


def test_words_stand_apart_from_counts_in_the_language_they_were_written_in() -> None:
    report = replace(specimen(), narrative={"ko": "약 50명이 왔습니다."})
    with translation.override("en"):
        html = document.as_html(report, PREPARED)
    assert '<div class="text" lang="ko"><p>약 50명이 왔습니다.</p></div>' in html
    assert "Written in Korean only." in html
    assert "words and no counts" in html


def test_a_larger_report_says_of_which_months_it_is_made(people: People) -> None:
    a_session(people, a_patient(people))
    approved(people)
    quarter = snapshots.of(centres=[people.rakrang], together=False, month=QUARTER, months=3)
    html = html_of(quarter)
    assert "Rakrang – draft: April 2016, June 2016; approved: May 2016" in html
    assert "Draft: not all months are approved" in html
    assert "Quarterly report to the donor" in html
    parts = from_data(snapshots.freeze(report=quarter, at=LATER).content).made_of
    assert parts[1] == Part("RAK", MAY, "approved", 1)


def test_late_and_changed_records_are_counted_and_never_named() -> None:
    report = replace(specimen(), decided={"taken": 3, "declined": 1})
    with translation.override("en"):
        html = document.as_html(report, PREPARED)
    assert "Records that came late and were taken into this report: 3" in html
    assert "Records that came late and were left out with a reason: 1" in html
