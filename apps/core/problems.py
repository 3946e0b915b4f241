"""What may go wrong in words: a refusal carries a code for machines and a sentence for the person."""

from typing import NoReturn

from django.utils.functional import Promise

Text = str | Promise


class Refused(Exception):
    """A verb was refused. `reason` is shown to the user in their language and holds no patient data.

    `code` is stable: "stale" (someone else changed the record), "not_allowed_now" (wrong state),
    "invalid" (the values contradict something), "id_exists" (the key belongs to another record).
    `field` names the form field the reason belongs to, when there is one.
    """

    def __init__(self, reason: Text, *, code: str = "not_allowed_now", field: str | None = None) -> None:
        super().__init__(code)
        self.reason = reason
        self.code = code
        self.field = field

    def __str__(self) -> str:
        return str(self.reason)


def refuse(reason: Text, *, code: str = "not_allowed_now", field: str | None = None) -> NoReturn:
    """Raise Refused."""
    raise Refused(reason, code=code, field=field)


def refuse_if(reason: Text | None, *, code: str = "not_allowed_now", field: str | None = None) -> None:
    """Raise Refused when a policy returned a reason; do nothing when it returned None."""
    if reason is not None:
        raise Refused(reason, code=code, field=field)
