"""A home of its own for one command that measures: nothing of the installation is read, loaded or changed.

Whatever servers the environment names are not used either: a bench that filled a living register with a million
invented people would be remembered.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apps.core.runtime import home as homes

NAMES_SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "BROKER_URL", "CACHE_URL", "GEOREUM_DATABASE_ROLE")


@contextmanager
def home_apart(purpose: str) -> Iterator[Path]:
    """Make a home below the folder for temporary files (TMPDIR) and let this process live in it; remove it at the end.

    SIGTERM ends the process as Ctrl-C does, so that what is inside is given back and removed then too.
    """
    home = Path(tempfile.mkdtemp(prefix=f"georeum-{purpose}-"))
    home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    named = {name: os.environ.pop(name, None) for name in (*NAMES_SERVERS, "GEOREUM_HOME")}
    os.environ["GEOREUM_HOME"] = str(home)
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        homes.furnish(home)
        yield home
    finally:
        signal.signal(signal.SIGTERM, before)
        os.environ.pop("GEOREUM_HOME")
        os.environ.update({name: value for name, value in named.items() if value is not None})
        remove(home)


def remove(home: Path) -> None:
    """Remove a home with all its data, also where PostgreSQL's user keeps them elsewhere."""
    elsewhere = home / "postgres.location"
    if elsewhere.is_file():
        shutil.rmtree(Path(elsewhere.read_text().strip()).parent, ignore_errors=True)
    sockets = homes.sockets(home)
    if sockets != home / "run":
        shutil.rmtree(sockets, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
