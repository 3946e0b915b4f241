"""The published figures of 2016 come out of the report, exactly, from the demonstration's records (IND-30).

The whole year is loaded once, through the product's verbs; that takes a minute or more.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from apps.centres.models import Centre
from apps.desk.demo import published
from apps.reports.indicators import Figures, Scope, Status, count
from apps.reports.periods import Period
from apps.reports.words import period_words
from tests import demo
from tests.reports.counts import APRIL, DECEMBER, JANUARY, MARCH, MAY, between, monthly


@pytest.fixture(scope="module")
def replayed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with demo.kept(django_db_blocker, load_and_check):
        yield


def load_and_check() -> None:
    """With the deferred checks of the whole year done here, once, and not at the end of each test."""
    demo.load_year()
    connection.check_constraints()


def centre(code: str) -> Centre:
    return Centre.objects.get(code=code)


def published_totals(figures: Figures) -> dict[str, object]:
    codes = {"persons": "BEN", "prostheses": "PRO", "orthoses": "ORT", "wheelchairs": "WCH", "crutches": "CRU",
             "sessions": "PTS"}  # fmt: skip
    return {name: figures[code].total for name, code in codes.items()}


@pytest.mark.usefixtures("replayed")
@pytest.mark.parametrize("code", ["RAK", "SON"])
def test_the_published_figures_come_out_exactly(db: None, code: str) -> None:
    """IND-30: 772 people, 556 prostheses, 87 orthoses, 24 wheelchairs, 219 pairs, 980 sessions at Rakrang; Songrim."""
    (row,) = [one for one in published.replays(2016) if one.centre == code]
    figures = count(Scope.of(centre(code)), Period(row.first, row.last.replace(day=1)))
    expected = {name: value for name, value in vars(row.totals).items() if value is not None}
    assert published_totals(figures) | expected == published_totals(figures)
    assert figures["CRP"].total == Decimal(row.totals.crutches) / 2


@pytest.mark.usefixtures("replayed")
def test_songrim_in_2016_reads_as_eight_months(db: None) -> None:
    """IND-24."""
    songrim = centre("SON")
    assert monthly(songrim, MARCH)["BEN"].status == Status.BEFORE_SUPPORT
    assert monthly(songrim, APRIL)["BEN"].status == Status.NO_REPORT
    assert period_words(between(songrim, JANUARY, DECEMBER)) in ("May–December 2016, 8 months", "2016년 5–12월, 8개월")


@pytest.mark.usefixtures("replayed")
def test_the_command_prints_what_was_published(db: None) -> None:
    """IND-30, as a script reads it; the year from months as in IND-27."""
    out = StringIO()
    call_command("indicators", first="2016-01", last="2016-12", format="json", stdout=out)
    data = json.loads(out.getvalue())
    assert (data["RAK"]["BEN"]["total"], data["SON"]["BEN"]["total"]) == (772, 563)
    assert (data["RAK"]["CRP"]["total"], data["SON"]["CRP"]["total"]) == (219.0, 56.0)
    together = data["ALL"]["BEN"]
    assert together["total"] + together["overlap"] == 772 + 563
    by_month = [monthly(centre("RAK"), month)["PRO"].total for month in Period(JANUARY, DECEMBER).months]
    assert sum(by_month) == data["RAK"]["PRO"]["total"]
    assert monthly(centre("SON"), MAY)["BEN"].status == Status.REPORTED
