"""People who sign in. What they may do is a Membership's business (role in a centre), not the account's."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.audit.models import tracked_without
from apps.core.ids import new_id


class Language(models.TextChoices):
    KOREAN = "ko", _("Korean")
    ENGLISH = "en", _("English")


class Theme(models.TextChoices):
    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


@tracked_without("password")
class User(AbstractUser):
    """An account. `name` is shown to colleagues; `language` and `theme` follow the person to any machine."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("username", "name", "email")
    GUARDED: ClassVar[tuple[str, ...]] = ("password",)
    HARMLESS: ClassVar[tuple[str, ...]] = (
        "id", "language", "theme", "is_active", "is_staff", "is_superuser", "last_login", "date_joined",
    )  # fmt: skip

    first_name = None  # type: ignore[assignment]  # one name in the person's own order, below
    last_name = None  # type: ignore[assignment]
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.KOREAN)
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme, default=Theme.AUTO)

    objects: ClassVar[UserManager["User"]] = UserManager()  # type: ignore[assignment]

    class Meta:
        db_table = "accounts_user"

    def __str__(self) -> str:
        return self.name or self.username
