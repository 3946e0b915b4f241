"""The team of an episode, and the assessment that its members sign, each for themselves."""

from datetime import date

import pytest
from django.urls import reverse

from apps.centres.actions import memberships
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.patients.actions import services, signatures, teams
from apps.patients.models import Signature, TeamMember
from tests.people import MAY, a_patient, an_assessment, an_episode

JUNE = date(2016, 6, 1)


@pytest.fixture
def episode(people):
    return an_episode(people, a_patient(people))


@pytest.fixture
def assessment(people, episode):
    return an_assessment(people, episode)


@pytest.fixture
def sign(as_user, assessment):
    def send(user, **given):
        url = reverse("patients:assessment_sign", args=[assessment.pk])
        return as_user(user).post(url, {"profession": "doctor", **given})

    return send


def seats(episode):
    return {(seat.user.username, seat.profession, seat.left_on) for seat in episode.team.all()}


def test_whoever_assesses_signs_and_joins_the_team(people, assessment):
    signature = Signature.objects.get()
    assert (signature.signed_by, signature.profession) == (people.technician, "technician")
    assert signature.patient_id == assessment.patient_id
    assert seats(assessment.episode) == {("technician", "technician", None)}


def test_colleagues_sign_with_profession_and_remark(people, assessment, sign):
    assert sign(people.doctor, remark="Begin after the wound has healed.").status_code == 302
    assert sign(people.physio, profession="physiotherapist").status_code == 302
    told = {(one.signed_by.username, one.profession, one.remark) for one in Signature.objects.all()}
    assert ("doctor", "doctor", "Begin after the wound has healed.") in told
    assert {seat[0] for seat in seats(assessment.episode)} == {"technician", "doctor", "physio"}


def test_signing_twice_is_one_signature(people, sign):
    for _press in range(2):
        assert sign(people.doctor, record_id=str(new_id())).status_code == 302
    assert Signature.objects.filter(signed_by=people.doctor).count() == 1


def test_who_has_signed_is_not_asked_again(people, assessment, sign, as_user):
    page, url = reverse("patients:episode", args=[assessment.episode_id]), "/sign/"
    client = as_user(people.doctor)
    assert url in client.get(page).content.decode()
    sign(people.doctor)
    assert url not in client.get(page).content.decode()


def test_a_voided_assessment_is_signed_by_nobody_else(people, assessment, sign, as_user):
    services.void(service=assessment, reason="Wrong person", by=people.doctor, at=people.rakrang.noon(MAY))
    assert sign(people.doctor).status_code == 422
    url = reverse("patients:assessment_sign", args=[assessment.pk])
    assert "has been voided" in as_user(people.doctor).get(url).content.decode()
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(
    "given", [{"profession": "king"}, {"profession": ""}, {"remark": "가" * 501}, {"remark": "\0"}]
)
def test_a_signature_that_cannot_be_is_refused_with_a_sentence(people, sign, given):
    assert sign(people.doctor, **given).status_code == 422


@pytest.mark.parametrize(("role", "status"), [("receptionist", 403), ("manager", 403), ("songrim_technician", 404)])
def test_others_do_not_sign(people, sign, role, status):
    assert sign(getattr(people, role)).status_code == status


def test_after_the_episode_closed_a_signature_needs_no_seat(people, assessment):
    episode = assessment.episode
    type(episode).objects.filter(pk=episode.pk).update(closed_on=JUNE, outcome="Walks.")
    assessment.refresh_from_db()
    made = signatures.sign(assessment=assessment, at=people.rakrang.noon(JUNE), by=people.doctor)
    assert (made.profession, episode.team.filter(user=people.doctor).exists()) == ("doctor", False)


@pytest.fixture
def join(as_user, people, episode):
    def send(by, **given):
        sent = {"user": people.doctor.pk, "profession": "", "on": "2016-05-10", **given}
        return as_user(by).post(reverse("patients:team_join", args=[episode.pk]), sent)

    return send


def test_a_colleague_is_added_in_the_profession_of_the_role_or_another(people, episode, join):
    join(people.technician)
    join(people.technician, user=people.receptionist.pk, profession="nurse")
    assert seats(episode) == {("doctor", "doctor", None), ("receptionist", "nurse", None)}


def test_a_colleague_takes_one_seat_however_often_added(people, episode, join):
    key = str(new_id())
    for record_id in (key, key, str(new_id())):
        assert join(people.technician, record_id=record_id).status_code == 302
    assert episode.team.count() == 1


def test_people_of_elsewhere_or_of_the_past_cannot_be_added(people, episode, join):
    gone = people.doctor.memberships.get()
    memberships.end(membership=gone, on=JUNE, by=people.administrator)
    for user in (people.doctor, people.songrim_technician, people.administrator, people.stranger):
        assert join(people.technician, user=user.pk).status_code == 422
        with pytest.raises(Refused):
            teams.join(episode=episode, user=user, on=MAY, by=people.technician)


@pytest.mark.parametrize(("role", "status"), [("receptionist", 403), ("songrim_technician", 404), ("stranger", 404)])
def test_others_add_nobody(people, join, role, status):
    assert join(getattr(people, role)).status_code == status


@pytest.fixture
def leave(as_user, people, assessment):
    def send(user, **given):
        seat = assessment.episode.team.get()
        sent = {"on": "2016-06-01", "version": seat.version, **given}
        return as_user(user).post(reverse("patients:team_leave", args=[seat.pk]), sent)

    return send


def test_a_member_leaves_and_the_signature_stays(people, assessment, leave):
    assert leave(people.doctor).status_code == 302
    assert seats(assessment.episode) == {("technician", "technician", JUNE)}
    assert assessment.signatures.count() == 1


def test_who_left_may_join_again(people, assessment, leave, join):
    leave(people.doctor)
    join(people.doctor, user=people.technician.pk)
    assert TeamMember.objects.filter(user=people.technician).count() == 2


@pytest.mark.parametrize("given", [{"on": "2016-05-09"}, {"on": "2999-01-01"}, {"on": ""}, {"version": 7}])
def test_leaving_at_an_impossible_time_or_from_a_stale_page_is_refused(people, leave, given):
    assert leave(people.doctor, **given).status_code == 422


def test_nobody_leaves_twice(people, leave):
    leave(people.doctor)
    assert leave(people.doctor).status_code == 422
