"""From one day to another, both included."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SinceUntilForm(forms.Form):
    """Whatever has the days `since` and `until`: the second does not lie before the first. Either may be missing."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day lies before the first one."))
        return given
