"""Asking for an export, watching it, taking the file, and looking back."""

import pytest
from django.urls import reverse

from apps.centres.models import Membership
from apps.core import jobs
from apps.core.ids import new_id
from apps.desk.actions import exports
from apps.desk.models import Export, ExportDownload
from apps.patients.actions import consents
from tests.desk.lists import AT, an_export, asked_for
from tests.people import MAY, a_patient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]
ASK = reverse("desk:export_ask", args=["patients"])


def ask(client, query="", **form):
    usual = {"record_id": str(new_id()), "file_format": "xlsx", "language": "en", "reason": "Yearly visit"}
    return client.post(f"{ASK}?{query}", {**usual, **form})


def test_the_page_says_what_will_be_in_it(manager, people):
    a_patient(people)
    leaves = a_patient(people)
    consents.refuse(patient=leaves, centre=people.rakrang, kind="data-use", on=MAY, by=people.receptionist)
    page = manager.get(f"{ASK}?sex=M&sort=-name").content.decode()
    for words in ("1 row", "1 person left out, who withdrew consent", "Male", "Name, descending", "Category · Causes"):
        assert words in page


def test_asking_makes_one_export_however_often_it_is_pressed(manager, people):
    a_patient(people)
    key = str(new_id())
    first, second = (ask(manager, "sex=M", record_id=key) for _time in range(2))
    export = Export.objects.get()
    assert first.url == second.url == reverse("desk:export", args=[export.pk])
    asked = (export.asked_by, export.reason, export.query, export.file_format, export.guarded)
    assert asked == (people.manager, "Yearly visit", "sex=M", "xlsx", False)
    assert list(export.centres.all()) == [people.rakrang]


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "  "},
        {"reason": "x" * 301},
        {"reason": "a\x00"},
        {"file_format": "exe"},
        {"language": "xx"},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(manager, people, wrong):
    a_patient(people)
    answer = ask(manager, **{"reason": "For the donor", **wrong})
    assert (answer.status_code, Export.objects.count()) == (422, 0)
    if "reason" not in wrong:
        assert "For the donor" in answer.content.decode()


def test_an_empty_list_is_refused_with_a_sentence(manager, people):
    answer = ask(manager)
    assert answer.status_code == 422
    assert "There is nothing to take out" in answer.content.decode()


def test_a_centre_of_somebody_else_cannot_be_asked_for(manager, people):
    Membership.objects.create(user=people.manager, centre=people.songrim, role="receptionist", started_on=MAY)
    a_patient(people, centre=people.songrim)
    a_patient(people)
    assert ask(manager, centres=[people.songrim.pk]).status_code == 302  # the field is not there: it is Rakrang's list
    assert list(Export.objects.get().centres.all()) == [people.rakrang]


def test_a_manager_of_two_centres_chooses(manager, people):
    Membership.objects.create(user=people.manager, centre=people.songrim, role="manager", started_on=MAY)
    a_patient(people)
    a_patient(people, centre=people.songrim)
    assert ask(manager, centres=[]).status_code == 422
    assert ask(manager, centres=[people.songrim.pk]).status_code == 302
    assert list(Export.objects.get().centres.all()) == [people.songrim]


def test_the_list_s_own_centre_is_chosen_beforehand(manager, people):
    Membership.objects.create(user=people.manager, centre=people.songrim, role="manager", started_on=MAY)
    form = manager.get(f"{ASK}?centre={people.songrim.pk}").context["form"]
    assert form.fields["centres"].initial == [people.songrim]


def test_the_page_shows_progress_and_can_be_left(manager, people):
    a_patient(people)
    export = asked_for(people)
    page = reverse("desk:export", args=[export.pk])
    assert "Waiting for a worker" in manager.get(page).content.decode()
    jobs.lease(Export.objects.all(), job_id=export.pk, at=AT, total=4, done=1)
    fragment = manager.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "1 of 4 rows" in fragment
    assert 'value="25"' in fragment
    assert "<html" not in fragment


def test_the_file_is_taken_by_whoever_asked_and_each_time_is_noted(manager, people):
    a_patient(people)
    export = an_export(people, file_format="xlsx")
    page, file = (reverse(f"desk:{name}", args=[export.pk]) for name in ("export", "export_download"))
    assert export.sha256 in manager.get(page).content.decode()
    answer = manager.post(file)
    assert answer.content == export.file
    assert answer["Content-Disposition"] == 'attachment; filename="georeum-patients-RAK-2016-06-01.xlsx"'
    assert answer["Cache-Control"] == "private, no-store"
    assert ExportDownload.objects.get().by == people.manager
    assert str(people.manager) in manager.get(page).content.decode()
    assert manager.get(file).status_code == 405


def test_another_manager_reads_about_it_and_does_not_take_it(client, people):
    a_patient(people)
    export = an_export(people)
    Membership.objects.create(user=people.doctor, centre=people.rakrang, role="manager", started_on=MAY)
    client.force_login(people.doctor)
    page = client.get(reverse("desk:export", args=[export.pk])).content.decode()
    assert "Yearly visit of the donor" in page
    assert "Only whoever asked" in page
    assert client.post(reverse("desk:export_download", args=[export.pk])).status_code == 403
    assert not ExportDownload.objects.exists()


def test_a_file_not_ready_or_deleted_is_said_to_be_so(manager, people):
    a_patient(people)
    waiting, old = asked_for(people), an_export(people)
    exports.purge(at=old.finished_at + exports.KEPT)
    for export, words in ((waiting, "not ready yet"), (old, "deleted after seven days")):
        answer = manager.post(reverse("desk:export_download", args=[export.pk]), follow=True)
        assert words in answer.content.decode()
    assert not ExportDownload.objects.exists()


def test_why_it_failed_is_said_with_a_way_to_ask_again(manager, people):
    a_patient(people)
    export = asked_for(people, query="sex=M")
    Export.objects.filter(pk=export.pk).update(state="failed", error=jobs.TOO_LONG)
    page = manager.get(reverse("desk:export", args=[export.pk])).content.decode()
    assert "It took too long" in page
    assert f"{ASK}?sex=M" in page


def test_exports_are_listed_filtered_and_paged(manager, people):
    a_patient(people)
    for _time in range(3):
        an_export(people)
    listed = reverse("desk:exports")
    assert [manager.get(f"{listed}?{query}").context["table"].paginator.count for query in
            ("", "listing=devices", "state=done&by=me", "listing=junk", "page=99")] == [3, 0, 3, 3, 3]  # fmt: skip


def test_nothing_exported_yet_says_where_it_begins(manager):
    page = manager.get(reverse("desk:exports")).content.decode()
    assert "No exports here" in page
    assert reverse("patients:list") in page


def test_the_list_of_exports_asks_the_database_the_same_however_many(manager, people, django_assert_max_num_queries):
    a_patient(people)
    for _time in range(3):
        an_export(people)
    with django_assert_max_num_queries(14):
        manager.get(reverse("desk:exports"))
