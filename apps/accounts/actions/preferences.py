"""What people choose for themselves."""

from apps.accounts.models import Language, Theme, User
from apps.core.writing import save


def choose_language(*, language: Language, by: User) -> None:
    """Speak `language` to this person from now on, on any machine."""
    by.language = language
    save(by, "language")


def choose_theme(*, theme: Theme, by: User) -> None:
    """Show pages light, dark or as the device does to this person from now on."""
    by.theme = theme
    save(by, "theme")


def introduce(*, name: str, by: User) -> None:
    """Set the name colleagues see."""
    by.name = name
    save(by, "name")
