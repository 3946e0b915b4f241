"""Accounts: made by administrators, never by their owners. What they may do is a membership's business."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Language, User
from apps.core.problems import refuse
from apps.core.writing import save

# No 0/O, 1/l/I: a temporary password is read from a screen and typed once.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def temporary_password() -> str:
    """Three groups of four, about 59 bits; shown once and meant to be changed by its owner."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(3))


def find(username: str) -> User | None:
    """The account with this sign-in name, whatever its capitals."""
    return User.objects.filter(username__iexact=username).first()


@transaction.atomic
def enrol(
    *, username: str, name: str, by: User | None, password: str = "", hashed: str = "",
    language: str = Language.KOREAN, email: str = "",
) -> User:  # fmt: skip
    """Make an account. `by` is None only where no person acts (demo data, first administrator).

    `hashed`: instead of the password what `make_password` made of it, where many accounts are given the same.

    Raises Refused ("invalid", field "username") when the sign-in name is taken, whatever its capitals, and
    ValidationError when the password is too weak.
    """
    if find(username):
        refuse(_("This sign-in name is already taken."), code="invalid", field="username")
    user = User(username=username, name=name, language=language, email=email)
    if hashed:
        user.password = hashed
    else:
        validate_password(password, user)
        user.set_password(password)
    user.save(force_insert=True)
    return user


def renew_password(*, user: User, by: User) -> str:
    """Give the account a new temporary password and return it; the old one, and its sessions, end at once."""
    password = temporary_password()
    user.set_password(password)
    save(user, "password")
    return password
