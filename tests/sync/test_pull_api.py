"""GET pull: pages over HTTP, who may have them, and when a tablet starts again from empty (MUST 12, 15, 19)."""

import gzip
import io
import json

from django.core.management import call_command
from django.db import connection

from apps.centres.models import Membership, Role
from apps.core.clock import now
from apps.patients.actions import patients
from apps.sync import cursor, pull
from apps.sync.actions import epochs
from apps.sync.api.pull import NOTED
from apps.sync.cursor import Place
from apps.sync.models import Change, TabletState
from tests.people import MAY, a_lost_leg, a_patient, a_session
from tests.sync.calling import a_caller, songrims


def pulled(caller, **query):
    answer = caller.get("pull", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def refused(caller, **query):
    answer = caller.get("pull", query)
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def test_a_first_sync_is_the_same_call_without_a_cursor(people):
    caller, session = a_caller(people), a_session(people, a_patient(people))
    first = pulled(caller, limit=2)
    assert (len(first["changes"]), first["more"], first["epoch"]) == (2, True, str(epochs.current()))
    rest = pulled(caller, cursor=first["cursor"])
    (told,) = [one for one in rest["changes"] if one["type"] == "session"]
    assert set(told) == {"seq", "type", "id", "op", "version", "data"}
    assert (told["id"], told["version"], told["data"]["minutes"]) == (str(session.pk), session.version, 30)
    assert rest["more"] is False
    again = pulled(caller, cursor=rest["cursor"])
    assert (again["changes"], again["cursor"]) == ([], rest["cursor"])


def test_several_pages_come_in_one_answer_each_whole_and_on_a_line_of_its_own(people):
    caller = a_caller(people)
    for _one in range(3):
        a_session(people, a_patient(people))
    one_by_one, after = [], ""
    for _page in range(3):
        one_by_one.append(pulled(caller, limit=2, cursor=after))
        after = one_by_one[-1]["cursor"]
    answer = caller.get("pull", {"limit": 2, "pages": 3})
    assert answer.json() == {"pages": one_by_one}
    lines = answer.content.decode().splitlines()
    assert [json.loads(line.rstrip(",")) for line in lines[1:-1]] == one_by_one
    rest = pulled(caller, cursor=after, pages=20)["pages"]
    assert [page["more"] for page in rest] == [False]
    assert TabletState.objects.get(tablet=caller.tablet).last_complete_at is not None
    assert pulled(caller, cursor=rest[-1]["cursor"], pages=1)["pages"][0]["changes"] == []


def test_there_are_no_more_pages_in_an_answer_than_fit(people, monkeypatch):
    """MUST 19."""
    caller = a_caller(people)
    for _one in range(9):
        a_session(people, a_patient(people))
    alone = len(caller.get("pull", {"limit": 5, "pages": 1}).content)
    monkeypatch.setattr(pull, "LARGEST_ANSWER", 4 * alone)
    found = caller.get("pull", {"limit": 5, "pages": 20})
    assert 1 < len(found.json()["pages"]) < 10
    assert len(found.content) < 5 * alone
    for pages in (0, 21, "many"):
        assert refused(caller, pages=pages) == (400, "invalid")


def test_the_answer_is_compressed_for_whoever_takes_it_so(people):
    caller = a_caller(people)
    plain = caller.get("pull")
    packed = caller.get("pull", **{"Accept-Encoding": "br, gzip;q=0.8"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) * 2 < len(plain.content)
    assert "Content-Encoding" not in caller.get("pull", **{"Accept-Encoding": "gzip;q=0"}).headers


def test_a_long_pull_is_noted_when_it_begins_and_ends_and_not_at_every_page(people, monkeypatch):
    monkeypatch.setattr(NOTED, "seconds", 10**10)  # a window that does not end meanwhile
    caller = a_caller(people)
    state = TabletState.objects.filter(tablet=caller.tablet)
    a_session(people, a_patient(people))
    first = pulled(caller, limit=1)
    begun = state.get()
    second = pulled(caller, cursor=first["cursor"], limit=1)
    assert (state.get().last_seen_at, state.get().last_pull_at) == (begun.last_seen_at, begun.last_pull_at)
    assert refused(caller, cursor="none")[0] == 400
    assert state.get().last_error == "bad_cursor"
    assert pulled(caller, cursor=second["cursor"])["more"] is False
    assert state.get().last_pull_at == state.get().last_complete_at > begun.last_pull_at


def test_what_was_handed_out_is_kept_before_the_answer_leaves(people):
    caller = a_caller(people)
    first = pulled(caller, limit=1)
    state = TabletState.objects.get(tablet=caller.tablet)
    assert (state.last_complete_at, state.last_pull_at is not None) == (None, True)
    assert state.max_issued >= cursor.read(first["cursor"], caller.tablet).seq
    last = pulled(caller, cursor=first["cursor"])
    state.refresh_from_db()
    assert state.last_complete_at is not None
    assert cursor.read(last["cursor"], caller.tablet).seq <= state.max_issued == Change.objects.latest("seq").seq


def test_what_cannot_be_meant_is_refused(people):
    """MUST 19: never a 5xx, never a redirect; a cursor of another tablet is no cursor."""
    caller, other = a_caller(people), songrims(people)
    for query in ({"limit": "0"}, {"limit": "501"}, {"limit": "many"}, {"limit": ""}, {"limti": "5"}, {"cursor": "\0"}):
        assert refused(caller, **query)[0] == 400, query
    for text in ("x", "é", "A" * 56, "A" * 5000, pulled(other)["cursor"]):
        assert refused(caller, cursor=text) == (400, "bad_cursor")


def test_whoever_may_see_no_patients_pulls_none(people):
    caller = a_caller(people)
    Membership.objects.filter(user=people.physio).update(role=Role.AUDITOR)
    assert refused(caller)[0] == 403


def test_a_restored_server_sends_its_tablets_back_to_the_start(people):
    """MUST 15: a new epoch; or a cursor that this database never handed out, when somebody forgot to begin one."""
    caller = a_caller(people)
    a_session(people, a_patient(people))
    known = pulled(caller)["cursor"]
    said = io.StringIO()
    with connection.cursor() as sql:
        sql.execute("SET synchronous_commit = on")  # which the servers of the tests do without
    call_command("begin_epoch", lang="en", stdout=said)
    assert str(epochs.current()) in said.getvalue()
    assert refused(caller, cursor=known) == (409, "full_resync")
    assert pulled(caller)["epoch"] == str(epochs.current())


def test_a_restore_that_nobody_told_of_is_noticed_by_the_numbers(people):
    """MUST 15: above what this tablet was told by this database, or above all numbers it has drawn."""
    caller = a_caller(people)
    first = pulled(caller)
    standing = TabletState.objects.filter(tablet=caller.tablet)
    kept = standing.get()
    a_session(people, a_patient(people))
    later = pulled(caller, cursor=first["cursor"])["cursor"]
    standing.update(max_issued=kept.max_issued)  # as the backup has it; meanwhile others have written as much again
    assert refused(caller, cursor=later) == (409, "full_resync")
    assert pulled(caller, cursor=first["cursor"])["changes"]
    beyond = Place(Change.objects.latest("seq").seq + 1000, epochs.current(), guarded=True)
    standing.update(max_issued=beyond.seq)
    assert refused(caller, cursor=cursor.written(beyond, caller.tablet)) == (409, "full_resync")


def test_after_a_new_epoch_the_numbers_go_on_behind_the_feed_and_old_marks_count_no_more(people):
    """MUST 15: also a second restore is noticed."""
    caller = a_caller(people)
    pulled(caller)
    TabletState.objects.update(max_issued=10**9)
    with connection.cursor() as sql:
        sql.execute("SELECT setval('sync_seq', 1)")
    epochs.begin(at=now())
    pulled(caller)
    newest = Change.objects.latest("seq").seq
    assert TabletState.objects.get(tablet=caller.tablet).max_issued == newest
    a_session(people, a_patient(people))
    assert Change.objects.filter(type="session").get().seq > newest


def test_a_role_that_sees_more_or_less_gets_every_record_anew(people):
    """MUST 12: guarded fields come with the role and go with it."""
    caller, leg = a_caller(people), a_lost_leg(people, a_patient(people), cause="mine")

    def cause(found):
        (told,) = [one for one in found["changes"] if one["id"] == str(leg.pk)]
        return told["data"].get("cause")

    seen = pulled(caller)
    assert cause(seen) == "mine"
    Membership.objects.filter(user=people.physio).update(role=Role.RECEPTIONIST)
    assert refused(caller, cursor=seen["cursor"]) == (409, "full_resync")
    blind = pulled(caller)
    assert cause(blind) is None
    Membership.objects.create(user=people.physio, centre=people.rakrang, role=Role.DOCTOR, started_on=MAY)
    assert refused(caller, cursor=blind["cursor"]) == (409, "full_resync")
    assert cause(pulled(caller)) == "mine"


def test_parents_may_come_after_children_and_pages_are_in_order(people):
    """(MUST 16) The session was recorded first, then its person was corrected; one change a page."""
    caller = a_caller(people)
    told, cursor, more = [], pulled(caller)["cursor"], True
    patient = a_patient(people)
    session = a_session(people, patient)
    patients.correct(patient=patient, by=people.receptionist, phone="111")
    while more:
        page = pulled(caller, cursor=cursor, limit=1)
        told, cursor, more = told + page["changes"], page["cursor"], page["more"]
    numbers, keys = [one["seq"] for one in told], [one["id"] for one in told]
    assert numbers == sorted(set(numbers))
    assert keys.index(str(session.pk)) < keys.index(str(patient.pk))
