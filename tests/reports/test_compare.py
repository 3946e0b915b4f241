"""Two reports beside each other: any two, with the difference where there is one, and the records that make it."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from apps.centres.models import Membership, Role
from apps.core import clock
from apps.devices.actions import deliveries
from apps.devices.models import Delivery
from apps.patients.actions import impairments, patients
from apps.patients.models import Patient
from tests.people import MAY, People, a_delivery, a_patient, a_session
from tests.reports.screens import LINK, assert_each_opens, line_of, text
from tests.reports.signing import AT, reopened

COMPARE = "/reports/compare/"
CELL = re.compile(r"<td[^>]*>(?:<a[^>]*>)?([^<]*)<")


def compared(client: Client, a: str, b: str, **more: str) -> str:
    return text(client.get(COMPARE, {"a": a, "b": b, **more}))


def line(page: str, code: str) -> list[str]:
    """The two figures of an indicator, their difference, and the same in percent."""
    return CELL.findall(line_of(page, code))


def voided_in_the_draft(people: People, delivery: Delivery) -> None:
    """May approved with a delivery, and voided in the draft of revision 2."""
    reopened(people, people.doctor)
    deliveries.void(delivery=delivery, reason="Wrong person", by=people.manager, at=AT)


def test_before_anything_is_chosen_there_is_only_the_form(manager: Client) -> None:
    page = text(manager.get(COMPARE))
    assert "First report" in page
    assert "report-comparison" not in page
    assert "is-invalid" not in page


def test_two_months_with_their_difference(manager: Client, people: People, patient: Patient) -> None:
    a_session(people, patient, on=date(2016, 4, 12))
    for day in (3, 4, 5):
        a_session(people, patient, on=date(2016, 5, day))
    page = compared(manager, "RAK/2016-04", "RAK/2016-05")
    assert line(page, "PTS") == ["1", "3", "+2", "+200.0 %"]
    assert line(page, "BEN") == ["1", "1", "0", ""]
    assert line(compared(manager, "RAK/2016-05", "RAK/2016-04"), "PTS")[2:] == ["−2", "−66.7 %"]


def test_what_was_not_reported_is_never_subtracted(client: Client, people: People) -> None:
    client.force_login(people.songrim_manager)
    a_session(people, a_patient(people, centre=people.songrim), centre=people.songrim)
    assert line(compared(client, "SON/2016-03", "SON/2016-05"), "PTS") == ["—", "1", "", ""]
    assert line(compared(client, "SON/2016-04", "SON/2016-05"), "PTS") == ["no report", "1", "", ""]


def test_from_nothing_there_is_no_percent(manager: Client, people: People, delivery: Delivery) -> None:
    a_session(people, delivery.patient, on=date(2016, 4, 12))
    assert line(compared(manager, "RAK/2016-04", "RAK/2016-05"), "PRO") == ["0", "1", "+1", ""]


def test_pairs_differ_by_halves(manager: Client, people: People, patient: Patient) -> None:
    a_delivery(people, patient, key="CRU-AXIL")
    a_session(people, patient, on=date(2016, 4, 12))
    assert line(compared(manager, "RAK/2016-04", "RAK/2016-05"), "CRP")[2] == "+0.5"


def test_every_number_opens_its_rows(manager: Client, people: People, delivery: Delivery) -> None:
    voided_in_the_draft(people, delivery)
    a_session(people, delivery.patient)
    links = LINK.findall(compared(manager, "RAK/2016-05/r1", "RAK/2016-Q2", parts="on"))
    assert len(links) > 8
    assert_each_opens(manager, links)


def test_parts_by_type_are_unfolded_on_request(manager: Client, people: People, delivery: Delivery) -> None:
    a_session(people, delivery.patient, on=date(2016, 4, 12))
    sides = ("RAK/2016-04", "RAK/2016-05")
    assert "Transtibial prosthesis" not in compared(manager, *sides)
    page = compared(manager, *sides, parts="on")
    assert CELL.findall(page.split("Transtibial prosthesis")[1].split("</tr>")[0]) == ["0", "1", "+1", ""]


def test_only_what_differs(manager: Client, people: People, delivery: Delivery) -> None:
    a_session(people, delivery.patient, on=date(2016, 4, 12))
    page = compared(manager, "RAK/2016-04", "RAK/2016-05", differs="on")
    shown = [f'<span class="code">{code}</span>' in page for code in ("PRO", "PTS", "BEN", "WCH")]
    assert shown == [True, True, False, False]


def test_columns_that_differ_while_the_total_does_not_are_said(
    manager: Client, people: People, delivery: Delivery
) -> None:
    """IND-22."""
    reopened(people, people.doctor)
    patients.correct(patient=delivery.patient, sex="F", by=people.receptionist)
    page = compared(manager, "RAK/2016-05/r1", "RAK/2016-05/r2", differs="on")
    assert "Women 0 → 1, Men 1 → 0" in page
    assert "counts differently" in page


def test_one_column_of_both(manager: Client, people: People, delivery: Delivery) -> None:
    a_session(people, delivery.patient, on=date(2016, 4, 12))
    page = compared(manager, "RAK/2016-04", "RAK/2016-05", column="men")
    assert line(page, "PRO") == ["0", "1", "+1", ""]
    assert "column=men" in page
    assert line(compared(manager, "RAK/2016-04", "RAK/2016-05", column="women"), "PRO")[:2] == ["0", "0"]


def test_two_revisions_say_which_records_went_out(manager: Client, people: People, delivery: Delivery) -> None:
    voided_in_the_draft(people, delivery)
    page = compared(manager, "RAK/2016-05/r1", "RAK/2016-05")
    moves = page.split('id="moves"')[1]
    assert line(page, "PRO") == ["1", "0", "−1", "−100.0 %"]
    assert moves.count("went out") == 1
    for words in (delivery.patient.number, "voided since", "BEN, BENNEW, NEWPRO, PRO, PROM"):
        assert words in moves


def test_swapped_the_same_records_come_in(manager: Client, people: People, delivery: Delivery) -> None:
    voided_in_the_draft(people, delivery)
    page = compared(manager, "RAK/2016-05/r1", "RAK/2016-05/r2", parts="on")
    (swap,) = re.findall(r'href="(\?[^"]*)"[^>]*>(?:(?!</a>).)*Swap', page, re.DOTALL)
    swapped = text(manager.get(COMPARE + unescape(swap)))
    assert line(swapped, "PRO")[2] == "+1"
    assert "came in" in swapped
    assert "Transtibial" in swapped


def test_a_cause_that_was_corrected_is_not_told_to_who_may_not_see_it(
    client: Client, people: People, delivery: Delivery
) -> None:
    reopened(people, people.doctor)
    impairments.correct(impairment=delivery.patient.impairments.get(), cause="diabetes", by=people.technician)
    for reader, told in ((people.manager, True), (people.auditor, False)):
        client.force_login(reader)
        page = compared(client, "RAK/2016-05/r1", "RAK/2016-05/r2")
        assert (delivery.patient.number in page) is told
        assert ("not listed for you" in page) is not told


def test_revisions_with_the_same_records_say_so(manager: Client, people: People, delivery: Delivery) -> None:
    reopened(people, people.doctor)
    page = compared(manager, "RAK/2016-05/r1", "RAK/2016-05/r2", differs="on")
    assert [words in page for words in ("No figure differs", "The same records stand behind both")] == [True, True]


def test_a_report_with_itself_is_said_to_be_one(manager: Client, people: People, delivery: Delivery) -> None:
    assert "one report twice" in compared(manager, "RAK/2016-05", "RAK/2016-05")


def test_centres_and_all_together(manager: Client, people: People, patient: Patient) -> None:
    Membership.objects.create(user=people.manager, centre=people.songrim, role=Role.MANAGER, started_on=MAY)
    for centre in (people.rakrang, people.songrim):
        a_session(people, patient, centre=centre)
    assert line(compared(manager, "RAK/2016-05", "SON/2016-05"), "BEN")[:3] == ["1", "1", "0"]
    assert line(compared(manager, "RAK/2016-05", "together/2016-05"), "PTS")[:3] == ["1", "2", "+1"]


def test_fields_say_the_same_as_an_address(manager: Client, people: People, delivery: Delivery) -> None:
    a_session(people, delivery.patient, on=date(2016, 4, 12))
    fields = {"whose": "RAK", "year": "2016", "revision": ""}
    chosen = {f"{side}_{name}": value for side in "ab" for name, value in fields.items()}
    page = text(manager.get(COMPARE, {**chosen, "a_part": "04", "b_part": "Q2"}))
    assert line(page, "PRO") == ["0", "1", "+1", ""]
    assert '<option value="Q2" selected>' in page


@pytest.mark.parametrize(
    ("b", "says"),
    [
        ("RAK/2016-05/r7", "There is no such revision"), ("RAK/2016/r1", "Only the month of one centre"),
        ("RAK/2099-01", "Select a valid choice"), ("SON/2016-05", "Select a valid choice"),
        ("together/2016-05", "Select a valid choice"), ("RAK/2016-13", "Select a valid choice"),
        ("RAK/2016-05/rx", "Enter a whole number"), ("RAK/2016-05/r0", "greater than or equal to 1"),
        ("RAK/2016-05/r99999999999", "less than or equal to"), ("", "This field is required"),
        ("RAK/2016-05\0", "Select a valid choice"), ("<script>alert(1)</script>", "Select a valid choice"),
        ("' OR 1=1 --/2016", "Select a valid choice"), ("R" * 5000, "Select a valid choice"), ("////", "required"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_and_what_was_chosen_stays(manager: Client, b: str, says: str) -> None:
    response = manager.get(COMPARE, {"a": "RAK/2016-05", "b": b})
    assert response.status_code == 200
    assert says in unescape(text(response))
    assert "report-comparison" not in text(response)
    assert '<option value="05" selected>' in text(response).split("Second report")[0]


def test_a_month_to_come_is_said(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    assert "These months have not begun yet." in compared(manager, "RAK/2016-05", "RAK/2016-07")
