"""What push and pull are held against: the same models behind Django REST framework as its tutorial has it.

A ModelViewSet takes one session a request; a ListSerializer with bulk_create takes many; a list gives a page. They
check types and references and nothing else: no rules of the clinic, no centre, no stored answers, no conflicts. A web
server of their own serves them, with no middleware at all, so that nothing slows them down that they do not need.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework import serializers, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser

from apps.physio.models import PhysioSession


class Many(serializers.ListSerializer[PhysioSession]):
    """All of a list in one INSERT."""

    def create(self, validated_data: Any) -> Any:
        return PhysioSession.objects.bulk_create(PhysioSession(**each) for each in validated_data)


class SessionSerializer(serializers.ModelSerializer[PhysioSession]):
    id = serializers.UUIDField()

    class Meta:
        model = PhysioSession
        fields = "__all__"
        list_serializer_class = Many


class ByKey(CursorPagination):
    ordering = "id"
    page_size = 500


class Sessions(viewsets.ModelViewSet[PhysioSession]):
    """A list in the body makes many."""

    queryset = PhysioSession.objects.all()
    serializer_class = SessionSerializer
    pagination_class = ByKey
    parser_classes = (JSONParser,)
    authentication_classes = ()
    permission_classes = ()

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if isinstance(kwargs.get("data"), list):
            kwargs["many"] = True
        return super().get_serializer(*args, **kwargs)


def well(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("healthz", well),
    path("sessions/", Sessions.as_view({"get": "list", "post": "create"})),
]
