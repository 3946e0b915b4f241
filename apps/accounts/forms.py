"""What people may change about their own account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language, Theme


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Colleagues see it beside what you record."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme.choices, widget=forms.RadioSelect)


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=Language.choices)


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(choices=Theme.choices)
