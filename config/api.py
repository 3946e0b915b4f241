"""Everything below /api/v1/: the nouns of the rooms, their description, and a page to try them on."""

from typing import Any

from django.urls import include, path
from django.utils import translation
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.centres.api import CentreViewSet
from apps.core.api import JSONParser
from apps.devices.api import (
    CheckOutViewSet,
    DeliveryViewSet,
    DeviceTypeViewSet,
    DeviceViewSet,
    FittingViewSet,
    FollowUpViewSet,
    HandOutViewSet,
    MeasureFieldViewSet,
    MeasurementViewSet,
    RepairViewSet,
    TermViewSet,
)
from apps.patients.api import EpisodeViewSet, PatientViewSet
from apps.physio.api import GroupSessionViewSet, InstrumentViewSet, PlanViewSet, ScoreViewSet, SessionViewSet
from apps.sync.api.tablet import NowhereView

app_name = "api"

router = SimpleRouter(use_regex_path=False)
router.register("centres", CentreViewSet, "centre")
router.register("patients", PatientViewSet, "patient")
router.register("episodes", EpisodeViewSet, "episode")
router.register("devices", DeviceViewSet, "device")
router.register("measurements", MeasurementViewSet, "measurement")
router.register("fittings", FittingViewSet, "fitting")
router.register("check-outs", CheckOutViewSet, "checkout")
router.register("deliveries", DeliveryViewSet, "delivery")
router.register("hand-outs", HandOutViewSet, "handout")
router.register("repairs", RepairViewSet, "repair")
router.register("follow-ups", FollowUpViewSet, "followup")
router.register("sessions", SessionViewSet, "session")
router.register("group-sessions", GroupSessionViewSet, "group")
router.register("plans", PlanViewSet, "plan")
router.register("scores", ScoreViewSet, "score")
router.register("instruments", InstrumentViewSet, "instrument")
router.register("device-types", DeviceTypeViewSet, "devicetype")
router.register("terms", TermViewSet, "term")
router.register("measure-fields", MeasureFieldViewSet, "measurefield")


class SchemaView(SpectacularJSONAPIView):
    """The OpenAPI document, in English whoever asks: it is written for programmers."""

    schema = None  # it does not describe itself
    http_method_names = ("get", "head")
    parser_classes = (JSONParser,)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        with translation.override("en"):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.query_params:  # the library would write them into a header of the answer
            raise exceptions.ParseError


class DocsView(SpectacularSwaggerSplitView):
    """The page to try the interface on; what goes wrong with it is a problem document like everywhere else."""

    http_method_names = ("get", "head")
    parser_classes = (JSONParser,)

    def handle_exception(self, exc: Exception) -> Response:
        self.request.accepted_renderer, self.request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        return super().handle_exception(exc)


urlpatterns = [
    *router.urls,
    path("sync/", include("apps.sync.api.urls")),
    path("sync", NowhereView.as_view(), name="sync-root"),  # or it would be a redirect
    path("", RedirectView.as_view(pattern_name="api:docs"), name="root"),
    path("openapi.json", SchemaView.as_view(), name="schema"),
    path(
        "docs/",
        DocsView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
]
