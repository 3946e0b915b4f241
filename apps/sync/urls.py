"""Tablets in the browser. What tablets themselves ask for is in `api`."""

from django.urls import path

from apps.sync.views import conflicts, tablets

app_name = "sync"

urlpatterns = [
    path("tablets/", tablets.tablets, name="tablets"),
    path("tablets/enrol/", tablets.enrol, name="enrol"),
    path("tablets/enrolments/<uuid:pk>/", tablets.enrolment, name="enrolment"),
    path("tablets/conflicts/", conflicts.conflicts, name="conflicts"),
    path("tablets/conflicts/<uuid:pk>/", conflicts.conflict, name="conflict"),
    path("tablets/refused/", conflicts.refused, name="refused"),
    path("tablets/refused/<uuid:pk>/", conflicts.rejected, name="rejected"),
    path("tablets/<uuid:pk>/", tablets.tablet, name="tablet"),
    path("tablets/<uuid:pk>/sign-in/", tablets.sign_in, name="tablet_sign_in"),
    path("tablets/<uuid:pk>/rename/", tablets.rename, name="tablet_rename"),
    path("tablets/<uuid:pk>/revoke/", tablets.revoke, name="tablet_revoke"),
]
