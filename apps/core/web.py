"""From a form to a verb and back: what every page that writes does in the same few lines.

    device = load(request, pk, Permission.PRESCRIBE_DEVICE)                      # 404, 403
    form = RepairForm(request.POST or None, device=device)
    if web.carried_out(form, partial(aftercare.repair, device=device, by=request.user)):
        return web.done(request, _("The repair has been recorded."), page_of(device))
    return web.show(request, "devices/repair.html", form, device=device)

A refused verb becomes an error of the form; nothing typed is lost. A stale page shows what is on record beside
what was typed, and the next press saves it deliberately.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.choices import flatten_choices
from django_htmx.http import HttpResponseClientRedirect
from django_tables2 import RequestConfig, Table

from apps.core.ids import new_id
from apps.core.models import Record
from apps.core.paging import FirstPages
from apps.core.problems import Refused, Text

ROWS_A_PAGE = 25


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed in the meantime: what is on record now, and what was typed here."""

    label: Text
    stored: Text
    typed: Text = ""


class VerbForm(forms.Form):
    """A form whose values are the arguments of a verb. `result` is what the verb gave back."""

    result: Any = None
    differences: tuple[Difference, ...] = ()

    def arguments(self) -> dict[str, Any]:
        """The verb's keyword arguments. Override to rename or convert; start from super()."""
        given = dict(self.cleaned_data)
        if "record_id" in given:
            given["id"] = given.pop("record_id")
        return given

    def refuse(self, refusal: Refused) -> None:
        """Show why the verb was refused, on the field it belongs to when there is one."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class MakesOnce(forms.Form):
    """Mix-in: the new record's key is made with the page, so that Save pressed twice makes one record."""

    record_id = forms.UUIDField(required=False, initial=new_id, widget=forms.HiddenInput)


class ChangesFresh(VerbForm):
    """Mix-in: the form remembers the version of `record` it was opened with; the verb refuses a stale one."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        self.record = record
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = record.version

    def stored(self) -> dict[str, Any]:
        """Field name → value on record now. Override where fields and the record's names differ."""
        return {name: getattr(self.record, name) for name in self.fields if hasattr(self.record, name)}

    def refuse(self, refusal: Refused) -> None:
        """Besides: a stale form learns the record's version of today and shows both sides."""
        super().refuse(refusal)
        if refusal.code == "stale":
            self.record.refresh_from_db()
            self.differences = tuple(self._differences())
            sent: Any = self.data
            self.data = again = sent.copy()
            again[self.add_prefix("version")] = str(self.record.version)

    def _differences(self) -> list[Difference]:
        found = []
        for name, value in self.stored().items():
            bound = self[name]
            if not bound.is_hidden and bound.field.has_changed(value, bound.data):
                typed = self.cleaned_data.get(name, bound.data)
                found.append(Difference(bound.label, _words(bound.field, value), _words(bound.field, typed)))
        return found


def _words(field: forms.Field, value: Any) -> str:
    """A value as its page shows it: the choice's label, several joined."""
    if isinstance(value, list | tuple):
        return ", ".join(_words(field, one) for one in value if one not in (None, ""))
    if value in (None, ""):
        return ""
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(value))
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        return str(dict(flatten_choices(offered)).get(value, value))
    return str(value)


def carried_out(form: VerbForm, verb: Callable[..., Any]) -> bool:
    """Whether the form was sent, is valid and the verb did it; its answer is then `form.result`."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        form.result = verb(**form.arguments())
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


def done(request: HttpRequest, message: Text, url: str) -> HttpResponse:
    """Say that it worked and go on to `url`; htmx follows as a browser would."""
    messages.success(request, str(message))
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)


def show(request: HttpRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    """The page with its form: 422 when it was sent and refused, 200 when it is opened."""
    return render(request, template, {"form": form, **context}, status=422 if form.is_bound else 200)


def paged(request: HttpRequest, table: Table) -> Table:
    """The table in the order and at the page the address asks for; a page that does not exist is the last one.

    How many rows a page has is ours to say: RequestConfig would let an address ask for all of them at once.
    `table.paginator.many` tells that there are more rows than pages, see `FirstPages`.
    """
    RequestConfig(request, paginate=False).configure(table)
    table.paginate(FirstPages, per_page=ROWS_A_PAGE)
    table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))
    return table
