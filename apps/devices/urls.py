"""The workshop: the list, a device and everything that is done with it."""

from django.urls import include, path

from apps.devices.views import board, calls, catalogue, components, life, lists, making, orders, papers, records, voids

app_name = "devices"

pages = [
    path("", lists.device_list, name="list"),
    path("board/", board.board, name="board"),
    path("board/<uuid:pk>/move/", board.move, name="board_move"),
    path("waiting/", board.waits, name="waits"),
    path("waiting/<slug:track>/<slug:device_class>/", board.waits_rows, name="waits_rows"),
    path("due/", calls.due_list, name="due"),
    path("catalogue/", catalogue.types, name="catalogue"),
    path("catalogue/types/add/", catalogue.type_add, name="catalogue_type_add"),
    path("catalogue/types/<uuid:pk>/", catalogue.type_change, name="catalogue_type"),
    path("catalogue/words/", catalogue.words, name="catalogue_words"),
    path("catalogue/words/add/", catalogue.word_add, name="catalogue_word_add"),
    path("catalogue/words/<uuid:pk>/", catalogue.word_change, name="catalogue_word"),
    path("catalogue/cards/", catalogue.cards, name="catalogue_cards"),
    path("catalogue/cards/add/", catalogue.measure_add, name="catalogue_measure_add"),
    path("catalogue/cards/<uuid:pk>/", catalogue.measure_change, name="catalogue_measure"),
    path("catalogue/intervals/", catalogue.intervals, name="catalogue_intervals"),
    path("catalogue/intervals/add/", catalogue.interval_add, name="catalogue_interval_add"),
    path("catalogue/intervals/<uuid:pk>/", catalogue.interval_change, name="catalogue_interval"),
    path("catalogue/intervals/<uuid:pk>/drop/", catalogue.interval_drop, name="catalogue_interval_drop"),
    path("recall/", calls.recall_list, name="recall"),
    path("for/<uuid:pk>/", lists.for_patient, name="for_patient"),
    path("in-episode/<uuid:pk>/", lists.for_episode, name="for_episode"),
    path("for/<uuid:pk>/prescribe/", orders.prescribe, name="prescribe"),
    path("for/<uuid:pk>/hand-out/", orders.hand_out, name="hand_out"),
    path("<uuid:pk>/", lists.device_detail, name="detail"),
    path("<uuid:pk>/components/", components.note, name="components"),
    path("<uuid:pk>/advance/", life.advance, name="advance"),
    path("returned/", making.returned, name="returned"),
    path("<uuid:pk>/measure/", making.measure, name="measure"),
    path("<uuid:pk>/specify/", making.specify, name="specify"),
    path("<uuid:pk>/serial-number/", making.serial_number, name="serial_number"),
    path("<uuid:pk>/hold/", life.hold, name="hold"),
    path("<uuid:pk>/resume/", life.resume, name="resume"),
    path("<uuid:pk>/end/", life.end, name="end"),
    path("<uuid:pk>/fitting/", records.fitting, name="fitting"),
    path("<uuid:pk>/check-out/", records.check_out, name="check_out"),
    path("<uuid:pk>/deliver/", life.deliver, name="deliver"),
    path("<uuid:pk>/begin-use/", life.begin_use, name="begin_use"),
    path("<uuid:pk>/hand-over.pdf", papers.hand_over, name="hand_over"),
    path("<uuid:pk>/card.pdf", papers.card, name="card"),
    path("<uuid:pk>/label.pdf", papers.label, name="label"),
    path("labels/", papers.labels, name="labels"),
    path("labels.pdf", papers.labels_pdf, name="labels_pdf"),
    path("<uuid:pk>/repair/", records.repair, name="repair"),
    path("<uuid:pk>/follow-up/", records.follow_up, name="follow_up"),
    path("<uuid:pk>/reissue/", orders.reissue, name="reissue"),
    path("deliveries/<uuid:pk>/void/", voids.void_delivery, name="void_delivery"),
    path("<str:kind>/<uuid:pk>/void/", voids.void_service, name="void_service"),
]
# What a label's code leads to is as short as can be: the fewer letters, the larger its squares.
urlpatterns = [path("devices/", include(pages)), path("d/<str:code>/", papers.scan, name="scan")]
