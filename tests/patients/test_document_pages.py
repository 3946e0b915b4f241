"""The pages of papers and photos: who adds, sees and removes them, and what a browser may do with the files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.core import filing
from apps.core.ids import new_id
from apps.patients.actions import consents, patients
from apps.patients.models import Document
from tests import files
from tests.people import MAY, a_document

pytestmark = pytest.mark.django_db
CARERS = ("receptionist", "technician", "physio", "doctor", "social_worker", "manager")
OTHERS = ("administrator", "auditor")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}


def sent(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content)


def address(name, thing):
    return reverse(f"patients:{name}", args=[thing.pk])


@pytest.fixture
def add(as_user, people, patient):
    def post(user=None, *, htmx=False, **given):
        form = {"kind": "other", "uploads": [sent(files.jpeg())], "made_on": "2016-05-10", **given}
        headers = {"HX-Request": "true"} if htmx else {}
        return as_user(user or people.receptionist).post(address("document_add", patient), form, headers=headers)

    return post


@pytest.mark.parametrize("role", CARERS)
def test_whoever_cares_for_people_adds_and_removes_documents(people, as_user, patient, add, role):
    user = getattr(people, role)
    assert add(user).url == address("documents", patient)
    document = Document.objects.get()
    answer = as_user(user).post(address("document_remove", document), {"reason": "blurred", "version": 1})
    assert answer.url == address("documents", patient)
    document.refresh_from_db()
    assert (document.removed_by, document.removal_reason) == (user, "blurred")


@pytest.mark.parametrize("role", OTHERS)
def test_others_of_the_centre_may_not(people, as_user, patient, add, role):
    document, client = a_document(people, patient), as_user(getattr(people, role))
    assert add(getattr(people, role)).status_code == 403
    assert client.post(address("document_remove", document), {"reason": "x", "version": 1}).status_code == 403
    for name in ("document", "document_file", "document_thumbnail"):
        assert client.get(address(name, document)).status_code == 403


def test_another_centre_and_strangers_find_nothing(people, as_user, patient, add):
    document = a_document(people, patient)
    for user in (people.songrim_receptionist, people.stranger):
        assert add(user).status_code == 404
        for name in ("document", "document_file", "document_thumbnail", "document_remove"):
            assert as_user(user).get(address(name, document)).status_code == 404


def test_nobody_gets_a_file_without_signing_in_or_by_its_hash(client, people, patient):
    document = a_document(people, patient)
    assert client.get(address("document_file", document)).status_code == 302
    for path in (f"/static/{document.sha256}", f"/files/{document.sha256[:2]}/{document.sha256}", "/media/"):
        assert client.get(path).status_code == 404


def test_several_files_and_the_camera_go_in_one_form(patient, add):
    both = [sent(files.jpeg()), sent(files.pdf(), "letter.pdf")]
    add(uploads=both, camera=[sent(files.jpeg(tone=9))], kind="referral", title="From Nampo")
    kept = list(Document.objects.values_list("kind", "title", "media_type").order_by("media_type"))
    assert kept == [("referral", "From Nampo", kind) for kind in ("application/pdf", "image/jpeg", "image/jpeg")]


def test_pressed_twice_is_one_document(patient, add):
    key = str(new_id())
    for _press in range(2):
        assert add(record_id=key).status_code == 302
    assert Document.objects.count() == 1


def test_the_same_content_again_says_so(people, as_user, patient, add):
    add()
    assert add().status_code == 302
    page = as_user(people.receptionist).get(address("documents", patient))
    assert Document.objects.count() == 1
    assert page.context["total"] == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"uploads": []}, "at least one file"),
        ({"uploads": [sent(b"MZ program", "photo.jpg")]}, "neither a picture"),
        ({"uploads": [sent(b"", "empty.jpg")]}, "empty"),
        ({"uploads": [sent(files.jpeg()), sent(files.bomb(), "x.png")]}, "File 2 of 2"),
        ({"uploads": [sent(files.jpeg(tone=tone)) for tone in range(11)]}, "at most 10"),
        ({"kind": "secret"}, "Select a valid choice"),
        ({"kind": ""}, "required"),
        ({"title": "x" * 121}, "at most 120"),
        ({"title": "a\x00b"}, "ontrol characters"),
        ({"title": "\u202egpj.exe"}, "direction of writing"),
        ({"made_on": "2999-01-01"}, "future"),
        ({"made_on": "yesterday"}, "valid date"),
        ({"record_id": "1; DROP"}, "Enter a valid UUID"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(add, given, words):
    answer = add(**{"title": "Left leg", **given})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "title" in given or 'value="Left leg"' in answer.content.decode()
    assert not Document.objects.exists()


def test_a_file_that_is_too_large_is_named_and_the_rest_of_the_form_stays(settings, add):
    settings.UPLOAD_FILE_LIMIT = 100_000
    answer = add(uploads=[sent(bytes(300_000)), sent(files.jpeg())], title="Left leg")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1 file is too large" in page
    assert 'value="Left leg"' in page


def test_a_request_that_is_too_large_keeps_its_fields(settings, add):
    settings.UPLOAD_REQUEST_LIMIT = 50_000
    answer = add(uploads=[sent(bytes(40_000)), sent(bytes(40_000))], title="Left leg")
    assert (answer.status_code, "1 file is too large" in answer.content.decode()) == (422, True)


def test_a_stale_removal_shows_itself_and_the_next_one_holds(people, as_user, patient):
    document, client = a_document(people, patient), as_user(people.receptionist)
    answer = client.post(address("document_remove", document), {"reason": "blurred", "version": 0})
    assert answer.status_code == 422
    assert "blurred" in answer.content.decode()
    again = {"reason": "blurred", "version": answer.context["form"].data["version"]}
    assert client.post(address("document_remove", document), again).status_code == 302


def test_a_removed_document_tells_who_and_why_and_has_no_file(people, as_user, patient, add):
    document, client = a_document(people, patient), as_user(people.receptionist)
    client.post(address("document_remove", document), {"reason": "blurred", "version": 1})
    assert "blurred" in client.get(address("document", document)).content.decode()
    assert "blurred" in client.get(address("documents", patient)).content.decode()
    assert client.get(address("document_file", document)).status_code == 404
    assert client.get(address("document_remove", document)).status_code == 200


def test_a_browser_keeps_runs_and_guesses_nothing_of_a_file(people, as_user, patient):
    picture = a_document(people, patient, content=files.jpeg())
    paper = a_document(people, patient, content=files.pdf())
    for document, manner in ((picture, "inline"), (paper, "attachment")):
        answer = as_user(people.receptionist).get(address("document_file", document))
        assert answer.content == filing.read(document.sha256)
        assert answer["Content-Type"] == document.media_type
        assert answer["Content-Disposition"].startswith(f'{manner}; filename="RAK-2016-0001-')
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_thumbnail_is_small_and_a_pdf_has_none(people, as_user, patient):
    client = as_user(people.receptionist)
    small = client.get(address("document_thumbnail", a_document(people, patient, content=files.jpeg(1200, 900))))
    assert small["Content-Type"] == "image/jpeg"
    assert len(small.content) < 30_000
    paper = a_document(people, patient, content=files.pdf())
    assert client.get(address("document_thumbnail", paper)).status_code == 404


def test_a_lost_file_is_a_page_that_says_so(people, as_user, patient):
    document = a_document(people, patient)
    filing.discard(document.sha256)
    assert as_user(people.receptionist).get(address("document_file", document)).status_code == 404
    assert as_user(people.receptionist).get(address("document", document)).status_code == 200


def test_titles_are_shown_as_they_were_typed_and_never_run(people, as_user, patient, add):
    add(title="<svg onload=alert(1)>")
    page = as_user(people.receptionist).get(address("documents", patient)).content.decode()
    assert "&lt;svg onload" in page
    assert "<svg onload" not in page


def test_a_no_to_photos_is_heeded_and_said(people, as_user, patient, add):
    consents.refuse(patient=patient, centre=people.rakrang, kind="photo", on=MAY, by=people.receptionist)
    answer = add(kind="photo")
    assert answer.status_code == 422
    assert "does not consent to photos" in answer.content.decode()
    assert "No photos" in as_user(people.receptionist).get(address("documents", patient)).content.decode()
    assert add(kind="x-ray").status_code == 302


def test_whoever_was_never_asked_may_be_photographed_and_the_page_says_to_ask(people, as_user, patient, add):
    page = as_user(people.receptionist).get(address("document_add", patient)).content.decode()
    assert "Nobody has asked" in page
    assert add(kind="photo").status_code == 302


@pytest.mark.parametrize("published", [True, False])
def test_a_photo_says_when_it_is_not_to_be_published(people, as_user, patient, published):
    document = a_document(people, patient, kind="photo")
    if published:
        consents.give(
            patient=patient, centre=people.rakrang, kind="publication", on=MAY, manner="written", by=people.manager
        )
    for url in (address("document", document), address("documents", patient)):
        page = as_user(people.receptionist).get(url).content.decode()
        assert ("Not for publication" in page) is not published


def test_the_part_on_the_persons_page_shows_the_newest(people, as_user, patient):
    for tone in range(9):
        a_document(people, patient, content=files.jpeg(64, 48, tone=tone))
    client = as_user(people.receptionist)
    part = client.get(address("documents", patient), headers={"HX-Request": "true"})
    assert part.content.decode().count("/thumbnail/") == 8
    assert "<html" not in part.content.decode()
    assert client.get(address("documents", patient)).content.decode().count("/thumbnail/") == 9
    assert address("documents", patient) in client.get(address("detail", patient)).content.decode()


def test_a_centre_whose_access_ended_sees_what_it_added_and_adds_nothing(people, as_user, patient, add):
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=MAY)
    ours = a_document(people, patient)
    theirs = a_document(people, patient, content=files.pdf(), centre=people.songrim)
    patient.accesses.filter(centre=people.rakrang).update(active=False, until=MAY)
    client = as_user(people.receptionist)
    assert client.get(address("document", ours)).status_code == 200
    assert client.get(address("document", theirs)).status_code == 404
    assert add().status_code == 404
    assert client.get(address("document_remove", ours)).status_code == 404
    assert [one.pk for one in client.get(address("documents", patient)).context["documents"]] == [ours.pk]
