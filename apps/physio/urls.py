"""Physiotherapy."""

from django.urls import path

from apps.physio import views

app_name = "physio"

urlpatterns = [
    path("", views.session_list, name="list"),
    path("log/", views.record_any, name="record_any"),
    path("log/<uuid:pk>/", views.record, name="record"),
    path("group/", views.group, name="group"),
    path("groups/<uuid:pk>/", views.group_detail, name="group_detail"),
    path("groups/<uuid:pk>/void/", views.group_void, name="group_void"),
    path("sessions/<uuid:pk>/", views.session_detail, name="detail"),
    path("sessions/<uuid:pk>/void/", views.void, name="void"),
    path("patients/<uuid:pk>/", views.for_patient, name="for_patient"),
    path("in-episode/<uuid:pk>/", views.for_episode, name="for_episode"),
]
