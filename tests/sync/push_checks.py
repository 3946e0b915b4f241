"""What must hold of a push, as functions: the tests ask them of the product, the mutants have to fail them."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction

from apps.core.clock import now
from apps.core.ids import new_id
from apps.patients.actions import merges, patients
from apps.patients.models import Goal, Impairment, Patient
from apps.physio.models import PhysioSession
from apps.sync.models import Conflict, Operation
from apps.sync.receiving.care import goal_set
from apps.sync.receiving.kinds import RECEIVES
from tests.merges import asked, two_records
from tests.people import MAY, People, a_goal, a_lost_leg, a_patient, a_session, an_episode
from tests.sync.examples import content_of
from tests.sync.hands import a_hand, said
from tests.sync.saying import DAY, a_session_op

LOST: dict[str, Any] = {"kind": "amputation", "level": "transtibial", "side": "L"}


def the_first_answer_stands(people: People) -> None:
    """(MUST 2)"""
    hand, op = a_hand(people), a_session_op(0, a_patient(people))
    first = hand.push(op)
    assert hand.push(op) == first == hand.push(op, op)[:1]
    assert (PhysioSession.objects.count(), Operation.objects.count()) == (1, 1)


def what_both_changed_waits_for_a_person(people: People) -> None:
    """(MUST 8) A name stays as the server has it; a phone is taken from whoever came last, the old one is history."""
    patient = a_patient(people, phone="111")
    patients.correct(patient=patient, by=people.receptionist, name_romanised="Kim Yong Ho", phone="222")
    changes = {"name_romanised": ["Kim Yong Su", "Kim Yong Il"], "phone": ["111", "333"], "village": ["", "Samjong"]}
    (answer,) = a_hand(people).push(said("patient", "change", id=patient, changes=changes))
    assert (answer.get("code"), answer.get("fields")) == ("changed", ["name_romanised"])
    patient.refresh_from_db()
    assert (patient.name_romanised, patient.phone, patient.village) == ("Kim Yong Ho", "333", "Samjong")
    conflict = Conflict.objects.get()
    assert (conflict.patient, conflict.current, conflict.proposed) == (patient, "Kim Yong Ho", "Kim Yong Il")
    trail: Any = Patient.pgh_event_model  # type: ignore[attr-defined]
    assert trail.objects.filter(pgh_obj_id=patient.pk, phone="222").exists()


def what_is_known_together_is_decided_together(people: People) -> None:
    """(MUST 8) No birth of one side with the precision of the other."""
    patient = a_patient(people)
    correction = {"birth_date": patient.birth_date.replace(day=15), "birth_precision": "month"}
    patients.correct(patient=patient, by=people.receptionist, **correction)
    changes = {"birth_date": ["1970-03-12", "1969-07-01"], "birth_precision": ["month", "year"]}
    (answer,) = a_hand(people).push(said("patient", "change", id=patient, changes=changes))
    assert (answer.get("code"), answer.get("fields")) == ("changed", ["birth_date", "birth_precision"])
    patient.refresh_from_db()
    assert (patient.birth_date.isoformat(), patient.birth_precision) == ("1970-03-15", "month")


def what_was_left_out_was_empty(people: People) -> None:
    """(MUST 8) Somebody is registered on the tablet and corrected before anything was sent: null stood there."""
    hand, key = a_hand(people), str(new_id())
    answers = hand.push(
        said("patient", "create", id=key, patient=key, values={"name_hangul": "김철수"}),
        said("patient", "change", id=key, patient=key, changes={"village": [None, "삼정"], "birth_date": [None, None]}),
    )
    assert [answer["status"] for answer in answers] == ["applied"] * 2
    assert Patient.objects.get(pk=key).village == "삼정"


def whoever_was_merged_is_met_as_the_survivor(people: People) -> None:
    """(MUST 9)"""
    survivor, loser = two_records(people)
    leg = a_lost_leg(people, loser)
    merges.decide(merge=asked(people, survivor, loser), approve=True, by=people.physio, at=now())
    of_loser = {"patient": loser}
    answers = a_hand(people).push(
        a_session_op(0, loser),
        said("impairment", "change", id=leg, changes={"note": ["", "dry"]}, **of_loser),
        said("patient", "change", id=loser, changes={"phone": ["", "111"]}),
        said("patient", "create", id=loser, values={"name_hangul": loser.name_hangul}),
    )
    assert [answer["status"] for answer in answers] == ["applied"] * 4
    assert [answer.get("remap") for answer in answers] == [{str(loser.pk): str(survivor.pk)}] * 4
    survivor.refresh_from_db()
    assert PhysioSession.objects.get().patient == survivor
    assert (survivor.phone, Impairment.objects.get().note) == ("111", "dry")


def a_merge_in_between_is_seen_after_the_lock(people: People) -> None:
    """(MUST 9) The merge was begun before the push and is committed while the push waits; on two connections."""
    survivor, loser = two_records(people)
    merge, hand = asked(people, survivor, loser), a_hand(people)
    op = a_session_op(0, loser)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            merges.decide(merge=merge, approve=True, by=people.physio, at=now())
            pushing = begun(pool, lambda: hand.push(op))
        (answer,) = pushing.result(timeout=20)
    assert (answer["status"], answer.get("remap")) == ("applied", {str(loser.pk): str(survivor.pk)})
    assert PhysioSession.objects.get().patient == survivor


def a_correction_in_between_is_seen_after_the_lock(people: People) -> None:
    """(MUST 8) Somebody at a desk corrects the name while the push waits: nothing is overwritten."""
    patient, hand = a_patient(people), a_hand(people)
    changes = {"name_romanised": ["Kim Yong Su", "Kim Yong Il"]}
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            patients.correct(patient=patient, by=people.receptionist, name_romanised="Kim Yong Ho")
            pushing = begun(pool, lambda: hand.told(said("patient", "change", id=patient, changes=changes)))
        assert pushing.result(timeout=20) == ["conflict changed"]
    patient.refresh_from_db()
    assert patient.name_romanised == "Kim Yong Ho"


def corrections_in_between_are_seen_by_changes_at_once(people: People) -> None:
    """(MUST 8) The same of several people in one push, whose changes are written together."""
    several = [a_patient(people) for _each in range(3)]
    hand, changes = a_hand(people), {"name_romanised": ["Kim Yong Su", "Kim Yong Il"]}
    ops = [said("patient", "change", id=patient, changes=changes) for patient in several]
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            patients.correct(patient=several[1], by=people.receptionist, name_romanised="Kim Yong Ho")
            pushing = begun(pool, lambda: hand.told(*ops))
        assert pushing.result(timeout=20) == ["applied", "conflict changed", "applied"]
    names = [Patient.objects.get(pk=patient.pk).name_romanised for patient in several]
    assert names == ["Kim Yong Il", "Kim Yong Ho", "Kim Yong Il"]


def two_pushes_about_the_same_people_wait_in_one_order(people: People) -> None:
    """(MUST 4) Everybody is met before anything is done: while one of them is held by somebody, nobody else is met out
    of turn, so that no two pushes wait for each other."""
    first, second = sorted((a_patient(people), a_patient(people)), key=lambda one: one.pk)
    hand = a_hand(people)
    ops = a_session_op(0, second), said("score", "void", id=new_id(), patient=first, values={"void_reason": "Twice."})
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Patient.objects.select_for_update().get(pk=first.pk)
            pushing = begun(pool, lambda: hand.told(*ops))
            assert Patient.objects.select_for_update(skip_locked=True).filter(pk=second.pk).exists()
        assert pushing.result(timeout=20) == ["applied", "rejected not_found"]


def begun(pool: ThreadPoolExecutor, verb: Any) -> "Future[Any]":
    """The verb on a connection of its own, once it waits for a lock that somebody holds."""
    started = Event()

    def carried_out() -> Any:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                waiting.extend(cursor.fetchone())
            started.set()
            return verb()
        finally:
            connection.close()

    waiting: list[int] = []
    future = pool.submit(carried_out)
    assert started.wait(10)
    with connection.cursor() as cursor:
        for _attempt in range(2000):
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", waiting)
            if cursor.fetchone()[0] or future.done():
                break
            cursor.execute("SELECT pg_sleep(0.005)")
    assert not future.done(), "it did not wait"
    return future


def a_role_without_the_permission_is_refused(people: People) -> None:
    """(MUST 10) As in the browser: a receptionist logs no session, and neither sees nor tells a category."""
    patient = a_patient(people, category="military")
    limb = said("impairment", "create", patient=patient, values=LOST)
    guess = {"category": ["unknown", "military"]}
    told = a_hand(people, user=people.receptionist).push(
        a_session_op(0, patient),
        limb,
        said("patient", "create", values={"name_hangul": "리철수", "category": "civilian"}),
        said("patient", "change", id=patient, changes=guess),
        said("patient", "create", id=patient, values={"name_hangul": patient.name_hangul, "category": "military"}),
        said("patient", "change", id=patient, changes={"phone": ["", "111"]}),
    )
    assert [answer["status"] for answer in told] == ["rejected"] * 5 + ["applied"]
    assert [answer["errors"][0]["code"] for answer in told[:5]] == ["forbidden"] * 5
    assert [model.objects.count() for model in (PhysioSession, Impairment, Conflict)] == [0, 0, 0]


def a_record_of_another_centre_is_worked_on_there(people: People) -> None:
    """(MUST 10) Two centres see the person; as in the browser, whoever does it needs the role where the record is."""
    patient = a_patient(people)
    episode = an_episode(people, patient)
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=MAY)
    done = a_session(people, patient)
    assessed = {"episode": str(episode.pk), "at": DAY.isoformat(), "decision": "serve"}
    told = a_hand(people, user=people.songrim_physio, centre=people.songrim).told(
        said("assessment", "create", patient=patient, values=assessed),
        said("episode", "reopen", id=episode, values={"reason": "came-back"}),
        said("session", "void", id=done, **content_of(RECEIVES["session", "void"], {})),
        a_session_op(0, patient),
    )
    assert told == ["rejected forbidden"] * 3 + ["applied"]


def one_persons_record_is_not_written_as_anothers(people: People) -> None:
    """(MUST 5) An episode of one person takes no goal of another, and a key leads to nobody else's record."""
    patient, other = a_patient(people), a_patient(people)
    episode = an_episode(people, patient)
    goal, leg = a_goal(people, episode), a_lost_leg(people, patient)
    values = {"episode": str(episode.pk), "text": "Walks", "set_on": "2016-05-10"}
    told = a_hand(people).told(
        said("goal", "create", patient=other, values=values),
        said("goal", "review", id=goal, patient=other, values={"state": "reached", "reviewed_on": "2016-05-20"}),
        said("impairment", "create", id=leg, patient=other, values=LOST),
        said("goal", "create", patient=patient, values=values),
    )
    assert told == ["rejected not_found", "rejected not_found", "conflict id_exists", "applied"]
    assert Goal.objects.filter(patient=patient, state="open").count() == 2


def what_the_database_refuses_in_the_end_takes_no_other_with_it(people: People) -> None:
    """(MUST 4) Something only PostgreSQL notices, and only at the end of the transaction."""
    patient, other = a_patient(people), a_patient(people)
    episode = str(an_episode(people, patient).pk)

    def astray(batch: Any, one: Any) -> Any:
        goal = goal_set(batch, one)
        if one.values.text == "astray":
            Goal.objects.filter(pk=goal.pk).update(patient=other)
        return goal

    ops = [
        said("goal", "create", patient=patient, values={"episode": episode, "text": text, "set_on": "2016-05-10"})
        for text in ("Walks", "astray", "Stands")
    ]
    key = "goal", "create"
    with patch.dict(RECEIVES, {key: replace(RECEIVES[key], does=astray)}):
        told = a_hand(people).told(*ops, a_session_op(0, other))
    assert told == ["applied", "conflict constraint", "applied", "applied"]
    assert sorted(Goal.objects.values_list("text", flat=True)) == ["Stands", "Walks"]


def what_depends_on_another_keeps_its_order(people: People) -> None:
    """(MUST 4) A person is registered, corrected, given an episode and a goal, and dies, all in one push."""
    patient = said("patient", "create", values={"name_hangul": "리철수", "birth_date": "1970-03-12"})
    key = patient["id"]
    episode = said("episode", "create", patient=key, values={"reason": "first-visit", "opened_on": MAY.isoformat()})
    goal = said("goal", "create", patient=key,
                values={"episode": episode["id"], "text": "Walks", "set_on": MAY.isoformat()})  # fmt: skip
    closed = {"closed_on": "2016-05-20", "outcome": "Walks.", "outcome_kind": "goals-reached"}
    told = a_hand(people).told(
        a_session_op(0, key),
        patient,
        said("patient", "change", id=key, changes={"phone": ["", "111"]}),
        said("patient", "change", id=key, changes={"phone": ["111", "222"]}),
        episode,
        goal,
        said("episode", "close", id=episode["id"], values={**closed, "goals": {goal["id"]: "reached"}}),
        said("goal", "create", patient=key, values={"episode": episode["id"], "text": "Runs", "set_on": "2016-05-10"}),
        a_session_op(0, key),
        said("patient", "death", id=key, changes={"deceased_on": [None, "2016-06-01"]}),
        a_session_op(0, key, at=DAY + timedelta(days=30)),
    )
    assert told == [
        "rejected not_found", *["applied"] * 6, "conflict not_allowed", "applied", "applied", "rejected invalid",
    ]  # fmt: skip
    assert Patient.objects.get(pk=key).phone == "222"


def who_is_served_has_come_again(people: People) -> None:
    """(MUST 4) Given up, served, and given up again, in one push: the last word holds."""
    patient = a_patient(people)
    away = {"care_ended_on": "2016-05-09", "care_ended_as": "lost", "care_end_reason": "moved"}
    ended = [said("patient", "end", id=patient, values=away) for _twice in range(2)]
    assert a_hand(people).told(ended[0], a_session_op(0, patient), ended[1]) == ["applied"] * 3
    patient.refresh_from_db()
    assert patient.care_ended_as == "lost"


CHECKS = (
    the_first_answer_stands, what_both_changed_waits_for_a_person, what_is_known_together_is_decided_together,
    what_was_left_out_was_empty,
    whoever_was_merged_is_met_as_the_survivor, a_role_without_the_permission_is_refused,
    one_persons_record_is_not_written_as_anothers, a_record_of_another_centre_is_worked_on_there,
    what_the_database_refuses_in_the_end_takes_no_other_with_it,
    what_depends_on_another_keeps_its_order, who_is_served_has_come_again,
)  # fmt: skip
ON_TWO_CONNECTIONS = (
    a_merge_in_between_is_seen_after_the_lock, a_correction_in_between_is_seen_after_the_lock,
    corrections_in_between_are_seen_by_changes_at_once, two_pushes_about_the_same_people_wait_in_one_order,
)  # fmt: skip
