"""Files under their hash: wholly there or not at all, however the writing ends."""

import os

import pytest

from apps.core import filing

CONTENT = b"one file"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    return tmp_path


def test_a_file_lies_under_the_hash_of_its_content(folder):
    sha256 = filing.keep(CONTENT)
    assert (folder / sha256[:2] / sha256).read_bytes() == CONTENT == filing.read(sha256)
    assert filing.is_whole(sha256)
    assert list(filing.stored()) == [sha256]


def test_storing_again_writes_nothing():
    place = filing.place_of(filing.keep(CONTENT))
    before = place.stat().st_ino
    filing.keep(CONTENT)
    assert place.stat().st_ino == before


def test_a_file_cut_short_is_noticed_and_written_again():
    sha256 = filing.keep(CONTENT)
    filing.place_of(sha256).write_bytes(CONTENT[:3])
    assert not filing.is_whole(sha256)
    filing.keep(CONTENT)
    assert filing.is_whole(sha256)


def test_a_write_that_fails_leaves_nothing_behind(folder, monkeypatch):
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "disk full")))
    with pytest.raises(OSError, match="disk full"):
        filing.keep(CONTENT)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_other_things_in_the_folder_are_passed_over(folder):
    (folder / "ab").mkdir()
    (folder / "ab" / ".draft").write_text("half")
    (folder / "notes.txt").write_text("mine")
    assert list(filing.stored()) == []


def test_discarding_twice_is_no_error():
    sha256 = filing.keep(CONTENT)
    filing.discard(sha256)
    filing.discard(sha256)
    assert not filing.is_whole(sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_only_a_hash_names_a_file(name):
    with pytest.raises(ValueError, match="SHA-256"):
        filing.place_of(name)
