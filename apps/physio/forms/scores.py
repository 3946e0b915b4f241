"""Record an outcome measure: a value, the items of a scale, or a table of joints or muscles."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.centres.models import Centre
from apps.core.fields import PlainText
from apps.core.problems import Refused, Text
from apps.core.web import ChangesFresh, Difference, MakesOnce, VerbForm
from apps.patients.forms.fields import ServiceDay
from apps.patients.models import Episode, Patient
from apps.physio import measuring, scoring
from apps.physio.models import Instrument, InstrumentItem, InstrumentKind, OutcomeScore, WalkingAid
from apps.physio.scoring import ITEM, TOTAL, UNABLE, Cell

NONE_WORN = "none"
ADD_UP = "add-up"  # the step that adds up the items so far and saves nothing
WITHOUT_PROSTHESIS = ("ampnopro",)
NOT_RECORDED = ("", _("Not recorded"))
SPEED = "m/s"


class Number(forms.CharField):
    """A number with a decimal point or comma. Cleans to a Decimal, or None."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 12})
    default_error_messages = {"number": _("Enter a number, for example 12.5.")}  # noqa: RUF012

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        found = scoring.number(text) if text else None
        if text and found is None:
            raise ValidationError(self.error_messages["number"], code="number")
        return found


class Degrees(forms.CharField):
    """A cell of a table of motion: a whole number, or x where it could not be examined."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 5, "size": 4})
    default_error_messages = {"cell": _("A whole number, or x for unable.")}  # noqa: RUF012

    def clean(self, value: Any) -> int | str | None:
        text = super().clean(value)
        if text.lower() in ("x", "×", UNABLE):
            return UNABLE
        found = scoring.number(text) if text else None
        if text and (found is None or found % 1):
            raise ValidationError(self.error_messages["cell"], code="cell")
        return None if found is None else int(found)

    def prepare_value(self, value: Any) -> Any:
        return "x" if value == UNABLE else value


class Grade(forms.TypedChoiceField):
    """An item of a scale or a cell of a table: one of few numbers, or unable where that may be. Cleans to None too."""

    def __init__(self, item: InstrumentItem, *, unable: bool = False, **kwargs: Any) -> None:
        offered = [(str(value), str(value)) for value in scoring.allowed(item)]
        extra = [(UNABLE, _("unable"))] if unable else []
        blank = [("", "–")] if unable else []
        super().__init__(choices=[*blank, *offered, *extra], coerce=graded, empty_value=None, required=False, **kwargs)


def graded(value: str) -> int | str:
    return UNABLE if value == UNABLE else int(value)


class ScoreForm(VerbForm, MakesOnce):
    """What every measure asks besides its result: the day, what was worn and used. It starts from the last time."""

    template = ""

    centre = forms.ModelChoiceField(label=_("Centre"), queryset=None, empty_label=None)
    unable = forms.BooleanField(label=_("Unable to do it"), required=False)
    unable_reason = PlainText(label=_("Why unable"), max_length=200, required=False)
    worn = forms.ChoiceField(label=_("Device worn"), required=False, widget=forms.RadioSelect)
    walking_aid = forms.ChoiceField(
        label=_("Walking aid used"), required=False, widget=forms.RadioSelect,
        choices=[NOT_RECORDED, *WalkingAid.choices],
    )  # fmt: skip
    on = ServiceDay()
    assessor = forms.ModelChoiceField(label=_("Measured by"), queryset=None, empty_label=None)
    episode = forms.ModelChoiceField(
        label=_("Episode"), queryset=None, required=False, empty_label=_("Not part of an episode")
    )
    note = PlainText(label=_("Note"), max_length=300, required=False)

    def __init__(
        self, data: Any = None, *, patient: Patient, centres: Sequence[Centre], user: User, instrument: Instrument
    ) -> None:
        self.patient, self.centres, self.instrument = patient, list(centres), instrument
        self.cells = scoring.cells(list(instrument.items.all()))
        typed = dict(data.items()) if data and data.get("step") == ADD_UP else None
        super().__init__(None if typed is not None else data)
        self.devices = {str(device.pk): device for device in measuring.wearable(patient)}
        self.fields["worn"].choices = [NOT_RECORDED, (NONE_WORN, _("No device worn")), *map(worn, self.devices.items())]
        if not walked(instrument):
            del self.fields["walking_aid"]
        self._place(user)
        self.initial = typed if typed is not None else self.last_time()

    def _place(self, user: User) -> None:
        """The centre is asked only where there are several; whoever enters it measured it, unless chosen otherwise."""
        first = self.centres[0]
        own = Centre.objects.visible_to(user).filter(pk__in=[centre.pk for centre in self.centres])
        self.fields["centre"].queryset, self.fields["centre"].initial = own, first.pk
        if len(self.centres) == 1:
            del self.fields["centre"]
        self.fields["assessor"].queryset = measuring.assessors(self.centres, besides=user)
        self.fields["assessor"].initial = user.pk
        self.fields["on"].at(first)
        running = Episode.objects.visible_to(user).open().filter(patient=self.patient, centre__in=self.centres)
        self.fields["episode"].queryset = running.select_related("centre").newest_first()
        self.fields["episode"].label_from_instance = lambda episode: episode.label
        newest = self.fields["episode"].queryset.first()
        self.fields["episode"].initial = newest.pk if newest else None
        if newest is None:
            del self.fields["episode"]

    def last_time(self) -> dict[str, Any]:
        """What was worn and used the last time, as far as it can be again."""
        last = measuring.last_means(self.patient)
        given: dict[str, Any] = {"walking_aid": last.walking_aid if last else ""}
        if self.instrument.key in WITHOUT_PROSTHESIS or (last and last.barefoot):
            return {**given, "worn": NONE_WORN}
        device = self.devices.get(str(last.worn_device_id)) if last else None
        return {**given, "worn": str(device.pk)} if device is not None and device.ended_on is None else given

    @property
    def besides(self) -> list[forms.BoundField]:
        """What is asked after the result."""
        names = ("worn", "walking_aid", "centre", "on", "assessor", "episode", "note")
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(name == TOTAL or name.startswith(ITEM) for name in self.errors):
            result = {"total": given.get(TOTAL), "given": self.given(given), "unable": given.get("unable", False)}
            scored = scoring.score(self.instrument, self.instrument.items.all(), **result)
            for finding in scored.findings:
                self.add_error(finding.field if finding.field in self.fields else None, finding.text)
        return given

    def given(self, cleaned: Mapping[str, Any]) -> dict[str, int | str]:
        """The items that were filled in, by their key."""
        return {cell.key: cleaned[cell.field] for cell in self.cells if cleaned.get(cell.field) is not None}

    def arguments(self) -> dict[str, Any]:
        given = {"centre": self.centres[0], **super().arguments()}
        device, on = given.pop("worn", ""), given.pop("on")
        items = self.given(given)
        given = {name: value for name, value in given.items() if not name.startswith(ITEM)}
        return {
            **given, "items": items, "at": given["centre"].moment(on),
            "worn_device": self.devices.get(device), "barefoot": device == NONE_WORN,
        }  # fmt: skip


def walked(instrument: Instrument) -> bool:
    """Whether an aid may play a part: in scales and in what has a time or a distance, not in ratings and tables."""
    measured = instrument.kind == InstrumentKind.MEASURED and instrument.unit != ""
    return measured or instrument.kind == InstrumentKind.SUM


def worn(pair: tuple[str, Any]) -> tuple[str, Text]:
    """A device to choose; one that is out of use says until when it was worn."""
    key, device = pair
    if device.ended_on is None:
        return key, device.label
    return key, _("%(device)s (until %(date)s)") % {"device": device.label, "date": device.ended_on.isoformat()}


class MeasuredForm(ScoreForm):
    """One value."""

    template = "physio/_measure_value.html"
    total = Number(label=_("Result"), required=False)
    field_order: tuple[str, ...] = (TOTAL, "unable", "unable_reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.instrument.unit
        self.fields[TOTAL].label = _("Result (%(unit)s)") % {"unit": unit} if unit else _("Result")
        self.fields[TOTAL].widget.attrs["autofocus"] = True


class SpeedForm(MeasuredForm):
    """A speed, or the seconds it took: 10 m, or the middle 6 m of them, divided by the time."""

    template = "physio/_measure_speed.html"
    seconds = Number(label=_("or: seconds"), required=False)
    metres = forms.ChoiceField(
        label=_("Timed over"), required=False, widget=forms.RadioSelect, initial="10",
        choices=[("10", _("all 10 m")), ("6", _("the middle 6 m"))],
    )  # fmt: skip
    field_order = (TOTAL, "seconds", "metres", "unable", "unable_reason")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        seconds = given.get("seconds")
        if seconds is not None and seconds <= 0:
            self.add_error("seconds", _("The time is longer than 0 seconds."))
        elif seconds is not None and given.get(TOTAL) is not None:
            self.add_error("seconds", _("Enter the speed or the seconds, not both."))
        elif seconds is not None:
            given[TOTAL] = scoring.speed(metres=Decimal(given.get("metres") or 10), seconds=seconds)
        return super().clean()

    def arguments(self) -> dict[str, Any]:
        """How the speed was measured stays with it, in front of the note."""
        given = super().arguments()
        seconds, metres = given.pop("seconds"), given.pop("metres") or "10"
        if seconds is not None:
            given["note"] = " · ".join(filter(None, (f"{metres} m / {scoring.plain(seconds)} s", given["note"])))[:300]
        return given


class SumForm(ScoreForm):
    """The items of a scale, or the total alone where an old paper has no more."""

    template = "physio/_measure_sum.html"
    total = Number(label=_("Only the total is known"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for cell in self.cells:
            self.fields[cell.field] = Grade(cell.item, label=cell.item.name, widget=forms.RadioSelect)

    @property
    def rows(self) -> list[tuple[forms.BoundField, Cell]]:
        return [(self[cell.field], cell) for cell in self.cells]

    @cached_property
    def so_far(self) -> dict[str, int | str]:
        """The items as chosen until now, whether the form was sent or not."""
        chosen = {cell: str(self[cell.field].value() or "") for cell in self.cells}
        sound = {cell: value for cell, value in chosen.items() if value in map(str, scoring.allowed(cell.item))}
        return {cell.key: int(value) for cell, value in sound.items()}

    @property
    def points(self) -> int:
        return sum(int(value) for value in self.so_far.values())

    @property
    def missing(self) -> int:
        return len(self.cells) - len(self.so_far)

    @property
    def parts(self) -> list[scoring.Part]:
        return scoring.subtotals(list(self.instrument.items.all()), self.so_far)


class GridForm(ScoreForm):
    """A table of joints or muscles: what was examined is filled in, the rest stays empty."""

    template = "physio/_measure_grid.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["worn"]
        for cell in self.cells:
            few = len(scoring.allowed(cell.item)) <= 12
            field = Grade(cell.item, unable=True) if few else Degrees(required=False)
            field.label = " · ".join(part for part in (cell.item.name, str(cell.side_name)) if part)
            field.widget.attrs["aria-label"] = field.label
            self.fields[cell.field] = field

    @property
    def rows(self) -> list[tuple[Cell, list[forms.BoundField]]]:
        """Each movement with its fields, left before right."""
        beside = groupby(self.cells, key=lambda cell: cell.item.key)
        rows = [list(cells) for _key, cells in beside]
        return [(cells[0], [self[cell.field] for cell in cells]) for cells in rows]


FORMS: dict[str, type[ScoreForm]] = {
    InstrumentKind.MEASURED: MeasuredForm,
    InstrumentKind.SUM: SumForm,
    InstrumentKind.GRID: GridForm,
}


def form_of(instrument: Instrument) -> type[ScoreForm]:
    """The form that suits an instrument."""
    if instrument.kind == InstrumentKind.MEASURED and instrument.unit == SPEED:
        return SpeedForm
    return FORMS[instrument.kind]


class VoidScoreForm(ChangesFresh):
    """Why a score is wrong."""

    reason = PlainText(label=_("Reason"), max_length=300)
    record: OutcomeScore

    def stored(self) -> dict[str, Any]:
        return {}

    def refuse(self, refusal: Refused) -> None:
        """What somebody else changed is that it was voided already, and why."""
        super().refuse(refusal)
        if refusal.code == "stale":
            self.differences = (Difference(_("Reason"), self.record.void_reason, self.cleaned_data["reason"]),)
