"""The list of patients: names first."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.core import clock
from apps.patients.models import Patient

ONE_LINE = {"td": {"class": "text-nowrap"}}


class PatientTable(tables.Table):
    name = tables.Column(
        _("Name"), accessor="display_name", order_by=("name_jamo", "name_romanised"),
        linkify=("patients:detail", {"pk": tables.A("pk")}), attrs=ONE_LINE,
    )  # fmt: skip
    other_name = tables.Column(_("In the other script"), accessor="other_name", orderable=False, attrs=ONE_LINE)
    number = tables.Column(_("Number"), attrs=ONE_LINE)
    sex = tables.Column(_("Sex"))
    age = tables.Column(_("Age"), accessor="birth_date", order_by=("-birth_date",), attrs=ONE_LINE)
    province = tables.Column(_("Province"), accessor="get_province_display", order_by=("province",))
    county = tables.Column(_("County or city district"))

    class Meta:
        model = Patient
        fields = ("name", "other_name", "number", "sex", "age", "province", "county")
        order_by = ()

    def render_age(self, record: Patient) -> str:
        return age_text(record)

    def value_name(self, record: Patient) -> Any:
        return record.display_name

    def render_number(self, record: Patient) -> str:
        if record.deceased_on is None:
            return record.number
        return format_html('{} <span class="state">{}</span>', record.number, _("Deceased"))


def age_text(patient: Patient) -> str:
    """The age today, or at death, in words that say whether it is estimated; "" without a birth date."""
    age = patient.age_on(patient.deceased_on or clock.today(patient.centre.zone))
    if age is None:
        return ""
    words = _("about %(age)s") if patient.birth_is_estimated else _("%(age)s years")
    return words % {"age": max(age, 0)}
