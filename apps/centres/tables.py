"""The list of people and their roles."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Membership


class PeopleTable(tables.Table):
    name = tables.Column(_("Name"), accessor="user__name", linkify=("centres:membership", {"pk": tables.A("pk")}))
    username = tables.Column(_("Sign-in name"), accessor="user__username")
    role = tables.Column(_("Role"))
    centre = tables.Column(_("Centre"))
    started_on = tables.DateColumn(format="Y-m-d", verbose_name=_("Since"))
    ended_on = tables.DateColumn(format="Y-m-d", verbose_name=_("Until"))
    last_login = tables.DateTimeColumn(
        format="Y-m-d", accessor="user__last_login", verbose_name=_("Last signed in"), default=_("Never")
    )

    class Meta:
        model = Membership
        fields = ("name", "username", "role", "centre", "started_on", "ended_on", "last_login")
        order_by = ("name",)
        empty_text = _("Nobody matches. Clear the filters, or add the person.")
