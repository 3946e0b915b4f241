"""The workshop: the list, a device and everything that is done with it."""

from django.urls import path

from apps.devices.views import life, lists, orders, records, voids

app_name = "devices"

urlpatterns = [
    path("", lists.device_list, name="list"),
    path("for/<uuid:pk>/", lists.for_patient, name="for_patient"),
    path("in-episode/<uuid:pk>/", lists.for_episode, name="for_episode"),
    path("for/<uuid:pk>/prescribe/", orders.prescribe, name="prescribe"),
    path("for/<uuid:pk>/hand-out/", orders.hand_out, name="hand_out"),
    path("<uuid:pk>/", lists.device_detail, name="detail"),
    path("<uuid:pk>/advance/", life.advance, name="advance"),
    path("<uuid:pk>/hold/", life.hold, name="hold"),
    path("<uuid:pk>/resume/", life.resume, name="resume"),
    path("<uuid:pk>/end/", life.end, name="end"),
    path("<uuid:pk>/fitting/", records.fitting, name="fitting"),
    path("<uuid:pk>/check-out/", records.check_out, name="check_out"),
    path("<uuid:pk>/deliver/", life.deliver, name="deliver"),
    path("<uuid:pk>/begin-use/", life.begin_use, name="begin_use"),
    path("<uuid:pk>/repair/", records.repair, name="repair"),
    path("<uuid:pk>/follow-up/", records.follow_up, name="follow_up"),
    path("<uuid:pk>/reissue/", orders.reissue, name="reissue"),
    path("deliveries/<uuid:pk>/void/", voids.void_delivery, name="void_delivery"),
    path("<str:kind>/<uuid:pk>/void/", voids.void_service, name="void_service"),
]
