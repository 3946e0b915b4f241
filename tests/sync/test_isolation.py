"""What belongs to the other centre is not there: told by no pull, and answered as what does not exist (MUST 5, 6, 12).

A person whom two centres see is seen by both wholly, with what the other centre did for them: whoever treats somebody
has to know. A group session stays with the centre that held it; the sessions of its members go with the members.
"""

import json
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.centres.actions import memberships
from apps.centres.models import Role
from apps.core.clock import now
from apps.core.problems import Refused
from apps.desk.simulation.verdict import scope
from apps.patients.actions import merges, patients, services, transfers
from apps.patients.models import MergeState
from apps.physio.actions import sessions
from apps.physio.models import PhysioSession
from apps.sync import pull
from apps.sync.models import Change, FeedOp, Tablet
from apps.sync.receiving.kinds import RECEIVES
from apps.sync.registry import KINDS
from tests.merges import asked
from tests.people import MAY, People, a_delivery, a_document, a_lost_leg, a_patient, a_session, a_transfer
from tests.sync.calling import a_caller, songrims
from tests.sync.everything import one_of_each
from tests.sync.examples import content_of
from tests.sync.replica import Replica
from tests.sync.saying import a_push, a_session_op, an_op
from tests.sync.tablets import a_tablet

pytestmark = pytest.mark.usefixtures("folder")


def records_of(people, patient, companion, by):
    """The key of one record of every kind about the patient or of their centre, by kind."""
    centre, both = patient.centre, [one_of_each(people, patient), companion]
    sessions.record_group(centre=centre, patients=both, at=centre.noon(MAY), minutes=30, by=by)
    whose = {"patient": {"patient": patient}, "device": {"device__patient": patient}, "self": {"pk": patient.pk},
             "centre": {"centre": centre}}  # fmt: skip
    rows = {kind: one.model.objects.filter(**whose[one.about]).first() for kind, one in KINDS.items()
            if one.about in whose}  # fmt: skip
    assert [kind for kind, row in rows.items() if row is None] == []
    return {kind: str(row.pk) for kind, row in rows.items()} | {"user": str(by.pk)}


@pytest.fixture
def foreign(people):
    """Records of Songrim's, by kind."""
    on_duty = {"user": people.technician, "centre": people.songrim, "role": Role.TECHNICIAN}  # gives appointments
    memberships.grant(**on_duty, by=people.administrator, on=MAY)
    patient, companion = (a_patient(people, centre=people.songrim) for _each in range(2))
    return records_of(people, patient, companion, people.songrim_physio)


@pytest.fixture
def somebody(people):
    """A tablet of Rakrang, of somebody who may do everything there is to be done there."""
    for role in (Role.TECHNICIAN, Role.MANAGER):
        memberships.grant(user=people.physio, centre=people.rakrang, role=role, by=people.administrator, on=MAY)
    return a_caller(people)


def spoken_of(own, foreign):
    """(operation, the foreign key in it) for every place in which an operation names a record; the rest is its own."""
    known = {**{kind: str(one.model.objects.first().pk) for kind, one in KINDS.items() if one.about == "all"}, **own}
    for (kind, action), receives in RECEIVES.items():
        base = {"patient": own["patient"]} if receives.kind.about in ("patient", "device") else {}
        plain = {"base_version": 1, **base, **({} if receives.new else {"id": own[kind]})}
        if not receives.new:
            yield an_op(1, kind, action, **content_of(receives, known), **{**plain, "id": foreign[kind]}), foreign[kind]
        if base:
            said = {**content_of(receives, known), **plain, "patient": foreign["patient"]}
            yield an_op(1, kind, action, **said), foreign["patient"]
        for name, other in receives.references.items():
            if other in foreign:
                said = content_of(receives, known, **{name: foreign[other]})
                yield an_op(1, kind, action, **said, **plain), foreign[other]


def test_every_operation_answers_foreign_keys_as_it_answers_absent_ones(people, foreign, somebody):
    """(MUST 6) Every kind, every action, every reference: the answers are the same byte for byte."""
    own = records_of(people, a_patient(people), a_patient(people), people.physio)
    said = list(spoken_of(own, foreign))
    assert {(op["type"], op["action"]) for op, _key in said} >= {key for key in RECEIVES if RECEIVES[key].references}
    pairs = [(op, json.loads(json.dumps(op).replace(key, str(uuid4()))) | {"op_id": str(uuid4())}) for op, key in said]
    numbered = [{**op, "op_seq": seq} for seq, op in enumerate((op for pair in pairs for op in pair), start=1)]
    results = somebody.post("push", a_push(*numbered)).json()["results"]
    plain = [json.dumps({**one, "op_id": ""}, sort_keys=True) for one in results]
    answers = list(zip(said, plain[::2], plain[1::2], strict=True))
    assert [(op["type"], op["action"], a, b) for (op, _key), a, b in answers if a != b] == []
    others = [(op["type"], op["action"], a) for (op, _key), a, _b in answers if '"not_found"' not in a]
    assert others == []


def test_what_a_feed_gone_wrong_lists_is_not_sent_and_is_an_alarm(people, foreign, somebody, caplog):
    """(MUST 12)"""
    tablet, last = somebody.tablet, Change.objects.latest("seq").seq
    for seq, (kind, key) in enumerate(foreign.items(), start=last + 1):
        Change.objects.create(centre=people.rakrang, type=kind, key=key, seq=seq, op=FeedOp.UPSERT, stamped=0)
    found = pull.page(tablet, after=last, limit=500, guarded=True)
    assert (found.told, found.last) == (b"", last + len(foreign))
    assert "sync_feed_mismatch" in caplog.text


def test_cursors_operations_and_bytes_of_the_other_centre_open_nothing(people):
    here, there = Replica(a_caller(people)), Replica(songrims(people))
    foreign = a_patient(people, centre=people.songrim)
    document = a_document(people, foreign)
    theirs = a_session_op(1, foreign)
    there.push(theirs)
    there.pull()
    here.pull()
    told = [here.caller.get("pull", {"cursor": cursor}) for cursor in (there.cursor, "A" * len(there.cursor))]
    assert told[0].status_code == 400
    assert told[0].content == told[1].content
    own = a_session_op(1, a_patient(people))
    here.push(own)
    again = [here.caller.post("push", a_push(op)) for op in (theirs, {**own, "op_seq": 9})]
    assert [answer.json().pop("op_id") for answer in again] == [theirs["op_id"], own["op_id"]]
    assert [{**answer.json(), "op_id": ""} for answer in again[:1]] == [{**again[1].json(), "op_id": ""}]
    bytes_of = [here.caller.get(f"attachments/{key}/content") for key in (document.pk, own["id"])]
    assert [(answer.status_code, answer.json()["code"]) for answer in bytes_of] == [(404, "not_found")] * 2
    taken = an_op(2, "session", "create", id=theirs["id"], patient=own["patient"], values=own["values"])
    here.push(taken)
    assert here.answers[taken["op_id"]]["code"] == "id_exists"
    assert str(PhysioSession.objects.get(pk=theirs["id"]).patient_id) == str(foreign.pk)


def test_a_shared_person_is_seen_by_both_with_what_either_did(people):
    here, there = Replica(a_caller(people)), Replica(songrims(people))
    patient = a_patient(people)
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=MAY)
    other = a_patient(people, centre=people.songrim)
    both = {"centre": people.songrim, "patients": [patient, other], "at": people.songrim.noon(MAY), "minutes": 30}
    group = sessions.record_group(**both, by=people.songrim_physio)
    ours, theirs = a_session_op(1, patient), a_session_op(1, patient)
    here.push(ours)
    there.push(theirs)
    here.pull()
    there.pull()
    in_group = {str(one.patient_id): str(one.pk) for one in PhysioSession.objects.filter(group=group)}
    shared = {ours["id"], theirs["id"], in_group[str(patient.pk)]}
    assert here.keys("session") == shared
    assert there.keys("session") == shared | {in_group[str(other.pk)]}
    assert (here.keys("group"), there.keys("group")) == (set(), {str(group.pk)})
    assert here.records["session", theirs["id"]][1]["centre"] == str(people.songrim.pk)


# --- Random histories: the pulls of both centres, page by page while things happen ---------------

DEEDS = ("limb", "delivery", "session", "paper", "group", "void", "share", "move", "back", "merge", "unmerge", "pull")
histories = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2), st.integers(0, 2)), min_size=4, max_size=10)


class World:
    """Three people of two centres, and a tablet in each, inside one transaction that is rolled back."""

    def __init__(self, people: People) -> None:
        self.people = people
        homes = (self.people.rakrang, self.people.rakrang, self.people.songrim)
        self.patients = [a_patient(self.people, centre=centre) for centre in homes]
        user, by = self.people.songrim_physio, self.people.songrim
        tablets = a_tablet(self.people), a_tablet(self.people, name="There", token_hash="1" * 64, centre=by, user=user)
        self.tablets = {tablet: (0, {}) for tablet in tablets}

    def do(self, deed: str, one: int, other: int) -> None:
        """What the verbs refuse did not happen."""
        with suppress(Refused), transaction.atomic():
            getattr(self, deed)(self.patients[one], self.patients[other])
        settle()

    def limb(self, one, _other):
        a_lost_leg(self.people, one)

    def delivery(self, one, _other):
        a_delivery(self.people, one)

    def session(self, one, other):
        a_session(self.people, one, centre=other.centre)

    def paper(self, one, other):
        a_document(self.people, one, centre=other.centre)

    def group(self, one, other):
        people = [one] if one == other else [one, other]
        given = {"centre": one.centre, "at": one.centre.noon(MAY), "minutes": 30, "by": self.people.physio}
        sessions.record_group(patients=people, **given)

    def void(self, one, _other):
        for done in PhysioSession.objects.filter(patient=one)[:1]:
            services.void(service=done, reason="wrong", by=self.people.physio, at=now())

    def share(self, one, other):
        patients.grant_access(patient=one, centre=other.centre, by=self.people.manager, on=MAY + timedelta(1))

    def move(self, one, _other):
        self._moved(one, self.people.rakrang, self.people.songrim, self.people.songrim_manager)

    def back(self, one, _other):
        self._moved(one, self.people.songrim, self.people.rakrang, self.people.manager)

    def _moved(self, patient, from_centre, to_centre, by):
        given = {"from_centre": from_centre, "to_centre": to_centre}
        transfers.answer(transfer=a_transfer(self.people, patient, **given), accept=True, by=by, at=now())

    def merge(self, one, other):
        merges.decide(merge=asked(self.people, one, other), approve=True, by=self.people.physio, at=now())

    def unmerge(self, one, _other):
        for merge in one.merges_won.filter(state=MergeState.APPROVED):
            merges.undo(merge=merge, reason="two people", by=self.people.physio, at=now())

    def pull(self, _one, _other):
        for tablet in self.tablets:
            self.page(tablet)

    def page(self, tablet: Tablet, limit: int = 7) -> bool:
        """Take one page; nothing in it is of a person whom the centre does not see at this moment."""
        after, rows = self.tablets[tablet]
        found = pull.page(tablet, after=after, limit=limit, guarded=True)
        allowed = scope(tablet.centre)
        for change in json.loads(b"[%b]" % found.told):
            key = change["type"], change["id"]
            if change["op"] == "upsert":
                assert key in allowed, f"foreign: {key}"
                rows[key] = change["version"]
            else:
                rows.pop(key, None)
                assert change.get("into") is None or ("patient", change["into"]) in allowed
        self.tablets[tablet] = found.last, rows
        return found.more


def settle() -> None:
    """What happens at commit happens now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories)
@example(history=[("session", 0, 1), ("share", 0, 2), ("pull", 0, 0), ("merge", 0, 1), ("move", 0, 0), ("pull", 0, 0)])
@example(history=[("delivery", 1, 1), ("group", 0, 2), ("move", 1, 0), ("pull", 0, 0), ("back", 1, 0), ("move", 0, 0)])
def test_no_history_tells_anybody_of_somebody_elses_patient(uncommitted, history):
    """(MUST 12, 13) No page holds a foreign row at any moment; caught up, each tablet holds its scope and no more."""
    with transaction.atomic():
        world = World(uncommitted)
        settle()
        for deed in history:
            world.do(*deed)
        for tablet in world.tablets:
            while world.page(tablet, limit=500):
                pass
            assert world.tablets[tablet][1] == scope(tablet.centre)
        transaction.set_rollback(True)
