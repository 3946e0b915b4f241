"""`manage.py indicators` and `manage.py report`, as a script meets them."""

import io
import json
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from apps.reports import document
from apps.reports.indicators import BANDS, INDICATORS
from apps.reports.models import Report, Snapshot
from tests.people import People, a_delivery, a_patient, a_session
from tests.reports.signing import approved


def printed(**options: str) -> str:
    out = io.StringIO()
    call_command("indicators", stdout=out, **{"first": "2016-05", "last": "2016-05", "format": "json", **options})
    return out.getvalue()


def test_one_centre_as_json(people: People) -> None:
    a_delivery(people, a_patient(people), key="CRU-AXIL")
    data = json.loads(printed(centre="RAK"))
    assert list(data) == ["RAK"]
    assert list(data["RAK"]) == [indicator.code for indicator in INDICATORS]
    for cell in data["RAK"].values():
        assert cell["total"] == sum(cell[band] for band in BANDS)
    assert (data["RAK"]["CRU"]["total"], data["RAK"]["CRP"]["total"]) == (1, 0.5)


def test_every_centre_and_all_of_them_with_the_overlap(people: People) -> None:
    """IND-03."""
    patient = a_patient(people)
    a_session(people, patient)
    a_session(people, patient, centre=people.songrim)
    data = json.loads(printed())
    assert list(data) == ["RAK", "SON", "ALL"]
    assert (data["ALL"]["BEN"]["total"], data["ALL"]["BEN"]["overlap"], data["ALL"]["PTS"]["total"]) == (1, 1, 2)
    assert "overlap" not in data["ALL"]["PTS"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(("month", "status"), [("2016-03", "before_support"), ("2016-04", "no_report")])
def test_what_was_not_reported_is_null_and_says_why(month: str, status: str) -> None:
    """IND-24."""
    cell = json.loads(printed(centre="SON", first=month, last=month))["SON"]["PRO"]
    assert (cell["total"], cell["women"], cell["status"]) == (None, None, status)


def test_the_table_is_for_people(people: People) -> None:
    a_session(people, a_patient(people))
    table = printed(centre="rak", format="table")
    assert "RAK  2016-05" in table
    assert "no report" in printed(centre="SON", format="table")
    assert "—" in printed(centre="SON", format="table", first="2016-01", last="2016-01")


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"centre": "XXX"}, "no centre “XXX”"),
        ({"first": "2016-13"}, "--from is a month"),
        ({"last": "May"}, "--to is a month"),
        ({"first": "2016-06"}, "--to lies before --from"),
    ],
)
def test_a_wrong_argument_is_a_sentence_and_exit_code_two(options: dict[str, str], says: str) -> None:
    with pytest.raises(CommandError, match=says) as refused:
        printed(**options)
    assert refused.value.returncode == 2


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_report_without_a_browser(people: People, tmp_path: Path, language: str) -> None:
    a_session(people, a_patient(people))
    target = tmp_path / "report.pdf"
    call_command("report", centre="RAK", month="2016-05", lang=language, out=str(target), stdout=io.StringIO())
    with pikepdf.open(target) as file:
        assert str(file.Root.Lang) == language


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What files were laid out, without laying them out: (report, language, edition, status)."""
    told: list[tuple[object, ...]] = []

    def of_snapshot(snapshot: Snapshot, language: str, edition: str, status: str, at: datetime) -> bytes:
        told.append((str(snapshot.report.name), language, edition, status))
        return b"%PDF"

    monkeypatch.setattr(document, "of_snapshot", of_snapshot)
    return told


@pytest.mark.parametrize(
    ("options", "name", "edition"),
    [
        ({"month": "2016-05", "edition": "public"}, "RAK-2016-05-r1", "public"),
        ({"quarter": "2016-Q2"}, "RAK-2016Q2-r1", "internal"),
        ({"year": "2016"}, "RAK-2016-r1", "internal"),
        ({"year": "2016", "centre": "all", "edition": "public"}, "RAK-SON-2016-r1", "public"),
    ],
)
def test_every_kind_of_report_in_either_edition(
    people: People, tmp_path: Path, asked: list[tuple[object, ...]], options: dict[str, str], name: str, edition: str
) -> None:
    out = str(tmp_path / "report.pdf")
    call_command("report", **{"centre": "RAK", "lang": "en", "out": out, "stdout": io.StringIO(), **options})
    assert asked == [(name, "en", edition, "draft")]


def test_a_revision_is_named_by_its_number(people: People, tmp_path: Path, asked: list[tuple[object, ...]]) -> None:
    approved(people)
    usual = {"centre": "RAK", "month": "2016-05", "out": str(tmp_path / "r.pdf"), "stdout": io.StringIO()}
    call_command("report", revision=1, **usual)
    assert asked == [("RAK-2016-05-r1", "ko", "internal", "approved")]
    with pytest.raises(CommandError, match="no revision 2"):
        call_command("report", revision=2, **usual)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("wrong", [{"quarter": "2016-Q5"}, {"year": "16"}, {"quarter": "2016"}, {"year": "2016-05"}])
def test_a_period_that_is_none_is_a_sentence(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(CommandError, match="is a"):
        call_command("report", centre="RAK", out=str(tmp_path / "r.pdf"), **wrong)


@pytest.mark.usefixtures("people")
def test_a_report_cannot_be_written_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no folder"):
        call_command("report", centre="RAK", month="2016-05", out=str(tmp_path / "no" / "r.pdf"))


@pytest.mark.usefixtures("people")
def test_a_month_to_come_has_no_report_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not begun"):
        call_command("report", centre="RAK", month="2199-01", out=str(tmp_path / "r.pdf"))
    assert not Report.objects.exists()
