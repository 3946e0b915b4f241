"""The repository runs without the network, names no package host, and says nothing in one language only."""

import re
import subprocess

from django.core.management import call_command

from tests.architecture.source import ROOT

HOSTS = re.compile(r"p[y]pi\.org|python[h]osted|n[p]mjs|cdn\.|jsd[e]livr|unp[k]g|g[o]ogleapis|d[e]bian\.org", re.I)


def tracked_files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_file_names_a_package_host_or_a_cdn():
    found = []
    for name in tracked_files():
        text = (ROOT / name).read_bytes().decode("utf-8", "ignore")
        found += [f"{name}: {match.group()}" for match in HOSTS.finditer(text)]
    assert found == []


def test_built_and_foreign_files_are_not_committed():
    foreign = re.compile(r"(^|/)(node_modules|dist|\.venv|var)/|\.(ttf|otf|woff2?|mo|min\.js|min\.css)$")
    assert [name for name in tracked_files() if foreign.search(name)] == []


def test_every_text_is_in_both_languages():
    call_command("catalogue", check=True)
