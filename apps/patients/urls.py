"""Patients: found, registered, shown; impairments and episodes."""

from django.urls import path

from apps.patients.views import episodes, impairments, lists, patients

app_name = "patients"

urlpatterns = [
    path("", lists.patient_list, name="list"),
    path("suggest/", lists.suggest, name="suggest"),
    path("register/", patients.register, name="register"),
    path("register/duplicates/", lists.duplicates, name="duplicates"),
    path("<uuid:pk>/", patients.detail, name="detail"),
    path("<uuid:pk>/edit/", patients.edit, name="edit"),
    path("<uuid:pk>/paper-number/", patients.paper_number, name="paper_number"),
    path("<uuid:pk>/death/", patients.death, name="death"),
    path("<uuid:pk>/impairments/add/", impairments.impairment_add, name="impairment_add"),
    path("<uuid:pk>/episodes/open/", episodes.episode_open, name="episode_open"),
    path("impairments/<uuid:pk>/", impairments.impairment_edit, name="impairment_edit"),
    path("episodes/<uuid:pk>/assess/", episodes.assess, name="assess"),
    path("episodes/<uuid:pk>/close/", episodes.episode_close, name="episode_close"),
]
