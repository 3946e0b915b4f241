"""Calling people back: by type, class, technology or part, handed over or repaired in a period."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.devices import due, recall
from apps.devices.actions import aftercare, devices
from apps.devices.models import Device, State
from apps.patients.actions import patients, services
from tests.desk.lists import an_export, lines_of
from tests.people import MAY, a_delivery, a_device, a_patient

pytestmark = pytest.mark.django_db
JUNE = date(2016, 6, 15)


@pytest.fixture
def leg(people):
    """A delivered prosthesis with a foot of lot 1604-B, of somebody with a telephone."""
    patient = a_patient(people, phone="0191-1234")
    device = a_delivery(people, patient, technology="pp-endoskeletal").device
    return devices.note_components(device=device, components="SACH foot 24, lot 1604-B", by=people.technician)


def mended(people, device, on=JUNE, **details):
    at = people.rakrang.noon(on)
    return aftercare.repair(device=device, kind="repair", at=at, by=people.technician, **details)


def found(people, **asked):
    return set(recall.found(due.looked_after(Device.objects.all(), [people.rakrang]), **asked))


def asked(client, **query):
    return client.get(reverse("devices:recall"), query)


class TestWhatIsFound:
    @pytest.mark.parametrize("part", ["1604-B", "1604-b", "sach FOOT", "lot"])
    def test_a_part_is_found_whatever_its_case(self, people, leg, part):
        a_delivery(people, a_patient(people))
        assert found(people, part=part) == {leg}

    @pytest.mark.parametrize("part", ["%", "_", "SACH%24", "\\"])
    def test_signs_of_a_pattern_are_only_signs(self, people, leg, part):
        assert found(people, part=part) == set()

    def test_the_note_of_the_device_is_looked_through_too(self, people):
        device = a_delivery(people, a_patient(people), note="Knee of maker Q").device
        assert found(people, part="maker q") == {device}

    def test_and_the_parts_of_repairs_that_stand(self, people):
        device = a_delivery(people, a_patient(people)).device
        made = mended(people, device, parts="Ankle bolt M10")
        assert found(people, part="m10") == {device}
        services.void(service=made, reason="Another device.", by=people.manager, at=now())
        assert found(people, part="m10") == set()

    def test_a_period_holds_what_was_handed_over_in_it(self, people, leg):
        assert found(people, since=MAY, until=MAY) == {leg}
        assert found(people, since=JUNE) == set()

    def test_or_repaired_in_it(self, people, leg):
        mended(people, leg)
        assert found(people, since=JUNE) == {leg}

    def test_a_part_of_a_repair_was_built_in_on_the_day_of_the_repair(self, people, leg):
        mended(people, leg, parts="Bolt M10")
        assert found(people, part="M10", until=MAY) == set()
        assert found(people, part="M10", since=JUNE) == {leg}

    def test_what_was_never_handed_over_is_with_nobody(self, people):
        device = a_device(people, a_patient(people))
        devices.note_components(device=device, components="lot 9", by=people.technician)
        assert found(people, part="lot 9") == set()

    def test_what_came_back_is_found_with_its_state(self, people, leg):
        devices.end(device=leg, to=State.RETIRED, reason="worn-out", on=JUNE, by=people.technician)
        assert found(people, part="1604") == {leg}

    def test_test_persons_are_left_out(self, people):
        a_delivery(people, a_patient(people, is_test=True), note="lot 7")
        assert found(people, part="lot 7") == set()

    def test_devices_and_people_are_counted_apart(self, people, leg):
        a_delivery(people, leg.patient, side="R")
        rows = recall.found(Device.objects.all())
        assert recall.counts(rows) == {"devices": 2, "people": 1, "in_hand": 2}


class TestThePage:
    def test_before_anything_is_named_nobody_is_listed(self, technician, leg):
        assert leg.patient.number not in asked(technician).content.decode()

    def test_it_tells_who_has_it_and_how_to_reach_them(self, technician, leg):
        html = asked(technician, q="1604").content.decode()
        assert all(said in html for said in (leg.patient.number, "0191-1234", "1604-B", "2016-05-10"))

    @pytest.mark.parametrize(
        "query", [{"device_type": "PRO-LL-TT"}, {"device_class": "prosthesis"}, {"technology": "pp-endoskeletal"}]
    )
    def test_a_type_a_class_or_a_technology_is_enough(self, technician, leg, query):
        assert leg.patient.number in asked(technician, **query).content.decode()

    def test_another_one_is_not_listed(self, technician, leg):
        for query in ({"device_type": "PRO-LL-TF"}, {"device_class": "orthosis"}, {"technology": "resin"}):
            assert leg.patient.number not in asked(technician, **query).content.decode()

    def test_another_centres_people_are_not_listed(self, people, client, leg):
        client.force_login(people.songrim_technician)
        assert leg.patient.number not in asked(client, q="1604").content.decode()

    def test_whether_it_can_still_be_called_back_is_said(self, people, technician, leg):
        patients.note_death(patient=leg.patient, on=JUNE, by=people.receptionist)
        assert "Deceased" in asked(technician, q="1604").content.decode()

    def test_what_is_with_somebody_can_be_listed_alone(self, people, technician, leg):
        devices.end(device=leg, to=State.RETIRED, reason="lost", on=JUNE, by=people.technician)
        assert leg.patient.number not in asked(technician, q="1604", state="in-hand").content.decode()
        assert leg.patient.number in asked(technician, q="1604", state="ended").content.decode()

    @pytest.mark.parametrize(
        "query", [{"since": "2016-13-40"}, {"until": "yesterday"}, {"device_type": "spoon"}, {"page": "x"}]
    )
    def test_a_filter_that_cannot_be_lists_nobody_and_breaks_nothing(self, technician, leg, query):
        assert asked(technician, q="1604", **query).status_code == 200

    def test_a_period_that_ends_before_it_begins_is_said(self, technician, leg):
        html = asked(technician, q="1604", since="2016-06-01", until="2016-05-01").content.decode()
        assert "before the first one" in html

    def test_all_of_a_long_list_fits_on_one_page_to_be_printed(self, people, technician):
        for _time in range(27):
            a_delivery(people, a_patient(people), note="lot 5", key="WCH-RIM")
        pages = [asked(technician, q="lot 5", **query).context["table"] for query in ({}, {"whole": "yes"})]
        assert [len(table.page.object_list) for table in pages] == [25, 27]


class TestTakenOut:
    def test_the_file_holds_the_telephone_and_the_parts(self, people, leg):
        mended(people, leg, parts="Bolt M10")
        (line,) = lines_of(an_export(people, listing="recall", query="q=1604"))
        assert (line["Phone"], line["Components and parts"]) == ("0191-1234", "SACH foot 24, lot 1604-B; Bolt M10")

    def test_what_is_due_can_be_taken_out_too(self, people, leg):
        (line,) = lines_of(an_export(people, listing="due", query="state=all"))
        assert (line["Due on"], line["Renewal due on"]) == ("2017-05-10", "2019-05-10")


class TestComponents:
    def test_the_technician_notes_them_on_the_devices_page(self, technician, device):
        url = reverse("devices:components", args=[device.pk])
        assert url in technician.get(reverse("devices:detail", args=[device.pk])).content.decode()
        technician.post(url, {"components": "Knee K1, lot 3", "version": device.version})
        device.refresh_from_db()
        assert device.components == "Knee K1, lot 3"

    def test_a_stale_page_shows_both(self, people, technician, device):
        devices.note_components(device=device, components="lot 4", by=people.technician)
        url = reverse("devices:components", args=[device.pk])
        answer = technician.post(url, {"components": "lot 5", "version": device.version})
        assert answer.status_code == 422
        assert all(said in answer.content.decode() for said in ("lot 4", "lot 5"))

    def test_too_much_is_said_and_kept(self, technician, device):
        url = reverse("devices:components", args=[device.pk])
        answer = technician.post(url, {"components": "x" * 301})
        assert answer.status_code == 422
        assert "x" * 301 in answer.content.decode()
