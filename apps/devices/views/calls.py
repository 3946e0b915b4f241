"""Who is to come: what is due for review or renewal, week by week; and whoever is called back."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_tables2 import Table

from apps.centres import access
from apps.centres.access import Permission
from apps.core import web
from apps.core.paging import FirstPages
from apps.devices import due, recall
from apps.devices.filters import DueFilter, RecallFilter
from apps.devices.models import Device
from apps.devices.tables import DueTable, RecallTable

WHOLE = 1000  # rows of a list that is printed


@login_required
@require_GET
def due_list(request: HttpRequest) -> HttpResponse:
    """What is due at the user's centres: the overdue first, then by ISO week."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    today = centres[0].today()
    rows = due.looked_after(Device.objects.visible_to(request.user), centres)
    rows = rows.select_related("patient", "device_type", "centre")
    found = DueFilter(request.GET, rows, user=request.user, centres=centres, today=today)
    table = on_paper(request, DueTable(found.qs))
    told = [due.Due.told(row.record, today) for row in table.paginated_rows]
    weeks = list(due.by_week(told, today))
    context = {"filter": found, "table": table, "weeks": weeks, "several": len(centres) > 1, "today": today}
    return render(request, "devices/due.html", context)


@login_required
@require_GET
def recall_list(request: HttpRequest) -> HttpResponse:
    """Everybody with a device of a type, class, technology or with a part, handed over or repaired in a period."""
    centres = access.require_somewhere(request.user, Permission.VIEW_PATIENTS)
    rows = due.looked_after(Device.objects.visible_to(request.user), centres)
    found = RecallFilter(request.GET, rows, user=request.user, centres=centres)
    devices = found.qs
    hidden = ("centre",) if len(centres) == 1 else ()
    table = on_paper(request, RecallTable(recall.shown(devices), exclude=hidden))
    context: dict[str, Any] = {"filter": found, "table": table, "today": centres[0].today()}
    if found.asked:
        context["counts"] = recall.counts(devices)
    return render(request, "devices/recall.html", context)


def on_paper(request: HttpRequest, table: Table) -> Table:
    """The table by pages, or with `?whole=yes` on one long page, to be printed."""
    table = web.paged(request, table)
    if request.GET.get("whole") == "yes":
        table.paginate(FirstPages, per_page=WHOLE)
    return table
