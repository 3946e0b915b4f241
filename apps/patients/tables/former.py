"""The list of people who have left for another centre: who they are, and since when they are served elsewhere."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from apps.patients.models import Patient
from apps.patients.tables.people import ONE_LINE


class FormerTable(tables.Table):
    """No place of living and no phone: they may be newer than the time here. `left`: the day care here ended."""

    name = tables.Column(
        _("Name"), accessor="display_name", order_by=("name_jamo", "name_romanised"),
        linkify=("patients:detail", {"pk": tables.A("pk")}), attrs=ONE_LINE,
    )  # fmt: skip
    number = tables.Column(_("Number"), attrs=ONE_LINE)
    sex = tables.Column(_("Sex"))
    born = tables.Column(_("Birth year"), accessor="birth_date__year", order_by=("birth_date",))
    left = tables.Column(_("Served here until"), attrs=ONE_LINE)

    class Meta:
        model = Patient
        fields = ("name", "number", "sex", "born", "left")
        order_by = ("-left",)

    def render_born(self, value: int) -> str:
        return str(value)

    def render_left(self, record: Patient) -> str:
        return str(record.left.isoformat())  # annotated by `formerly_of`
