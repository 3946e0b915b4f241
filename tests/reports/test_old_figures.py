"""Published totals of years without records: entered kindly, refused where they would mix, corrected with a reason."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from apps.core.clock import now
from apps.core.ids import new_id
from apps.core.problems import Refused
from apps.reports import published
from apps.reports.actions import old_figures
from apps.reports.forms import OldFigureForm
from apps.reports.models import OldFigure
from apps.reports.published import Told, history
from apps.reports.typed import AmountField, MonthsField
from tests.people import a_delivery, a_patient, an_old_figure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LIST = reverse("reports:old_figures")
ENTER = reverse("reports:old_figure_enter")
TYPED = {
    "first": "2002-07", "last": "2002-12", "indicator": "PRO", "exactness": "=", "amount": "230",
    "source": "Landmine Monitor Report 2004",
}  # fmt: skip


def page(name, figure):
    return reverse(f"reports:old_figure{name}", args=[figure.pk])


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize(
    ("typed", "number", "sign"),
    [
        ("841", "841", None), ("1 200", "1200", None), ("1,350", "1350", None), ("1\u202f200", "1200", None),
        ("219.5", "219.5", None), ("219,5", "219.5", None), (">24", "24", ">"), ("more than 24", "24", ">"),
        ("< 7", "7", "<"), ("~1,350", "1350", "~"), ("약 1350", "1350", "~"), ("about 300", "300", "~"),
        ("24 초과", "24", ">"), ("１２", "12", None),
    ],
)  # fmt: skip
def test_a_figure_is_understood_as_people_write_it(typed, number, sign):
    amount = AmountField().clean(typed)
    assert (amount.number, amount.exactness) == (Decimal(number), sign)


@pytest.mark.parametrize(
    "typed", ["many", "1.25", "1,35", "-4", "≥24", "24+", "at least 24", "1e9", "9999999", "1 20", "<", "\x00", "NaN"]
)
def test_what_is_no_figure_is_refused_with_a_sentence(manager, typed):
    response = manager.post(ENTER, {**TYPED, "centre": "", "amount": typed})
    assert response.status_code == 422
    assert response.context["form"].errors["amount"]


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2002-07", 7, 7), ("2002-7", 7, 7), ("2002.07", 7, 7), ("7/2002", 7, 7), ("2002년 7월", 7, 7), ("2002", 1, 12),
        ("2002년", 1, 12),
    ],
)  # fmt: skip
def test_a_month_is_understood_as_people_write_it(typed, first, last):
    period = MonthsField().clean(typed)
    assert (period.first_month, period.last_month) == (date(2002, first, 1), date(2002, last, 1))


@pytest.mark.parametrize("typed", ["2002-13", "0000-01", "9999", "soon", "2002-00", "13/2002", "12.07.2002"])
def test_what_is_no_month_is_refused_with_a_sentence(manager, typed):
    response = manager.post(ENTER, {**TYPED, "first": typed})
    assert (response.status_code, "first" in response.context["form"].errors) == (422, True)


def test_a_figure_is_entered_and_opens_its_source(people, manager):
    response = manager.post(ENTER, {**TYPED, "centre": people.rakrang.pk, "amount": ">24"}, follow=True)
    figure = OldFigure.objects.get()
    assert (figure.exactness, figure.amount, figure.entered_by) == (">", 24, people.manager)
    assert "more than 24" in response.content.decode()
    assert "Landmine Monitor Report 2004" in response.content.decode()
    assert "July–December 2002" in manager.get(LIST).content.decode()


def test_saving_twice_makes_one_figure(people, manager):
    sent = {**TYPED, "centre": people.rakrang.pk, "record_id": str(new_id())}
    assert [manager.post(ENTER, sent).status_code for _ in range(2)] == [302, 302]
    assert OldFigure.objects.count() == 1


def test_a_year_alone_means_all_of_it(people, manager):
    manager.post(ENTER, {**TYPED, "centre": people.rakrang.pk, "first": "2003", "last": ""})
    figure = OldFigure.objects.get()
    assert (figure.first_month, figure.last_month) == (date(2003, 1, 1), date(2003, 12, 1))


def test_own_words_stand_in_both_languages(people, manager):
    sent = {**TYPED, "indicator": "", "label_en": "mobility aids", "provider": "Hamhung"}
    assert manager.post(ENTER, {**sent, "centre": people.rakrang.pk}).status_code == 422
    manager.post(ENTER, {**sent, "centre": people.rakrang.pk, "label_ko": "이동 보조 기구"})
    told = Told(OldFigure.objects.get())
    with translation.override("en"):
        assert (told.label, told.other_label, told.whose) == ("mobility aids", "이동 보조 기구", "Hamhung")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"source": " "}, "source"), ({"indicator": "XXX"}, "indicator"), ({"label_en": "chairs"}, "indicator"),
        ({"amount": Decimal("24.5")}, "amount"), ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal("24.55"), "indicator": "CRP"}, "amount"),
        ({"first_month": date(2015, 1, 1)}, "last"), ({"last_month": date(2190, 12, 1)}, "last"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(people, change, field):
    with pytest.raises(Refused) as refusal:
        an_old_figure(people, **change)
    assert refusal.value.field == field


def test_the_running_month_is_not_over(people):
    today = people.rakrang.today()
    with pytest.raises(Refused, match="not over yet"):
        an_old_figure(people, provider="Hamhung", first_month=today.replace(day=1), last_month=today.replace(day=1))


def test_a_month_bears_one_figure_of_a_kind(people):
    an_old_figure(people)
    with pytest.raises(Refused) as refusal:
        an_old_figure(people, first_month=date(2014, 6, 1), last_month=date(2014, 6, 1))
    assert "stands already for 2014" in str(refusal.value)
    an_old_figure(people, indicator="PRO")
    an_old_figure(people, provider="Hamhung")
    an_old_figure(people, first_month=date(2013, 1, 1), last_month=date(2013, 12, 1))
    assert OldFigure.objects.count() == 4


def test_months_that_are_counted_bear_no_figure_of_the_centre(people):
    a_delivery(people, a_patient(people))
    with translation.override("en"), pytest.raises(Refused) as refusal:
        an_old_figure(people, first_month=date(2015, 6, 1), last_month=date(2016, 5, 1))
    assert "since May 2016" in str(refusal.value)
    an_old_figure(people, first_month=date(2015, 1, 1), last_month=date(2015, 12, 1))
    an_old_figure(people, first_month=date(2016, 5, 1), last_month=date(2016, 5, 1), provider="Hamhung")


def test_a_sign_that_contradicts_the_choice_is_asked_about(people):
    sent = {**TYPED, "centre": people.rakrang.pk, "exactness": "<", "amount": ">24"}
    form = OldFigureForm(sent, user=people.manager, centres=[people.rakrang])
    assert list(form.errors) == ["amount"]


def test_a_correction_says_why_and_the_trail_keeps_what_it_was(people, manager):
    figure = an_old_figure(people)
    sent = {**TYPED, "first": "2014", "last": "", "indicator": "WCH", "amount": "37", "version": figure.version}
    assert manager.post(page("_correct", figure), {**sent, "exactness": "="}).status_code == 422
    manager.post(page("_correct", figure), {**sent, "exactness": "=", "reason": "Page 9 has the total."})
    figure.refresh_from_db()
    assert (figure.exactness, figure.amount) == ("=", 37)
    newest, first = history(figure)
    assert (newest.reason, newest.by, newest.told.amount, first.told.amount) == (
        "Page 9 has the total.", str(people.manager), "37", "> 24",
    )  # fmt: skip
    assert "Page 9 has the total." in manager.get(page("", figure)).content.decode()


def test_a_stale_correction_shows_both_and_loses_nothing(people, manager):
    figure = an_old_figure(people)
    old_figures.correct(figure=figure, amount=Decimal(25), reason="Read again.", by=people.manager)
    sent = {**TYPED, "first": "2014", "amount": ">26", "indicator": "WCH", "version": figure.version, "reason": "x"}
    response = manager.post(page("_correct", figure), sent)
    assert (response.status_code, OldFigure.objects.get().amount) == (422, 25)
    differences = {str(one.label): (one.stored, one.typed) for one in response.context["form"].differences}
    assert differences["Figure"] == ("25", ">26")


def test_a_figure_is_withdrawn_with_a_reason_and_stays_on_record(people, manager):
    figure = an_old_figure(people)
    assert manager.post(page("_withdraw", figure), {"version": figure.version}).status_code == 422
    sent = {"version": figure.version, "reason": "It is of another centre."}
    assert [manager.post(page("_withdraw", figure), sent).status_code for _ in range(2)] == [302, 302]
    assert not OldFigure.objects.standing().exists()
    assert "It is of another centre." in manager.get(LIST).content.decode()
    assert an_old_figure(people).pk != figure.pk


def test_what_was_withdrawn_is_not_corrected(people, manager):
    figure = an_old_figure(people)
    old_figures.withdraw(figure=figure, reason="Wrong.", by=people.manager, at=now())
    assert "was withdrawn" in manager.get(page("_correct", figure)).content.decode()
    with pytest.raises(Refused, match="was withdrawn"):
        old_figures.correct(figure=figure, amount=Decimal(1), reason="x", by=people.manager)


def test_the_auditor_reads_and_does_not_write(people, client):
    figure = an_old_figure(people)
    client.force_login(people.auditor)
    shown = client.get(page("", figure)).content.decode()
    assert ("more than 24" in shown, page("_correct", figure) in shown) == (True, False)
    assert client.post(page("_withdraw", figure), {"reason": "x"}).status_code == 403


def test_another_centres_figure_is_not_there(people, client):
    figure = an_old_figure(people)
    client.force_login(people.songrim_manager)
    assert client.get(page("", figure)).status_code == 404
    assert figure.source not in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("old_figure_is_of_whole_months", {"first_month": date(2014, 1, 2)}),
        ("old_figure_is_of_whole_months", {"last_month": date(2013, 1, 1)}),
        ("old_figure_says_what_it_is", {"label_en": "chairs"}),
        ("old_figure_says_what_it_is", {"indicator": ""}),
        ("old_figure_exactness_is_known", {"exactness": "?"}),
        ("old_figure_has_a_source", {"source": ""}),
        ("old_figure_has_a_source", {"amount": Decimal(-1)}),
        ("old_figure_withdrawn_with_a_reason", {"withdrawn_at": now()}),
    ],
)
def test_the_database_refuses_what_can_never_be(people, constraint, change):
    figure = an_old_figure(people)
    with refused(constraint), transaction.atomic():
        OldFigure.objects.filter(pk=figure.pk).update(**change)


def test_the_database_keeps_one_standing_figure_of_a_kind(people):
    figure = an_old_figure(people)
    figure.pk = new_id()
    with refused("one_old_figure_of_a_kind"), transaction.atomic():
        figure.save(force_insert=True)


def test_every_indicator_that_can_be_chosen_has_a_name():
    assert {"PRO", "CRP", "SRG", "DOR"} <= published.KNOWN.keys()
    assert "PROM-BASE" not in published.KNOWN
