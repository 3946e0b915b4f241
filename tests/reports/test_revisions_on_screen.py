"""The month on screen in its revisions: what was submitted stays, figures and rows, whatever happens since."""

import re

import pytest
from django.test import Client

from apps.devices.actions import deliveries
from apps.devices.models import Delivery
from apps.patients.models import Patient
from apps.physio.actions import sessions
from apps.reports import layout
from apps.reports.indicators import COLUMNS, INDICATORS, NOTES
from apps.reports.sealed import SealedRows
from apps.reports.snapshot import from_data
from tests.merges import a_merge
from tests.people import MAY, People, a_patient
from tests.reports.screens import FIGURE, FIGURES, LINK, assert_each_opens, text, total
from tests.reports.signing import AT, approved, reopened, submitted

MONTH = "/reports/RAK/2016-05/"


@pytest.fixture
def prosthesis(busy_may: None, delivery: Delivery) -> Delivery:
    """What is voided here, among records that stand."""
    return delivery


def voided(people: People, delivery: Delivery) -> Delivery:
    return deliveries.void(delivery=delivery, reason="Wrong person", by=people.manager, at=AT)


def test_the_page_of_an_approved_month_does_not_move(manager: Client, people: People, prosthesis: Delivery) -> None:
    """IND-14."""
    approved(people)
    before = FIGURES.findall(text(manager.get(MONTH)))
    voided(people, prosthesis)
    assert len(before) > 100
    assert FIGURES.findall(text(manager.get(MONTH))) == before


def test_the_page_of_a_draft_moves(manager: Client, people: People, prosthesis: Delivery) -> None:
    before = FIGURES.findall(text(manager.get(MONTH)))
    voided(people, prosthesis)
    assert FIGURES.findall(text(manager.get(MONTH))) != before


def test_every_cell_of_what_was_sealed_opens_exactly_its_rows(people: People, prosthesis: Delivery) -> None:
    report = approved(people)
    voided(people, prosthesis)
    for name, figures in from_data(report.seal.snapshot.content).figures.items():
        for indicator in INDICATORS:
            for column in COLUMNS:
                rows = SealedRows(report.seal, name, indicator.code, column)
                _found, units, persons = rows.totals()
                shown = figures[indicator.code].value(column)
                assert shown is None or indicator.figure(units, persons) == shown, (name, indicator.code, column)
                assert len(rows[0:1000]) == rows.count()


def test_every_part_and_note_of_what_was_sealed_opens_its_rows(people: People, prosthesis: Delivery) -> None:
    report = approved(people)
    month = from_data(report.seal.snapshot.content).figures["month"]
    for code, parts in month.details.items():
        for part in parts:
            assert SealedRows(report.seal, "month", code, detail=part.key).totals()[1] == part.cell.total
    for note in NOTES:
        rows = SealedRows(report.seal, "month", note.code)
        _found, units, persons = rows.totals()
        assert month.notes[note.code] == note.figure(units, persons), note.code


def test_every_link_of_an_approved_page_opens_the_figure_it_shows(
    manager: Client, people: People, prosthesis: Delivery
) -> None:
    approved(people)
    voided(people, prosthesis)
    links = LINK.findall(text(manager.get(MONTH)))
    assert len(links) > 30
    assert [url for url, _figure in links if "/r1/rows/" not in url] == []
    assert_each_opens(manager, set(links))


def test_what_was_sealed_under_earlier_rules_opens_no_waiting_times(
    manager: Client, people: People, prosthesis: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(people)
    assert "/rows/LEAD/" in text(manager.get(MONTH))
    monkeypatch.setattr(layout, "RULE_SET", "later")
    page = text(manager.get(MONTH))
    assert "/rows/LEAD/" not in page
    assert "/rows/PRO/" in page


def test_rows_say_what_became_of_the_record_since(manager: Client, people: People, prosthesis: Delivery) -> None:
    approved(people)
    assert "voided since" not in text(manager.get(f"{MONTH}r1/rows/PRO/"))
    voided(people, prosthesis)
    assert "voided since" in text(manager.get(f"{MONTH}r1/rows/PRO/"))


def test_rows_say_that_the_person_was_merged_since(
    manager: Client, people: People, patient: Patient, prosthesis: Delivery
) -> None:
    approved(people)
    survivor = a_patient(people)
    a_merge(people, survivor, patient)
    page = text(manager.get(f"{MONTH}r1/rows/PRO/"))
    assert f"merged since, into {survivor.number}" in page
    assert patient.number in page


def test_marks_do_not_tell_whose_cause_it_is(client: Client, people: People, prosthesis: Delivery) -> None:
    """The same delivery stands in PRO with its number and the mark."""
    approved(people)
    voided(people, prosthesis)
    client.force_login(people.auditor)
    assert "voided since" in text(client.get(f"{MONTH}r1/rows/PRO/"))
    assert "voided since" not in text(client.get(f"{MONTH}r1/rows/PROM/"))


@pytest.mark.parametrize("of", ["", "r1/"])
def test_rows_are_found_by_the_number_of_the_patient(
    manager: Client, people: People, patient: Patient, prosthesis: Delivery, of: str
) -> None:
    if of:
        approved(people)
    page = text(manager.get(f"{MONTH}{of}rows/BEN/", {"number": patient.number.lower()}))
    assert "2 of them are of persons" in page
    assert "Axillary" not in page
    assert FIGURE.findall(page) == ["2"]


@pytest.mark.parametrize("of", ["", "r1/"])
def test_nobody_can_be_looked_for_where_nobody_is_named(
    client: Client, people: People, patient: Patient, prosthesis: Delivery, of: str
) -> None:
    """Else the number of rows would tell whose leg a mine took."""
    if of:
        approved(people)
    client.force_login(people.auditor)
    page = text(client.get(f"{MONTH}{of}rows/PROM/", {"number": "nobody"}))
    assert 'name="number"' not in page
    assert "not shown" in page


def test_rows_of_one_column(manager: Client, people: People, prosthesis: Delivery) -> None:
    page = text(manager.get(f"{MONTH}rows/BEN/", {"column": "women", "number": "", "period": "month"}))
    assert FIGURE.findall(page) == ["1"]
    assert '<option value="women" selected>' in page


def test_a_number_too_long_is_said_and_stays_in_the_field(
    manager: Client, people: People, prosthesis: Delivery
) -> None:
    page = text(manager.get(f"{MONTH}rows/BEN/", {"number": "R" * 21}))
    assert "at most 20" in page
    assert f'value="{"R" * 21}"' in page


def test_the_notes_of_the_month_open_their_rows(manager: Client, people: People, prosthesis: Delivery) -> None:
    page = text(manager.get(MONTH))
    assert re.search(r'<span class="note"><a href="[^"]*/rows/PROM-BASE/">prostheses with a known cause: 1</a>', page)
    assert FIGURE.findall(text(manager.get(f"{MONTH}rows/PROM-BASE/"))) == ["1"]


@pytest.mark.parametrize("of", ["", "r1/"])
def test_the_events_of_groups_open_as_many_as_are_said(manager: Client, people: People, of: str) -> None:
    """IND-20: a group of three is one event and three sessions."""
    group = [a_patient(people) for _each in range(3)]
    at = people.rakrang.noon(MAY)
    sessions.record_group(centre=people.rakrang, patients=group, at=at, minutes=30, by=people.physio)
    if of:
        approved(people)
    assert "group events: 1</a>" in text(manager.get(MONTH))
    opened = text(manager.get(f"{MONTH}{of}rows/PTS-EVENTS/"))
    assert (FIGURE.findall(opened), opened.count("Group session")) == (["1"], 3)


def test_each_revision_has_its_page_and_says_which_one_the_donor_has(
    manager: Client, people: People, prosthesis: Delivery
) -> None:
    reopened(people, people.doctor)
    voided(people, prosthesis)
    page = text(manager.get(MONTH))
    assert "The donor has revision 1, approved on 2016-06-01. This page shows revision 2: draft." in page
    assert [f'href="{MONTH}r{number}/"' in page for number in (1, 2)] == [True, True]
    assert total(text(manager.get(f"{MONTH}r1/")), "PRO") == "1"
    assert total(text(manager.get(f"{MONTH}r2/")), "PRO") == "0"
    assert "The donor has revision" not in text(manager.get(f"{MONTH}r1/"))


def test_a_revision_that_is_submitted_shows_what_was_submitted(
    manager: Client, people: People, prosthesis: Delivery
) -> None:
    submitted(people)
    voided(people, prosthesis)
    assert total(text(manager.get(MONTH)), "PRO") == "1"


@pytest.mark.parametrize("number", ["r0", "r2", "r99999", "r99999999999999999999", "r" + "9" * 5000, "r-1", "r1x", "1"])
def test_a_revision_that_is_not_there_is_not_found(manager: Client, people: People, number: str) -> None:
    approved(people)
    assert manager.get(f"{MONTH}{number}/").status_code == 404
    assert manager.get(f"{MONTH}{number}/rows/BEN/").status_code == 404


@pytest.mark.parametrize("url", ["rows/XXX/", "rows/BEN/?column=ages", "rows/BEN/?period=week"])
def test_a_figure_of_a_revision_that_does_not_exist_is_not_found(manager: Client, people: People, url: str) -> None:
    approved(people)
    assert manager.get(f"{MONTH}r1/{url}").status_code == 404


@pytest.mark.parametrize("query", ["page=999", "part=%00", "period=%00", "part=' OR 1=1", "number=%00", "number=%25"])
def test_odd_questions_to_a_revision_get_an_answer(manager: Client, people: People, query: str) -> None:
    approved(people)
    assert manager.get(f"{MONTH}r1/rows/BEN/?{query}").status_code == 200
    assert manager.get(f"{MONTH}rows/BEN/?{query}").status_code == 200
