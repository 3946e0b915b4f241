"""What the patients' room tells on the timeline."""

import re
from datetime import UTC, date, datetime

from django.urls import reverse
from django.utils.translation import override

from apps.core.clock import now
from apps.core.timeline import Entry, merged
from apps.patients import timeline
from apps.patients.actions import documents, episodes, patients, services
from tests.people import MAY, a_document, a_lost_leg, a_patient


def told(patient, user):
    with override("en"):
        return {(entry.on, entry.kind, entry.title) for entry in timeline.entries(patient, user)}


def test_a_life_at_the_centre_is_told(people):
    patient = a_patient(people)
    a_lost_leg(people, patient, onset_on=date(1999, 4, 1))
    episode = episodes.open_episode(
        patient=patient, centre=people.rakrang, reason="first-visit", on=MAY, by=people.physio
    )
    episodes.assess(episode=episode, decision="serve", at=people.rakrang.noon(MAY), by=people.physio)
    episodes.close(episode=episode, outcome="Walks.", on=date(2016, 5, 20), by=people.physio)
    patients.note_death(patient=patient, on=date(2016, 6, 1), by=people.receptionist)
    patient.refresh_from_db()
    assert told(patient, people.receptionist) == {
        (MAY, "registration", "Registered"),
        (date(1999, 4, 1), "impairment", "Transtibial · Left"),
        (MAY, "episode", "Episode opened"),
        (MAY, "assessment", "Assessment"),
        (date(2016, 5, 20), "episode", "Episode closed"),
        (date(2016, 6, 1), "death", "Died"),
    }


def test_a_paper_stands_on_its_own_day_until_it_is_removed(people, settings, tmp_path):
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    patient = a_patient(people)
    paper = a_document(people, patient, kind="referral", made_on=date(2015, 3, 2))
    assert (date(2015, 3, 2), "document", "Referral letter") in told(patient, people.receptionist)
    documents.remove(document=paper, reason="Of somebody else.", by=people.receptionist, at=now())
    assert "document" not in {kind for _on, kind, _title in told(patient, people.receptionist)}


def test_a_voided_assessment_stays_and_is_struck_out(people, as_user):
    patient = a_patient(people)
    episode = episodes.open_episode(
        patient=patient, centre=people.rakrang, reason="first-visit", on=MAY, by=people.physio
    )
    noon = people.rakrang.noon(MAY)
    assessment = episodes.assess(episode=episode, decision="serve", at=noon, by=people.physio)
    services.void(service=assessment, reason="Wrong person", by=people.physio, at=noon)
    page = as_user(people.physio).get(reverse("desk:timeline", args=[patient.pk])).content.decode()
    assert re.search(r"<s><a [^>]*><strong>Assessment</strong></a></s>", page)


def test_the_latest_comes_first_and_the_instant_orders_a_day():
    morning, noon = (datetime(2016, 5, 10, hour, tzinfo=UTC) for hour in (1, 3))
    entries = [
        Entry(MAY, morning, "a", "a"),
        Entry(MAY, None, "b", "b"),
        Entry(date(2017, 1, 1), None, "c", "c"),
        Entry(MAY, noon, "d", "d"),
    ]
    assert [entry.kind for entry in merged(entries[:2], entries[2:])] == ["c", "d", "a", "b"]


def test_the_timeline_is_a_part_for_htmx_and_a_page_of_its_own(people, as_user):
    patient, client = a_patient(people), as_user(people.receptionist)
    url = reverse("desk:timeline", args=[patient.pk])
    assert "<html" in client.get(url).content.decode()
    assert "<html" not in client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert as_user(people.songrim_receptionist).get(url).status_code == 404
    assert as_user(people.auditor).get(url).status_code == 403
