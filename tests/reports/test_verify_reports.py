"""`manage.py verify_reports`: whoever changes what was frozen, however skilfully, is found and named."""

import hashlib
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from apps.reports import chain, document
from apps.reports.actions import making, seals, validation
from apps.reports.models import Report, ReportFile, ReportJob, Seal, Snapshot
from apps.reports.snapshot import checksum
from apps.reports.verification import verify
from tests.people import People, a_delivery, a_patient, a_session
from tests.reports.counts import APRIL, MAY
from tests.reports.signing import AT, approved, submitted


@pytest.fixture
def sealed(people: People, no_broker: None) -> Report:
    """April and May approved, with a prosthesis, three crutches and a session in May."""
    patient = a_patient(people)
    a_delivery(people, patient)
    a_delivery(people, patient, key="CRU-AXIL", quantity=3)
    a_session(people, patient)
    approved(people, month=APRIL)
    return Report.objects.get(pk=approved(people).pk)


UNGUARDED = """
    DO $$ DECLARE held record; BEGIN
        FOR held IN SELECT conrelid::regclass AS name, conname FROM pg_constraint
            WHERE contype = 'f' AND conrelid::regclass::text LIKE 'reports_%' LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', held.name, held.conname);
        END LOOP;
        FOR held IN SELECT oid::regclass AS name FROM pg_class WHERE relkind = 'r' AND relname LIKE 'reports_%' LOOP
            EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', held.name);
        END LOOP;
    END $$
"""


@pytest.fixture
def as_owner(sealed: Report) -> Callable[..., None]:
    """Plain SQL of whoever owns the tables, after dropping the foreign keys and switching the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(UNGUARDED)

    def tamper(sql: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    return tamper


def kinds(**options: Any) -> set[str]:
    return {finding.kind for finding in verify(rendering=False, **options).findings}


def test_what_nobody_touched_is_what_it_was(sealed: Report) -> None:
    outcome = verify(rendering=False)
    assert outcome.findings == []
    assert (outcome.seen["seals"], outcome.seen["recounted"], outcome.seen["reports"]) == (2, 2, 2)


def test_a_report_that_was_sent_back_is_sound(people: People, sealed: Report) -> None:
    report = submitted(people, centre=people.songrim, by=people.songrim_manager)
    validation.refuse(report=report, comment="No.", by=people.songrim_manager, at=AT)
    assert kinds() == set()


ANOTHER = "(SELECT id FROM accounts_user WHERE id <> submitted_by_id LIMIT 1)"
FIGURE = "{figures,month,cells,PRO,total}"


@pytest.mark.parametrize(
    ("kind", "sql"),
    [
        ("figures_changed", f"UPDATE reports_snapshot SET content = jsonb_set(content, '{FIGURE}', '2')"),
        ("rule_set_changed", "UPDATE reports_snapshot SET rule_set = 'mine'"),
        ("seal_changed", "UPDATE reports_snapshot SET checksum = repeat('0', 64) WHERE taken_at IS NOT NULL"),
        ("rows_changed", "UPDATE reports_seal SET rows = jsonb_set(rows, '{month,0,4}', '9')"),
        ("seal_changed", "UPDATE reports_seal SET rows_checksum = repeat('0', 64)"),
        ("seal_changed", "UPDATE reports_seal SET digest = repeat('0', 64) WHERE position = 2"),
        ("chain_broken", "UPDATE reports_seal SET previous = repeat('1', 64) WHERE position = 2"),
        ("seal_missing", "DELETE FROM reports_seal WHERE position = 1"),
        ("report_unsealed", "DELETE FROM reports_seal WHERE position = 2"),
        ("signed_missing", "DELETE FROM reports_seal WHERE position = 2"),
        ("snapshot_missing", "DELETE FROM reports_snapshot"),
        ("unreadable", "UPDATE reports_snapshot SET content = content - 'figures'"),
        ("signature_missing", "DELETE FROM reports_signoff WHERE deed = 'approved'"),
        ("revision_missing", f"UPDATE reports_report SET revision = 3, reason = 'x', approved_by_id = {ANOTHER}"),
        ("other_report", "UPDATE reports_report SET month = month + interval '1 year'"),
        ("rows_changed", "UPDATE reports_seal SET rows = jsonb_set(rows, '{year}', '[]')"),
        ("unreadable", "UPDATE reports_seal SET rows = jsonb_set(rows, '{month,0}', '[1]')"),
    ],
)
def test_each_kind_of_tampering_is_found_and_named(
    sealed: Report, as_owner: Callable[..., None], kind: str, sql: str
) -> None:
    as_owner(sql)
    assert kind in kinds()


def test_who_also_computes_every_digest_again_is_found_by_counting(
    sealed: Report, as_owner: Callable[..., None]
) -> None:
    """The figure, its checksum and the last link are forged; the rows still say what was counted."""
    seal = Seal.objects.select_related("snapshot", "centre").get(pk=sealed.seal_id)
    content = seal.snapshot.content
    content["figures"]["month"]["cells"]["PRO"]["total"] = 48
    as_owner(
        "UPDATE reports_snapshot SET content = %s, checksum = %s WHERE id = %s",
        json.dumps(content), checksum(content), seal.snapshot_id,
    )  # fmt: skip
    forged = seals.link_of(Seal.objects.select_related("snapshot", "centre").get(pk=seal.pk)).computed()
    as_owner("UPDATE reports_seal SET digest = %s WHERE id = %s", forged, seal.pk)
    (finding,) = verify(rendering=False).findings
    assert finding.kind == "figure_differs"
    assert "month PRO total" in finding.sentence
    assert "48" in finding.sentence


@pytest.mark.parametrize("part", ["cells", "details", "notes", "trend", "rest of last year", "median", "devices"])
def test_every_part_of_the_figures_is_counted_again(sealed: Report, as_owner: Callable[..., None], part: str) -> None:
    path, value = {
        "cells": ("{figures,year,cells,CRP,men}", "2.5"), "details": ("{figures,month,details,CRU,CRU-AXIL,men}", "4"),
        "notes": ("{figures,month,notes,BEN-NOSEX}", "1"), "trend": ("{trend,PTS,4}", "7"),
        "rest of last year": ("{trend_before,PTS,10}", "7"), "median": ("{figures,month,lead,0,median}", "7"),
        "devices": ("{figures,year,lead,0,devices}", "7"),
    }[part]  # fmt: skip
    as_owner("UPDATE reports_snapshot SET content = jsonb_set(content, %s, %s)", path, value)
    assert "figure_differs" in kinds()


def test_a_row_taken_out_of_the_seal_is_missed_by_its_figure(sealed: Report, as_owner: Callable[..., None]) -> None:
    rows = Seal.objects.get(pk=sealed.seal_id).rows
    rows["month"] = [row for row in rows["month"] if row[0] != "PTS"]
    as_owner("UPDATE reports_seal SET rows = %s WHERE id = %s", json.dumps(rows), sealed.seal_id)
    said = [finding.sentence for finding in verify(rendering=False).findings]
    assert any("month PTS total" in sentence for sentence in said)


def test_the_months_of_last_year_after_the_reports_own_are_counted_from_their_rows(
    people: People, sealed: Report, as_owner: Callable[..., None]
) -> None:
    a_session(people, a_patient(people), on=date(2016, 11, 4))
    later = approved(people, month=date(2017, 5, 1), at=AT + timedelta(366))
    assert kinds() == set()
    rows = Seal.objects.get(pk=later.seal_id).rows
    assert {row[0] for row in rows.pop("rest_of_last_year")} == {"BEN", "PTS"}
    as_owner("UPDATE reports_seal SET rows = %s WHERE id = %s", json.dumps(rows), later.seal_id)
    said = [finding.sentence for finding in verify(rendering=False).findings]
    assert any("trend 2016-11 PTS" in sentence for sentence in said)


def test_a_centre_is_looked_at_alone(people: People, sealed: Report, as_owner: Callable[..., None]) -> None:
    as_owner("UPDATE reports_seal SET digest = repeat('0', 64)")
    assert kinds(centre=people.songrim) == set()
    assert kinds(centre=people.rakrang) != set()


@pytest.fixture
def files(sealed: Report, quick: None) -> list[ReportFile]:
    """Two of the approved May's files."""
    for job in ReportJob.objects.filter(report=sealed, edition="internal"):
        making.make(job_id=job.pk)
    return list(ReportFile.objects.all())


def test_files_are_laid_out_again(files: list[ReportFile], monkeypatch: pytest.MonkeyPatch) -> None:
    assert (verify().findings, verify().seen["rendered"]) == ([], 2)
    monkeypatch.setattr(document, "of_snapshot", lambda *_: b"%PDF another")
    assert {finding.kind for finding in verify().findings} == {"file_differs"}
    assert kinds() == set()


def test_a_file_that_was_exchanged_is_found(files: list[ReportFile], as_owner: Callable[..., None]) -> None:
    as_owner("UPDATE reports_reportfile SET content = %s WHERE id = %s", b"%PDF forged", files[0].pk)
    assert kinds() == {"file_changed"}
    digest = hashlib.sha256(b"%PDF forged").hexdigest()
    as_owner("UPDATE reports_reportfile SET sha256 = %s WHERE id = %s", digest, files[0].pk)
    assert {finding.kind for finding in verify().findings} == {"file_differs"}


def test_a_file_of_an_earlier_layout_is_not_laid_out_again(
    files: list[ReportFile], as_owner: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    as_owner("UPDATE reports_reportfile SET layout = 'of last year'")
    monkeypatch.setattr(document, "of_snapshot", lambda *_: b"%PDF another")
    outcome = verify()
    assert (outcome.findings, outcome.seen["earlier_layout"], outcome.seen["rendered"]) == ([], 2, 0)


def told(*arguments: str) -> tuple[int, str]:
    """The exit code of the command and what it printed."""
    out = io.StringIO()
    try:
        call_command("verify_reports", *arguments, "--lang", "en", stdout=out, no_color=True)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_command_says_that_all_is_well(sealed: Report) -> None:
    code, words = told("--quick")
    assert (code, "Everything is what it was." in words, "2 seals" in words) == (0, True, True)


def test_the_command_ends_with_one_and_a_sentence(sealed: Report, as_owner: Callable[..., None]) -> None:
    as_owner("UPDATE reports_seal SET digest = repeat('0', 64) WHERE position = 2")
    code, words = told("--quick", "--centre", "RAK")
    assert (code, "WRONG  RAK: seal 2 of the chain is not what was sealed." in words) == (1, True)


def test_scripts_read_json(sealed: Report, as_owner: Callable[..., None]) -> None:
    as_owner("DELETE FROM reports_signoff WHERE deed = 'approved'")
    code, words = told("--quick", "--format", "json")
    said = json.loads(words)
    assert (code, said["ok"], said["findings"][0]["kind"]) == (1, False, "signature_missing")
    assert said["findings"][0]["where"] == "RAK-2016-04-r1"


def test_an_unknown_centre_is_a_sentence(people: People) -> None:
    with pytest.raises(CommandError, match="XXX"):
        call_command("verify_reports", "--centre", "XXX")


def test_a_real_file_comes_out_the_same_to_the_byte(people: People, no_broker: None) -> None:
    a_session(people, a_patient(people))
    report = approved(people, month=MAY)
    making.make(job_id=ReportJob.objects.get(report=report, language="ko", edition="public").pk)
    outcome = verify()
    assert (outcome.findings, outcome.seen["rendered"]) == ([], 1)
    assert Snapshot.objects.count() == 1
    assert chain.BEGINNING == "0" * 64
