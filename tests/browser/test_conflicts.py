"""What a tablet left to be decided, in a real browser: both sides, one chip and one press."""

import pytest
from playwright.sync_api import expect

from apps.core.clock import now
from apps.patients.actions import patients
from apps.sync.actions.pushing import push
from apps.sync.models import Conflict
from tests.browser.looking import settled, violations
from tests.people import a_patient
from tests.sync.saying import a_session_op, an_op
from tests.sync.tablets import enrolled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def conflict(people):
    """A name that was put right here while the tablet was away; and a session that lasted no minute."""
    tablet, patient = enrolled(people).tablet, a_patient(people, name_romanised="Ri Yong Hui")
    patients.correct(patient=patient, by=people.receptionist, name_romanised="Ri Yong Hee")
    seen = {"name_romanised": ["Ri Yong Hui", "Ri Yong Hwi"]}
    renamed = an_op(1, "patient", "change", id=str(patient.pk), changes=seen)
    push(tablet=tablet, operations=[renamed, a_session_op(2, patient, minutes=0)], at=now())
    return Conflict.objects.get()


def test_a_conflict_is_decided_with_one_chip_and_one_press(conflict, people, signed_in, live_server):
    page = signed_in(people.receptionist)
    page.goto(live_server.url + "/")
    page.get_by_role("link", name="Conflicts from tablets").click()
    page.get_by_role("link", name="Person: Romanised name").click()
    expect(page.get_by_role("cell", name="Ri Yong Hee")).to_be_visible()
    page.get_by_role("button", name="Take what the tablet says").click()
    expect(page.get_by_role("alert").get_by_text("Say why.")).to_be_visible()
    page.get_by_label("Asked the person").check()
    page.get_by_role("button", name="Take what the tablet says").click()
    expect(page.get_by_text("The conflict has been decided.")).to_be_visible()
    expect(page.get_by_text("Nothing is to be decided here.")).to_be_visible()
    conflict.patient.refresh_from_db()
    assert conflict.patient.name_romanised == "Ri Yong Hwi"


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ko", 390)])
def test_the_pages_are_open_to_everybody_and_fit(conflict, people, signed_in, live_server, language, width):
    page = signed_in(people.physio, width=width, language=language)
    refused = conflict.operation.tablet.operations.get(status="rejected").pk
    for path in ("", "?q=zzz", f"{conflict.pk}/", "../refused/", f"../refused/{refused}/"):
        page.goto(f"{live_server.url}/tablets/conflicts/{path}")
        settled(page)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert (path, violations(page), wide) == (path, [], False)
