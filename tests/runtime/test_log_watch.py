"""The console says how many errors were logged."""

from pathlib import Path

from apps.core.runtime.log_watch import LogWatch


def test_only_new_errors_count(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text('{"event": "old", "level": "error"}\n')
    watch = LogWatch(log)
    with log.open("a") as file:
        file.write('{"event": "new", "level": "error"}\n{"event": "fine", "level": "info"}\n')
    assert watch.new_errors() == 1
    assert watch.new_errors() == 0


def test_a_log_begun_anew_is_read_from_its_start(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("x" * 500)
    watch = LogWatch(log)
    log.write_text('{"event": "new", "level": "error"}\n')
    assert watch.new_errors() == 1


def test_not_being_ready_yet_is_no_error(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    watch = LogWatch(log)
    log.write_text('{"event": "Service Unavailable: /readyz", "level": "error"}\n')
    assert watch.new_errors() == 0
