"""Papers and photos kept of a person: once, under their hash, with consent, exactly as long as needed."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from apps.core import filing
from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.patients.actions import consents, documents, patients
from apps.patients.models import Document, Patient
from tests import files
from tests.people import MAY, a_document, a_patient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LATER = date(2016, 5, 20)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}


@pytest.fixture
def remove(people, django_capture_on_commit_callbacks):
    def carry_out(document, reason="wrong person", **given):
        with django_capture_on_commit_callbacks(execute=True):
            return documents.remove(document=document, reason=reason, by=people.manager, at=now(), **given)

    return carry_out


def test_a_document_lies_under_the_hash_of_what_is_stored(people, patient):
    document = a_document(people, patient, content=files.jpeg(), title="Stump", made_on=MAY)
    assert filing.is_whole(document.sha256)
    assert (document.media_type, document.width, document.height) == ("image/jpeg", 640, 480)
    assert document.size == len(filing.read(document.sha256))
    assert (document.centre, document.added_by, document.name) == (people.rakrang, people.receptionist, "Stump")


def test_a_document_without_title_is_called_what_it_is(people, patient):
    assert a_document(people, patient, kind="x-ray").name == a_document(people, patient).get_kind_display()


def test_the_same_content_is_kept_once_for_a_person_and_once_on_disk(people, patient):
    first = a_document(people, patient)
    assert a_document(people, patient, title="again") == first
    other = a_document(people, a_patient(people, name_hangul="리순희"))
    assert other != first
    assert list(filing.stored()) == [first.sha256] == [other.sha256]


def test_the_same_key_makes_one_document_even_after_it_was_removed(people, patient, remove):
    key = new_id()
    first = a_document(people, patient, id=key)
    remove(first)
    assert a_document(people, patient, id=key) == first
    assert not filing.is_whole(first.sha256)


def test_a_key_reaches_into_nobody_elses_documents(people, patient):
    key = a_document(people, patient).pk
    with pytest.raises(Refused) as refused:
        a_document(people, a_patient(people), id=key)
    assert refused.value.code == "id_exists"


def test_several_files_are_added_together_or_not_at_all(people, patient):
    given = {"patient": patient, "centre": people.rakrang, "kind": "other", "by": people.manager, "at": now()}
    with pytest.raises(Refused, match="File 2 of 2") as refused:
        documents.add(uploads=[files.jpeg(), b"no picture"], **given)
    assert refused.value.field == "uploads"
    assert not Document.objects.exists()
    filed = documents.add(uploads=[files.jpeg(), files.jpeg(tone=9), files.jpeg()], id=new_id(), **given)
    assert [one.new for one in filed] == [True, True, False]
    assert filed[0].document == filed[2].document


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"made_on": date(2999, 1, 1)}, "made_on"),
        ({"made_on": date(1969, 1, 1)}, "made_on"),
        ({"kind": "photo", "content": files.pdf()}, "uploads"),
        ({"content": b"no file"}, "uploads"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(people, patient, given, field):
    with pytest.raises(Refused) as refused:
        a_document(people, patient, **given)
    assert (refused.value.field, refused.value.code) == (field, "invalid")


def test_no_photo_is_kept_of_somebody_who_does_not_want_one(people, patient):
    consents.refuse(patient=patient, centre=people.rakrang, kind="photo", on=MAY, by=people.receptionist)
    with pytest.raises(Refused, match="photos") as refused:
        a_document(people, patient, kind="photo")
    assert refused.value.field == "kind"
    assert a_document(people, patient, kind="x-ray")


def test_a_later_yes_to_photos_holds(people, patient):
    consents.refuse(patient=patient, centre=people.rakrang, kind="photo", on=MAY, by=people.receptionist)
    consents.give(
        patient=patient, centre=people.rakrang, kind="photo", on=LATER, manner="spoken", by=people.receptionist
    )
    assert a_document(people, patient, kind="photo")


def test_nothing_is_added_to_a_merged_record(people, patient):
    Patient.objects.filter(pk=patient.pk).update(merged_into=a_patient(people))
    with pytest.raises(Refused, match="merged"):
        a_document(people, patient)


def test_a_removed_document_keeps_its_row_and_loses_its_file(people, patient, remove):
    document = a_document(people, patient)
    removed = remove(document)
    assert (removed.removed_by, removed.removal_reason) == (people.manager, "wrong person")
    assert list(filing.stored()) == []
    assert remove(document, reason="once more", version=1).removal_reason == "wrong person"


def test_a_file_goes_only_with_the_last_document_that_needs_it(people, patient, remove):
    first, second = a_document(people, patient), a_document(people, a_patient(people))
    remove(first)
    assert filing.is_whole(second.sha256)
    remove(second)
    assert not filing.is_whole(second.sha256)


def test_the_file_stays_when_the_removal_does_not_come_to_pass(people, patient, remove, monkeypatch):
    document = a_document(people, patient)
    monkeypatch.setattr("apps.patients.actions.documents.save", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        remove(document)
    assert filing.is_whole(document.sha256)


def test_a_removal_needs_a_reason_and_a_fresh_record(people, patient, remove):
    document = a_document(people, patient)
    for given, code in (({"reason": "  "}, "invalid"), ({"version": 7}, "stale")):
        with pytest.raises(Refused) as refused:
            remove(document, **given)
        assert refused.value.code == code
    assert filing.is_whole(document.sha256)


def test_a_file_is_on_disk_before_its_row_and_gone_only_after_it(people, patient, remove, monkeypatch):
    """Whatever dies in between leaves at worst a file that nobody needs."""
    monkeypatch.setattr("apps.patients.actions.documents.make_once", lambda *_args, **_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        a_document(people, patient)
    assert len(list(filing.stored())) == 1
    monkeypatch.undo()
    document = a_document(people, patient)
    documents.remove(document=document, reason="wrong", by=people.manager, at=now())  # not committed
    assert filing.is_whole(document.sha256)


def test_removed_content_can_be_added_anew(people, patient, remove):
    document = a_document(people, patient)
    remove(document)
    again = a_document(people, patient)
    assert again != document
    assert filing.is_whole(again.sha256)


def test_a_centre_that_lost_sight_of_a_person_keeps_what_it_added(people, patient):
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=MAY)
    ours = a_document(people, patient)
    theirs = a_document(people, patient, content=files.pdf(), centre=people.songrim)
    patient.accesses.filter(centre=people.rakrang).update(active=False, until=LATER)
    assert list(Document.objects.visible_to(people.receptionist)) == [ours]
    assert set(Document.objects.visible_to(people.songrim_receptionist)) == {ours, theirs}
    assert list(Document.objects.made_at([people.songrim])) == [theirs]


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("document_kind_is_known", {"kind": "secret"}),
        ("document_type_is_allowed", {"media_type": "text/html"}),
        ("document_hash_is_a_hash", {"sha256": "../etc"}),
        ("document_removed_with_reason", {"removed_at": now()}),
    ],
)
def test_what_the_database_refuses(people, patient, constraint, change):
    document = a_document(people, patient)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**change)


def test_the_database_keeps_content_once_for_a_person(people, patient):
    document = a_document(people, patient)
    document.pk = new_id()
    with pytest.raises(IntegrityError, match="one_document_per_patient_and_content"), transaction.atomic():
        document.save(force_insert=True)


def test_the_command_finds_what_is_lost_and_what_nobody_needs(people, patient, capsys):
    document, stray = a_document(people, patient), filing.keep(b"left by a crash")
    with pytest.raises(CommandError):
        call_command("documents", lang="en")
    call_command("documents", remove_strays=True, lang="en")
    assert list(filing.stored()) == [document.sha256] != [stray]
    filing.discard(document.sha256)
    with pytest.raises(CommandError):
        call_command("documents", lang="en")
    assert str(document.pk) in capsys.readouterr().out
