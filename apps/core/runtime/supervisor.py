"""`manage.py run`: everything the product needs, in the foreground, until Ctrl-C or SIGTERM.

Order of starting: embedded servers, preparation (migrations, static files), demo once, web,
worker, beat; of stopping: the reverse. This process loads no Django, so it stays small.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from apps.core.runtime import demands, processes, under_make
from apps.core.runtime import home as homes
from apps.core.runtime.children import Child
from apps.core.runtime.locks import Lock
from apps.core.runtime.log_watch import LogWatch
from apps.core.runtime.session import Lease, embedded_services
from apps.core.runtime.welcome import say, say_welcome
from apps.core.runtime.words import BASE_DIR, Refusal
from apps.core.runtime.words import gettext as _

LOOKS_EVERY = 0.5  # seconds
READY_WITHIN = 120.0  # seconds
SAYS_PROGRESS_EVERY = 15.0  # seconds
DEMO_STEPS = (("--year", "2016"), ("--recent",))
PYTHON = sys.executable


class Stopped(BaseException):
    """Somebody asked the product to stop."""


class DemoMarker:
    """Which parts of the demonstration were loaded into which database, kept in the home."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = hashlib.sha256(os.environ.get("DATABASE_URL", "").encode()).hexdigest()[:16]
        noted = json.loads(path.read_text()) if path.exists() else {}
        self.begun = noted.get("database") == self.database
        self.done = [tuple(step) for step in noted.get("done", [])] if self.begun else []

    def was_cut_short(self) -> bool:
        """Tell whether loading into this very database began and did not end."""
        return self.begun and len(self.done) < len(DEMO_STEPS)

    def begin(self, *, afresh: bool) -> None:
        """Note that loading begins; afresh when the database is empty whatever was noted before."""
        self.done = [] if afresh else self.done
        self._write()

    def add(self, step: tuple[str, ...]) -> None:
        """Note that this part is loaded."""
        self.done.append(step)
        self._write()

    def _write(self) -> None:
        homes.record(self.path, json.dumps({"database": self.database, "done": self.done}))


class Supervisor:
    """One running product: its address, its servers' lease, its children."""

    def __init__(self, home: Path, host: str, port: int) -> None:
        self.home = home
        self.host, self.port = host, port
        shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host
        self.url = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"
        self.lock = Lock(home / "servers" / "run.lock")
        self.lease = Lease(home, embedded_services())
        self.helper: subprocess.Popen[bytes] | None = None
        self.env = {k: v for k, v in os.environ.items() if k != "GEOREUM_DATABASE_ROLE"} | {
            "GEOREUM_HOME": str(home),
            "HOST": host,
            "PORT": str(port),
            "MALLOC_ARENA_MAX": "2",
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings"),
        }
        self.children = [
            self._child("web", 10.0, "gunicorn", "-c", "config/gunicorn.py"),
            self._child(
                *("worker", 10.0, "celery", "-A", "config", "worker", "--pool", "prefork", "-c", "1"),
                *("--without-gossip", "--without-mingle", "--max-tasks-per-child", "500", "-l", "WARNING"),
            ),
            self._child("beat", 5.0, "celery", "-A", "config", "beat", "-l", "WARNING"),
        ]
        self.watches = {child.name: LogWatch(child.log) for child in self.children}

    def _child(self, name: str, grace: float, *module: str) -> Child:
        log = self.home / "logs" / f"{name}.log"
        return Child(name=name, argv=[PYTHON, "-m", *module], log=log, env=self.env, grace=grace)

    # --- starting ---

    def require_all(self) -> None:
        """Raise Refusal when something would keep the product from running; nothing has been started yet."""
        homes.furnish(self.home)
        if not self.lock.take():
            raise Refusal(self._running_already())
        demands.require_port(self.host, self.port)
        demands.require_libraries()
        demands.require_front_end(BASE_DIR / "static" / "dist")
        demands.require_space(self.home)
        homes.record(self._running_file(), json.dumps({"pid": os.getpid(), "url": self.url}))

    def _running_file(self) -> Path:
        return self.home / "servers" / "running.json"

    def _running_already(self) -> str:
        try:
            other = json.loads(self._running_file().read_text())
        except (OSError, ValueError):
            other = {"pid": "?", "url": "?"}
        return _(
            "Georeum is running already in %(home)s (process %(pid)s): open %(url)s, or stop it first with Ctrl-C."
        ) % {"home": self.home, "pid": other["pid"], "url": other["url"]}

    def start(self) -> None:
        """Start everything and wait until it is ready. Raises Refusal."""
        if self.lease.services:
            names = {"postgres": "PostgreSQL", "valkey": "Valkey"}
            say(_("Starting %(servers)s …") % {"servers": ", ".join(names[name] for name in self.lease.services)})
            self.lease.take()
        say(_("Preparing the database …"))
        self._manage("prepare")
        self._load_demo()
        say(_("Starting the web, the worker and the clock …"))
        for child in self.children:
            child.start()
        self._wait_until_ready()

    def _manage(self, *arguments: str) -> None:
        """Run a management command to its end, saying now and then how far it is.

        Raises Refusal with the end of its log when it fails.
        """
        log = self.home / "logs" / "prepare.log"
        self.helper = processes.spawn(
            [PYTHON, "manage.py", *arguments], log=log, at_parents_end=signal.SIGTERM, env=self.env, cwd=BASE_DIR
        )
        said = time.monotonic()
        while (code := self.helper.poll()) is None:
            time.sleep(0.05)
            if time.monotonic() - said > SAYS_PROGRESS_EVERY:
                said = time.monotonic()
                say(f"  {processes.tail(log, 1).strip()}")
        self.helper = None
        if code:
            raise Refusal(
                _("“manage.py %(command)s” failed. The end of %(log)s says:")
                % {"command": " ".join(arguments), "log": log}
                + "\n"
                + processes.tail(log)
            )

    def _load_demo(self) -> None:
        """Load the demonstration data once, into an installation where nobody can sign in yet."""
        nobody_yet = json.loads((self.home / "servers" / "prepared.json").read_text())["demo"]
        marker = DemoMarker(self.home / "demo.json")
        if os.environ.get("GEOREUM_DEMO", "1") == "0" or not (nobody_yet or marker.was_cut_short()):
            return
        say(_("Loading the demonstration data, once; this takes a minute or two …"))
        marker.begin(afresh=nobody_yet)
        for step in DEMO_STEPS:
            if step not in marker.done:
                try:
                    self._manage("load_demo", *step)
                except Refusal as refusal:
                    say(refusal.sentence)
                    return
                marker.add(step)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        problem = ""
        while time.monotonic() < deadline:
            self.watch()
            ready, problem = self._ask_ready()
            if ready:
                return
            for child in self.children:
                if child.deaths >= 2:
                    raise Refusal(
                        _("The %(part)s does not start. The end of %(log)s says:")
                        % {"part": child.name, "log": child.log}
                        + "\n"
                        + processes.tail(child.log)
                    )
            time.sleep(0.1)
        raise Refusal(
            _("Georeum did not get ready within %(seconds)d seconds: %(problem)s")
            % {"seconds": READY_WITHIN, "problem": problem}
        )

    def _ask_ready(self) -> tuple[bool, str]:
        # By the name the web always answers to, whatever HOST and ALLOWED_HOSTS say.
        question = urllib.request.Request(f"{self.url}readyz", headers={"Host": "localhost"})
        try:
            with urllib.request.urlopen(question, timeout=10):
                return True, ""
        except urllib.error.HTTPError as error:
            with error:
                return False, error.read(2000).decode(errors="replace")
        except (OSError, ValueError) as error:
            return False, str(error)

    # --- running ---

    def watch(self) -> None:
        """Look once after the servers and every child; say what was found dead. Raises Stopped."""
        if under_make.make_was_told_to_stop():
            raise Stopped
        if self.lease.services:
            try:
                self.lease.ready()
            except Refusal as refusal:
                say(refusal.sentence)
                raise
        for child in self.children:
            code = child.look_after()
            if code is not None:
                say(
                    _("The %(part)s ended (code %(code)s) and is started again; see %(log)s")
                    % {"part": child.name, "code": code, "log": child.log}
                )

    def say_errors(self) -> None:
        """Say how many errors the children have logged since the last time."""
        for child in self.children:
            count = self.watches[child.name].new_errors()
            if count:
                say(
                    _("The %(part)s logged %(count)d errors; see %(log)s")
                    % {"part": child.name, "count": count, "log": child.log}
                )

    # --- stopping ---

    def stop(self) -> None:
        """Stop everything in the reverse order of starting."""
        if self.helper is not None:
            processes.end(self.helper, (signal.SIGTERM, 5.0))
        for child in reversed(self.children):
            child.stop()
        if self.lease.services:
            self.lease.give_back()
        self._running_file().unlink(missing_ok=True)
        self.lock.release()


def _stop_once(_signal: int, _frame: FrameType | None) -> None:
    """Turn the first signal into Stopped; stopping is not hurried by more of them."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


def main(argv: Sequence[str] = ()) -> int:
    """Run the product until it is told to stop. Return 0; raises Refusal when it cannot run."""
    under_make.end_with_make()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop_once)
    port = demands.port_from(os.environ.get("PORT") or "8000")
    home = homes.locate(os.environ.get("GEOREUM_HOME", ""))
    supervisor = Supervisor(home, os.environ.get("HOST") or "127.0.0.1", port)
    try:
        supervisor.require_all()
    except Stopped:
        return 0
    try:
        supervisor.start()
        say_welcome(supervisor.url, home)
        while True:
            time.sleep(LOOKS_EVERY)
            supervisor.watch()
            supervisor.say_errors()
    except Stopped:
        say(_("Stopping …"))
    finally:
        supervisor.stop()
    say(_("Stopped. Nothing is running any more."))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
