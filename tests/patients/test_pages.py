"""The person's page, and every form about one person: right role, wrong role, other centre, wrong state, twice."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from apps.core.ids import new_id
from apps.patients.actions import episodes, patients
from apps.patients.models import Assessment, Episode, Impairment, Patient
from tests.people import MAY, a_lost_leg, a_patient

REACHED = {"outcome_kind": "goals-reached", "outcome": "Walks."}
LIMB = {"kind": "amputation", "level": "transtibial", "side": "L", "previously_fitted_elsewhere": "no", "cause": "mine"}
# page → (whose key it takes, what is sent, roles that may)
CLINICAL = {"technician", "physio"}
EVERYBODY = {"receptionist", "technician", "physio", "manager"}
FORMS: dict[str, tuple[str, dict[str, Any], set[str]]] = {
    "edit": ("patient", {"name_hangul": "오철", "sex": "M", "version": 1}, EVERYBODY),
    "paper_number": ("patient", {"number": "B-9"}, EVERYBODY),
    "death": ("patient", {"on": "2016-06-01", "version": 1}, EVERYBODY),
    "episode_open": ("patient", {"reason": "renewal", "on": "2016-05-10"}, EVERYBODY),
    "impairment_add": ("patient", {**LIMB, "side": "R"}, CLINICAL),
    "impairment_edit": ("limb", {**LIMB, "version": 1}, CLINICAL),
    "assess": ("episode", {"decision": "serve", "profession": "technician", "on": "2016-05-11"}, CLINICAL),
    "episode_close": ("episode", {**REACHED, "on": "2016-05-12", "version": 1}, CLINICAL),
}
OF_EPISODES = ("episode_open", "assess", "episode_close")  # they lead to the episode, the others to the person
ROLES = ("receptionist", "technician", "physio", "manager", "administrator", "auditor")


@pytest.fixture
def records(people):
    patient = a_patient(people)
    episode = episodes.open_episode(
        patient=patient, centre=people.rakrang, reason="first-visit", on=MAY, by=people.physio
    )
    return {"patient": patient, "limb": a_lost_leg(people, patient), "episode": episode}


@pytest.fixture
def send(as_user, records):
    def to(user, name, **given):
        key, sent, _roles = FORMS[name]
        return as_user(user).post(reverse(f"patients:{name}", args=[records[key].pk]), {**sent, **given})

    return to


@pytest.mark.parametrize("name", FORMS)
def test_the_right_role_gets_on(people, records, as_user, send, name):
    user = people.technician
    page = as_user(user).get(reverse(f"patients:{name}", args=[records[FORMS[name][0]].pk]))
    assert page.status_code == 200
    went_to = send(user, name).url
    episode = Episode.objects.order_by("created_at").last()
    page = ("patients:episode", episode) if name in OF_EPISODES else ("patients:detail", records["patient"])
    assert went_to == reverse(page[0], args=[page[1].pk])


def test_only_episodes_of_ones_own_centre_are_offered_for_assessment(people, records, as_user):
    """Songrim sees the person and the episode, and may not go on with it."""
    patients.grant_access(patient=records["patient"], centre=people.songrim, by=people.manager, on=MAY)
    assess, detail = (reverse(f"patients:{name}", args=[records[key].pk]) for name, key in
                      (("assess", "episode"), ("detail", "patient")))  # fmt: skip
    for user, offered in ((people.technician, True), (people.songrim_technician, False)):
        client = as_user(user)
        assert (assess in client.get(detail).content.decode()) is offered
        assert client.get(assess).status_code == (200 if offered else 403)


@pytest.mark.parametrize("name", FORMS)
def test_each_role_may_do_what_it_may(people, send, name):
    allowed = {role for role in ROLES if send(getattr(people, role), name).status_code != 403}
    assert allowed == FORMS[name][2]


@pytest.mark.parametrize("name", FORMS)
def test_another_centre_and_strangers_find_nothing(people, send, name):
    assert send(people.songrim_technician, name).status_code == 404
    assert send(people.stranger, name).status_code == 404


@pytest.mark.parametrize("name", [*FORMS, "detail"])
def test_without_signing_in_there_is_only_the_sign_in_page(client, records, name):
    key = FORMS.get(name, ("patient",))[0]
    assert "login" in client.post(reverse(f"patients:{name}", args=[records[key].pk])).url


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_form_is_answered_with_sentences(people, as_user, records, name):
    url = reverse(f"patients:{name}", args=[records[FORMS[name][0]].pk])
    assert as_user(people.technician).post(url, {}).status_code == 422


@pytest.mark.parametrize(
    ("name", "model", "count"),
    [("impairment_add", Impairment, 2), ("episode_open", Episode, 2), ("assess", Assessment, 1)],
)
def test_pressed_twice_makes_one_record(people, send, name, model, count):
    key = str(new_id())
    for _press in range(2):
        assert send(people.technician, name, record_id=key).status_code == 302
    assert model.objects.count() == count


def test_a_closed_episode_is_not_closed_again(people, records, send):
    assert send(people.technician, "episode_close").status_code == 302
    again = send(people.technician, "episode_close", version=2)
    assert (again.status_code, "already closed" in again.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("episode_open", {"on": "2999-01-01"}),
        ("episode_open", {"on": "1960-01-01"}),
        ("assess", {"on": "2999-01-01"}),
        ("episode_close", {"on": "2016-01-01"}),
        ("episode_close", {"on": "2099-01-01"}),
        ("death", {"on": "2999-01-01"}),
        ("death", {"on": "1960-01-01"}),
        ("death", {"on": "0001-01-01"}),
        ("impairment_add", {"level": ""}),
        ("impairment_add", {"kind": "polio"}),
        ("impairment_add", {"onset_month": "7"}),
        ("impairment_add", {"onset_year": "1960"}),
        ("assess", {"findings": "가" * 4001}),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(people, send, name, given):
    assert send(people.technician, name, **given).status_code == 422


def test_an_estimated_birth_after_the_day_of_death_is_a_sentence_too(people, as_user):
    patient = a_patient(people, birth_date=date(2016, 7, 1), birth_precision="year", on=date(2016, 8, 1))
    sent = {"on": "2016-03-01", "version": 1}
    assert as_user(people.receptionist).post(reverse("patients:death", args=[patient.pk]), sent).status_code == 422


def test_the_page_says_who_it_is_and_what_is_open(people, records, as_user):
    page = as_user(people.technician).get(reverse("patients:detail", args=[records["patient"].pk])).content.decode()
    for words in (
        "Kim Yong Su",
        "김영수",
        records["patient"].number,
        "1970-03-12",
        "Open episode",
        "First visit",
        "Transtibial",
    ):
        assert words in page, words


def test_the_page_asks_other_rooms_by_address(people, records, as_user):
    page = as_user(people.technician).get(reverse("patients:detail", args=[records["patient"].pk])).content.decode()
    for name in ("devices:for_patient", "physio:for_patient", "desk:timeline"):
        assert f'hx-get="{reverse(name, args=[records["patient"].pk])}"' in page


@pytest.mark.parametrize(
    ("role", "primary"),
    [("technician", "devices:prescribe"), ("physio", "physio:record"), ("receptionist", "patients:episode_open")],
)
def test_each_role_has_one_primary_button(people, records, as_user, role, primary):
    patient = records["patient"]
    page = as_user(getattr(people, role)).get(reverse("patients:detail", args=[patient.pk])).content.decode()
    assert page.count("btn-primary") == 1
    assert f'btn-primary" href="{reverse(primary, args=[patient.pk])}"' in page


def test_for_the_dead_nothing_new_is_begun(people, records, as_user):
    patients.note_death(patient=records["patient"], on=date(2016, 6, 1), by=people.receptionist)
    page = as_user(people.technician).get(reverse("patients:detail", args=[records["patient"].pk])).content.decode()
    assert "died on 2016-06-01" in page
    assert reverse("patients:episode_open", args=[records["patient"].pk]) not in page


def test_a_centre_that_serves_the_person_too_sees_the_page(people, records, as_user):
    url = reverse("patients:detail", args=[records["patient"].pk])
    assert as_user(people.songrim_receptionist).get(url).status_code == 404
    patients.grant_access(patient=records["patient"], centre=people.songrim, by=people.receptionist, on=MAY)
    assert as_user(people.songrim_receptionist).get(url).status_code == 200


def test_the_page_takes_a_constant_number_of_queries(people, records, as_user, django_assert_max_num_queries):
    client, patient = as_user(people.technician), records["patient"]
    for _limb in range(6):
        a_lost_leg(people, patient)
        episodes.open_episode(patient=patient, centre=people.rakrang, reason="renewal", on=MAY, by=people.physio)
    with django_assert_max_num_queries(20):
        client.get(reverse("patients:detail", args=[patient.pk]))


def test_an_assessment_of_today_is_of_now_and_of_another_day_of_noon(people, records, send):
    send(people.technician, "assess")
    assessment = Assessment.objects.get()
    assert (assessment.service_date, assessment.at) == (date(2016, 5, 11), people.rakrang.noon(date(2016, 5, 11)))
    assert Patient.objects.get().assessments.count() == 1
