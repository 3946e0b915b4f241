"""Secrets, sockets and addresses of one installation."""

import os
import stat
from pathlib import Path

import pytest

from apps.core.runtime import home as homes
from apps.core.runtime.words import Refusal


def test_a_secret_is_made_once_and_private(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = homes.secret_key(home)
    assert homes.secret_key(home) == first
    assert len(first) >= 50
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600


def test_a_secret_cut_short_is_made_anew(tmp_path: Path) -> None:
    homes.secret_key(tmp_path)
    (tmp_path / "secret_key").write_text("")
    assert len(homes.secret_key(tmp_path)) >= 50


def test_a_home_that_cannot_be_made_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Refusal, match="GEOREUM_HOME="):
        homes.secret_key(tmp_path / "file" / "home")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_cannot_be_written_is_refused_with_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Refusal, match="cannot write"):
        homes.secret_key(tmp_path)


def test_sockets_of_a_long_home_lie_in_a_short_folder(tmp_path: Path) -> None:
    long = tmp_path / ("길" * 40)
    assert len(os.fsencode(homes.preferred_sockets(long, through_home=True))) < homes.LONGEST_SOCKET_DIRECTORY


def test_sockets_of_a_short_home_lie_in_it() -> None:
    assert homes.preferred_sockets(Path("/srv/georeum"), through_home=True) == Path("/srv/georeum/run")


@pytest.mark.parametrize(
    ("broker", "cache"),
    [
        ("redis+socket:///srv/run/valkey.sock", "unix:///srv/run/valkey.sock?db=0"),
        ("redis+socket:///srv/run/valkey.sock?virtual_host=3", "unix:///srv/run/valkey.sock?db=3"),
        ("redis://queue.example:6379/1", "redis://queue.example:6379/1"),
        ("amqp://queue.example//", ""),
    ],
)
def test_the_cache_is_beside_the_broker_when_that_is_a_redis(broker: str, cache: str) -> None:
    assert homes.cache_beside(broker) == cache


def test_only_the_two_known_database_roles_are_taken(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="owner or web"):
        homes.embedded_database(tmp_path, "superuser")
