"""Marks a method of a viewset as an address that writes: what it takes, what it makes, whether it needs a version.

@does(HoldBody, fresh=True, example={"reason": "wound", "on": "2016-05-10"})
def hold(self, request, pk):
    \"\"\"Put an open device on hold.\"\"\"
    device = access.load(request.user, pk, Permission.PRESCRIBE_DEVICE)               # 404, 403
    return self.carry_out(partial(devices.hold, device=device, by=request.user), of=device)
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rest_framework.decorators import action

from apps.core.bodies import Body
from apps.core.models import Record


@dataclass(frozen=True)
class Verb:
    """`makes`: the model of what is made under the client's key, which the verb then takes as `id=`. `changes`: the
    answer is the row as it is now (200), and not something new (201). `fresh`: If-Match is required, and the verb
    takes `version=`. `shows`: the viewset that shows the answer, by default the address's own."""

    body: type[Body]
    makes: type[Record] | None = None
    changes: bool = False
    fresh: bool = False
    shows: Any = None
    example: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return 200 if self.changes else 201


def does(
    body: type[Body], *, at: str = "", makes: type[Record] | None = None, shows: Any = None, changes: bool = False,
    fresh: bool = False, example: dict[str, Any] | None = None,
) -> Callable[[Any], Any]:  # fmt: skip
    """Decorator of a method. With `at` it is the last part of a row's address, without it the method is `create`."""

    def decorate(method: Any) -> Any:
        method.verb = Verb(body, makes, changes, fresh, shows, example or {})
        return action(detail=True, methods=["post"], url_path=at, url_name=at)(method) if at else method

    return decorate
