"""Reports: the month on screen, the rows behind its figures, and the files made of it."""

from datetime import date

from django.urls import path, register_converter

from apps.reports.periods import ReportPeriod, parse_month
from apps.reports.views import (
    archive,
    board,
    checks,
    compare,
    figures,
    files,
    old_figures,
    pages,
    series,
    validation,
    waiting,
    words,
)


class MonthConverter:
    """`2016-05` in an address is the first day of that month; anything else is no address of ours."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The month; ValueError, and so 404, when there is no such month."""
        return parse_month(value)

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"


class CentreConverter:
    """The code of a centre. What cannot be one (a control sign, say) never reaches the database."""

    regex = "[A-Z]{2,8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PeriodConverter:
    """`2016-Q2` or `2016`: a quarter or a year, which is made of months and has no revisions."""

    regex = "[0-9]{4}(?:-Q[1-4])?"

    def to_python(self, value: str) -> ReportPeriod:
        """The period; ValueError, and so 404, when nobody reports on that year."""
        return ReportPeriod.parse(value)

    def to_url(self, value: ReportPeriod) -> str:
        return str(value)


register_converter(MonthConverter, "month")
register_converter(PeriodConverter, "period")
register_converter(CentreConverter, "centre")

app_name = "reports"

urlpatterns = [
    path("", board.home, name="home"),
    path("archive/", archive.home, name="archive"),
    path("archive/<centre:centre>/<month:month>.zip", archive.month, name="archive_month"),
    path("archive/<centre:centre>/<period:period>.zip", archive.period, name="archive_period"),
    path("figures/<uuid:pk>/<str:edition>/<str:format>/", figures.figures, name="figures"),
    path("figures/<uuid:pk>/downloads/", archive.takers, name="takers"),
    path("jobs/<uuid:pk>/", files.job, name="job"),
    path("files/<uuid:pk>/", files.download, name="download"),
    path("old-figures/", old_figures.listed, name="old_figures"),
    path("old-figures/new/", old_figures.enter, name="old_figure_enter"),
    path("old-figures/<uuid:pk>/", old_figures.detail, name="old_figure"),
    path("old-figures/<uuid:pk>/correct/", old_figures.correct, name="old_figure_correct"),
    path("old-figures/<uuid:pk>/withdraw/", old_figures.withdraw, name="old_figure_withdraw"),
    path("series/", series.page, name="series"),
    path("series/<str:format>/", series.download, name="series_file"),
    path("together/<month:month>/words/", words.words_together, name="words_together"),
    path("together/<period:period>/words/", words.words_together_period, name="words_together_period"),
    path("<centre:centre>/<month:month>/words/", words.words, name="words"),
    path("<centre:centre>/<period:period>/words/", words.words_period, name="words_period"),
    path("compare/", compare.compare, name="compare"),
    path("all/<month:month>/", pages.together, name="together_before"),
    path("together/<month:month>/", pages.together, name="together"),
    path("together/<month:month>/rows/<str:code>/", pages.rows_together, name="rows_together"),
    path("together/<period:period>/", pages.together_period, name="together_period"),
    path("together/<period:period>/rows/<str:code>/", pages.rows_together_period, name="rows_together_period"),
    path("<centre:centre>/<month:month>/", pages.month, name="month"),
    path("<centre:centre>/<month:month>/rows/<str:code>/", pages.rows, name="rows"),
    path("<centre:centre>/<month:month>/r<int:revision>/", pages.month, name="revision"),
    path("<centre:centre>/<month:month>/r<int:revision>/rows/<str:code>/", pages.rows, name="rows_revision"),
    path("<centre:centre>/<period:period>/", pages.period, name="period"),
    path("<centre:centre>/<period:period>/rows/<str:code>/", pages.rows_period, name="rows_period"),
    path("<centre:centre>/<month:month>/checks/<slug:key>/", checks.check, name="check"),
    path("<centre:centre>/<month:month>/figures/<str:edition>/<str:format>/", figures.figures_now, name="figures_now"),
    path(
        "<centre:centre>/<period:period>/figures/<str:edition>/<str:format>/",
        figures.figures_now_period,
        name="figures_now_period",
    ),
    path(
        "together/<month:month>/figures/<str:edition>/<str:format>/",
        figures.figures_now_together,
        name="figures_now_together",
    ),
    path(
        "together/<period:period>/figures/<str:edition>/<str:format>/",
        figures.figures_now_together_period,
        name="figures_now_together_period",
    ),
    path("<centre:centre>/<month:month>/ask/", files.ask, name="ask"),
    path("<centre:centre>/<month:month>/r<int:revision>/ask/", files.ask, name="ask_revision"),
    path("<centre:centre>/<period:period>/ask/", files.ask_period, name="ask_period"),
    path("together/<month:month>/ask/", files.ask_together, name="ask_together"),
    path("together/<period:period>/ask/", files.ask_together_period, name="ask_together_period"),
    path("<centre:centre>/<month:month>/file/", files.file_month, name="file"),
    path("<centre:centre>/<month:month>/submit/", validation.submit, name="submit"),
    path("<centre:centre>/<month:month>/open-again/", validation.open_again, name="open_again"),
    path("<centre:centre>/<month:month>/validate/", validation.validate, name="validate"),
    path("<centre:centre>/<month:month>/reopen/", validation.reopen, name="reopen"),
    path("reopenings/<uuid:pk>/", validation.decide, name="reopening"),
    path("late/<slug:model>/<uuid:pk>/", waiting.mark, name="late_mark"),
    path("<centre:centre>/<month:month>/waiting/", waiting.waiting, name="waiting"),
    path("<centre:centre>/<month:month>/waiting/take/", waiting.take, name="take"),
    path("<centre:centre>/<month:month>/waiting/decline/", waiting.decline, name="decline"),
    path("<centre:centre>/<month:month>/waiting/leave/", waiting.leave, name="leave"),
    path("<centre:centre>/<month:month>/waiting/reopen/", waiting.ask_to_reopen, name="ask_to_reopen"),
]
