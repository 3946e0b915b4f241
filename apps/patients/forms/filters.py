"""What narrows the list of patients."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.patients import counties, search
from apps.patients.forms.fields import BoxNumber, CountyField, Question
from apps.patients.models import CareEnd, Patient, Province, Sex
from apps.patients.models.patient import PatientQuerySet

YEAR = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4", "autocomplete": "off"})


class QuestionFilter(django_filters.CharFilter):
    field_class = Question


class YearFilter(django_filters.NumberFilter):
    field_class = BoxNumber

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=YEAR, min_value=1, **kwargs)  # PostgreSQL has no year 0


class CountyFilter(django_filters.Filter):
    field_class = CountyField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        label = _("County or city district")
        widget = forms.Select(attrs={"data-search": ""})
        super().__init__(*args, label=label, empty_label=_("All counties"), widget=widget, **kwargs)


class PatientFilter(django_filters.FilterSet):
    """Search and filters; a search brings the best hits first unless the user sorts."""

    q = QuestionFilter(label=_("Name, number or phone"), method="search")
    sex = django_filters.ChoiceFilter(label=_("Sex"), choices=Sex.choices, empty_label=_("Any sex"))
    province = django_filters.ChoiceFilter(
        label=_("Province"), choices=Province.choices, empty_label=_("All provinces")
    )
    county = CountyFilter(queryset=counties.offered())
    village = QuestionFilter(label=_("Village or neighbourhood"), method="by_village")
    born = YearFilter(label=_("Birth year"), field_name="birth_date__year")
    registered = YearFilter(label=_("Registered in"), method="by_registration")
    episode = django_filters.ChoiceFilter(
        label=_("Episode"),
        method="by_episode",
        choices=[("open", _("Open episodes only"))],
        empty_label=_("Open or not"),
    )
    care = django_filters.ChoiceFilter(
        label=_("Care"),
        method="by_care",
        choices=[("active", _("In care")), *CareEnd.choices, ("deceased", _("Deceased"))],
        empty_label=_("In care or not"),
    )
    centre = django_filters.ModelChoiceFilter(
        label=_("Centre"), queryset=None, method="by_centre", empty_label=_("All my centres")
    )

    class Meta:
        model = Patient
        fields = ("q", "sex", "province", "county", "village", "born", "registered", "episode", "care", "centre")

    def __init__(self, *args: Any, centres: QuerySet[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["centre"].queryset = centres
        if len(centres) < 2:
            del self.filters["centre"]

    def search(self, patients: QuerySet[Patient], _name: str, text: str) -> QuerySet[Patient]:
        return search.find(patients, text)

    def by_village(self, patients: QuerySet[Patient], _name: str, text: str) -> QuerySet[Patient]:
        return patients.filter(village__istartswith=text) if text else patients

    def by_registration(self, patients: PatientQuerySet, _name: str, year: int) -> PatientQuerySet:
        return patients.registered_in(int(year))

    def by_episode(self, patients: PatientQuerySet, _name: str, _open: str) -> PatientQuerySet:
        return patients.with_open_episode()

    def by_care(self, patients: PatientQuerySet, _name: str, state: str) -> PatientQuerySet:
        return patients.in_care(state)

    def by_centre(self, patients: PatientQuerySet, _name: str, centre: Centre) -> PatientQuerySet:
        return patients.of_centre(centre)
