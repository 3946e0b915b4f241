"""Who leaves, comes, comes back, is shared or merged: what each centre's tablets are told (MUST 13, 14)."""

import pytest
from django.db import connection

from apps.centres.actions import centres
from apps.core.clock import now
from apps.devices.models import DeviceType, State
from apps.patients.actions import merges, services, transfers
from apps.patients.models import PatientAccess
from tests.merges import a_merge, asked, two_records
from tests.people import a_device, a_patient, a_session, a_transfer, taken_to
from tests.sync.feed_checks import follows
from tests.sync.follower import a_follower


@pytest.fixture
def here(people):
    return a_follower(people)


@pytest.fixture
def there(people):
    return a_follower(people, songrim=True)


def moved(people, patient, *, back=False, **details):
    way = (
        {"from_centre": people.songrim, "to_centre": people.rakrang, "by": people.songrim_receptionist} if back else {}
    )
    by = people.manager if back else people.songrim_manager
    return transfers.answer(transfer=a_transfer(people, patient, **way, **details), accept=True, by=by, at=now())


def followed(*followers):
    for one in followers:
        follows(one)


def test_whoever_comes_back_comes_back_with_everything(people, here, there):
    """MUST 13: also what was recorded while they were away, and what the tablet had been told to remove."""
    patient = a_patient(people)
    first = a_session(people, patient)
    followed(here, there)
    moved(people, patient)
    away = a_session(people, patient, centre=people.songrim)
    followed(here, there)
    assert "session" not in here.kinds()
    moved(people, patient, back=True)
    followed(here, there)
    assert {("session", str(first.pk)), ("session", str(away.pk))} <= here.rows.keys()
    assert "session" not in there.kinds()


def test_whoever_is_shared_is_told_to_both(people, here, there):
    patient = a_patient(people)
    moved(people, patient, kind="share")
    session = a_session(people, patient)
    followed(here, there)
    assert ("session", str(session.pk)) in here.rows.keys() & there.rows.keys()


def test_a_merge_and_its_undoing_travel(people, here, there):
    """MUST 14. The survivor is of both centres; a device takes along the fitting that hangs on it alone."""
    survivor, loser = two_records(people)
    moved(people, survivor, kind="share")
    device = taken_to(people, a_device(people, loser), State.CHECKED)
    followed(here, there)
    merge = a_merge(people, survivor, loser)
    followed(here, there)
    assert here.merged == {str(loser.pk): str(survivor.pk)}
    assert {"fitting", "checkout"} <= there.kinds()
    assert there.rows["device", str(device.pk)]["data"]["patient"] == str(survivor.pk)
    merges.undo(merge=merge, reason="Two brothers.", by=people.physio, at=now())
    followed(here, there)
    assert not {"fitting", "checkout", "device"} & there.kinds()
    assert here.rows["device", str(device.pk)]["data"]["patient"] == str(loser.pk)


def test_into_whom_somebody_was_merged_is_told_again_when_that_changes(people, here):
    """MUST 14: merged into one who is merged further, and the second merge undone: a new tablet knows the same."""
    first, second = two_records(people)
    third = a_patient(people)
    a_merge(people, second, first)
    later = a_merge(people, third, second)
    follows(here)
    assert here.merged[str(first.pk)] == str(third.pk)
    merges.undo(merge=later, reason="Somebody else.", by=people.physio, at=now())
    follows(here)
    assert here.merged[str(first.pk)] == str(second.pk)


def test_into_whom_is_told_to_nobody_who_does_not_see_the_survivor(people, here, there):
    """MUST 12: who was told of a person that left learns nothing of a merge elsewhere."""
    survivor, loser = two_records(people)
    followed(here)
    for one in (survivor, loser):
        moved(people, one)
    merge = asked(people, survivor, loser, centre=people.songrim, by=people.songrim_receptionist)
    merges.decide(merge=merge, approve=True, by=people.songrim_physio, at=now())
    followed(here, there)
    assert (here.merged, "patient" in here.kinds()) == ({}, False)


def test_what_is_voided_travels_as_voided(people, here):
    """MUST 14: a void is a change of the record, which stays."""
    session = a_session(people, a_patient(people))
    services.void(service=session, reason="Another person.", by=people.manager, at=now())
    follows(here)
    assert here.rows["session", str(session.pk)]["data"]["void_reason"] == "Another person."


def test_whoever_may_not_be_seen_any_more_is_removed_with_everything(people, here):
    """By plain SQL too; and what an access says of another patient from now on."""
    patient = a_patient(people)
    a_session(people, patient)
    follows(here)
    PatientAccess.objects.filter(patient=patient).update(active=False, until="2017-01-01")
    follows(here)
    assert not {"patient", "session"} & here.kinds()


def test_what_is_the_same_everywhere_is_told_to_every_centre(people, here, there):
    """Also the catalogue that was there before the feed, and a centre founded today."""
    centres.found(code="NEW", name_en="New", name_ko="새")
    DeviceType.objects.filter(key="PRO-LL-TT").update(name_en="Below-knee prosthesis")
    followed(here, there)
    for one in (here, there):
        named = [
            told["data"]["name_en"] for (kind, _key), told in one.rows.items() if kind in ("centre", "device_type")
        ]
        assert {"New", "Below-knee prosthesis"} <= set(named)


def test_the_people_of_a_centre_are_told_by_name_and_role_and_not_their_signing_in(people, here, there):
    follows(there)
    user, told = people.songrim_physio, len(there.numbers)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET last_login = now()")
    follows(there)
    assert len(there.numbers) == told
    user.name = "Ri Sun Hui"
    user.save(update_fields=["name"])
    user.memberships.update(ended_on="2017-01-01")
    followed(here, there)
    assert there.rows["user", str(user.pk)]["data"] == {"name": "Ri Sun Hui", "active": True}
    assert {told["data"]["ended_on"] for told in there.rows.values() if told["data"].get("user") == str(user.pk)} == {
        "2017-01-01"
    }
    assert ("user", str(user.pk)) not in here.rows
