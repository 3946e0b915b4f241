"""Every MUST of the contract has a test that cites it, and docs/sync.md says how each is done and by what shown."""

import re
from pathlib import Path

from apps.sync.models import ConflictCode, OperationStatus
from apps.sync.openapi import ANYBODY, CALLS, SIGNED
from tests.architecture.source import ROOT

HERE = Path(__file__).parent
PAGE = (ROOT / "docs/sync.md").read_text()
MUSTS = set(range(1, 21))
CITED = re.compile(r"MUST ([0-9]+(?:(?:, |–| and )[0-9]+)*)")


def cited(text):
    """The numbers that a text cites: one, several with commas between them, or from one to another with a dash."""
    for numbers in CITED.findall(text):
        for part in re.split(r", | and ", numbers):
            first, _dash, last = part.partition("–")
            yield from range(int(first), int(last or first) + 1)


def files_that_cite():
    """Number → the files of this folder in which it is cited, this one left out."""
    found = {number: set() for number in MUSTS}
    for file in set(HERE.glob("*.py")) - {Path(__file__)}:
        for number in cited(file.read_text()):
            found.setdefault(number, set()).add(file.name)
    return found


def rows():
    """(number, names of the files that are linked) of each row of the table in the page."""
    for line in PAGE.partition("## What must hold")[2].splitlines():
        if row := re.match(r"\| ([0-9]+) \|", line):
            yield int(row[1]), {Path(link).name for link in re.findall(r"\]\(\.\./tests/sync/([a-z_]+\.py)\)", line)}


def test_every_must_is_cited_by_a_test():
    found = files_that_cite()
    assert {number for number, files in found.items() if not files} == set()
    assert found.keys() == MUSTS


def test_the_page_tells_of_every_must_and_links_to_tests_that_cite_it():
    found, citing = dict(rows()), files_that_cite()
    assert found.keys() == MUSTS
    for number, links in found.items():
        assert links, number
        assert links <= citing[number], number


def test_the_page_names_every_status_and_conflict_that_there_is():
    assert {name for name in (*OperationStatus.values, *ConflictCode.values) if f"`{name}`" not in PAGE} == set()


def test_the_page_names_every_code_of_the_openapi_document():
    known = (ANYBODY, SIGNED, *(call.refuses for call in CALLS))
    codes = {code for refusals in known for listed in refusals.values() for code in listed}
    assert {code for code in codes if f"`{code}`" not in PAGE} == set()
