"""The years in a row: what was counted beside what was published, never mixed, never added."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import Language
from apps.centres.models import Centre
from apps.core.clock import now
from apps.reports.actions import old_figures, snapshots
from apps.reports.formats import FORMATS, rendered
from apps.reports.indicators import BY_CODE, INDICATORS, Scope, count
from apps.reports.models import Exactness, OldFigure
from apps.reports.periods import Period, first_of
from apps.reports.series import all_series, counted_months
from apps.reports.series_chart import drawn
from apps.reports.snapshot import MONTH, as_data, take
from tests.people import a_delivery, a_patient, a_session, an_old_figure

pytestmark = pytest.mark.django_db
SERIES = reverse("reports:series")
YEAR = Period(date(2016, 1, 1), date(2016, 12, 1))


def file_of(client, format, query=""):
    return client.get(reverse("reports:series_file", args=[format]) + query).content


def csv_rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_counted_year_opens_its_rows_and_an_aggregate_its_source(people, manager):
    a_delivery(people, a_patient(people))
    figure = an_old_figure(people)
    shown = manager.get(SERIES).content.decode()
    for url in ("/reports/RAK/2016/", "/reports/RAK/2016/rows/PRO/", reverse("reports:old_figure", args=[figure.pk])):
        assert f'href="{url}"' in shown
    assert "aggregate, not counted from records" in shown
    assert figure.source in shown
    assert "&gt; 24" in shown


def test_the_counted_number_is_that_of_the_report(people, in_english):
    a_delivery(people, a_patient(people))
    a_session(people, a_patient(people))
    (series,) = all_series([people.rakrang], people.manager)
    (line,) = series.lines
    counted = count(Scope.of(people.rakrang), YEAR)
    assert {code: entry.value for code, entry in line.entries.items()} == {
        code: counted[code].total for code in line.entries
    }
    assert (line.counted, line.label, line.sources) == (True, "May 2016, 1 month", ())


def test_a_year_says_which_months_it_covers(people, in_english):
    """IND-24: May–December 2016, 8 months."""
    for month in range(5, 13):
        a_session(people, a_patient(people, centre=people.songrim), on=date(2016, month, 10))
    (line,) = all_series([people.songrim], people.songrim_manager)[0].lines
    assert line.label == "May–December 2016, 8 months"


def test_counted_and_published_stand_in_lines_of_their_own(people, in_english):
    a_delivery(people, a_patient(people), key="WCH-RIM")
    an_old_figure(people)
    an_old_figure(people, provider="Hamhung", amount=Decimal(380))
    own, other = all_series([people.rakrang], people.manager)
    assert [(line.label, line.counted, line.entries["WCH"].text) for line in own.lines] == [
        ("2014", False, "> 24"), ("May 2016, 1 month", True, "1"),
    ]  # fmt: skip
    assert (other.title, [line.entries["WCH"].text for line in other.lines]) == ("Hamhung", ["> 380"])


def test_own_words_have_a_column_of_their_own(people, in_english):
    an_old_figure(people, indicator="", label_en="mobility aids", label_ko="이동 보조 기구", exactness="=")
    (series,) = all_series([people.rakrang], people.manager)
    assert [str(kind.label) for kind in series.columns][-1] == "mobility aids"
    (alone,) = all_series([people.rakrang], people.manager, "=mobility aids")
    assert [kind.key for kind in alone.columns] == ["=mobility aids"]


def test_one_indicator_can_be_chosen(people, manager):
    a_delivery(people, a_patient(people))
    an_old_figure(people)
    response = manager.get(SERIES, {"what": "WCH"})
    ((series, _charts),) = response.context["parts"]
    assert [kind.key for kind in series.columns] == ["WCH"]


@pytest.mark.parametrize("query", [{"what": "XXX"}, {"what": "\x00"}, {"centre": "SON"}, {"centre": "'"}])
def test_a_choice_that_does_not_exist_is_said_and_the_rest_is_shown(people, manager, query):
    response = manager.get(SERIES, query)
    assert response.status_code == 200
    assert len(response.context["parts"]) == 1


def test_what_was_withdrawn_leaves_the_series(people):
    figure = an_old_figure(people)
    old_figures.withdraw(figure=figure, reason="Wrong.", by=people.manager, at=now())
    assert all_series([people.rakrang], people.manager)[0].lines == ()


def test_another_centres_figures_are_not_shown(people, client):
    figure = an_old_figure(people)
    client.force_login(people.songrim_manager)
    assert figure.source not in client.get(SERIES).content.decode()
    assert all_series([people.rakrang], people.songrim_manager)[0].lines == ()


def test_the_chart_says_its_numbers_and_marks_the_aggregates(people, in_english):
    a_delivery(people, a_patient(people), key="WCH-RIM")
    an_old_figure(people)
    series = all_series([people.rakrang], people.manager, "WCH")[0]
    chart = drawn(series, series.columns[0])
    assert [(bar.text, bar.counted, bar.year, bar.months) for bar in chart.bars] == [
        ("> 24", False, "2014", ""), ("1", True, "2016", "5"),
    ]  # fmt: skip
    assert "2014: > 24 (aggregate, not counted from records)" in chart.words


def test_the_csv_marks_every_line(people, manager):
    a_delivery(people, a_patient(people), key="WCH-RIM")
    an_old_figure(people)
    rows = csv_rows(file_of(manager, "csv", "?what=WCH"))
    assert [(row["Kind of figure"], row["How exactly"], row["Figure"]) for row in rows] == [
        ("aggregate, not counted from records", "more than", "24"), ("counted from records", "exactly", "1"),
    ]  # fmt: skip


def test_the_workbook_holds_numbers_as_numbers(people, manager):
    an_old_figure(people, indicator="CRP", amount=Decimal("219.5"))
    sheet = openpyxl.load_workbook(io.BytesIO(file_of(manager, "xlsx"))).worksheets[0]
    assert 219.5 in [cell.value for row in sheet.iter_rows() for cell in row]


def test_a_source_is_no_formula_in_a_file(people, manager):
    an_old_figure(people, source="=HYPERLINK(1)")
    assert csv_rows(file_of(manager, "csv"))[0]["Source"] == "'=HYPERLINK(1)"


def test_an_unknown_kind_of_file_is_not_there(manager):
    assert manager.get(reverse("reports:series_file", args=["pdf"])).status_code == 404


def test_the_months_that_are_counted_are_those_with_services_or_filed(people):
    a_session(people, a_patient(people), on=date(2016, 3, 3))
    assert counted_months(people.rakrang, date(2016, 12, 1)) == (date(2016, 3, 1),)
    assert counted_months(people.songrim, date(2015, 1, 1)) == ()


# --- never mixed ---------------------------------------------------------------------------------------------

FIGURES = st.lists(
    st.tuples(
        st.sampled_from([one.code for one in INDICATORS]), st.sampled_from(Exactness.values), st.integers(0, 999_999),
        st.integers(0, 200), st.integers(0, 30), st.booleans(),
    ),
    max_size=6,
)  # fmt: skip


def entered_anyhow(centre: Centre, by, rows) -> None:
    """Past every check of the verb, in counted months too: what counts must not depend on those checks."""
    for place, (code, sign, amount, first, length, other) in enumerate(rows):
        OldFigure.objects.create(
            centre=centre, provider=f"Other {place}" if other else "", first_month=first_of(2002, 1 + first),
            last_month=first_of(2002, 1 + first + length), indicator=code, exactness=sign, amount=amount,
            source=f"source {place}", entered_by=by, entered_at=now(), label_en="",
            **({} if other else {"withdrawn_at": now(), "withdrawn_because": "x"} if place % 2 else {}),
        )  # fmt: skip


def everything_counted(centre: Centre) -> tuple[object, ...]:
    """Counts, rows behind them, snapshots, and all files made of them."""
    scope = Scope.of(centre)
    report = take(scope, date(2016, 5, 1))
    files = [rendered(report, kind, language) for kind in FORMATS for language in Language.values]
    return count(scope, YEAR), as_data(report), as_data(take(scope, YEAR.first_month, months=12)), files


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=FIGURES)
def test_no_published_figure_reaches_a_count_a_snapshot_or_a_file(people, rows):
    if not OldFigure.objects.exists() and not everything_counted(people.rakrang)[0]["PRO"].total:
        a_delivery(people, a_patient(people))
    OldFigure.objects.all().delete()
    before = everything_counted(people.rakrang)
    entered_anyhow(people.rakrang, people.manager, rows)
    assert everything_counted(people.rakrang) == before
    assert before[0]["PRO"].total == 1


def test_a_frozen_report_knows_nothing_of_published_figures(people):
    a_delivery(people, a_patient(people))
    report = snapshots.current(centre=people.rakrang, month=date(2016, 5, 1))
    before = snapshots.freeze(report=report, at=now())
    an_old_figure(people, source="Never to be found in a report")
    after = snapshots.freeze(report=report, at=now())
    assert after == before
    assert "Never to be found" not in str(after.content)
    assert after.content["figures"][MONTH]["cells"].keys() <= BY_CODE.keys()
