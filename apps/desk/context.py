"""What every page shows around its content: who is signed in, where they may go, how it looks."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Theme
from apps.accounts.views import THEME_COOKIE
from apps.centres.access import ROLE_PERMISSIONS, Permission, centres_with, roles_of
from apps.centres.models import Centre, Membership, Role
from apps.core import clock
from apps.desk.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from apps.sync import queries as of_tablets

APPOINTMENTS, CATALOGUE = "patients:appointments", "devices:catalogue"
# Address name, words, and the permission (in any centre) that shows the entry; None: everyone with a role.
NAVIGATION: tuple[tuple[str, Promise, Permission | None], ...] = (
    ("desk:today", _("Today"), None),
    ("patients:list", _("Patients"), Permission.VIEW_PATIENTS),
    (APPOINTMENTS, _("Appointments"), Permission.VIEW_PATIENTS),
    ("devices:list", _("Devices"), Permission.VIEW_PATIENTS),
    ("physio:list", _("Physiotherapy"), Permission.VIEW_PATIENTS),
    ("reports:home", _("Reports"), Permission.VIEW_REPORTS),
    ("sync:tablets", _("Tablets"), Permission.VIEW_TABLETS),
    ("centres:people", _("People and roles"), Permission.MANAGE_PEOPLE),
    (CATALOGUE, _("Catalogue"), Permission.MANAGE_CATALOGUE),
)


@dataclass(frozen=True)
class Entry:
    """One place in the main navigation."""

    label: Promise
    url: str
    current: bool


class Shell:
    """The frame round a page. Everything is worked out on first use, so fragments and errors cost no query."""

    themes = Theme.choices

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = getattr(request, "user", None)
        self.signed_in = bool(self.user and self.user.is_authenticated)

    @cached_property
    def roles(self) -> list[Membership]:
        """The signed-in person's active memberships, each with its centre."""
        return roles_of(self.user) if self.signed_in else []

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What the person may do in at least one centre."""
        return frozenset().union(*(ROLE_PERMISSIONS[Role(membership.role)] for membership in self.roles))

    @property
    def centres(self) -> list[Centre]:
        """The person's centres, each once, by code."""
        return list({membership.centre_id: membership.centre for membership in self.roles}.values())

    @cached_property
    def theme(self) -> str:
        """'auto', 'light' or 'dark'."""
        chosen = self.user.theme if self.signed_in else self.request.COOKIES.get(THEME_COOKIE)
        return chosen if chosen in Theme.values else Theme.AUTO

    @property
    def home(self) -> str:
        return reverse("desk:today") if self.signed_in else reverse("account_login")

    @cached_property
    def search_url(self) -> str:
        """Where the header's search goes; empty for those who may not see patients."""
        return reverse("patients:list") if Permission.VIEW_PATIENTS in self.permissions else ""

    @property
    def suggest_url(self) -> str:
        return reverse("patients:suggest")

    @property
    def at_hand_url(self) -> str:
        """What an empty search box offers."""
        return reverse("desk:at_hand")

    @cached_property
    def overdue_tablets(self) -> int:
        """How many tablets need somebody, for those who look after them."""
        centres = centres_with(self.user, Permission.VIEW_TABLETS) if self.signed_in else []
        return of_tablets.overdue(self.user, centres, clock.now()) if centres else 0

    @cached_property
    def navigation(self) -> list[Entry]:
        """The places this person may go to, in the order of a working day."""
        if not self.roles:
            return []
        allowed = [entry for entry in NAVIGATION if entry[2] is None or entry[2] in self.permissions]
        return [Entry(label, reverse(name), current=self.is_here(name)) for name, label, _permission in allowed]

    def is_here(self, name: str) -> bool:
        """Whether the page belongs to this entry. The catalogue lies in two rooms and is one entry, for its keepers;
        appointments are a part of the patients' room with an entry of its own."""
        match = self.request.resolver_match
        room, page = getattr(match, "namespace", ""), getattr(match, "url_name", None) or ""
        if page.startswith("catalogue") and Permission.MANAGE_CATALOGUE in self.permissions:
            return name == CATALOGUE
        if room == "patients" and page.startswith("appointment"):
            return name == APPOINTMENTS
        return name not in (APPOINTMENTS, CATALOGUE) and name.startswith(f"{room}:")

    @property
    def demo_accounts(self) -> list[tuple[str, str]]:
        """Sign-in name and role of the demonstration's accounts; empty on a real installation."""
        if not getattr(settings, "GEOREUM_DEMO", False):
            return []
        return [
            (account.username, f"{Role(account.role).label} · {', '.join(account.centres)}")
            for account in DEMO_ACCOUNTS
        ]

    @property
    def demo_password(self) -> str:
        return DEMO_PASSWORD


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: `shell` for base.html."""
    return {"shell": Shell(request)}
