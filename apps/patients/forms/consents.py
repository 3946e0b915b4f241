"""A consent: given or refused, and taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.centres.models import Centre
from apps.core.web import ChangesFresh, MakesOnce, VerbForm
from apps.patients.forms.base import REOPEN
from apps.patients.forms.fields import PlainText, ServiceDay, radio
from apps.patients.models import Consent, ConsentManner

AGREES = pgettext_lazy("consent", "Consents")


class ConsentForm(MakesOnce, VerbForm):
    """What the person said, when, how, and who spoke for them. Four inputs."""

    answer = radio(label=_("Answer"), choices=[("yes", AGREES), ("no", _("Does not consent"))])
    manner = radio(label=_("How"), choices=ConsentManner.choices)
    on = ServiceDay()
    given_by = PlainText(
        label=_("Who spoke for the person"), max_length=120, required=False,
        help_text=_("A parent or guardian. Empty: the person."),
    )  # fmt: skip

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].at(centre)


class WithdrawForm(ChangesFresh):
    """Take a consent back."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages=REOPEN)
    on = ServiceDay()
    reason = PlainText(label=_("Reason"), max_length=300)
    record: Consent

    def __init__(self, *args: Any, record: Consent, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["on"].at(record.centre)

    def stored(self) -> dict[str, Any]:
        return {"on": self.record.withdrawn_on, "reason": self.record.withdrawal_reason}
