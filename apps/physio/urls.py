"""Physiotherapy."""

from django.urls import path

from apps.physio.views import catalogue, groups, parts, plans, scores, sessions, summaries

app_name = "physio"

urlpatterns = [
    path("", sessions.session_list, name="list"),
    path("catalogue/", catalogue.instruments, name="catalogue"),
    path("catalogue/<uuid:pk>/", catalogue.instrument, name="catalogue_instrument"),
    path("catalogue/<uuid:pk>/change/", catalogue.instrument_change, name="catalogue_instrument_change"),
    path("catalogue/<uuid:pk>/thresholds/add/", catalogue.threshold_add, name="catalogue_threshold_add"),
    path("catalogue/thresholds/<uuid:pk>/", catalogue.threshold_change, name="catalogue_threshold"),
    path("catalogue/thresholds/<uuid:pk>/drop/", catalogue.threshold_drop, name="catalogue_threshold_drop"),
    path("log/", sessions.record_any, name="record_any"),
    path("log/<uuid:pk>/", sessions.record, name="record"),
    path("group/", groups.group, name="group"),
    path("groups/<uuid:pk>/", groups.group_detail, name="group_detail"),
    path("groups/<uuid:pk>/void/", groups.group_void, name="group_void"),
    path("sessions/<uuid:pk>/", sessions.session_detail, name="detail"),
    path("sessions/<uuid:pk>/void/", sessions.void, name="void"),
    path("sessions/<uuid:pk>/correct/", sessions.correct, name="correct"),
    path("sessions/<uuid:pk>/plan/", sessions.assign, name="assign"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/<uuid:pk>/", plans.plan_detail, name="plan"),
    path("plans/<uuid:pk>/change/", plans.plan_change, name="plan_change"),
    path("plans/<uuid:pk>/review/", plans.plan_review, name="plan_review"),
    path("plans/<uuid:pk>/end/", plans.plan_end, name="plan_end"),
    path("plans/<uuid:pk>/reopen/", plans.plan_reopen, name="plan_reopen"),
    path("in-episode/<uuid:pk>/plan/", plans.plan_make, name="plan_make"),
    path("patients/<uuid:pk>/summary/", summaries.summary, name="summary"),
    path("patients/<uuid:pk>/summary.pdf", summaries.summary_pdf, name="summary_pdf"),
    path("patients/<uuid:pk>/", parts.for_patient, name="for_patient"),
    path("in-episode/<uuid:pk>/", parts.for_episode, name="for_episode"),
    path("scores/", scores.score_list, name="scores"),
    path("scores/<uuid:pk>/", scores.score_detail, name="score"),
    path("scores/<uuid:pk>/void/", scores.void, name="score_void"),
    path("patients/<uuid:pk>/scores/", scores.of_patient, name="scores_of"),
    path("patients/<uuid:pk>/measure/", scores.measure, name="measure"),
]
