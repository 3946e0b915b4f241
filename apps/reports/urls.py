"""Reports: the month on screen, the rows behind its figures, and the files made of it."""

from datetime import date

from django.urls import path, register_converter

from apps.reports.periods import parse_month
from apps.reports.views import files, pages


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


register_converter(MonthConverter, "month")
register_converter(CentreConverter, "centre")

app_name = "reports"

urlpatterns = [
    path("", pages.home, name="home"),
    path("jobs/<uuid:pk>/", files.job, name="job"),
    path("files/<uuid:pk>/", files.download, name="download"),
    path("all/<month:month>/", pages.together, name="together"),
    path("all/<month:month>/rows/<str:code>/", pages.rows_together, name="rows_together"),
    path("<centre:centre>/<month:month>/", pages.month, name="month"),
    path("<centre:centre>/<month:month>/rows/<str:code>/", pages.rows, name="rows"),
    path("<centre:centre>/<month:month>/ask/", files.ask, name="ask"),
    path("<centre:centre>/<month:month>/file/", files.file_month, name="file"),
]
