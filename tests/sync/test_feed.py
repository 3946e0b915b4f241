"""The feed: what changed for whom, written by PostgreSQL at commit, whoever wrote it."""

from contextlib import suppress

from django.db import connection, transaction

from apps.core.clock import now
from apps.core.ids import new_id
from apps.patients.actions import transfers
from apps.physio.models import PhysioSession
from apps.sync.models import Change, FeedOp
from tests.people import a_delivery, a_lost_leg, a_patient, a_session, a_transfer
from tests.sync.feed_checks import follows
from tests.sync.follower import a_follower


def told(centre, kind):
    return dict(Change.objects.filter(centre=centre, type=kind).values_list("key", "op"))


def test_whatever_is_recorded_is_told_to_the_centres_that_see_the_person(people):
    patient = a_patient(people)
    a_lost_leg(people, patient)
    session, delivery = a_session(people, patient), a_delivery(people, patient)
    assert told(people.rakrang, "patient") == {patient.pk: FeedOp.UPSERT}
    assert told(people.rakrang, "session") == {session.pk: FeedOp.UPSERT}
    assert told(people.rakrang, "delivery") == {delivery.pk: FeedOp.UPSERT}
    of_itself = ("month", "user", "membership")
    assert not Change.objects.filter(centre=people.songrim).exclude(type__in=of_itself).exists()


def test_a_transfer_takes_the_person_and_everything_of_theirs_to_the_other_centre(people):
    patient = a_patient(people)
    session = a_session(people, patient)
    transfers.answer(transfer=a_transfer(people, patient), accept=True, by=people.songrim_manager, at=now())
    assert told(people.rakrang, "session") == {session.pk: FeedOp.REMOVE}
    assert told(people.songrim, "session") == {session.pk: FeedOp.UPSERT}
    assert told(people.songrim, "patient") == {patient.pk: FeedOp.UPSERT}


def test_plain_sql_is_told_too_and_once_a_transaction(people):
    sessions = [a_session(people, a_patient(people)) for _one in range(3)]
    before = max(Change.objects.values_list("seq", flat=True))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE physio_physiosession SET note = 'a'")
        cursor.execute("UPDATE physio_physiosession SET note = 'b'")
    again = Change.objects.filter(seq__gt=before)
    assert sorted(again.values_list("key", flat=True)) == sorted(one.pk for one in sessions)


def test_every_way_to_write_is_told(people):
    """MUST 11: many at once, by query, by DELETE; a statement that touches nothing tells nothing."""
    follower, patient = a_follower(people), a_patient(people)
    session = a_session(people, patient)
    follows(follower)
    many = [PhysioSession(**{**values_of(session), "id": new_id()}) for _one in range(3)]
    PhysioSession.objects.bulk_create(many)
    follows(follower)
    PhysioSession.objects.filter(pk=session.pk).update(note="by query")
    PhysioSession.objects.filter(pk=many[0].pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM physio_physiosession WHERE id = %s", [many[1].pk])
    follows(follower)
    assert follower.rows["session", str(session.pk)]["data"]["note"] == "by query"
    told = len(follower.numbers)
    PhysioSession.objects.filter(pk=new_id()).update(note="nobody's")
    follows(follower)
    assert len(follower.numbers) == told


def test_a_transaction_that_is_taken_back_is_not_told_nor_is_what_a_savepoint_took_back(people):
    follower, session = a_follower(people), a_session(people, a_patient(people))
    follows(follower)
    with suppress(ZeroDivisionError), transaction.atomic():
        PhysioSession.objects.filter(pk=session.pk).update(note="never")
        raise ZeroDivisionError
    with transaction.atomic():
        with suppress(ZeroDivisionError), transaction.atomic():
            PhysioSession.objects.filter(pk=session.pk).update(note="never")
            raise ZeroDivisionError
        PhysioSession.objects.filter(pk=session.pk).update(note="in the end")
    follows(follower)
    assert follower.rows["session", str(session.pk)]["data"]["note"] == "in the end"
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM sync_touched) + (SELECT count(*) FROM sync_turn)")
        assert cursor.fetchone() == (0,)


def values_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
