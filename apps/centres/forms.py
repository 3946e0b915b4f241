"""People and roles: who comes in, what they may do, when it ends."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.actions import users
from apps.accounts.models import Language
from apps.centres.models import Centre, Membership, Role


class PersonForm(forms.Form):
    """A new account, or a role for somebody who already has one."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_(
            "Letters and digits, for example kim.chol. Of an existing account: give it and leave the name empty."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    centre = forms.ModelChoiceField(label=_("Centre"), queryset=None, empty_label=None)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, initial=Language.KOREAN, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, centres: QuerySet[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = centres
        self.fields["centre"].initial = centres.first()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["user"] = found = users.find(data.get("username", ""))
        named = bool(data.get("name"))
        if found and named:
            self.add_error(
                "username", _("This sign-in name is taken. To give its owner a role here, leave the name empty.")
            )
        elif not found and not named and "username" in data:
            self.add_error("name", _("There is no account with this sign-in name. Enter a name to make one."))
        return data


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("New role"), choices=Role.choices, widget=forms.RadioSelect)


class PeopleFilter(django_filters.FilterSet):
    """Search by name, and the filters beside it. Without a choice, only roles that are held today."""

    q = django_filters.CharFilter(
        label=_("Name or sign-in name"),
        method="search",
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 100}),
    )
    centre = django_filters.ModelChoiceFilter(label=_("Centre"), queryset=None, empty_label=_("All my centres"))
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices, empty_label=_("All roles"))
    held = django_filters.ChoiceFilter(
        label=_("Held"),
        method="by_end",
        choices=[("before", _("Ended")), ("ever", _("Now or before"))],
        empty_label=_("Now"),
    )

    class Meta:
        model = Membership
        fields = ("q", "centre", "role", "held")

    def __init__(self, *args: Any, centres: QuerySet[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["centre"].queryset = centres

    @property
    def qs(self) -> QuerySet[Membership]:
        chosen = self.form.cleaned_data.get("held") if self.form.is_valid() else ""
        found: QuerySet[Membership] = super().qs
        return found if chosen else found.filter(ended_on=None)

    def search(self, rows: QuerySet[Membership], _name: str, text: str) -> QuerySet[Membership]:
        return rows.filter(Q(user__name__icontains=text) | Q(user__username__icontains=text))

    def by_end(self, rows: QuerySet[Membership], _name: str, held: str) -> QuerySet[Membership]:
        return rows.exclude(ended_on=None) if held == "before" else rows
