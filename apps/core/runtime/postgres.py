"""The embedded PostgreSQL of one home: made once, started, recovered after any crash, stopped.

Data lie in `home/postgres/data`. As root, when PostgreSQL's own user may not pass through the
home, they lie below /var/lib/georeum instead and `home/postgres.location` says where: nobody's
folder is opened for it. Only a Unix socket listens; every login needs its password.
"""

import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg
from psycopg import sql

from apps.core.runtime import home as homes
from apps.core.runtime import processes, programs
from apps.core.runtime.words import Refusal
from apps.core.runtime.words import gettext as _

SUPERUSER = "postgres"
EXTENSIONS = ("pg_trgm", "btree_gist")
STOP = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0))
START_TRIES_FOR = 15.0  # seconds in which a server that ends at once is tried again
RECOVERY_MAY_TAKE = 900.0  # seconds

MODEST = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "wal_compression": "on",
    "autovacuum_max_workers": "2",
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    # A failed statement in the log would hold what was typed into it: patient data.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
FOR_TESTS = {"fsync": "off", "full_page_writes": "off", "max_connections": "120"}


class Postgres:
    """One embedded server; `start` and `stop` belong to one process, which is its parent."""

    name = "postgres"

    def __init__(self, home: Path, *, for_tests: bool = False) -> None:
        self.home = home
        self.log = home / "logs" / "postgres.log"
        self.settings = MODEST | (FOR_TESTS if for_tests else {})
        self.for_tests = for_tests
        self.process: subprocess.Popen[bytes] | None = None
        self.account = programs.database_account(self._existing_data())
        self.programs = programs.readable_for(self.account, programs.postgres_programs())
        self.version = programs.major_version(self.programs)
        self.through_home = self._may_pass()
        self.data = self._existing_data() or self._place_for_data()

    # --- where ---

    def _pointer(self) -> Path:
        return self.home / "postgres.location"

    def _existing_data(self) -> Path | None:
        """Return where the data are, if they have been made. Raises Refusal when they have gone missing."""
        if self._pointer().is_file():
            elsewhere = Path(self._pointer().read_text().strip())
            if not elsewhere.is_dir():
                raise Refusal(
                    _("The data of this home should be in %(folder)s, as %(pointer)s says, but they are not there.")
                    % {"folder": elsewhere, "pointer": self._pointer()}
                )
            return elsewhere
        inside = self.home / "postgres" / "data"
        return inside if inside.is_dir() else None

    def _may_pass(self) -> bool:
        return self.account is None or programs.can(self.account, "-x", self.home)

    def _place_for_data(self) -> Path:
        if self.through_home:
            return self.home / "postgres" / "data"
        return programs.SHARED / f"home-{secrets.token_hex(6)}" / "data"

    # --- making ---

    def create(self) -> None:
        """Make the database cluster unless it is there; one cut short is made anew. Raises Refusal."""
        if (self.data / "PG_VERSION").is_file():
            self._check_version()
            return
        parent, draft = self.data.parent, self.data.with_name("data.new")
        password_file = parent / "password"
        try:
            parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if programs.SHARED in self.data.parents:
                programs.SHARED.chmod(0o755)
            self._give(parent)
            shutil.rmtree(draft, ignore_errors=True)
            descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.write(descriptor, homes.secret(self.home, "passwords/postgres").encode())
            os.close(descriptor)
            self._give(password_file)
            self._initdb(draft, password_file)
            draft.rename(self.data)
            if not self.through_home:
                homes.record(self._pointer(), f"{self.data}\n")
        except OSError as error:
            raise Refusal(
                _("The database cannot be made in %(folder)s (%(reason)s).")
                % {"folder": self.data, "reason": error.strerror or error}
            ) from None
        finally:
            password_file.unlink(missing_ok=True)

    def _give(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self.version):
            raise Refusal(
                _("The data in %(folder)s were made by PostgreSQL %(old)s and this is %(new)s: dump and restore them.")
                % {"folder": self.data, "old": made_by, "new": self.version}
            )

    def _initdb(self, draft: Path, password_file: Path) -> None:
        # With LC_CTYPE C the trigrams of Hangul would be empty, and no error would say so.
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.version >= 17 else []
        command = [str(self.programs / "initdb"), "-D", str(draft), "-E", "UTF8", *builtin, "--locale=C.UTF-8"]
        command += ["-A", "scram-sha-256", "-U", SUPERUSER, f"--pwfile={password_file}", "--data-checksums"]
        command += ["--no-sync"] if self.for_tests else []
        account = self.account
        made = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=programs.CLEAN,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        if made.returncode:
            raise Refusal(_("PostgreSQL's initdb failed:") + "\n" + "\n".join(made.stderr.splitlines()[-5:]))

    # --- running ---

    def start(self) -> None:
        """Start and wait until it answers, clearing what a former life left. Raises Refusal."""
        self.create()
        account = (self.account.uid, self.account.gid) if self.account else None
        sockets = homes.make_sockets(self.home, database_user=account, through_home=self.through_home) / "postgres"
        give_up = time.monotonic() + START_TRIES_FOR
        while True:
            self._clear_leftovers(sockets)
            self.process = self._spawn(sockets)
            if self._wait_until_it_answers(self.process):
                break
            if time.monotonic() > give_up:
                raise Refusal(
                    _("PostgreSQL does not start. The end of %(log)s says:") % {"log": self.log}
                    + "\n"
                    + processes.tail(self.log, 6)
                )
            time.sleep(0.5)
        self._furnish()

    def _spawn(self, socket_folder: Path) -> "subprocess.Popen[bytes]":
        settings = self.settings | {"unix_socket_directories": str(socket_folder)}
        if self.version >= 18:
            settings["io_method"] = "sync"  # spares three processes
        command = [str(self.programs / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return processes.spawn(
            command, log=self.log, at_parents_end=signal.SIGINT, account=self.account, env=programs.CLEAN
        )

    def _clear_leftovers(self, socket_folder: Path) -> None:
        """End a server left on these data, then drop its lock files.

        PostgreSQL itself refuses a lock file that was cut short, or whose number now belongs to
        another program; with nobody left in the folder the files say nothing.
        """
        processes.clear_out(self.data, ("postgres",), *STOP)
        if self.process is not None:
            self.process.poll()
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (socket_folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _wait_until_it_answers(self, process: "subprocess.Popen[bytes]") -> bool:
        deadline = time.monotonic() + RECOVERY_MAY_TAKE
        while process.poll() is None and time.monotonic() < deadline:
            try:
                self._connect("postgres").close()
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    processes.end(process, *STOP)
                    raise Refusal(
                        _("The database in %(data)s does not take the passwords kept in %(home)s: they were replaced.")
                        % {"data": self.data, "home": self.home / "passwords"}
                    ) from None
                time.sleep(0.05)
            else:
                return True
        return False

    def _connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(homes.sockets(self.home) / "postgres"),
            user=SUPERUSER,
            password=homes.secret(self.home, "passwords/postgres"),
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def answers(self) -> bool:
        """Tell whether the process lives; a dead one is started again by whoever watches."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Stop fast: open transactions are rolled back, committed ones are on disk."""
        if self.process is not None:
            processes.end(self.process, *STOP)
            self.process = None

    # --- roles, database, extensions ---

    def _furnish(self) -> None:
        with self._connect("postgres") as connection:
            for role in homes.ROLES.values():
                self._ensure_role(connection, role)
            # The owner may act as the web (never the other way round): so the tests try what the web may do.
            owner, web = (sql.Identifier(homes.ROLES[name]) for name in ("owner", "web"))
            connection.execute(sql.SQL("GRANT {} TO {}").format(web, owner))
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [homes.DATABASE]).fetchone()
            if not known:
                self._ensure_extensions("template1")  # so that test databases have them too
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(homes.DATABASE), sql.Identifier(homes.ROLES["owner"])
                    )
                )
        self._ensure_extensions(homes.DATABASE)

    def _ensure_role(self, connection: "psycopg.Connection[tuple[object, ...]]", role: str) -> None:
        """Create the login, or set its password again: the file in the home is what counts."""
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        rights = "CREATEDB" if role == homes.ROLES["owner"] else "NOCREATEDB"
        connection.execute(
            sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
                sql.SQL("ALTER" if known else "CREATE"),
                sql.Identifier(role),
                sql.SQL(rights),
                sql.Literal(homes.secret(self.home, f"passwords/{role}")),
            )
        )

    def _ensure_extensions(self, database: str) -> None:
        with self._connect(database) as connection:
            for name in EXTENSIONS:
                connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
