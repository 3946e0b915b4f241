"""A person's own account: profile, language, appearance. Passwords and the second step are allauth's pages."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.actions import preferences
from apps.accounts.forms import LanguageForm, ProfileForm, ThemeForm

THEME_COOKIE = "georeum_theme"
A_YEAR = 365 * 24 * 60 * 60


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on: kept on the account, and in a cookie for the sign-in page."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    chosen = form.cleaned_data["language"]
    if request.user.is_authenticated:
        preferences.choose_language(language=chosen, by=request.user)
    return remember(back(request), settings.LANGUAGE_COOKIE_NAME, chosen)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Show pages light, dark or as the device does."""
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    chosen = form.cleaned_data["theme"]
    if request.user.is_authenticated:
        preferences.choose_theme(theme=chosen, by=request.user)
    return remember(back(request), THEME_COOKIE, chosen)


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language and appearance, with the ways to the password and the second step."""
    user = request.user
    form = ProfileForm(
        request.POST or None, initial={"name": user.name, "language": user.language, "theme": user.theme}
    )
    if request.method == "POST" and form.is_valid():
        preferences.introduce(name=form.cleaned_data["name"], by=user)
        preferences.choose_language(language=form.cleaned_data["language"], by=user)
        preferences.choose_theme(theme=form.cleaned_data["theme"], by=user)
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return remember(redirect("accounts:profile"), settings.LANGUAGE_COOKIE_NAME, user.language)
    return render(request, "account/profile.html", {"form": form, "second_step": is_mfa_enabled(user)})


def back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the form was on, if it is one of ours; else to the start."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if ours else resolve_url(settings.LOGIN_REDIRECT_URL))


def remember(response: HttpResponse, cookie: str, value: str) -> HttpResponse:
    """Keep a choice in this browser for a year, for pages that are seen before signing in."""
    response.set_cookie(
        cookie, value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
    return response
