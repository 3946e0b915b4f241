from django.urls import include, path

urlpatterns = [
    path("", include("apps.core.urls")),
    path("", include("apps.desk.urls")),
    path("account/", include("apps.accounts.urls")),
    path("", include("apps.centres.urls")),
    path("", include("apps.patients.urls")),
    path("", include("apps.devices.urls")),
    path("physio/", include("apps.physio.urls")),
    path("reports/", include("apps.reports.urls")),
    path("", include("apps.sync.urls")),
    path("api/v1/", include("config.api")),
]

handler400 = "apps.desk.errors.bad_request"
handler403 = "apps.desk.errors.permission_denied"
handler404 = "apps.desk.errors.page_not_found"
handler500 = "apps.desk.errors.server_error"
