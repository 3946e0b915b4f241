"""Photos and papers from tablets: in parts, in any order, again; whole or not at all; once."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from apps.core import filing
from apps.core.clock import now
from apps.core.ids import new_id
from apps.patients.actions import consents, transfers
from apps.patients.models import Document
from apps.sync import tasks
from apps.sync.actions import uploads
from apps.sync.models import Upload, UploadPart
from tests import files
from tests.merges import a_merge, two_records
from tests.people import MAY, a_document, a_patient, a_transfer, cast
from tests.sync.calling import a_caller, songrims

PHOTO = files.jpeg(1000, 800)
THIRD = len(PHOTO) // 3


@pytest.fixture
def people(db):
    """Nothing here is read off the feed: nothing has to be committed."""
    return cast()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}


@pytest.fixture
def tablet(people):
    return a_caller(people)


def announced(tablet, patient, content=PHOTO, /, **details):
    """The answer to the announcement of a photo."""
    sha256 = hashlib.sha256(content).hexdigest()
    body = {
        "id": str(new_id()), "patient": str(patient.pk), "kind": "photo", "media_type": "image/jpeg",
        "size": len(content), "sha256": sha256,
    }  # fmt: skip
    return tablet.post("attachments/", {**body, **details})


def on_its_way(tablet, patient, content=PHOTO, **details):
    """The path of an announced photo."""
    answer = announced(tablet, patient, content, **details)
    assert answer.status_code == 201, answer.content
    return f"attachments/{answer.json()['id']}"


def arrived(tablet, patient, content=PHOTO, **details):
    """The path of a photo that has arrived whole."""
    path = on_its_way(tablet, patient, content, **details)
    for start in range(0, len(content), uploads.LARGEST_PART):
        tablet.put(f"{path}/parts/{start}", content[start : start + uploads.LARGEST_PART])
    return path


def code(answer):
    return answer.status_code, answer.json()["code"]


def test_parts_in_any_order_and_again_become_one_document(tablet, patient, people):
    path = on_its_way(tablet, patient, title="Stump", made_on="2016-05-10")
    tablet.put(f"{path}/parts/{2 * THIRD}", PHOTO[2 * THIRD :])
    tablet.put(f"{path}/parts/0", PHOTO[:THIRD])
    assert tablet.get(path).json()["missing"] == [{"start": THIRD, "end": 2 * THIRD}]
    again = tablet.put(f"{path}/parts/{THIRD // 2}", PHOTO[THIRD // 2 :][: 2 * THIRD])  # over both of them
    assert again.json()["missing"] == []
    done = tablet.post(f"{path}/complete")
    document = Document.objects.get()
    assert done.json() | {"status": "applied", "document": str(document.pk), "missing": []} == done.json()
    assert (path.endswith(str(document.pk)), document.patient, document.centre) == (True, patient, people.rakrang)
    assert (document.title, document.made_on, document.added_by) == ("Stump", MAY, people.physio)
    assert filing.is_whole(document.sha256)
    assert not UploadPart.objects.exists()


def test_completing_twice_is_once_and_late_parts_change_nothing(tablet, patient):
    path = arrived(tablet, patient)
    first = tablet.post(f"{path}/complete")
    assert tablet.put(f"{path}/parts/0", b"late").status_code == 200
    assert tablet.post(f"{path}/complete").json() == first.json() == tablet.get(path).json()
    assert Document.objects.count() == 1


def test_completed_by_two_calls_at_once_it_is_one_document(committed):
    """The tablet gave up waiting and asks again while the first call is still at work."""
    tablet = a_caller(committed)
    path = arrived(tablet, a_patient(committed))

    def complete(_turn: int) -> dict[str, object]:
        try:
            return tablet.post(f"{path}/complete").json()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(complete, range(3)))
    assert answers == [answers[0]] * 3
    assert answers[0]["document"] == str(Document.objects.get().pk)


def test_announcing_again_is_the_same_upload_and_with_other_content_is_refused(tablet, patient):
    key = str(new_id())
    first = announced(tablet, patient, id=key)
    again = announced(tablet, patient, id=key)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert code(announced(tablet, patient, id=key, title="Other")) == (409, "id_exists")


def test_other_content_where_there_is_some_is_refused(tablet, patient):
    path = on_its_way(tablet, patient)
    tablet.put(f"{path}/parts/0", PHOTO[:THIRD])
    assert code(tablet.put(f"{path}/parts/{THIRD - 1}", b"??")) == (409, "other_content")
    assert tablet.get(path).json()["missing"] == [{"start": THIRD, "end": len(PHOTO)}]


def test_a_file_with_another_hash_is_thrown_away_and_can_be_sent_again(tablet, patient):
    path = arrived(tablet, patient, sha256=hashlib.sha256(b"").hexdigest())
    answer = tablet.post(f"{path}/complete")
    assert code(answer) == (422, "hash_mismatch")
    assert answer.json()["arrived"] == hashlib.sha256(PHOTO).hexdigest()
    assert tablet.get(path).json()["missing"] == [{"start": 0, "end": len(PHOTO)}]
    assert not Document.objects.exists()


def test_an_incomplete_file_is_not_taken_for_a_whole_one(tablet, patient):
    path = on_its_way(tablet, patient)
    tablet.put(f"{path}/parts/1", PHOTO[1:])
    answer = tablet.post(f"{path}/complete")
    assert (*code(answer), answer.json()["missing"]) == (409, "incomplete", 1)


def test_a_pdf_is_kept_as_it_is_and_what_is_neither_is_refused_but_not_lost(tablet, patient):
    pdf = arrived(tablet, patient, files.pdf(), kind="referral", media_type="application/pdf")
    assert tablet.post(f"{pdf}/complete").json()["status"] == "applied"
    assert filing.read(Document.objects.get().sha256) == files.pdf()
    page = arrived(tablet, patient, files.PAGE_WITH_SCRIPT)
    assert code(tablet.post(f"{page}/complete")) == (422, "invalid")
    assert tablet.get(page).json()["missing"] == []


def test_no_photo_of_somebody_who_does_not_want_one_until_they_do(tablet, patient, people):
    consents.refuse(patient=patient, centre=people.rakrang, kind="photo", on=MAY, by=people.receptionist)
    path = arrived(tablet, patient)
    assert tablet.post(f"{path}/complete").status_code == 409
    given = {"centre": people.rakrang, "kind": "photo", "on": MAY + timedelta(1), "manner": "written"}
    consents.give(patient=patient, by=people.receptionist, **given)
    assert tablet.post(f"{path}/complete").json()["status"] == "applied"


def test_the_same_content_under_two_keys_is_one_document(tablet, patient):
    first, second = (arrived(tablet, patient) for _each in range(2))
    made = [tablet.post(f"{path}/complete").json()["document"] for path in (first, second)]
    assert made[0] == made[1] == str(Document.objects.get().pk)


def test_a_photo_of_a_merged_person_lands_on_the_survivor(tablet, people):
    """MUST 9: merged before it was announced, and while it was on its way."""
    survivor, loser = two_records(people)
    before = arrived(tablet, loser)
    a_merge(people, survivor, loser)
    after = arrived(tablet, loser, files.pdf(), kind="other", media_type="application/pdf")
    for path in (before, after):
        assert tablet.post(f"{path}/complete").json()["remap"] == {str(loser.pk): str(survivor.pk)}
    assert set(Document.objects.values_list("patient", flat=True)) == {survivor.pk}


def test_a_photo_of_somebody_who_has_left_is_kept_and_says_so(tablet, patient, people):
    """MUST 7: field work is never refused for scope."""
    path = arrived(tablet, patient)
    transfers.answer(transfer=a_transfer(people, patient), accept=True, by=people.songrim_manager, at=now())
    assert tablet.post(f"{path}/complete").json()["status"] == "applied_out_of_scope"
    late = arrived(tablet, patient, files.pdf(), kind="other", media_type="application/pdf")
    assert tablet.post(f"{late}/complete").json()["status"] == "applied_out_of_scope"
    assert set(Document.objects.values_list("centre", flat=True)) == {people.rakrang.pk}
    assert tablet.get(f"attachments/{Document.objects.first().pk}/content").status_code == 404


def test_an_upload_is_one_tablets_own(tablet, patient, people):
    path = arrived(tablet, patient)
    beside = a_caller(people, "Tablet 2")
    absent = f"attachments/{new_id()}"
    for other in (beside, songrims(people)):
        for ask in (
            lambda at, other=other: other.get(at),
            lambda at, other=other: other.put(f"{at}/parts/0", b"x"),
            lambda at, other=other: other.post(f"{at}/complete"),
            lambda at, other=other: other.delete(at),
        ):
            assert code(ask(path)) == code(ask(absent)) == (404, "not_found")
    assert code(announced(beside, patient, id=path.split("/")[1])) == (409, "id_exists")
    assert Upload.objects.get().missing() == []


def test_a_foreign_an_absent_and_a_forbidden_person_are_not_found(tablet, people):
    """MUST 6."""
    foreign = announced(tablet, a_patient(people, centre=people.songrim))
    absent = announced(tablet, people.rakrang)
    forbidden = announced(a_caller(people, "Tablet 2", user=people.administrator), a_patient(people))
    assert code(foreign) == code(absent) == code(forbidden) == (404, "not_found")
    assert foreign.content == absent.content
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"size": 0}, 400), ({"size": 2**31}, 400), ({"size": "9"}, 400), ({"size": 16 * 1024 * 1024}, 413),
        ({"sha256": "0" * 63}, 400), ({"sha256": int("9" * 64)}, 400), ({"sha256": "0" * 64 + "\n"}, 400),
        ({"kind": "poem"}, 400), ({"media_type": "text/html"}, 400), ({"made_on": "2016-02-30"}, 400),
        ({"title": "x" * 121}, 400), ({"title": "\x07"}, 400), ({"patient": "me"}, 400), ({"note": "x"}, 400),
    ],
)  # fmt: skip
def test_an_announcement_that_cannot_be_is_refused(tablet, patient, given, status):
    """MUST 19: never a 5xx."""
    assert announced(tablet, patient, **given).status_code == status


def test_bytes_beyond_the_file_too_large_and_too_many_parts_are_refused(tablet, patient, monkeypatch):
    path = on_its_way(tablet, patient)
    for start, content in ((0, b""), (len(PHOTO), b"x"), (9_999_999_999, b"x")):
        assert code(tablet.put(f"{path}/parts/{start}", content)) == (422, "beyond_the_file")
    assert code(tablet.put(f"{path}/parts/0", bytes(uploads.LARGEST_PART + 1))) == (413, "too_large")
    monkeypatch.setattr(uploads, "MOST_PARTS", 1)
    tablet.put(f"{path}/parts/0", PHOTO[:1])
    assert code(tablet.put(f"{path}/parts/5", PHOTO[5:6])) == (409, "too_many_parts")


def test_a_tablet_has_only_so_many_on_their_way_and_may_give_one_up(tablet, patient, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_OPEN", 1)
    path = on_its_way(tablet, patient)
    assert code(announced(tablet, patient)) == (409, "too_many_open")
    assert tablet.delete(path).status_code == 204
    other = arrived(tablet, patient)
    tablet.post(f"{other}/complete")
    assert code(tablet.delete(other)) == (409, "not_allowed_now")
    monkeypatch.setattr(uploads, "MOST_OPEN_BYTES", len(PHOTO))
    assert announced(tablet, patient).status_code == 201
    assert code(announced(tablet, patient, files.pdf(), kind="other")) == (409, "too_many_open")


def test_what_was_announced_long_ago_is_forgotten_and_documents_stay(tablet, patient):
    done = arrived(tablet, patient)
    tablet.post(f"{done}/complete")
    key = announced(tablet, patient, files.pdf(), kind="other").json()["id"]
    Upload.objects.update(created_at=now() - timedelta(days=34))
    tasks.purge_uploads()
    assert Upload.objects.count() == 2
    Upload.objects.update(created_at=now() - timedelta(days=36))
    tasks.purge_uploads()
    assert not Upload.objects.exists()
    assert announced(tablet, patient, id=done.split("/")[1]).json()["status"] == "applied"
    assert announced(tablet, patient, files.pdf(), kind="other", id=key).status_code == 201


def test_bytes_go_down_whole_or_in_stretches(tablet, patient, people):
    document = a_document(people, patient, content=PHOTO)
    path, stored = f"attachments/{document.pk}/content", filing.read(document.sha256)
    whole = tablet.get(path)
    assert (whole.content, whole["Content-Type"], whole["ETag"]) == (stored, "image/jpeg", f'"{document.sha256}"')
    for asked, status, content in (
        ("bytes=10-19", 206, stored[10:20]), ("bytes=10-", 206, stored[10:]), ("bytes=-5", 206, stored[-5:]),
        (f"bytes={len(stored)}-", 416, b""), ("bytes=-0", 416, b""), ("bytes=9-1", 200, stored),
        ("bytes=0-1,3-4", 200, stored), ("lines=1-2", 200, stored),
    ):  # fmt: skip
        answer = tablet.get(path, Range=asked)
        assert (answer.status_code, answer.content) == (status, content), asked
    assert tablet.get(path, Range="bytes=10-19")["Content-Range"] == f"bytes 10-19/{len(stored)}"
    assert tablet.get(path, **{"Range": "bytes=1-", "If-Range": '"other"'}).content == stored


def test_bytes_of_the_removed_the_lost_and_the_foreign_are_not_found(tablet, patient, people):
    foreign = a_document(people, a_patient(people, centre=people.songrim))
    lost = a_document(people, patient, content=files.pdf())
    default_storage.delete(filing.place_of(lost.sha256))
    answers = [tablet.get(f"attachments/{key}/content") for key in (foreign.pk, lost.pk, new_id())]
    assert [code(answer) for answer in answers] == [(404, "not_found")] * 3
    clerk = a_caller(people, "Tablet 2", user=people.auditor)
    assert code(clerk.get(f"attachments/{a_document(people, patient).pk}/content")) == (404, "not_found")


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("upload_has_a_size", lambda upload: Upload.objects.update(size=0)),
        ("upload_hash_is_a_hash", lambda upload: Upload.objects.update(sha256="F" * 64)),
        ("part_is_not_empty", lambda upload: upload.parts.create(start=3, end=3, content=b"")),
        ("one_part_at_each_place", lambda upload: upload.parts.create(start=0, end=2, content=b"xx")),
        ("parts_lie_beside_each_other", lambda upload: upload.parts.create(start=1, end=3, content=b"xx")),
    ],
)
def test_the_database_keeps_uploads_possible(tablet, patient, name, broken):
    tablet.put(f"{on_its_way(tablet, patient)}/parts/0", PHOTO[:2])
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        broken(Upload.objects.get())


def test_what_cannot_be_is_refused_with_its_place_and_stays_to_be_completed(tablet, patient):
    """MUST 20."""
    path = arrived(tablet, patient, made_on="2999-01-01")
    answer = tablet.post(f"{path}/complete")
    assert (*code(answer), answer.json()["errors"][0]["pointer"]) == (422, "invalid", "#/made_on")
    assert tablet.get(path).json()["missing"] == []
