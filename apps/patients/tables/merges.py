"""The list of merges: who is said to be whom, and what became of it."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from apps.patients.models import Merge
from apps.patients.tables.people import ONE_LINE


class MergeTable(tables.Table):
    requested_at = tables.DateTimeColumn(
        format="Y-m-d H:i", verbose_name=_("Asked at"), linkify=("patients:merge_show", {"pk": tables.A("pk")}),
        attrs=ONE_LINE,
    )  # fmt: skip
    survivor = tables.Column(verbose_name=_("Kept"), order_by="survivor__number", attrs=ONE_LINE)
    loser = tables.Column(verbose_name=_("Merged into it"), order_by="loser__number", attrs=ONE_LINE)
    state = tables.Column(verbose_name=_("State"))
    requested_by = tables.Column(verbose_name=_("Asked by"), order_by="requested_by__name")
    decided_by = tables.Column(verbose_name=_("Decided by"), order_by="decided_by__name")

    class Meta:
        model = Merge
        fields = ("requested_at", "survivor", "loser", "state", "requested_by", "decided_by")

    def render_survivor(self, value: Any) -> str:
        return person(value)

    def render_loser(self, value: Any) -> str:
        return person(value)

    def render_state(self, record: Merge) -> str:
        return render_to_string("patients/_merge_state.html", {"merge": record})


def person(value: Any) -> str:
    return f"{value.display_name} · {value.number}"
