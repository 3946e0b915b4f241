"""What the machine must offer before anything is started; each lack is a sentence that says what to do."""

import ctypes
import errno
import os
import socket
from pathlib import Path

from apps.core.runtime.words import Refusal
from apps.core.runtime.words import gettext as _

# Library, and the Debian package that brings it.
LIBRARIES = (("libpango-1.0.so.0", "libpango-1.0-0"), ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"))
FASTER = (("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),)


def port_from(value: str) -> int:
    """Return the port number. Raises Refusal when it is none."""
    if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65536:
        raise Refusal(_("PORT is “%(port)s”; it must be a number from 1 to 65535.") % {"port": value})
    return int(value)


def require_port(host: str, port: int) -> None:
    """Raise Refusal when the address cannot be listened on."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _kind, _protocol, _name, address = found[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Refusal(_port_sentence(host, port, error)) from None


def _port_sentence(host: str, port: int, error: OSError) -> str:
    values = {"port": port, "other": port + 1 if 1023 < port < 65535 else 8000, "host": host}
    if error.errno == errno.EADDRINUSE:
        return _("Port %(port)s is taken by another program. Choose another: PORT=%(other)s make run") % values
    if error.errno == errno.EACCES:
        return _("Port %(port)s may only be opened by root. Choose another: PORT=%(other)s make run") % values
    values["reason"] = error.strerror or error
    return _("The address %(host)s:%(port)s cannot be opened (%(reason)s). Check HOST and PORT.") % values


def missing_packages(*, also_faster: bool = False) -> list[str]:
    """Return the Debian packages whose libraries cannot be loaded."""
    missing = []
    for library, package in LIBRARIES + (FASTER if also_faster else ()):
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def require_libraries() -> None:
    """Raise Refusal when the PDF's text library is not there."""
    missing = missing_packages()
    if missing:
        raise Refusal(
            _("A system library for the PDF reports is missing. Run: %(command)s")
            % {"command": f"{'' if os.geteuid() == 0 else 'sudo '}apt-get install {' '.join(missing)}"}
        )


def require_front_end(folder: Path) -> None:
    """Raise Refusal when the pages' styles and scripts have not been built."""
    if not folder.is_dir():
        raise Refusal(_("The pages' styles and scripts are not built yet. Run: make front"))


def require_space(folder: Path, megabytes: int = 200) -> None:
    """Raise Refusal when the disk is too full to keep data safe."""
    found = os.statvfs(folder)
    free = found.f_bavail * found.f_frsize // 1024**2
    if free < megabytes:
        raise Refusal(
            _("Only %(free)s MB are free on the disk of %(folder)s; %(wanted)s MB are needed. Make room first.")
            % {"free": free, "folder": folder, "wanted": megabytes}
        )
