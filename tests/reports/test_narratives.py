"""What a report says in words: while it is a draft, in both languages, and never among the counts."""

from datetime import date

import pytest
from django.urls import reverse

from apps.core.clock import now
from apps.core.problems import Refused
from apps.reports.actions import narratives, snapshots, validation
from apps.reports.indicators import Scope
from apps.reports.models import Report
from apps.reports.periods import YEAR, ReportPeriod
from apps.reports.snapshot import as_data, take
from tests.people import a_delivery, a_patient

pytestmark = pytest.mark.django_db
MAY = ReportPeriod(date(2016, 5, 1))
WORDS = reverse("reports:words", args=["RAK", MAY.month])
MONTH = reverse("reports:month", args=["RAK", MAY.month])
EN, KO = "About 1,350 people came.", "약 1,350명이 왔습니다."


def written(people, *, of=MAY, **details):
    usual = {"scope": Scope.of(people.rakrang), "en": EN, "ko": KO, "by": people.manager, "at": now()}
    return narratives.write(**{**usual, "of": of, **details})


def submitted_alone(people):
    at = people.rakrang.noon(date(2016, 6, 5))
    return validation.submit_alone(centre=people.rakrang, month=MAY.month, by=people.manager, at=at)


def test_the_manager_writes_in_both_languages_and_the_month_shows_it(people, manager):
    response = manager.post(WORDS, {"en": EN, "ko": KO, "version": "1"})
    assert (response.status_code, response.url) == (302, MONTH)
    shown = manager.get(MONTH).content.decode()
    assert EN in shown
    assert KO in shown


def test_the_form_says_that_numbers_here_are_words(manager):
    assert "they are never counted" in manager.get(WORDS).content.decode()


def test_saving_twice_writes_once(people, manager):
    sent = {"en": EN, "ko": "", "version": "1"}
    assert [manager.post(WORDS, sent).status_code for _ in range(2)] == [302, 302]
    assert Report.objects.get().narrative == {"en": EN}


def test_a_stale_page_shows_both_versions_and_loses_nothing(people, manager):
    written(people)
    response = manager.post(WORDS, {"en": "Mine.", "ko": KO, "version": "1"})
    shown = response.content.decode()
    assert (response.status_code, Report.objects.get().narrative_en) == (422, EN)
    assert EN in shown
    assert "Mine." in shown
    again = response.context["form"].data["version"]
    assert manager.post(WORDS, {"en": "Mine.", "ko": KO, "version": again}).status_code == 302


def test_a_paragraph_can_be_taken_away(people):
    written(people)
    assert written(people, en=" ").narrative == {"ko": KO}


def test_what_is_submitted_cannot_be_changed_and_the_page_says_why(people, manager):
    a_delivery(people, a_patient(people))
    written(people)
    submitted_alone(people)
    shown = manager.get(WORDS).content.decode()
    assert "was submitted, and its words with it" in shown
    assert "<textarea" not in shown
    assert manager.post(WORDS, {"en": "Other.", "ko": "", "version": "9"}).status_code == 422
    assert Report.objects.get().narrative_en == EN


def test_the_words_are_sealed_with_the_figures(people):
    a_delivery(people, a_patient(people))
    written(people)
    assert submitted_alone(people).seal.snapshot.content["narrative"] == {"en": EN, "ko": KO}


def test_a_month_that_is_being_closed_takes_no_words(people):
    a_delivery(people, a_patient(people))
    at = people.rakrang.noon(date(2016, 6, 5))
    validation._close(centre=people.rakrang, month=MAY.month, by=people.manager, at=at)
    with pytest.raises(Refused, match=r"being closed|마감"):
        written(people)


def test_a_month_that_has_not_begun_takes_no_words(people):
    with pytest.raises(Refused):
        written(people, of=ReportPeriod(date(2190, 1, 1)))


def test_a_year_and_both_centres_together_have_words_of_their_own(people):
    year = ReportPeriod(date(2016, 1, 1), YEAR)
    both = Scope.all([people.songrim, people.rakrang])
    assert written(people, of=year).name == "RAK-2016-r1"
    assert written(people, of=year, scope=both).name == "RAK-SON-2016-r1"
    assert written(people, of=year, scope=both, en="Again.").pk == Report.objects.get(centre=None).pk
    assert written(people).name == "RAK-2016-05-r1"


def test_the_page_of_a_year_is_written_too(people, manager):
    url = reverse("reports:words_period", args=["RAK", ReportPeriod(date(2016, 1, 1), YEAR)])
    assert manager.post(url, {"en": EN, "ko": KO, "version": "1"}).status_code == 302
    assert Report.objects.get().months == YEAR


def test_numbers_in_words_move_no_count(people):
    a_delivery(people, a_patient(people))
    scope = Scope.of(people.rakrang)
    before = as_data(take(scope, MAY.month))
    report = written(people)
    content = snapshots.freeze(report=report, at=now()).content
    assert {name: content[name] for name in ("figures", "trend")} == {n: before[n] for n in ("figures", "trend")}


@pytest.mark.parametrize("text", ["a\x00b", "x" * 4001, "\u202eabc"])
def test_what_is_no_text_is_refused_and_stays_in_the_form(manager, text):
    response = manager.post(WORDS, {"en": text, "ko": KO, "version": "1"})
    assert (response.status_code, response.context["form"].data["ko"]) == (422, KO)


def test_markup_is_shown_as_it_was_typed(people, manager):
    written(people, en="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in manager.get(MONTH).content.decode()


def test_the_auditor_reads_and_does_not_write(people, client):
    written(people)
    client.force_login(people.auditor)
    shown = client.get(MONTH).content.decode()
    assert EN in shown
    assert WORDS not in shown
    assert client.post(WORDS, {"en": "x"}).status_code == 403


def test_another_centre_is_not_there(people, client):
    client.force_login(people.songrim_manager)
    assert client.post(WORDS, {"en": "x"}).status_code == 404
