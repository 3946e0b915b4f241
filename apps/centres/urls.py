"""People and roles."""

from django.urls import path

from apps.centres import views

app_name = "centres"

urlpatterns = [
    path("people/", views.people_list, name="people"),
    path("people/add/", views.person_add, name="person_add"),
    path("people/<uuid:pk>/", views.membership_detail, name="membership"),
    path("people/<uuid:pk>/role/", views.membership_role, name="membership_role"),
    path("people/<uuid:pk>/end/", views.membership_end, name="membership_end"),
    path("people/<uuid:pk>/password/", views.membership_password, name="membership_password"),
]
