"""The page of what waits on a month, the notice beside its figures, and what leads there."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from apps.devices.actions import deliveries
from apps.devices.models import Delivery
from apps.reports.actions import decisions
from apps.reports.models import Decision, Report
from apps.reports.pending import notice, page, reopening_reason, waiting_late
from tests.people import People, a_delivery, a_patient, a_session
from tests.reports.counts import APRIL, MAY
from tests.reports.screens import text
from tests.reports.signing import AT, approved, reopened, second_manager

pytestmark = pytest.mark.usefixtures("in_english", "no_broker")

WAITING = "/reports/RAK/2016-05/waiting/"
WHY = "Belongs to another programme."


@pytest.fixture
def may(people: People) -> Report:
    """May with one prosthesis, approved."""
    a_delivery(people, a_patient(people))
    return approved(people)


@pytest.fixture
def late(people: People, may: Report) -> Delivery:
    """A fitting of 28 May that came after the approval."""
    return a_delivery(people, a_patient(people, name_hangul="리순희", sex="F"), on=date(2016, 5, 28))


def drafted(people: People, may: Report) -> Report:
    return reopened(people, second_manager(people), may)


def chosen(*services: Delivery, kind: str = "late", **more: str) -> dict[str, object]:
    return {f"{kind}-rows": [f"delivery:{one.pk}" for one in services], **more}


def test_the_page_says_whose_record_waits_who_wrote_it_and_its_effect(manager: Client, late: Delivery) -> None:
    shown = text(manager.get(WAITING))
    for words in ("RAK-2016-0002", "by Technician", "1 → 2", f"/devices/{late.device_id}/", "waits"):
        assert words in shown


def test_an_auditor_sees_the_page_without_names_and_boxes(client: Client, people: People, late: Delivery) -> None:
    client.force_login(people.auditor)
    shown = text(client.get(WAITING)).split("<main")[1]
    assert "RAK-2016-0002" in shown
    assert [words in shown for words in ("Kim Yong Su", "/devices/", 'type="checkbox"')] == [False] * 3


def test_an_empty_month_says_so(manager: Client) -> None:
    shown = text(manager.get(WAITING))
    assert "Nothing was recorded late" in shown
    assert "Nothing was submitted yet" in shown


def test_chosen_records_are_taken_into_the_draft(manager: Client, people: People, may: Report, late: Delivery) -> None:
    drafted(people, may)
    assert "Take into revision 2" in text(manager.get(WAITING))
    answer = manager.post(f"{WAITING}take/", chosen(late), follow=True)
    assert "1 record counts in this month now." in text(answer)
    assert "taken into revision 2" in text(answer)
    assert waiting_late(people.rakrang, MAY) == []


def test_everything_that_waits_is_chosen_at_once_over_all_pages(
    manager: Client, people: People, may: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "A_PAGE", 2)
    for letter in "가나다":
        a_session(people, a_patient(people, name_hangul=f"리순{letter}"))
    assert "All 3 that wait, also on other pages" in text(manager.get(WAITING))
    assert text(manager.get(f"{WAITING}?late_page=2")).count('name="late-rows"') == 1
    manager.post(f"{WAITING}decline/", {"late-everything": "on", "late-reason": WHY})
    assert Decision.objects.filter(verdict="declined", reason=WHY).count() == 3


def test_taking_is_refused_while_the_month_is_approved_and_keeps_the_ticks(manager: Client, late: Delivery) -> None:
    refused = manager.post(f"{WAITING}take/", chosen(late, **{"late-reason": "Half a thought"}))
    assert refused.status_code == 422
    assert "being drafted" in text(refused)
    assert f'value="delivery:{late.pk}" id="row-delivery:{late.pk}" checked' in text(refused)
    assert "Half a thought" in text(refused)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"late-reason": WHY}, "Tick at least one record."),
        ({"late-rows": "delivery:x", "late-reason": WHY}, "no longer waits"),
        ({"late-everything": "on"}, "Say why"),
        ({"late-everything": "on", "late-reason": "\x07"}, "control characters"),
        ({"late-everything": "on", "late-reason": "x" * 501}, "at most 500"),
    ],
)
def test_what_cannot_be_decided_is_said(manager: Client, late: Delivery, sent: dict[str, str], says: str) -> None:
    refused = manager.post(f"{WAITING}decline/", sent)
    assert (refused.status_code, says in text(refused)) == (422, True)
    assert not Decision.objects.exists()


def test_left_out_with_a_reason_it_stands_there_with_who_and_why(manager: Client, late: Delivery) -> None:
    for _ in range(2):
        shown = text(manager.post(f"{WAITING}decline/", chosen(late, **{"late-reason": WHY}), follow=True))
    assert "left out" in shown
    assert WHY in shown
    assert Decision.objects.count() == 1


def test_changes_are_left_as_they_are_with_a_reason(manager: Client, people: People, may: Report) -> None:
    delivery = Delivery.objects.get()
    deliveries.void(delivery=delivery, reason="Never handed over.", by=people.technician, at=AT)
    shown = text(manager.get(WAITING))
    assert "Never handed over." in shown
    sent = chosen(delivery, kind="changed")
    assert manager.post(f"{WAITING}leave/", sent).status_code == 422
    done = text(manager.post(f"{WAITING}leave/", {**sent, "changed-reason": "Next year."}, follow=True))
    assert [words in done for words in ("left as it is", "Next year.")] == [True, True]


def test_nothing_can_be_left_before_anything_was_submitted(manager: Client) -> None:
    assert manager.post(f"{WAITING}leave/", {"changed-everything": "on"}).status_code == 404


def test_asking_to_reopen_begins_the_reason_with_what_was_chosen(manager: Client, late: Delivery) -> None:
    answer = manager.post(f"{WAITING}reopen/", chosen(late, **{"late-reason": "Kim Yong Su"}))
    url = answer.headers["Location"]
    assert parse_qs(urlsplit(url).query) == {"row": [f"delivery:{late.pk}"]}
    assert "1 late record (PRO 1 → 2)" in text(manager.get(url))


def test_a_reason_that_is_printed_says_no_number_of_persons(people: People, late: Delivery) -> None:
    deliveries.void(delivery=Delivery.objects.earliest("service_date"), reason="x", by=people.technician, at=AT)
    words = reopening_reason(people.rakrang, MAY)
    assert "BEN" not in words
    assert words.startswith("1 late record, 1 corrected record")


def test_the_page_of_the_month_says_what_waits(manager: Client, people: People, late: Delivery) -> None:
    shown = text(manager.get("/reports/RAK/2016-05/"))
    assert "1 late record waits" in shown
    assert WAITING in shown


def test_nothing_is_said_where_nothing_waits(people: People, may: Report) -> None:
    assert notice(may, people.rakrang, MAY, people.manager) is None
    assert notice(None, people.rakrang, APRIL, people.manager) is None


def test_an_earlier_revision_says_nothing_of_what_waits_on_the_next(
    people: People, may: Report, late: Delivery
) -> None:
    draft = drafted(people, may)
    assert notice(may, people.rakrang, MAY, people.manager) is None
    told = notice(draft, people.rakrang, MAY, people.manager)
    assert told is not None
    assert (told.words, told.drafting) == ("1 late record waits", 2)


def test_the_managers_day_begins_with_what_waits(manager: Client, late: Delivery) -> None:
    shown = text(manager.get("/"))
    assert "late records wait on 1 month" in shown
    assert WAITING in shown


def test_a_late_record_tells_on_its_own_page_what_became_of_it(
    client: Client, people: People, may: Report, late: Delivery
) -> None:
    client.force_login(people.technician)
    mark = f"/reports/late/delivery/{late.pk}/"
    assert mark in text(client.get(f"/devices/{late.device_id}/"))
    assert "waits to be taken" in text(client.get(mark))
    usual = {"centre": people.rakrang, "month": MAY, "rows": [("delivery", late.pk)], "by": people.manager, "at": AT}
    decisions.decline(**usual, reason=WHY)
    assert "left out of the report" in text(client.get(mark))
    drafted(people, may)
    decisions.take(**usual)
    assert "counted in revision 2" in text(client.get(mark))


@pytest.mark.parametrize("model", ["device", "nothing"])
def test_what_cannot_be_late_has_no_mark(client: Client, people: People, late: Delivery, model: str) -> None:
    client.force_login(people.technician)
    assert client.get(f"/reports/late/{model}/{late.pk}/").status_code == 404
