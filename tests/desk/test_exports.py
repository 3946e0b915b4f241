"""Lists taken out of the system: what is in the file, what never is, and what stays on record."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.centres.models import Membership
from apps.core import jobs
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.desk import listings, policies
from apps.desk.actions import exports, making
from apps.desk.models import Export, ExportDownload
from apps.patients.actions import consents, patients
from apps.patients.models import PatientAccess
from tests.desk.lists import AT, an_export, asked_for, lines_of
from tests.people import MAY, a_delivery, a_lost_leg, a_patient, a_score, a_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]


def withdraw(people, patient):
    consents.refuse(patient=patient, centre=people.rakrang, kind="data-use", on=MAY, by=people.receptionist)


def columns(export):
    return set(lines_of(export)[0])


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_file_says_what_the_record_says(people, file_format):
    patient = a_patient(people, phone="+850 2 123", village="=1+1", birth_precision="year", birth_date=date(1970, 7, 1))
    export = an_export(people, file_format=file_format)
    (line,) = lines_of(export)
    assert (line["Patient number"], line["Name in Hangul"], line["Sex"]) == (patient.number, "김영수", "Male")
    assert (str(line["Birth date"])[:10], line["Birth date known as"]) == ("1970-07-01", "Year only")
    typed = ("+850 2 123", "=1+1") if file_format == "xlsx" else ("'+850 2 123", "'=1+1")
    assert (line["Phone"], line["Village or neighbourhood"]) == typed
    assert (export.state, export.rows, export.sha256) == ("done", 1, hashlib.sha256(export.file).hexdigest())


def test_the_file_speaks_the_language_that_was_asked_for(people):
    a_patient(people)
    (line,) = lines_of(an_export(people, language="ko"))
    assert "남" in line.values()
    assert "Male" not in line.values()


def test_another_centres_people_are_never_in_it(people):
    own, theirs = a_patient(people), a_patient(people, centre=people.songrim)
    shared = a_patient(people, centre=people.songrim)
    PatientAccess.objects.create(patient=shared, centre=people.rakrang, since=MAY)
    numbers = {line["Patient number"] for line in lines_of(an_export(people))}
    assert numbers == {own.number, shared.number}
    assert theirs.number not in numbers


@pytest.mark.parametrize("listing", ["devices", "sessions"])
def test_services_of_another_centre_are_never_in_it(people, listing):
    own, theirs = a_patient(people), a_patient(people, centre=people.songrim)
    for patient in (own, theirs):
        a_delivery(people, patient)
        a_session(people, patient, minutes=45)
    lines = lines_of(an_export(people, listing=listing, query="state=all"))
    assert [line["Patient number"] for line in lines] == [own.number]


@pytest.mark.parametrize(("listing", "guarded"), [("patients", {"Category", "Causes"}), ("devices", {"Cause"})])
def test_guarded_columns_are_there_only_when_asked_for(people, listing, guarded):
    patient = a_patient(people, category="military")
    limb = a_lost_leg(people, patient, cause="mine")
    a_delivery(people, patient, impairment=limb)
    query = "state=all" if listing == "devices" else ""
    plain, full = (an_export(people, listing=listing, query=query, guarded=asked) for asked in (False, True))
    assert columns(full) - columns(plain) == guarded
    assert b"Mine" not in plain.file
    assert b"Mine" in full.file


def test_whoever_withdrew_consent_is_left_out_and_counted(people):
    stays, leaves = a_patient(people), a_patient(people)
    for patient in (stays, leaves):
        a_session(people, patient)
    withdraw(people, leaves)
    for listing in ("patients", "sessions"):
        export = an_export(people, listing=listing)
        assert [line["Patient number"] for line in lines_of(export)] == [stays.number]
        assert (export.rows, export.left_out) == (1, 1)


def test_a_list_of_people_who_all_withdrew_has_nothing_to_take_out(people):
    withdraw(people, a_patient(people))
    with pytest.raises(Refused):
        asked_for(people)


def test_test_persons_are_marked(people):
    a_patient(people, is_test=True)
    a_patient(people)
    assert sorted(line["Test person"] for line in lines_of(an_export(people))) == ["No", "Yes"]


def test_filters_search_and_order_are_those_of_the_list(people):
    names = [("리순희", "F"), ("김영희", "F"), ("김영수", "M")]
    for name, sex in names:
        a_patient(people, name_hangul=name, sex=sex)
    found = [line["Name in Hangul"] for line in lines_of(an_export(people, query="sex=F&sort=-name"))]
    assert found == ["리순희", "김영희"]
    assert [line["Name in Hangul"] for line in lines_of(an_export(people, query="q=김&sex=F"))] == ["김영희"]


def test_devices_are_the_open_ones_unless_asked_otherwise(people):
    a_delivery(people, a_patient(people))
    with pytest.raises(Refused):
        asked_for(people, listing="devices")
    assert an_export(people, listing="devices", query="state=all").rows == 1


def test_a_filter_keeps_its_meaning_when_one_centre_alone_is_taken_out(people):
    """The therapist of Rakrang treated nobody in Songrim: nothing comes out, and not everything."""
    Membership.objects.create(user=people.manager, centre=people.songrim, role="manager", started_on=MAY)
    a_session(people, a_patient(people, centre=people.songrim), therapist=people.songrim_physio)
    with pytest.raises(Refused):
        asked_for(people, listing="sessions", query=f"therapist={people.physio.pk}", centres=[people.songrim])


def test_a_manager_of_two_centres_takes_out_either_or_both(people):
    Membership.objects.create(user=people.manager, centre=people.songrim, role="manager", started_on=MAY)
    a_patient(people)
    a_patient(people, centre=people.songrim)
    both = [people.rakrang, people.songrim]
    assert [an_export(people, centres=centres).rows for centres in (both, both[:1], both[1:])] == [2, 1, 1]


def test_asked_twice_with_one_key_is_one_export(people):
    a_patient(people)
    key = new_id()
    assert asked_for(people, id=key) == asked_for(people, id=key, reason="Another")
    assert Export.objects.get().reason == "Yearly visit of the donor"


def test_one_person_does_not_fill_the_queue(people):
    a_patient(people)
    for _time in range(policies.MOST_AT_ONCE):
        asked_for(people)
    with pytest.raises(Refused) as refusal:
        asked_for(people)
    assert refusal.value.reason == policies.ENOUGH_EXPORTS


def test_an_excel_file_is_refused_what_it_cannot_hold():
    asked = {"unfinished": 0, "rows": 1_000_001, "query": ""}
    assert policies.export(**asked, file_format="xlsx")
    assert policies.export(**asked, file_format="csv") is None


def test_a_search_too_long_to_be_kept_is_refused_and_not_cut():
    assert policies.export(unfinished=0, rows=1, query="q" * 1001, file_format="csv") == policies.LONG_SEARCH


@pytest.mark.parametrize("lost", ["manager", "everything"])
def test_whoever_lost_the_role_meanwhile_gets_no_file(people, lost):
    a_patient(people)
    export = asked_for(people)
    people.manager.memberships.update(ended_on=MAY)
    if lost == "manager":
        Membership.objects.create(user=people.manager, centre=people.rakrang, role="receptionist", started_on=MAY)
    making.make(job_id=export.pk)
    export.refresh_from_db()
    assert (export.state, export.error, export.content) == ("failed", exports.NOT_ALLOWED, None)


def test_a_filter_that_no_longer_holds_does_not_let_everything_out(people):
    a_session(people, a_patient(people))
    export = asked_for(people, listing="sessions", query=f"therapist={people.physio.pk}")
    people.physio.memberships.update(ended_on=MAY)
    making.make(job_id=export.pk)
    export.refresh_from_db()
    assert (export.state, export.error) == ("failed", exports.FILTERS_GONE)


def test_a_worker_taken_for_dead_stores_nothing(people, monkeypatch):
    a_patient(people)
    export = asked_for(people)
    monkeypatch.setattr(jobs, "advance", lambda **_progress: False)
    assert not making.make(job_id=export.pk)
    export.refresh_from_db()
    assert export.content is None


def test_a_long_list_shows_its_progress(people, monkeypatch):
    for _time in range(7):
        a_patient(people)
    monkeypatch.setattr(making, "PIECE", 2)
    shown, advance = [], jobs.advance
    monkeypatch.setattr(jobs, "advance", lambda **seen: shown.append((seen["done"], seen["total"])) or advance(**seen))
    an_export(people)
    assert shown == [(0, 7), (2, 7), (4, 7), (6, 7)]


def everything(listing):
    """What shows all that the test made; whoever is called back is called back for something."""
    return "" if listing == "patients" else "state=all&device_class=prosthesis"


@pytest.mark.parametrize("listing", listings.LISTINGS)
def test_the_number_of_queries_does_not_grow_with_the_rows(people, listing):
    def queries():
        export = asked_for(people, listing=listing, query=everything(listing))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            making.make(job_id=export.pk)
        return len(seen)

    def another():
        patient = a_patient(people)
        a_delivery(people, patient, impairment=a_lost_leg(people, patient))
        a_session(people, patient)
        a_score(people, patient)

    another()
    before = queries()
    for _time in range(4):
        another()
    assert queries() == before


def test_each_time_the_file_is_taken_stays_on_record(people):
    a_patient(people)
    export = an_export(people)
    content = exports.hand_out(export=export, by=people.manager, at=AT)
    exports.hand_out(export=export, by=people.manager, at=AT + timedelta(days=1))
    assert content == export.file
    assert list(ExportDownload.objects.values_list("by", "at")) == [
        (people.manager.pk, AT), (people.manager.pk, AT + timedelta(days=1)),
    ]  # fmt: skip


def test_after_a_week_the_file_goes_and_the_record_stays(people):
    a_patient(people)
    export = an_export(people)
    made = export.finished_at
    assert exports.purge(at=made + exports.KEPT - timedelta(seconds=1)) == 0
    assert exports.purge(at=made + exports.KEPT) == 1
    assert exports.purge(at=made + exports.KEPT) == 0
    export.refresh_from_db()
    assert (export.content, export.rows, len(export.sha256), export.is_ready) == (None, 1, 64, False)
    with pytest.raises(Refused) as refusal:
        exports.hand_out(export=export, by=people.manager, at=made)
    assert refusal.value.reason == policies.FILE_GONE


def test_what_a_killed_worker_left_is_cleared_away(people, settings, tmp_path):
    settings.HOME = tmp_path
    (making.workplace() / "left").mkdir()
    making.clear_away(at=AT)
    assert (making.workplace() / "left").exists()
    making.clear_away(at=AT.replace(year=2200))
    assert list(making.workplace().iterdir()) == []


def test_nothing_is_left_beside_the_database(people, settings, tmp_path):
    settings.HOME = tmp_path
    a_patient(people)
    an_export(people, file_format="xlsx")
    assert list(making.workplace().iterdir()) == []
    assert making.workplace().stat().st_mode & 0o077 == 0


def test_the_trail_keeps_everything_but_the_file(people):
    a_patient(people)
    export = an_export(people)
    events = Export.pgh_event_models["update"].objects.filter(pgh_obj_id=export.pk)
    assert events.filter(state="done", sha256=export.sha256).exists()
    assert not hasattr(events.first(), "content")


def test_whose_exports_a_manager_reads(people):
    """One's own centres' alone: nothing of an export in which another centre takes part."""
    Membership.objects.create(user=people.manager, centre=people.songrim, role="manager", started_on=MAY)
    a_patient(people)
    both = asked_for(people, centres=[people.rakrang, people.songrim])
    own = asked_for(people)
    assert list(Export.objects.visible_to(people.songrim_manager)) == []
    assert set(Export.objects.visible_to(people.manager)) == {own, both}
    people.manager.memberships.filter(centre=people.songrim).update(ended_on=MAY)
    assert list(Export.objects.visible_to(User.objects.get(pk=people.manager.pk))) == [own]
    assert not Export.objects.visible_to(people.receptionist).exists()


def test_a_dead_persons_record_is_in_the_list_with_the_day(people):
    patient = a_patient(people)
    patients.note_death(patient=patient, on=date(2016, 5, 20), by=people.receptionist)
    assert lines_of(an_export(people))[0]["Died on"] == "2016-05-20"
