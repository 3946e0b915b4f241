"""The data quality page: counts once a day and on demand, how they went over the year, and for whom."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from apps.centres.models import Membership
from apps.desk import gaps, tasks
from apps.desk.actions import quality
from apps.desk.models import QualityCount
from apps.desk.trends import MONTHS, last_months, trends
from tests.people import MAY, a_patient

pytestmark = pytest.mark.django_db
PAGE = reverse("desk:quality")
AT = datetime(2016, 5, 10, 3, tzinfo=UTC)


def noted(people, kind, on, count, centre=None):
    return QualityCount.objects.create(centre=centre or people.rakrang, kind=kind, on=on, count=count)


def counted(people, kind="birth-date"):
    return list(QualityCount.objects.filter(centre=people.rakrang, kind=kind).values_list("on", "count"))


def trend_of(people, kind, today):
    return trends(QualityCount.objects.filter(centre=people.rakrang), kinds=[kind], today=today)[kind]


def lines(client, query=""):
    return {gap.kind: trend.now for gap, trend in client.get(f"{PAGE}?{query}").context["lines"]}


def test_every_kind_is_counted_for_each_centre_alone(people):
    a_patient(people, birth_date=None)
    for _time in range(2):
        a_patient(people, birth_date=None, centre=people.songrim)
    quality.count_due(at=AT)
    counts = QualityCount.objects.filter(kind="birth-date").order_by("centre__code")
    assert [(row.centre.code, row.count) for row in counts] == [("RAK", 1), ("SON", 2)]
    assert QualityCount.objects.count() == 2 * len(gaps.ALL)


def test_counting_again_on_a_day_replaces_and_the_next_day_adds(people):
    quality.count(centre=people.rakrang, at=AT)
    a_patient(people, birth_date=None)
    quality.count(centre=people.rakrang, at=AT + timedelta(hours=1))
    quality.count(centre=people.rakrang, at=AT + timedelta(days=1))
    assert counted(people) == [(MAY, 1), (date(2016, 5, 11), 1)]


def test_beat_counts_once_a_day_by_the_centres_own_calendar(people):
    """15:29Z is still the same day at UTC+8:30, one minute later it is the next."""
    before_midnight = datetime(2016, 5, 10, 15, 29, tzinfo=UTC)
    assert len(quality.count_due(at=before_midnight)) == 2
    assert quality.count_due(at=before_midnight) == []
    assert len(quality.count_due(at=before_midnight + timedelta(minutes=1))) == 2
    assert [on for on, _count in counted(people)] == [date(2016, 5, 10), date(2016, 5, 11)]


def test_the_task_counts(people):
    tasks.count_gaps()
    assert QualityCount.objects.filter(on=people.rakrang.today()).count() == 2 * len(gaps.ALL)


def test_a_month_stands_for_its_last_count_and_one_without_is_a_gap(people):
    for on, count in ((date(2016, 3, 1), 9), (date(2016, 3, 31), 7), (date(2016, 5, 2), 4), (date(2015, 5, 1), 99)):
        noted(people, "cause", on, count)
    noted(people, "cause", MAY, 50, people.songrim)
    trend = trend_of(people, "cause", MAY)
    assert trend.months == last_months(MAY)
    assert (trend.months[0], trend.months[-1], len(trend.months)) == (date(2015, 6, 1), date(2016, 5, 1), MONTHS)
    assert trend.values == [None] * 9 + [7, None, 4]
    assert (trend.now, trend.since_first, trend.table[0]) == (4, -3, (date(2016, 5, 1), 4))


def test_the_line_goes_from_the_left_to_the_right_and_never_out_of_its_picture(people):
    noted(people, "cause", date(2015, 6, 30), 8)
    noted(people, "cause", MAY, 0)
    assert trend_of(people, "cause", MAY).points == [("3.0", "3.0"), ("129.0", "29.0")]
    assert trend_of(people, "side", MAY).points == []


def test_the_page_shows_the_counts_of_ones_own_centre(client, people):
    today = people.rakrang.today()
    noted(people, "cause", today, 5)
    noted(people, "cause", today, 77, people.songrim)
    client.force_login(people.manager)
    assert lines(client)["cause"] == 5
    assert lines(client, f"centre={people.songrim.pk}")["cause"] == 5
    assert str(people.songrim) not in client.get(PAGE).content.decode()


def test_a_manager_of_two_centres_sees_each_separately(client, people):
    Membership.objects.create(user=people.manager, centre=people.songrim, role="manager", started_on=MAY)
    for centre, count in ((people.rakrang, 5), (people.songrim, 77)):
        noted(people, "cause", centre.today(), count, centre)
    client.force_login(people.manager)
    assert [lines(client, f"centre={centre.pk}")["cause"] for centre in (people.rakrang, people.songrim)] == [5, 77]


def test_kinds_are_filtered(client, people):
    noted(people, "cause", people.rakrang.today(), 5)
    client.force_login(people.manager)
    assert lines(client, "number=some") == {"cause": 5}
    assert set(lines(client, "sort=late")) == {"late-deliveries", "late-repairs", "late-sessions", "open-long"}
    assert set(lines(client, "sort=junk&number=junk")) == set(gaps.GAPS)
    assert "Nothing of this kind" in client.get(f"{PAGE}?sort=late&number=some").content.decode()


def test_nothing_counted_and_nothing_to_mend_are_said(client, people):
    client.force_login(people.manager)
    assert "Nobody has counted here yet" in client.get(PAGE).content.decode()
    client.post(reverse("desk:count_now", args=["RAK"]))
    page = client.get(PAGE).content.decode()
    assert "Nothing to mend" in page
    assert people.rakrang.today().isoformat() in page


def test_counting_now_counts_ones_own_centre_and_no_other(client, people):
    a_patient(people, birth_date=None)
    client.force_login(people.manager)
    for _pressed_twice in range(2):
        assert client.post(reverse("desk:count_now", args=["RAK"])).status_code == 302
    assert client.post(reverse("desk:count_now", args=["SON"])).status_code == 404
    assert client.post(reverse("desk:count_now", args=["x"])).status_code == 404
    assert set(QualityCount.objects.values_list("centre__code", flat=True)) == {"RAK"}
    assert counted(people) == [(people.rakrang.today(), 1)]


@pytest.mark.parametrize(
    ("who", "status"), [("technician", 200), ("social_worker", 200), ("receptionist", 403), ("auditor", 403)]
)
def test_it_is_for_those_who_see_guarded_facts(client, people, who, status):
    client.force_login(getattr(people, who))
    assert client.get(PAGE).status_code == status


def test_the_list_of_a_kind_shows_its_year(client, people):
    today = people.rakrang.today()
    noted(people, "side", today, 3)
    noted(people, "side", last_months(today)[-2], 4)
    client.force_login(people.manager)
    page = client.get(reverse("desk:gaps", args=["side"])).content.decode()
    assert 'class="trend"' in page
    assert "The last 12 months" in page


def test_the_managers_day_begins_with_a_way_there(client, people):
    client.force_login(people.manager)
    page = client.get(reverse("desk:today")).content.decode()
    assert f'href="{PAGE}"' in page
    assert f'href="{reverse("desk:exports")}"' in page
