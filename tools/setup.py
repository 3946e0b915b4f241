"""Puts together what the product needs on this machine, then runs or tests it. Standard library only.

    python3 tools/setup.py install | front | run | test | lint

Everything done is stamped with a hash of what it was made from, so a second time costs nothing.
What only an administrator can install is installed when we are root; otherwise the exact command is said.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DIST = ROOT / "static" / "dist"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (18, 17)
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
BROWSERS = ("chromium", "chromium-browser")


class Stop(SystemExit):
    """A sentence that says what is missing and what to do; ends with code 1."""


def say(text: str) -> None:
    print(text, flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command to its end. Raises Stop when it fails; its own output has said why."""
    words = [str(word) for word in command]
    code = subprocess.run(words, cwd=ROOT, env=env, check=False).returncode
    if code:
        raise Stop(f"This failed (code {code}): {' '.join(words)}")


def mark_of(paths: Iterable[Path], *more: str) -> str:
    """Return a hash of the files' names and contents."""
    mark = hashlib.sha256("\0".join(more).encode())
    for path in sorted(paths):
        mark.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return mark.hexdigest()


def stamped(stamp: Path, mark: str) -> bool:
    return stamp.is_file() and stamp.read_text() == mark


# --- Debian packages -------------------------------------------------------------------------------


def apt(packages: list[str], what_for: str) -> None:
    """Install Debian packages, or say how. Raises Stop."""
    names = " ".join(packages)
    tool = shutil.which("apt-get")
    if os.geteuid() != 0:
        raise Stop(f"{what_for} needs system packages. Run: sudo apt-get install {names}\nThen start again.")
    if tool is None:
        raise Stop(f"{what_for} needs system packages that Debian calls: {names}\nInstall them, then start again.")
    say(f"Installing {names} …")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = [tool, "install", "-y", "-qq", "--no-install-recommends", *packages]
    if subprocess.run(install, env=env, stdout=subprocess.DEVNULL, check=False).returncode:
        run(tool, "update", "-qq", env=env)
        run(*install, env=env)


def missing_libraries() -> list[str]:
    missing = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def ensure_libraries() -> None:
    missing = missing_libraries()
    if missing:
        apt(missing, "The PDF reports")


def ensure_browser() -> None:
    if not any(map(shutil.which, BROWSERS)):
        apt(["chromium"], "The browser tests")


# --- The Python environment ------------------------------------------------------------------------


def ensure_environment(requirements: str = "requirements.txt") -> None:
    """Make .venv and install the pinned, hashed packages into it."""
    ensure_venv()
    source = ROOT / requirements
    stamp, mark = VENV / f".{requirements}.stamp", mark_of([source], sys.version)
    if stamped(stamp, mark):
        return
    say(f"Installing the packages of {requirements} into .venv …")
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", source)
    stamp.write_text(mark)


def ensure_venv() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise Stop(
            f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed, this is {sys.version.split()[0]}. "
            "Name another with: make run PYTHON=/usr/bin/python3.11"
        )
    if PYTHON.exists() and works(PYTHON, "import pip"):
        return
    if not works(Path(sys.executable), "import ensurepip, venv"):
        apt(["python3-venv"], "The Python environment")
    say("Making the Python environment .venv …")
    run(sys.executable, "-m", "venv", "--clear", VENV)


def works(python: Path, statement: str) -> bool:
    return subprocess.run([python, "-c", statement], capture_output=True, check=False).returncode == 0


# --- The front end ---------------------------------------------------------------------------------


def ensure_front() -> None:
    """Install the locked front-end packages and build static/dist, each only when its sources changed."""
    lock = [ROOT / "package.json", ROOT / "package-lock.json"]
    sources = [path for path in (ROOT / "static" / "src").rglob("*") if path.is_file()]
    packages = mark_of(lock)
    build = mark_of([*lock, ROOT / "tools" / "build.mjs", *sources])
    if stamped(DIST / ".stamp", build):
        return
    env = node_environment() | {"npm_config_update_notifier": "false"}
    installed = ROOT / "node_modules" / ".stamp"
    if not stamped(installed, packages):
        say("Installing the front-end packages …")
        quiet = ("--no-audit", "--no-fund", "--loglevel=error")
        run("npm", "ci", "--ignore-scripts=false", *quiet, env=env)
        installed.write_text(packages)
    say("Building the front end …")
    run("npm", "run", "--silent", "build", env=env)
    (DIST / ".stamp").write_text(build)


def node_environment() -> dict[str, str]:
    """Return an environment in which `npm` is found: the system's, else one installed into .venv."""
    if node_version("node") >= OLDEST_NODE and shutil.which("npm"):
        return dict(os.environ)
    ensure_environment("requirements-node.txt")
    return os.environ | {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def node_version(node: str) -> tuple[int, ...]:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
        return tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return (0,)


def ensure_catalogue() -> None:
    """Compile the translations when a source is newer than what was compiled from it."""
    for folder in (ROOT / "locale").glob("*/LC_MESSAGES"):
        compiled = folder / "django.mo"
        newest = max((path.stat().st_mtime for path in folder.glob("*.po")), default=0.0)
        if newest and (not compiled.exists() or compiled.stat().st_mtime < newest):
            run(PYTHON, "manage.py", "catalogue", "--compile")
            return


# --- What can be asked for -------------------------------------------------------------------------


def install() -> None:
    ensure_environment()
    ensure_libraries()


def everything() -> None:
    install()
    ensure_front()
    ensure_catalogue()


def run_product() -> None:
    """Become the product: same process, so that signals meant for it reach it."""
    everything()
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), "manage.py", "run"])


LINT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Style (ruff check)", ("ruff", "check", ".")),
    ("Format (ruff format)", ("ruff", "format", "--check", ".")),
    ("Types (mypy)", ("mypy",)),
    ("Layers (import-linter)", ("lint-imports",)),
    ("Migrations are complete", ("python", "manage.py", "makemigrations", "--check", "--dry-run")),
)
TESTS = (("Tests (pytest)", ("python", "-m", "pytest", "-n", "2")),)


def lint() -> None:
    everything()
    ensure_environment("requirements-dev.txt")
    steps(LINT)


def test() -> None:
    everything()
    ensure_environment("requirements-dev.txt")
    ensure_browser()
    steps(LINT + TESTS)


def steps(wanted: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    """Run every step, then say which failed. Raises Stop when any did."""
    failed = []
    for title, (program, *arguments) in wanted:
        say(f"\n=== {title}")
        begun = time.monotonic()
        code = subprocess.run([VENV / "bin" / program, *arguments], cwd=ROOT, check=False).returncode
        say(f"--- {title}: {'ok' if code == 0 else f'FAILED (code {code})'}, {time.monotonic() - begun:.0f} s")
        if code:
            failed.append(title)
    if failed:
        raise Stop("\nFailed: " + "; ".join(failed))
    say("\nAll steps passed.")


COMMANDS = {"install": install, "front": ensure_front, "run": run_product, "test": test, "lint": lint}


def main() -> None:
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if wanted not in COMMANDS:
        raise Stop(f"Say one of: {', '.join(COMMANDS)}")
    os.chdir(ROOT)
    try:
        COMMANDS[wanted]()
    except KeyboardInterrupt:
        raise Stop("Interrupted.") from None
    except OSError as error:
        raise Stop(f"{error.filename or ROOT}: {error.strerror or error}. Is this folder writable for you?") from None


if __name__ == "__main__":
    main()
