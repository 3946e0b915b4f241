"""Where people start from, and what they do with the lists of every room."""

from django.urls import path

from apps.desk.views import at_hand, exports, quality, saved, timeline, today, workload

app_name = "desk"

urlpatterns = [
    path("", today.today, name="today"),
    path("at-hand/", at_hand.at_hand, name="at_hand"),
    path("workload/", workload.week, name="workload"),
    path("workload/<slug:figure>/", workload.rows, name="workload_rows"),
    path("quality/", quality.quality, name="quality"),
    path("quality/<str:centre>/count/", quality.count_now, name="count_now"),
    path("gaps/<slug:kind>/", quality.gaps, name="gaps"),
    path("views/<slug:listing>/", saved.views, name="views"),
    path("views/<slug:listing>/keep/", saved.keep, name="view_keep"),
    path("views/<uuid:pk>/rename/", saved.rename, name="view_rename"),
    path("views/<uuid:pk>/delete/", saved.drop, name="view_drop"),
    path("exports/", exports.exports, name="exports"),
    path("exports/new/<slug:listing>/", exports.ask, name="export_ask"),
    path("exports/<uuid:pk>/", exports.export, name="export"),
    path("exports/<uuid:pk>/file/", exports.download, name="export_download"),
    path("patients/<uuid:pk>/timeline/", timeline.timeline, name="timeline"),
]
