"""Where this installation keeps its things, its secrets, and the addresses of its embedded servers.

The settings import this module, so it knows nothing of Django. Layout of the home:
secret_key, passwords/ (0700), postgres/ (data or a pointer to it), valkey/, run/ (sockets),
servers/ (locks and state), logs/, files/, staticfiles/.
"""

import hashlib
import os
import pwd
import secrets
import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from apps.core.runtime.words import BASE_DIR, Refusal
from apps.core.runtime.words import gettext as _

# A Unix socket's path may hold 107 bytes; ".s.PGSQL.5432" and its lock file need their part.
LONGEST_SOCKET_DIRECTORY = 80
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_.-+")
PRIVATE_FOLDERS = ("passwords", "servers", "logs", "files")
DATABASE = "georeum"
ROLES = {"owner": "georeum_owner", "web": "georeum_web"}


def locate(value: str = "") -> Path:
    """Return the absolute home of this installation; without a value it is ./var beside manage.py."""
    return Path(value).expanduser().resolve() if value else BASE_DIR / "var"


def furnish(home: Path) -> None:
    """Create the home and its private folders. Raises Refusal when it cannot be written."""
    try:
        if not home.exists():
            home.mkdir(parents=True)
            # As root the database's own user must pass through, and may not look around.
            home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for name in PRIVATE_FOLDERS:
            folder = home / name
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
        if not os.access(home, os.W_OK | os.X_OK):
            raise PermissionError(13, "not writable", str(home))
    except OSError as error:
        raise Refusal(_not_writable(home, error)) from None


def _not_writable(home: Path, error: OSError) -> str:
    user = pwd.getpwuid(os.geteuid()).pw_name if _known(os.geteuid()) else str(os.geteuid())
    return _(
        "Georeum cannot write to its home %(home)s (%(reason)s). Make it writable for the user %(user)s, "
        "or choose another place, for example: GEOREUM_HOME=$HOME/georeum make run"
    ) % {"home": home, "reason": error.strerror or error, "user": user}


def _known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def secret_key(home: Path) -> str:
    """Return this installation's signing key, made once. Raises Refusal when it can be neither read nor made."""
    return secret(home, "secret_key")


def secret(home: Path, name: str) -> str:
    """Return the secret kept in `home/name`, made once with mode 0600; simultaneous makers agree on one."""
    path = home / name
    try:
        value = path.read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        value = ""
    except OSError as error:
        raise Refusal(_not_readable(path, error)) from None
    return value or _make_secret(home, path)


def _make_secret(home: Path, path: Path) -> str:
    furnish(home)
    value = secrets.token_urlsafe(48)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(value + "\n")
            file.flush()
            os.fsync(file.fileno())
        if path.exists() and not path.read_text().strip():
            path.unlink()  # cut short by a full disk or a lost battery
        try:
            os.link(draft, path)
        except FileExistsError:
            value = path.read_text().strip()
        finally:
            draft.unlink()
    except OSError as error:
        raise Refusal(_not_writable(home, error)) from None
    return value


def _not_readable(path: Path, error: OSError) -> str:
    return _(
        "%(path)s cannot be read (%(reason)s): this home belongs to another user. Run Georeum as that user, "
        "or choose another home with GEOREUM_HOME."
    ) % {"path": path, "reason": error.strerror or error}


# --- Sockets -----------------------------------------------------------------------------------


def sockets(home: Path) -> Path:
    """Return the folder of the embedded servers' sockets: the one in use, else the one that would be used."""
    try:
        recorded = (home / "servers" / "sockets").read_text().strip()
    except OSError:
        recorded = ""
    return Path(recorded) if recorded else preferred_sockets(home, through_home=True)


def preferred_sockets(home: Path, *, through_home: bool) -> Path:
    """Return `home/run` when it is short, plain and reachable for the database's user, else a short folder."""
    inside = home / "run"
    if through_home and len(os.fsencode(inside)) <= LONGEST_SOCKET_DIRECTORY and PLAIN.issuperset(str(inside)):
        return inside
    short = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    uid = os.geteuid()
    if uid == 0:
        return Path("/run") / f"georeum-{short}"
    session = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent")
    if session.is_dir() and session.stat().st_uid == uid and len(os.fsencode(session)) <= 40:
        return session / f"georeum-{short}"
    return Path("/tmp") / f"georeum-{uid}-{short}"


def make_sockets(home: Path, *, database_user: tuple[int, int] | None, through_home: bool) -> Path:
    """Create and record the sockets' folder, private to this user (and below it the database user's own).

    Raises Refusal when somebody else has taken its name.
    """
    folder = preferred_sockets(home, through_home=through_home)
    mode = 0o711 if database_user else 0o700
    try:
        folder.mkdir(mode=mode, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise FileExistsError(17, "taken by another user", str(folder))
        folder.chmod(mode)
        inner = folder / "postgres"
        inner.mkdir(mode=0o700, exist_ok=True)
        if database_user:
            os.chown(inner, *database_user)
        inner.chmod(0o700)
        record(home / "servers" / "sockets", str(folder))
    except OSError as error:
        raise Refusal(
            _("The folder %(folder)s for the embedded servers' sockets cannot be made (%(reason)s). Remove it.")
            % {"folder": folder, "reason": error.strerror or error}
        ) from None
    return folder


def record(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old or the new text, never half of one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text)
    draft.replace(path)


# --- Addresses for the settings ----------------------------------------------------------------


def embedded_database(home: Path, role: str) -> dict[str, Any]:
    """Return Django's database entry for the embedded PostgreSQL, as "owner" of the tables or as "web"."""
    if role not in ROLES:
        raise Refusal(_("GEOREUM_DATABASE_ROLE must be owner or web, not %(role)s.") % {"role": role})
    try:
        password = (home / "passwords" / ROLES[role]).read_text().strip()
    except OSError:
        password = ""
    return {
        "HOST": str(sockets(home) / "postgres"),
        "PORT": "",
        "NAME": DATABASE,
        "USER": ROLES[role],
        "PASSWORD": password,
    }


def embedded_broker(home: Path) -> str:
    """Return the address of the embedded Valkey as Celery writes it."""
    return f"redis+socket://{sockets(home)}/valkey.sock"


def cache_beside(broker: str) -> str:
    """Return the cache's address on the broker's own Redis, as redis-py writes it; "" for another broker.

    Celery says redis+socket:///path?virtual_host=1 where redis-py says unix:///path?db=1.
    """
    if broker.startswith("redis+socket://"):
        parts = urlsplit(broker)
        number = parse_qs(parts.query).get("virtual_host", ["0"])[0]
        return f"unix://{parts.path}?db={number}"
    return broker if broker.startswith(("redis://", "rediss://")) else ""
