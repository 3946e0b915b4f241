"""Loading the demonstration: what was planned is what is written, once, and never among real data."""

from datetime import UTC, date, datetime, time
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from apps.centres.models import Centre, Month
from apps.core import filing
from apps.desk.demo import load, plan
from apps.desk.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from apps.devices.models import Device, State
from apps.patients.models import Document, Patient
from apps.reports.indicators import Scope, count
from apps.reports.periods import Period
from apps.sync.models import Tablet
from apps.sync.queries import needing_somebody
from tests import demo

FACTOR = 0.03
UNTIL = date(2026, 11, 20)
MONTHS = Period(date(2016, 1, 1), date(2016, 12, 1))


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker):
    """A small demonstration of 2016, shared by this module's tests."""
    with demo.kept(django_db_blocker, lambda: demo.load_year(factor=FACTOR)):
        yield plan.of_year(2016, demo.SEED, factor=FACTOR)


@pytest.fixture
def loaded(year, db):
    return year


def load_again(**options) -> str:
    said = StringIO()
    call_command("load_demo", stdout=said, lang="en", **options)
    return said.getvalue()


def test_the_report_counts_what_was_planned(loaded):
    for centre in Centre.objects.all():
        figures = count(Scope.of(centre), MONTHS)
        planned = plan.tally(loaded, MONTHS.first, MONTHS.last, centre=centre.code)
        assert [figures[code].total for code in ("BEN", "PRO", "ORT", "WCH", "CRU", "PTS")] == list(
            vars(planned).values()
        )


def test_a_few_people_have_papers_whose_files_are_there(loaded):
    kept = Document.objects.kept()
    assert set(kept.values_list("kind", flat=True)) == {"referral", "x-ray", "other"}
    assert all(filing.is_whole(sha256) for sha256 in kept.values_list("sha256", flat=True))


def test_persons_served_at_both_centres_are_counted_once(loaded):
    figures = count(Scope.all(list(Centre.objects.all())), MONTHS)
    assert figures["BEN"].total == plan.tally(loaded, MONTHS.first, MONTHS.last).persons


def test_the_keys_are_those_of_the_plan(loaded):
    assert set(Patient.objects.values_list("pk", flat=True)) == {loaded.ids[key] for key in loaded.people}


def test_every_demo_account_signs_in(loaded):
    for account in DEMO_ACCOUNTS:
        user = authenticate(None, username=account.username, password=DEMO_PASSWORD)
        assert sorted(user.memberships.values_list("centre__code", "role")) == [
            (centre, account.role) for centre in account.centres
        ]


@pytest.mark.parametrize("model", [Centre, Patient, Device, Month])
def test_the_audit_trail_says_which_command_wrote(loaded, model):
    written = model.pgh_event_model.objects.values_list("pgh_context__command", "pgh_context__part").distinct()
    assert list(written) == [("load_demo", "2016")]


def test_a_second_run_changes_nothing(loaded):
    before = Patient.pgh_event_model.objects.count(), Device.pgh_event_model.objects.count()
    assert "already loaded" in load_again(year=2016, seed=demo.SEED)
    assert (Patient.pgh_event_model.objects.count(), Device.pgh_event_model.objects.count()) == before


def test_another_seed_is_refused(loaded):
    with pytest.raises(CommandError, match="empty database"):
        load_again(year=2016, seed=demo.SEED + 1)


def test_the_recent_months_follow_the_year(loaded):
    assert load.load_recent(UNTIL, demo.SEED, say=demo.silent, factor=FACTOR)
    assert State.ON_HOLD in Device.objects.open().values_list("state", flat=True)
    assert not Device.objects.open().filter(prescribed_on__year=2016).exists()
    overdue = needing_somebody(Tablet.objects.all(), datetime.combine(UNTIL, time(23), UTC))
    assert list(overdue.values_list("name", flat=True)) == ["RAK 2", "SON 2"]
    assert Tablet.objects.count() == 4
    assert not load.load_recent(date(2026, 12, 24), demo.SEED, say=demo.silent)
