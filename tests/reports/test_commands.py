"""`manage.py indicators` and `manage.py report`, as a script meets them."""

import io
import json
from pathlib import Path

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from apps.reports.indicators import BANDS, INDICATORS
from apps.reports.models import Report
from tests.people import People, a_delivery, a_patient, a_session


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


@pytest.mark.usefixtures("people")
def test_a_report_cannot_be_written_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no folder"):
        call_command("report", centre="RAK", month="2016-05", out=str(tmp_path / "no" / "r.pdf"))


@pytest.mark.usefixtures("people")
def test_a_month_to_come_has_no_report_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not begun"):
        call_command("report", centre="RAK", month="2199-01", out=str(tmp_path / "r.pdf"))
    assert not Report.objects.exists()
