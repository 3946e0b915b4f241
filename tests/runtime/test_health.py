"""/healthz, /readyz, `doctor` and the system check."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from apps.core.runtime import checks, heartbeat, system_checks
from apps.core.tasks import heartbeat as heartbeat_task

pytestmark = pytest.mark.urls("apps.core.urls")


@pytest.fixture(autouse=True)
def silence() -> None:
    cache.delete_many([heartbeat.WORKER, heartbeat.BEAT])


def test_healthz_answers_without_the_database(client: Client) -> None:
    # Without the db mark any query would fail the test.
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_readyz_names_the_part_that_is_missing_and_not_why(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    expected = {"status": "not ready", "database": "ok", "migrations": "ok", "broker": "ok", "worker": "failed"}
    assert answer.json() == expected


@pytest.mark.django_db
def test_readyz_is_well_when_the_worker_gave_a_sign_of_life(client: Client) -> None:
    heartbeat.write(heartbeat.WORKER)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_answers_only_to_reading(client: Client) -> None:
    assert client.post("/readyz").status_code == 405


def test_readyz_says_503_when_the_database_cannot_be_asked(client: Client) -> None:
    # Without the db mark every query is refused, as it is when the server is gone.
    assert client.get("/readyz").json()["database"] == "failed"


def test_beat_lives_once_its_task_was_done() -> None:
    assert not heartbeat.beat_lives()
    heartbeat_task()
    assert heartbeat.beat_lives()


def test_an_old_sign_of_life_does_not_count() -> None:
    cache.set(heartbeat.WORKER, 1_000_000.0)
    assert not heartbeat.worker_lives()


@pytest.mark.django_db
def test_the_database_is_checked_for_hangul() -> None:
    assert system_checks.database_sees_hangul(databases=["default"]) == []
    assert system_checks.database_sees_hangul(databases=None) == []


@pytest.mark.django_db
def test_a_database_without_hangul_is_a_loud_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_checks, "sees_hangul", lambda alias: False)
    assert [message.id for message in system_checks.database_sees_hangul(databases=["default"])] == ["core.E001"]


@pytest.mark.django_db
def test_a_disabled_trigger_is_found() -> None:
    assert checks.triggers().well
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%' LIMIT 1")
        table, name = cursor.fetchone()
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    assert not checks.triggers().well


@pytest.mark.django_db
def test_an_unapplied_migration_is_found_by_name() -> None:
    assert checks.migrations().well
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core' AND name LIKE '0001%'")
    assert "core.0001" in checks.migrations().sentence


@pytest.mark.django_db
def test_the_tables_owner_is_told_that_it_could_change_the_audit_trail() -> None:
    assert not checks.audit_rights().well  # the tests are the owner


def test_a_check_that_breaks_is_a_finding_without_data() -> None:
    def broken() -> checks.Finding:
        raise ValueError("Kim Yong-su")

    finding = checks.judge(broken)
    assert not finding.well
    assert "Kim" not in finding.sentence


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_doctor_speaks_a_line_a_check_and_ends_with_1_when_something_is_wrong(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--lang", language)
    assert ended.value.code == 1
    assert len(capsys.readouterr().out.splitlines()) == 12
