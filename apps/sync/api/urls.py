"""Below /api/v1/sync/. With or without a slash at the end: nothing here is ever a redirect (MUST 19)."""

from django.urls import re_path

from apps.sync.api.attachments import AnnouncementsView, CompleteView, PartView, UploadView
from apps.sync.api.contents import ContentView
from apps.sync.api.enrol import EnrolView
from apps.sync.api.pull import PullView
from apps.sync.api.push import PushView
from apps.sync.api.schemas import SchemasView, SchemaView
from apps.sync.api.status import StatusView
from apps.sync.api.tablet import NowhereView

ATTACHMENT = r"^attachments/(?P<pk>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"

urlpatterns = [
    re_path(r"^enrol/?$", EnrolView.as_view(), name="sync-enrol"),
    re_path(r"^pull/?$", PullView.as_view(), name="sync-pull"),
    re_path(r"^status/?$", StatusView.as_view(), name="sync-status"),
    re_path(r"^push/?$", PushView.as_view(), name="sync-push"),
    re_path(r"^schemas/?$", SchemasView.as_view(), name="sync-schemas"),
    re_path(r"^schemas/(?P<name>[a-z_]+(?:\.[a-z_]+)?)\.json/?$", SchemaView.as_view(), name="sync-schema"),
    re_path(r"^attachments/?$", AnnouncementsView.as_view(), name="sync-attachments"),
    re_path(rf"{ATTACHMENT}/?$", UploadView.as_view(), name="sync-attachment"),
    re_path(rf"{ATTACHMENT}/parts/(?P<start>[0-9]{{1,10}})/?$", PartView.as_view(), name="sync-attachment-part"),
    re_path(rf"{ATTACHMENT}/complete/?$", CompleteView.as_view(), name="sync-attachment-complete"),
    re_path(rf"{ATTACHMENT}/content/?$", ContentView.as_view(), name="sync-attachment-content"),
    re_path(r"^[\s\S]*$", NowhereView.as_view(), name="sync-nowhere"),
]
