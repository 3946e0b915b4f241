"""The pages of a transfer: who may, what each side reads, and that a question gives nothing away."""

import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.core.ids import new_id
from apps.patients.actions import patients, transfers
from apps.patients.models import Transfer
from apps.patients.whereabouts import Clues
from tests.people import MAY, a_patient, a_transfer

SEND = {"kind": "move", "reason": "Lives there now."}
ASK = {"number": "RAK-2016-0001", "birth_year": "1970", "kind": "move", "reason": "Came here."}


@pytest.fixture
def patient(people):
    secret = {"phone": "191234567", "address": "Street 7", "caregiver_name": "Ri Sun", "category": "military"}
    return a_patient(people, **secret)


@pytest.fixture
def send(people, patient, as_user):
    def to(user, **given):
        sent = {**SEND, "to_centre": str(people.songrim.pk), **given}
        return as_user(user).post(reverse("patients:transfer_send", args=[patient.pk]), sent)

    return to


def answered(client, transfer, **given):
    return client.post(reverse("patients:transfer_answer", args=[transfer.pk]), {"answer": "accept", **given})


def listed(client, **query) -> str:
    return client.get(reverse("patients:transfers"), query).content.decode()


def test_a_receptionist_sends_a_person_and_the_page_says_so(people, patient, send, as_user):
    answer = send(people.receptionist)
    assert answer.url == reverse("patients:detail", args=[patient.pk])
    page = as_user(people.technician).get(answer.url).content.decode()
    assert "A transfer to Songrim is waiting" in page
    assert reverse("patients:transfer_answer", args=[Transfer.objects.get().pk]) in page


def test_pressed_twice_one_waits_and_a_second_request_is_a_sentence(people, send):
    key = str(new_id())
    assert [send(people.receptionist, record_id=key).status_code for _press in range(2)] == [302, 302]
    again = send(people.receptionist, record_id=str(new_id()))
    assert (again.status_code, "waiting for an answer already" in again.content.decode()) == (422, True)
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_a_role_without_the_permission_may_not(people, send, who):
    assert send(getattr(people, who)).status_code == 403


def test_another_centre_cannot_send_whom_it_does_not_see(people, send):
    assert send(people.songrim_receptionist).status_code == 404


@pytest.mark.parametrize(
    "given", [{"reason": ""}, {"reason": "x" * 301}, {"to_centre": "nowhere"}, {"kind": "loan"}, {"to_centre": ""}]
)
def test_an_incomplete_request_keeps_what_was_typed(people, send, given):
    answer = send(people.receptionist, **given)
    assert answer.status_code == 422
    assert not Transfer.objects.exists()


def test_ones_own_centre_is_not_offered(people, send):
    assert send(people.receptionist, to_centre=str(people.rakrang.pk)).status_code == 422


def test_the_receiving_centre_reads_name_number_sex_age_and_reason_and_no_more(people, patient, as_user):
    transfer = a_transfer(people, patient)
    client = as_user(people.songrim_technician)
    page = client.get(reverse("patients:transfer_answer", args=[transfer.pk])).content.decode()
    for text in (listed(client), page):
        for word in ("Kim Yong Su", "RAK-2016-0001", "Male", "Lives there now."):
            assert word in text, word
        for word in ("191234567", "Street 7", "Ri Sun", "ilitary", "1970", str(patient.pk)):
            assert word not in text, word
    assert client.get(reverse("patients:detail", args=[patient.pk])).status_code == 404


def test_accepting_leads_to_the_person_who_is_ours_now(people, patient, as_user):
    client = as_user(people.songrim_receptionist)
    answer = answered(client, a_transfer(people, patient), on="2016-06-01")
    assert answer.url == reverse("patients:detail", args=[patient.pk])
    page = client.get(answer.url).content.decode()
    assert "SON-2016-0001" in page
    assert "191234567" in page


def test_declining_leads_back_and_the_name_is_gone_from_the_list(people, patient, as_user):
    client, transfer = as_user(people.songrim_receptionist), a_transfer(people, patient)
    assert answered(client, transfer, answer="decline", note="No bed.").url == reverse("patients:transfers")
    assert "Kim Yong Su" not in listed(client, show="answered")
    theirs = as_user(people.receptionist)
    assert "Kim Yong Su" in listed(theirs, show="answered")
    assert "No bed." in theirs.get(reverse("patients:transfer_answer", args=[transfer.pk])).content.decode()


def test_who_asked_does_not_answer_and_who_was_asked_does_not_cancel(people, patient, as_user):
    transfer = a_transfer(people, patient)
    cancel = reverse("patients:transfer_cancel", args=[transfer.pk])
    assert answered(as_user(people.receptionist), transfer).status_code == 403
    assert as_user(people.songrim_receptionist).post(cancel).status_code == 403
    assert as_user(people.receptionist).post(cancel).status_code == 302
    late = answered(as_user(people.songrim_receptionist), transfer)
    assert (late.status_code, "answered or withdrawn already" in late.content.decode()) == (422, True)


def test_a_cancellation_that_comes_too_late_is_a_sentence(people, patient, as_user):
    transfer = a_transfer(people, patient)
    answered(as_user(people.songrim_receptionist), transfer)
    late = as_user(people.receptionist).post(reverse("patients:transfer_cancel", args=[transfer.pk]))
    assert (late.status_code, "answered or withdrawn already" in late.content.decode()) == (422, True)


@pytest.mark.parametrize("given", [{"answer": ""}, {"on": "2999-01-01"}, {"on": "2016-01-01"}, {"note": "x" * 301}])
def test_an_impossible_answer_is_refused_with_a_sentence(people, patient, as_user, given):
    transfer = a_transfer(people, patient)
    assert answered(as_user(people.songrim_receptionist), transfer, **given).status_code == 422
    assert Transfer.objects.get().state == "requested"


def said(answer) -> tuple[int, str, list[str]]:
    page = answer.client.get(answer.url)
    return answer.status_code, answer.url, [str(message) for message in page.context["messages"]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "RAK-2016-9999"}, {"birth_year": "1971"}, {"birth_year": "", "name": "리철수"},
        {"number": "SON-2016-0001"}, {"number": "XY-1-1".replace("1-1", "2016-1")},
    ],
)  # fmt: skip
def test_a_question_is_answered_the_same_whether_there_is_such_a_person_or_not(people, patient, as_user, wrong):
    client = as_user(people.songrim_receptionist)
    right = said(client.post(reverse("patients:transfer_ask"), ASK))
    before = listed(client, show="all").split("<main")[1]
    Transfer.objects.all().delete()
    assert said(client.post(reverse("patients:transfer_ask"), {**ASK, **wrong})) == right
    assert listed(client, show="all").split("<main")[1] == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "42"}, {"number": "' OR 1=1"}, {"number": ""}, {"birth_year": ""}, {"birth_year": "70"},
        {"birth_year": "x"}, {"reason": ""}, {"name": "가\x00나", "birth_year": ""},
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_read_is_refused_for_its_writing_alone(people, patient, as_user, wrong):
    answer = as_user(people.songrim_receptionist).post(reverse("patients:transfer_ask"), {**ASK, **wrong})
    assert answer.status_code == 422
    assert "Came here." in answer.content.decode() or "reason" in wrong


def test_the_asked_centre_reads_the_question_on_the_persons_page_and_answers_it(people, patient, as_user):
    transfers.ask(
        centre=people.songrim, clues=Clues(patient.number, 1970), kind="share", reason="Came here.",
        by=people.songrim_receptionist, at=now(),
    )  # fmt: skip
    question, client = Transfer.objects.get(), as_user(people.receptionist)
    assert "Songrim asks for this person" in client.get(reverse("patients:detail", args=[patient.pk])).content.decode()
    url = reverse("patients:transfer_answer", args=[question.pk])
    assert as_user(people.songrim_receptionist).get(url).status_code == 404
    assert answered(client, question).status_code == 302
    assert as_user(people.songrim_receptionist).get(url).status_code == 200


def test_the_list_says_what_waits_for_whom(people, patient, as_user):
    a_transfer(people, patient)
    other = a_patient(people, name_hangul="리철", name_romanised="Ri Chol")
    transfers.cancel(transfer=a_transfer(people, other), by=people.receptionist, at=now())
    ours, theirs = as_user(people.songrim_receptionist), as_user(people.receptionist)
    assert "Kim Yong Su" in listed(ours)
    assert "No transfer waits for you" in listed(theirs)
    assert "Kim Yong Su" in listed(theirs, show="sent")
    assert "Ri Chol" in listed(theirs, show="answered")
    assert "Ri Chol" not in listed(ours, show="all")


def test_the_list_has_pages_and_a_constant_number_of_queries(people, as_user, django_assert_max_num_queries):
    for number in range(30):
        a_transfer(people, a_patient(people, name_hangul=f"김{chr(0xAC00 + number)}"))
    client = as_user(people.songrim_receptionist)
    with django_assert_max_num_queries(20):
        assert "page=2" in listed(client)
    assert client.get(reverse("patients:transfers"), {"page": "x", "sort": "nonsense", "show": "?"}).status_code == 200


def test_the_start_page_counts_what_waits(people, patient, as_user):
    a_transfer(people, patient)
    for who, counted in ((people.songrim_receptionist, True), (people.songrim_manager, True), (people.manager, False)):
        page = as_user(who).get(reverse("desk:today")).content.decode()
        assert ("Transfers to answer" in page) is counted


def test_a_person_served_at_both_is_sent_from_the_centre_one_works_in(people, patient, as_user):
    patients.grant_access(patient=patient, centre=people.songrim, by=people.manager, on=MAY)
    both = people.receptionist
    both.memberships.create(centre=people.songrim, role="receptionist", started_on=MAY)
    sent = {**SEND, "from_centre": str(people.rakrang.pk), "to_centre": str(people.songrim.pk)}
    answer = as_user(both).post(reverse("patients:transfer_send", args=[patient.pk]), sent)
    assert answer.status_code == 302, answer.content.decode()
    assert Transfer.objects.get().from_centre == people.rakrang
