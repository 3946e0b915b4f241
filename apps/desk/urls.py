"""Where people start from."""

from django.urls import path

from apps.desk import views, views_timeline

app_name = "desk"

urlpatterns = [
    path("", views.today, name="today"),
    path("gaps/<slug:kind>/", views.gaps, name="gaps"),
    path("patients/<uuid:pk>/timeline/", views_timeline.timeline, name="timeline"),
]
