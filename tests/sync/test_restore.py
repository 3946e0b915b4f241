"""The server burns down and comes back from a backup: tablets bring what it lacks (MUST 15)."""

import hashlib
import io
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from psycopg import sql

from apps.core import dumps
from apps.core.ids import new_id
from apps.core.runtime import checks
from apps.patients.models import Document
from apps.physio.models import PhysioSession
from apps.sync.models import Operation
from tests import files
from tests.emptying import superuser
from tests.people import a_patient
from tests.sync.calling import a_caller
from tests.sync.replica import Replica
from tests.sync.saying import a_session_op


@pytest.fixture
def backup(settings, tmp_path):
    """Where the backup goes; what stood before a restore is dropped afterwards."""
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    connections.close_all()
    with superuser() as boss:  # servers of earlier tests still hold sessions, and a restore wants nobody there
        boss.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid()"
        )
    yield tmp_path / "georeum.dump"
    before = sql.Identifier(f"{connection.settings_dict['NAME']}_before")
    with dumps._maintenance() as maintenance:
        maintenance.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(before))


def ordered(command: str, file: Path) -> str:
    said = io.StringIO()
    call_command(command, file, lang="en", stdout=said)
    return said.getvalue()


def a_photo_sent(replica: Replica, patient, key: str) -> str:
    """The status of a photo sent under this key."""
    content = files.jpeg()
    body = {"id": key, "patient": str(patient.pk), "kind": "photo", "media_type": "image/jpeg", "size": len(content)}
    replica.caller.post("attachments", {**body, "sha256": hashlib.sha256(content).hexdigest()})
    replica.caller.put(f"attachments/{key}/parts/0", content)
    return replica.caller.post(f"attachments/{key}/complete").json()["status"]


def test_after_a_restore_nothing_is_lost_and_nothing_is_there_twice(people, backup):
    """(MUST 15) Two tablets push and pull, before the backup and after it; then the backup is all there is."""
    patient, photo = a_patient(people), str(new_id())
    one, two = Replica(a_caller(people, "Tablet 1")), Replica(a_caller(people, "Tablet 2"))
    ops = {seq: [a_session_op(seq, patient, minutes=seq * 10 + who) for who in (1, 2)] for seq in (1, 2, 3)}
    for replica, first in zip((one, two), ops[1], strict=True):
        replica.push(first)
        replica.pull()
    ordered("backup", backup)
    for replica, second, third in zip((one, two), ops[2], ops[3], strict=True):
        replica.push(second, third)
        replica.pull()
    a_photo_sent(one, patient, photo)
    wanted = {op["id"] for both in ops.values() for op in both}
    answers = {**one.answers, **two.answers}

    ordered("restore", backup)
    assert [check().well for check in (checks.hangul, checks.migrations, checks.triggers)] == [True] * 3
    assert PhysioSession.objects.count() == 2
    for replica in (one, two):
        refused = replica.caller.get("pull", {"cursor": replica.cursor})
        assert (refused.status_code, refused.json()["code"]) == (409, "full_resync")
        replica.start_again()
    assert a_photo_sent(one, patient, photo) == "applied"
    for replica in (one, two):
        replica.pull()

    assert {str(key) for key in PhysioSession.objects.values_list("pk", flat=True)} == wanted
    assert {**one.answers, **two.answers} == answers
    assert Operation.objects.count() == len(wanted)
    assert str(Document.objects.get().pk) == photo
    assert one.records == two.records
    assert one.keys("session") == wanted
    assert one.keys("document") == {photo}


def test_a_restore_that_fails_changes_nothing(people, backup):
    backup.write_bytes(b"no backup")
    with pytest.raises(CommandError, match="PostgreSQL refused"):
        ordered("restore", backup)
    with pytest.raises(CommandError, match="is there already"):
        ordered("backup", backup)
    parameters = dumps._parameters()
    connections.close_all()
    with psycopg.connect(**parameters), pytest.raises(CommandError, match="still works with the database"):
        ordered("restore", backup)
    assert type(people.rakrang).objects.filter(pk=people.rakrang.pk).exists()
