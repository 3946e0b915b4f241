"""What the views of this room answer with."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from apps.patients.models import Patient


def posted(request: HttpRequest) -> QueryDict | MultiValueDict[str, Any] | None:
    """The form's data when it was sent, empty or not; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def form_page(request: HttpRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    """The page with its form; 422 when something in it has to be corrected."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def patient_form(
    request: HttpRequest, template: str, form: forms.Form, patient: Patient, **context: Any
) -> HttpResponse:
    """A form about one patient."""
    return form_page(request, template, form, patient=patient, **context)
