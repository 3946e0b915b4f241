"""Sign-in (allauth's views, only those in use) and the person's own account."""

from allauth.account import views as account
from django.urls import include, path

from apps.accounts import views

own = [
    path("", views.profile, name="profile"),
    path("language/", views.language, name="language"),
    path("appearance/", views.theme, name="theme"),
]

# Accounts are made and passwords renewed by administrators, so allauth's e-mail pages have no address here.
urlpatterns = [
    path("", include((own, "accounts"))),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("two-step/", include("allauth.mfa.urls")),
]
