"""What the machine must offer is asked before anything starts, and lacks are sentences."""

import socket
from pathlib import Path

import pytest

from apps.core.runtime import demands
from apps.core.runtime.words import Refusal


def test_a_taken_port_is_refused_with_another_one_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refusal, match=rf"Port {port} is taken.*PORT=\d+ make run"):
            demands.require_port("127.0.0.1", port)


def test_a_free_port_is_taken() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    demands.require_port("127.0.0.1", port)


@pytest.mark.parametrize("value", ["", "0", "65536", "8000x", "-1", "٣"])
def test_a_port_that_is_no_port_is_refused(value: str) -> None:
    with pytest.raises(Refusal, match="number from 1 to 65535"):
        demands.port_from(value)


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(Refusal, match="Check HOST and PORT"):
        demands.require_port("192.0.2.1", 8000)


def test_a_missing_library_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demands, "LIBRARIES", (("libnowhere.so.7", "libnowhere7"),))
    with pytest.raises(Refusal, match="apt-get install libnowhere7"):
        demands.require_libraries()


def test_a_full_disk_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="Make room first"):
        demands.require_space(tmp_path, megabytes=10**9)
