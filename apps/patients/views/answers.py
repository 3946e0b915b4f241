"""What goes into the forms of this room and where people are led afterwards."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import reverse


def posted(request: HttpRequest) -> QueryDict | Any:
    """The form's data when it was sent, empty or not; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def page(patient: UUID) -> str:
    """The address of a person's page."""
    return reverse("patients:detail", args=[patient])
