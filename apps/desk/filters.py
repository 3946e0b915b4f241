"""What narrows the list of exports."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.jobs import JobState
from apps.desk.listings import LISTINGS
from apps.desk.models import Export


class ExportFilter(django_filters.FilterSet):
    listing = django_filters.ChoiceFilter(
        label=_("List"), choices=[(key, listing.title) for key, listing in LISTINGS.items()],
        empty_label=_("All lists"),
    )  # fmt: skip
    state = django_filters.ChoiceFilter(label=_("State"), choices=JobState.choices, empty_label=_("All states"))
    by = django_filters.ChoiceFilter(
        label=_("Asked for by"), method="asked_by", choices=[("me", _("Me"))], empty_label=_("Everyone")
    )

    class Meta:
        model = Export
        fields = ("listing", "state", "by")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def asked_by(self, rows: QuerySet[Export], _name: str, _me: str) -> QuerySet[Export]:
        return rows.filter(asked_by=self.user)
