"""What was done is read where it was done: lists of one's own centre, filters, the catalogue, what a role sees."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.asking import read
from tests.people import a_delivery, a_device, a_patient
from tests.things import Things

NOUNS = {
    "measurements": "measurement", "fittings": "fitting", "check-outs": "checkout", "deliveries": "delivery",
    "repairs": "mended", "follow-ups": "followup", "group-sessions": "group", "plans": "plan", "scores": "score",
}  # fmt: skip


@pytest.fixture
def things(people):
    return Things(people)


@pytest.mark.parametrize(("noun", "thing"), NOUNS.items())
def test_a_row_is_read_at_home_and_nowhere_else(client, things, noun, thing):
    key = str(things.arguments(thing)["pk"])
    client.force_login(things.people.receptionist)
    assert [row["id"] for row in read(client, f"{noun}/").json()["results"]] == [key]
    answer = read(client, f"{noun}/{key}/")
    assert (answer.json()["id"], answer.headers["ETag"][:2]) == (key, '"1')
    client.force_login(things.people.songrim_technician)
    assert read(client, f"{noun}/").json()["results"] == []
    assert read(client, f"{noun}/{key}/").status_code == 404
    client.force_login(things.people.administrator)
    assert read(client, f"{noun}/").status_code == read(client, f"{noun}/{key}/").status_code == 403


@pytest.mark.parametrize("noun", ["measurements", "fittings", "check-outs", "deliveries"])
def test_work_is_found_by_its_device_and_its_person(client, things, noun):
    delivered = things.delivered()
    client.force_login(things.people.technician)
    expected = 0 if noun == "measurements" else 1
    for query in (f"device={delivered.pk}", f"patient={delivered.patient_id}", "since=2016-05-10&until=2016-05-10"):
        assert len(read(client, f"{noun}/?{query}").json()["results"]) == expected
    for query in (f"device={delivered.patient_id}", "since=2016-05-11", "centre=SON"):
        assert read(client, f"{noun}/?{query}").json()["results"] == []


def test_the_longer_a_list_the_same_its_queries(client, people):
    client.force_login(people.technician)
    counted = []
    for _round in range(2):
        a_delivery(people, a_patient(people))
        with CaptureQueriesContext(connection) as asked:
            read(client, "fittings/")
            read(client, "deliveries/")
        counted.append(len(asked))
    assert counted[0] == counted[1]


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ("device-types/?key=PRO-LL-TT", "sided", True),
        ("terms/?kind=technology&active=true", "kind", "technology"),
        ("measure-fields/?card=transtibial", "card", "transtibial"),
        ("instruments/?key=tug", "unit", "s"),
    ],
)
def test_the_keys_of_the_records_are_explained(client, people, query, field, value):
    client.force_login(people.technician)
    rows = read(client, query).json()["results"]
    assert rows
    assert {row[field] for row in rows} == {value}
    assert read(client, f"{query.split('?')[0]}{rows[0]['id']}/").json()["id"] == rows[0]["id"]


def test_neither_cause_nor_category_is_in_any_answer_about_work(client, people):
    patient = a_patient(people, category="military")
    device = a_device(people, patient)
    client.force_login(people.technician)
    for path in ("devices/", f"devices/{device.pk}/", "fittings/", "sessions/", "scores/", "plans/"):
        said = read(client, path).content.decode()
        assert "military" not in said
        assert '"cause"' not in said
