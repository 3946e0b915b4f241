"""Fields that take what people really type: names in any script, half-known births, dates in three boxes."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from apps.centres.models import Centre
from apps.core.fields import PlainText
from apps.patients import births, search
from apps.patients.models import County, Province, known_date

COUNTY_KEY = re.compile(r"[a-z-]+/[a-z0-9-]+")
DIGITS = {"inputmode": "numeric", "autocomplete": "off", "pattern": "[0-9]*"}


class HangulName(PlainText):
    """A name in Hangul or Hanja: nothing between its syllables, so that 김 영수 and 김영수 are one name."""

    def to_python(self, value: Any) -> str:
        return re.sub("(?<=[가-힣])[ \u200c\u200d]+(?=[가-힣]|$)", "", super().to_python(value))


class Question(forms.CharField):
    """What somebody looks for: never wrong, only cleaned."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "maxlength": search.LONGEST_QUESTION})

    def clean(self, value: Any) -> str:
        return search.cleaned(value)


class Boxes(forms.MultiWidget):
    """Year, month and day in three boxes that hand over to the next one when full."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(
            widgets={
                "year": forms.TextInput({**DIGITS, "maxlength": "4", "class": "year", "aria-label": _("Year")}),
                "month": forms.TextInput({**DIGITS, "maxlength": "2", "aria-label": _("Month")}),
                "day": forms.TextInput({**DIGITS, "maxlength": "2", "aria-label": _("Day")}),
            },
            attrs=attrs,
        )
        for widget, sign in zip(self.widgets, (_("year"), _("month"), _("day")), strict=True):
            widget.attrs["placeholder"] = sign

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, date):
            return [value.year, value.month, value.day]
        return list(value) if value else [None, None, None]

    def id_for_label(self, id_: str, index: int | None = None) -> str:
        return f"{id_}_0" if index is None and id_ else ""


class BoxNumber(forms.IntegerField):
    """One box: digits, or nothing."""

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if text and not re.fullmatch(r"[0-9]{1,4}", text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(text) if text else None


class KnownDateField(forms.MultiValueField):
    """A date, or only its month or year. Cleans to (date or None, precision), as `known` makes it of the parts."""

    widget = Boxes
    known = staticmethod(known_date.from_parts)
    default_error_messages = {  # noqa: RUF012
        "invalid": _("There is no such date. Enter year, month and day in digits; leave out what is not known."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            fields=[BoxNumber(required=False) for _box in range(3)], require_all_fields=False, required=False, **kwargs
        )

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def compress(self, data_list: list[Any]) -> Any:
        if not data_list:
            return self.known(None)
        year, month, day = (number if number not in ("", None) else None for number in data_list)
        try:
            if year is not None and year < 1000:
                raise ValueError("year of three digits")
            return self.known(year, month, day)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class BirthField(KnownDateField):
    """A birth date, or only its month or year. Cleans to (date or None, BirthPrecision)."""

    known = staticmethod(births.from_parts)


class DayField(KnownDateField):
    """One whole date in three boxes, or none. Cleans to a date or None."""

    default_error_messages = {  # noqa: RUF012
        "invalid": _("Enter year, month and day in digits, or leave all three empty."),
    }

    def compress(self, data_list: list[Any]) -> Any:
        given = [number for number in data_list if number not in ("", None)]
        day, _precision = super().compress(data_list)
        if len(given) not in (0, 3):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class ServiceDay(forms.DateField):
    """The day something was done; the browser's own date box, ISO in any language."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Date"), "input_formats": ["%Y-%m-%d"], **kwargs})

    def at(self, centre: Centre) -> None:
        """Start from the centre's own today; the date box offers no later day, the verb refuses one."""
        self.initial = centre.today()
        self.widget.attrs["max"] = self.initial.isoformat()


class ByProvince(ModelChoiceIterator):
    """The counties under the names of their provinces, in the provinces' usual order."""

    def __iter__(self) -> Iterator[Any]:
        yield "", self.field.empty_label
        provinces: dict[str, list[Any]] = {}
        for county in self.queryset:
            provinces.setdefault(county.province, []).append(self.choice(county))
        for key, name in Province.choices:
            if key in provinces:
                yield name, provinces[key]


class CountyField(forms.ModelChoiceField):
    """A county, city or city district, found by typing either script. `data-fills`: its province comes with it."""

    iterator = ByProvince
    widget = forms.Select(attrs={"data-search": "", "data-fills": "province"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"queryset": None, "label": _("County or city district"), "required": False, "empty_label": "—", **kwargs}
        )

    def label_from_instance(self, obj: County) -> str:
        first, second = (obj.name_en, obj.name_ko) if str(obj) == obj.name_en else (obj.name_ko, obj.name_en)
        return f"{first} {second}"

    def to_python(self, value: Any) -> County | None:
        if value not in self.empty_values and not COUNTY_KEY.fullmatch(str(value)):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        county: County | None = super().to_python(value)
        return county


def radio(**kwargs: Any) -> forms.ChoiceField:
    """A choice shown as chips."""
    return forms.ChoiceField(widget=forms.RadioSelect, **kwargs)
