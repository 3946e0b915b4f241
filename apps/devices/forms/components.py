"""What was built into a device."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.fields import PlainText
from apps.core.web import ChangesFresh


class ComponentsForm(ChangesFresh):
    """One line: by what is written here a device is found when a part is called back."""

    components = PlainText(
        label=_("Components and lots"), max_length=300, required=False, widget=forms.TextInput,
        help_text=_("Foot, knee, joint or castor with its make and lot, for example: SACH foot 24 cm, lot 1604-B."),
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["components"].initial = self.record.components
