"""Choosing a month, and asking for its file."""

from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language, User
from apps.centres.models import Centre
from apps.core.fields import PlainText
from apps.core.problems import Refused
from apps.core.web import ChangesFresh, MakesOnce, VerbForm
from apps.patients.forms.base import ChangeForm
from apps.reports.indicators import COLUMNS
from apps.reports.models import Edition, Exactness, OldFigure, Report
from apps.reports.published import KNOWN
from apps.reports.series import Kind
from apps.reports.typed import AmountField, MonthsField, number_shown, with_sign
from apps.reports.words import column_name

TOGETHER = "all"


class MonthForm(forms.Form):
    """Centre, or all of the user's together, and a month that has begun."""

    centre = forms.ChoiceField(label=_("Centre"))
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    month = forms.TypedChoiceField(label=_("Month"), coerce=int)

    def __init__(self, *args: Any, centres: list[Centre], first_year: int, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        choices = [(centre.code, centre.name) for centre in centres]
        if len(centres) > 1:
            choices.append((TOGETHER, _("All my centres together")))
        self.fields["centre"].choices = choices
        self.fields["year"].choices = [(year, str(year)) for year in range(today.year, first_year - 1, -1)]
        self.fields["month"].choices = list(MONTHS.items())

    def clean(self) -> dict[str, Any]:
        """`first_day` of the month chosen; an error when it has not begun."""
        given = super().clean() or self.cleaned_data
        if {"year", "month"} <= given.keys():
            given["first_day"] = date(given["year"], given["month"], 1)
            if given["first_day"] > self.today:
                self.add_error("month", _("This month has not begun yet."))
        return given


class RowsForm(forms.Form):
    """Which rows of a figure: of one column, of whom. `unnamed`: nobody is named, so nobody can be asked for."""

    column = forms.ChoiceField(label=_("Column"), required=False)
    number = forms.CharField(label=_("Patient number"), required=False, max_length=20)

    def __init__(self, *args: Any, unnamed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["column"].choices = [(column, column_name(column)) for column in COLUMNS]
        if unnamed:
            del self.fields["number"]


class ArchiveForm(forms.Form):
    """Which approved revisions are listed: of one centre, of one year, or all of them."""

    centre = forms.ChoiceField(label=_("Centre"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, centres: list[Centre], first_year: int, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].choices = [("", _("All centres")), *((centre.code, centre.name) for centre in centres)]
        years = range(today.year, first_year - 1, -1)
        self.fields["year"].choices = [("", _("All years")), *((year, str(year)) for year in years)]

    def chosen(self, centres: list[Centre]) -> tuple[list[Centre], int | None]:
        """(centres, year); what was not understood narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        places = [centre for centre in centres if centre.code == given.get("centre")]
        return places or centres, given.get("year")


class AskForm(forms.Form):
    """Which file is wanted: the language and the edition. Nothing said of the edition: the internal one."""

    language = forms.ChoiceField(label=_("Language of the PDF"), choices=Language.choices)
    edition = forms.ChoiceField(label=_("Edition"), choices=Edition.choices, required=False)

    def clean_edition(self) -> str:
        return self.cleaned_data["edition"] or Edition.INTERNAL


class SubmitForm(VerbForm):
    """Submit for validation, with a word to whoever validates."""

    comment = PlainText(
        label=_("Comment for whoever validates it"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )


class VerdictForm(ChangesFresh):
    """Approve or send back, each by a button of its own."""

    verdict = forms.ChoiceField(
        choices=[("approve", _("Approve")), ("refuse", _("Send it back"))], widget=forms.HiddenInput,
        error_messages={"required": _("Press one of the two buttons.")},
    )  # fmt: skip
    comment = PlainText(
        label=_("Comment"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed when it is sent back."),
    )  # fmt: skip

    @property
    def approves(self) -> bool:
        return bool(self.data.get(self.add_prefix("verdict")) == "approve")

    def arguments(self) -> dict[str, Any]:
        """Which verb it is says the button."""
        return {name: value for name, value in super().arguments().items() if name != "verdict"}


class ReopenForm(MakesOnce, VerbForm):
    """Why an approved month has to be revised."""

    reason = PlainText(
        label=_("Why it has to be revised"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("It is printed in the next revision."),
    )  # fmt: skip


class ReopeningForm(VerbForm):
    """Grant or decline, each by a button of its own."""

    verdict = forms.ChoiceField(
        choices=[("grant", _("Reopen the month")), ("decline", _("Do not reopen it"))], widget=forms.HiddenInput,
        error_messages={"required": _("Press one of the two buttons.")},
    )  # fmt: skip
    answer = PlainText(
        label=_("Answer"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed when it is not reopened."),
    )  # fmt: skip

    @property
    def grants(self) -> bool:
        return bool(self.data.get(self.add_prefix("verdict")) == "grant")

    def arguments(self) -> dict[str, Any]:
        """Which verb it is says the button; who grants need not say more."""
        return {} if self.grants else {"answer": self.cleaned_data["answer"]}


class WordsForm(ChangesFresh):
    """The paragraphs of a report in both languages. `record`: the revision; one not stored yet while there is none."""

    en = PlainText(label=_("In English"), max_length=4000, required=False, widget=forms.Textarea({"rows": 8}))
    ko = PlainText(label=_("In Korean"), max_length=4000, required=False, widget=forms.Textarea({"rows": 8}))

    def __init__(self, *args: Any, record: Report, **kwargs: Any) -> None:
        initial = {"en": record.narrative_en, "ko": record.narrative_ko}
        super().__init__(*args, record=record, initial=initial, **kwargs)
        self.fields["en"].widget.attrs["lang"], self.fields["ko"].widget.attrs["lang"] = "en", "ko"
        self.fields["en"].help_text = self.fields["ko"].help_text = _(
            "Numbers written here are words, such as “about 1,350”: they are never counted."
        )

    def stored(self) -> dict[str, Any]:
        """What somebody else wrote in the meantime."""
        return {"en": self.record.narrative_en, "ko": self.record.narrative_ko}

    def refuse(self, refusal: Refused) -> None:
        """Of a report that somebody else began at this very moment there is nothing to show yet."""
        if self.record._state.adding:
            VerbForm.refuse(self, refusal)
        else:
            super().refuse(refusal)


class OldFigureFields(VerbForm):
    """A published total: whose, of which months, what, how many, where it stands."""

    provider = PlainText(
        label=_("Another provider"), max_length=100, required=False,
        help_text=_("Its name, where the figure is not the centre’s own."),
    )  # fmt: skip
    first = MonthsField(
        label=_("From month"), max_length=20, help_text=_("For example 2002-07. A year alone means all of it.")
    )
    last = MonthsField(
        label=_("To month"), max_length=20, required=False, help_text=_("Empty where it is of one month or one year.")
    )
    indicator = forms.ChoiceField(label=_("What was counted"), required=False)
    label_en = PlainText(label=_("In your own words, in English"), max_length=100, required=False)
    label_ko = PlainText(label=_("In your own words, in Korean"), max_length=100, required=False)
    exactness = forms.ChoiceField(label=_("How exactly"), choices=Exactness.choices, initial=Exactness.EXACTLY)
    amount = AmountField(
        label=_("Figure"), max_length=30, help_text=_("As it was published: 841, 1 200, >24 or ~1,350.")
    )
    source = PlainText(
        label=_("Source"), max_length=300, help_text=_("Publication, year and what it cites, so that it can be found.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = ("", _("Something else, in your own words"))
        self.fields["indicator"].choices = [own, *((code, f"{code} · {label}") for code, label in KNOWN.items())]
        self.fields["label_en"].widget.attrs["placeholder"] = "mobility aids"
        self.fields["label_ko"].widget.attrs["placeholder"] = "이동 보조 기구"
        for name in ("first", "last", "amount"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """The sign that was typed with the number counts as chosen."""
        given = super().clean() or self.cleaned_data
        if {"amount", "exactness"} <= given.keys():
            try:
                given["exactness"] = with_sign(given["amount"], given["exactness"])
            except forms.ValidationError as problem:
                self.add_error("amount", problem)
        return given

    def arguments(self) -> dict[str, Any]:
        """First and last month as dates, the number as a decimal."""
        given = super().arguments()
        first, last, amount = given.pop("first"), given.pop("last"), given.pop("amount")
        months = {"first_month": first.first_month, "last_month": (last or first).last_month}
        return {**given, **months, "amount": amount.number}


class OldFigureForm(OldFigureFields, MakesOnce):
    """A total that one of the user's centres enters and keeps."""

    centre = forms.ModelChoiceField(label=_("Centre"), queryset=None, empty_label=None)
    field_order = ("record_id", "centre")

    def __init__(self, *args: Any, user: User, centres: list[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = Centre.objects.visible_to(user).filter(pk__in=[one.pk for one in centres])
        self.fields["centre"].initial = centres[0]


class CorrectFigureForm(OldFigureFields, ChangeForm):
    """Another reading of the source."""

    reason = PlainText(label=_("Why it is corrected"), max_length=300)

    @staticmethod
    def read(record: OldFigure) -> dict[str, Any]:
        names = ("provider", "indicator", "label_en", "label_ko", "exactness", "source")
        return {name: getattr(record, name) for name in names} | {
            "first": f"{record.first_month:%Y-%m}",
            "last": f"{record.last_month:%Y-%m}",
            "amount": number_shown(record.amount),
        }


class WithdrawFigureForm(ChangesFresh):
    """Why a figure is taken out of the series."""

    reason = PlainText(label=_("Reason"), max_length=300)

    def stored(self) -> dict[str, Any]:
        """How somebody else withdrew it in the meantime."""
        return {"reason": self.record.withdrawn_because} if self.record.withdrawn_because else {}


class SeriesForm(forms.Form):
    """Which centre's years, and what of them. Nothing chosen: the main indicators of all."""

    centre = forms.ChoiceField(label=_("Centre"), required=False)
    what = forms.ChoiceField(label=_("What was counted"), required=False)

    def __init__(self, *args: Any, centres: list[Centre], kinds: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].choices = [("", _("All my centres")), *((one.code, one.name) for one in centres)]
        self.fields["what"].choices = [("", _("The main indicators")), *((kind.key, kind.label) for kind in kinds)]
        if len(centres) < 2:
            del self.fields["centre"]
