"""What holds for every kind and action in the register, whichever room it is of."""

import json
from uuid import uuid4

import pytest
from msgspec import structs

from apps.centres.actions import months
from apps.core.clock import now
from apps.patients.actions import transfers
from apps.patients.models import PatientAccess
from apps.reports.pending import waiting_late
from apps.sync import pull
from apps.sync.models import Conflict, Operation
from apps.sync.receiving.kinds import RECEIVES
from apps.sync.registry import KINDS
from tests.people import MAY, a_patient, a_transfer
from tests.sync.everything import one_of_each
from tests.sync.examples import NOWHERE, content_of
from tests.sync.field_work import field_work, of_two_trades
from tests.sync.hands import a_hand, said, summed_up

MONTH = MAY.replace(day=1)
ABSENT = dict.fromkeys([*KINDS, "user"], NOWHERE)
pytestmark = pytest.mark.usefixtures("folder")


def rows_of(patient):
    """Kind → the key of a record of theirs."""
    path = {"patient": "patient", "device": "device__patient", "self": "pk"}
    found = {
        kind: one.model._base_manager.filter(**{path[one.about]: patient.pk}).first()
        for kind, one in KINDS.items()
        if one.about in path
    }
    assert None not in found.values(), "a kind of which the person has no record"
    return {kind: str(row.pk) for kind, row in found.items()}


def moved_away(people, patient):
    transfers.answer(transfer=a_transfer(people, patient), accept=True, by=people.songrim_manager, at=now())


def spoken_of(receives, rows):
    """(operation, the key in it) for each place in which it may name one of these records; all else names nothing."""
    kind, action = receives.kind.kind, receives.action
    if not receives.new and kind in rows:
        yield said(kind, action, **content_of(receives, ABSENT), id=rows[kind], base_version=1), rows[kind]
    if receives.kind.about in ("patient", "device"):
        yield (
            said(kind, action, **content_of(receives, ABSENT), patient=rows["patient"], base_version=1),
            rows["patient"],
        )
    for name, other in receives.references.items():
        if other in rows:
            content = content_of(receives, ABSENT, **{name: rows[other]})
            yield said(kind, action, **content, base_version=1), rows[other]


@pytest.mark.parametrize("whose", ["of the other centre", "of somebody who left"])
def test_what_one_may_not_speak_of_is_answered_as_what_does_not_exist(uncommitted, whose):
    """(MUST 6) Also beside something else that does not exist, which must not give the first away."""
    left = whose == "of somebody who left"
    patient = one_of_each(uncommitted)
    rows = rows_of(patient)
    if left:
        moved_away(uncommitted, patient)
    kinds = [one for one in RECEIVES.values() if not (left and one.field_work)]
    pairs = [pair for receives in kinds for pair in spoken_of(receives, rows)]
    there = [op for op, _key in pairs]
    absent = [{**json.loads(json.dumps(op).replace(key, str(uuid4()))), "op_id": str(uuid4())} for op, key in pairs]
    hand = of_two_trades(uncommitted, there=not left)
    answers = [[{**one, "op_id": ""} for one in hand.push(*operations)] for operations in (there, absent)]
    assert [(op["type"], op["action"]) for op, one, other in zip(there, *answers, strict=True) if one != other] == []
    assert {summed_up(one) for one in answers[0]} == {"rejected not_found"}
    assert NOWHERE not in rows.values()


def test_field_work_is_taken_of_somebody_who_has_left(uncommitted):
    """(MUST 7) A kind of field work that is not in `field_work` fails here: add it there."""
    patient = a_patient(uncommitted)
    work = field_work(uncommitted, patient)
    missing = {key for key, one in RECEIVES.items() if one.field_work} - {(op["type"], op["action"]) for op in work}
    assert missing == set()
    moved_away(uncommitted, patient)
    assert not PatientAccess.objects.filter(patient=patient, centre=uncommitted.rakrang, active=True).exists()
    answers = of_two_trades(uncommitted).push(*work)
    odd = {(op["type"], op["action"]): answer for op, answer in zip(work, answers, strict=True)
           if answer["status"] != "applied_out_of_scope"}  # fmt: skip
    assert odd.keys() == {("group", "void")}  # it names nobody
    assert odd["group", "void"]["status"] == "applied"


def test_what_comes_into_an_approved_month_is_taken_and_waits_on_it(uncommitted):
    """(MUST 3, 7)"""
    patient = a_patient(uncommitted)
    work = [op for op in field_work(uncommitted, patient) if op["action"] == "create"]
    hand = of_two_trades(uncommitted)
    for step in (months.begin_closing, months.approve):
        step(centre=uncommitted.rakrang, first_day=MONTH)
    found = {op["type"]: answer["status"] for op, answer in zip(work, hand.push(*work), strict=True)}
    counted = {"assessment", "session", "group", "score", "delivery", "repair", "followup"}
    assert {kind for kind, status in found.items() if status == "applied_late"} == counted
    waiting = {str(key) for _model, key in waiting_late(uncommitted.rakrang, MONTH)}
    assert {op["id"] for op in work if op["type"] in counted - {"group", "score"}} <= waiting


def test_what_was_pulled_and_is_sent_again_is_there_already(people):
    """(MUST 5) The fields go up as they come down; another name or form would make a conflict of it."""
    one_of_each(people)
    hand = of_two_trades(people)
    told = json.loads(b"[%b]" % pull.page(hand.tablet, after=0, limit=500, guarded=True).told)
    again = []
    for one in told:
        receives = RECEIVES.get((one["type"], "create"))
        if receives is not None and one["type"] != "group":  # who was in it stands in the sessions
            names = {field.name for field in structs.fields(receives.values)}
            values = {name: value for name, value in one["data"].items() if name in names}
            again.append(said(one["type"], "create", id=one["id"], patient=one["data"].get("patient"), values=values))
    answers = hand.push(*again)
    assert {op["type"] for op in again} == {kind for kind, action in RECEIVES if action == "create"} - {"group"}
    odd = [(op["type"], answer) for op, answer in zip(again, answers, strict=True) if answer["status"] != "applied"]
    assert odd == []
    assert not Conflict.objects.exists()


def test_a_thousand_operations_are_answered_one_by_one(uncommitted):
    """(MUST 3, 19) Half of them are bad, and one good one is sent five hundred times."""
    hand, patient = a_hand(uncommitted), a_patient(uncommitted)
    values = {"at": MAY.isoformat() + "T03:00:00Z", "minutes": 30}
    bad = [said("session", "create", patient=patient, values={**values, "minutes": 0}) for _one in range(500)]
    good = said("session", "create", patient=patient, values=values)
    assert hand.told(*bad, *[good] * 500) == ["rejected invalid"] * 500 + ["applied"] * 500
    assert Operation.objects.count() == 501
