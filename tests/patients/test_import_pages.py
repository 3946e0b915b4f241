"""The pages of an import: for managers, of their own centre, with words for everything that was found."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from apps.core.clock import now
from apps.patients.actions import imports
from apps.patients.importing import work
from apps.patients.models import Patient, RegisterImport
from tests.patients.test_imports import REGISTER
from tests.people import a_patient

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(people, as_user):
    return as_user(people.manager)


@pytest.fixture
def brought(people):
    made = imports.bring(
        centre=people.rakrang, file_name="옛 등록부.csv", content=REGISTER.encode(), by=people.manager, at=now()
    )
    work.run(job_id=made.pk)
    return made


def upload(client, content=None, name="r.csv", **fields):
    content = REGISTER.encode() if content is None else content
    file = io.BytesIO(content)
    file.name = name
    return client.post(reverse("patients:imports"), {"file": file, **fields})


def test_a_manager_brings_a_file_and_is_led_to_it(manager):
    response = upload(manager)
    assert response.url == reverse("patients:import", args=[RegisterImport.objects.get().pk])


def test_without_a_file_the_page_says_so(manager):
    response = manager.post(reverse("patients:imports"), {})
    assert (response.status_code, RegisterImport.objects.count()) == (422, 0)
    assert upload(manager, b"").status_code == 422


def test_the_page_shows_what_was_found_in_words(manager, brought):
    page = manager.get(reverse("patients:import", args=[brought.pk])).content.decode()
    for words in ("옛 등록부.csv", "2 people are ready", "2 lines cannot be entered", "earlier line of the same file",
                  "There is no such date", "not among those the column takes"):  # fmt: skip
        assert words in page


def test_the_lines_can_be_narrowed_by_what_was_found(manager, brought):
    page = manager.get(reverse("patients:import", args=[brought.pk]), {"outcome": "ready"})
    assert [line.row.number for line in page.context["lines"]] == [2, 3]


def test_a_press_enters_them_and_a_second_press_says_it_is_done(manager, brought):
    brought.refresh_from_db()
    press = reverse("patients:import_commit", args=[brought.pk]), {"version": brought.version}
    assert manager.post(*press).status_code == 302
    work.run(job_id=brought.pk)
    answer = manager.post(*press, follow=True).content.decode()
    assert "Someone else changed this record" in answer
    assert Patient.objects.count() == 2


def test_a_doubtful_line_is_decided_on_the_page(manager, people):
    known = a_patient(people)
    upload(manager, "name_hangul,sex,birth\n김영수,M,1970-03-12\n".encode())
    brought = RegisterImport.objects.get()
    work.run(job_id=brought.pk)
    row = brought.rows.get()
    assert known.number in manager.get(reverse("patients:import", args=[brought.pk])).content.decode()
    manager.post(reverse("patients:import_line", args=[row.pk]), {"outcome": "skipped", "patient": known.pk})
    row.refresh_from_db()
    assert (row.outcome, row.patient) == ("skipped", known)


def test_nobody_is_named_whom_the_check_did_not_find(manager, brought, people):
    stranger = a_patient(people, name_hangul="박철")
    row = brought.rows.get(number=2)
    manager.post(reverse("patients:import_line", args=[row.pk]), {"outcome": "skipped", "patient": stranger.pk})
    row.refresh_from_db()
    assert row.outcome == "ready"


def test_the_empty_table_is_offered(manager):
    response = manager.get(reverse("patients:import_template"))
    assert load_workbook(io.BytesIO(response.content)).worksheets[0]["C1"].value == "Name in Hangul"


def test_a_file_nobody_can_read_says_why(manager):
    upload(manager, b"\x89PNG\r\n\x1a\n\0\0\0", "photo.xlsx")
    brought = RegisterImport.objects.get()
    work.run(job_id=brought.pk)
    assert "neither an Excel file" in manager.get(reverse("patients:import", args=[brought.pk])).content.decode()
