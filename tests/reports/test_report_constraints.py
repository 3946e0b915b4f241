"""What can never be said of a report, its signatures, its reopening and its seals, tried against PostgreSQL itself."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apps.core.ids import new_id
from apps.reports.models import Reopening, Report, Seal, SignOff
from tests.people import People
from tests.reports.counts import MAY
from tests.reports.signing import AT, REASON, a_reopening, approved, reopened, second_manager, submitted


def refused(constraint: str) -> Any:
    return pytest.raises(IntegrityError, match=constraint)


@pytest.fixture
def draft(people: People) -> Report:
    return Report.objects.create(centre=people.rakrang, month=MAY)


def copied(row: Any, **changes: Any) -> None:
    """The row once more under another key, with changes."""
    row.pk = new_id()
    for name, value in changes.items():
        setattr(row, name, value)
    with transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("report_month_begins_on_the_first", {"month": date(2016, 5, 2)}),
        ("report_is_of_a_month_quarter_or_year", {"months": 2}),
        ("report_is_of_a_month_quarter_or_year", {"months": 3}),
        ("report_is_of_a_month_quarter_or_year", {"months": 12}),
        ("report_of_one_centre_or_of_several", {"codes": ["RAK", "SON"]}),
        ("report_of_one_centre_or_of_several", {"centre": None, "codes": ["RAK"]}),
        ("report_revision_counts_from_one", {"revision": 0, "reason": "x"}),
        ("revision_has_a_reason", {"reason": "x"}),
        ("revision_has_a_reason", {"revision": 2}),
        ("what_is_no_draft_is_sealed", {"status": "to_validate"}),
        ("what_is_no_draft_is_sealed", {"submitted_at": AT}),
        ("approved_report_says_by_whom", {"approved_at": AT}),
    ],
)
def test_a_draft_that_contradicts_itself_is_no_report(draft: Report, constraint: str, changes: dict[str, Any]) -> None:
    with refused(constraint), transaction.atomic():
        Report.objects.filter(pk=draft.pk).update(**changes)


def test_a_quarter_is_never_submitted(people: People) -> None:
    report = submitted(people)
    with refused("only_months_of_a_centre_are_validated"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(months=3, month=date(2016, 4, 1))


def test_approved_means_by_somebody_at_some_time(people: People) -> None:
    report = submitted(people)
    with refused("approved_report_says_by_whom"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(status="approved")


def test_a_revision_stands_once(people: People, draft: Report) -> None:
    with refused("one_report_per_period_and_revision"):
        copied(draft)
    with refused("one_unsettled_revision_per_month"):
        copied(draft, revision=2, reason=REASON)
    several = Report.objects.create(codes=["RAK", "SON"], month=MAY)
    with refused("one_report_of_several_centres"):
        copied(several)


def test_one_revision_of_a_month_is_the_approved_one(people: People) -> None:
    report = approved(people)
    with refused("one_approved_revision_per_month"):
        copied(report, revision=2, reason=REASON, seal=a_seal(report), approved_by=people.auditor)


def test_a_further_revision_is_approved_by_a_second_person(people: People) -> None:
    second = second_manager(people)
    reopened(people, second)
    report = submitted(people)
    Report.objects.filter(status="approved").update(status="superseded")
    with refused("revision_is_approved_by_a_second_person"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(status="approved", approved_by=people.manager, approved_at=AT)


@pytest.mark.parametrize("change", [{"narrative_en": "x"}, {"status": "draft"}, {"approved_at": None}])
def test_what_was_approved_never_changes(people: People, change: dict[str, Any]) -> None:
    report = approved(people)
    with refused("what was approved never changes"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**change)
    Report.objects.filter(pk=report.pk).update(status="superseded")
    with refused("what was approved never changes"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(status="approved")


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("deed_is_known", {"deed": "liked", "seal": None}),
        ("refusal_says_what_is_wrong", {"deed": "refused"}),
        ("each_deed_once_under_a_seal", {}),
    ],
)
def test_a_signature_is_of_a_known_deed_once(people: People, constraint: str, changes: dict[str, Any]) -> None:
    submitted(people)
    with refused(constraint):
        copied(SignOff.objects.get(), **changes)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("reopening_has_a_reason", {"reason": ""}),
        ("reopening_is_decided_by_someone", {"granted": True}),
        ("reopening_is_decided_by_someone", {"decided_at": AT}),
    ],
)
def test_a_request_to_reopen_is_whole(people: People, constraint: str, changes: dict[str, Any]) -> None:
    a_reopening(people)
    with refused(constraint), transaction.atomic():
        Reopening.objects.update(**changes)


def test_a_request_to_reopen_is_decided_by_another_person_who_says_why_not(people: People) -> None:
    asked = a_reopening(people)
    with refused("reopening_is_decided_by_a_second_person"), transaction.atomic():
        Reopening.objects.update(decided_by=people.manager, decided_at=AT, granted=True)
    with refused("reopening_declined_says_why"), transaction.atomic():
        Reopening.objects.update(decided_by=people.auditor, decided_at=AT, granted=False)
    with refused("one_undecided_reopening_per_report"):
        copied(asked)


def a_seal(report: Report, **changes: Any) -> Seal:
    """A further seal of the report, as plain SQL would write it."""
    usual = {"position": 2, "rows": {}, "rows_checksum": "r", "previous": "p", "digest": "d"}
    return Seal.objects.create(
        report=report, centre=report.centre, snapshot=report.seal.snapshot, **{**usual, **changes}
    )


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("one_seal_at_each_place_of_the_chain", {"position": 1}),
        ("chain_of_seals_does_not_branch", {"previous": "0" * 64}),
        ("chain_of_seals_counts_from_one", {"position": 0}),
    ],
)
def test_a_chain_is_a_chain(people: People, constraint: str, changes: dict[str, Any]) -> None:
    report = submitted(people)
    with refused(constraint), transaction.atomic():
        a_seal(report, **changes)


@pytest.mark.parametrize("model", [Seal, SignOff])
def test_seals_and_signatures_are_only_ever_added(people: People, model: Any) -> None:
    submitted(people)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        model.objects.update(created_at=AT)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        model.objects.all()._raw_delete("default")
