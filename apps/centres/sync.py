"""What of centres, their people and their months travels to tablets: down only."""

from apps.accounts.models import User
from apps.centres.models import Centre, Membership, Month
from apps.core.sync_spec import Travels

KINDS = (
    Travels("centre", Centre, ("code", "name_en", "name_ko", "time_zone"), about="all"),
    Travels("user", User, ("name", "is_active"), about="member", renamed={"is_active": "active"}),
    Travels("membership", Membership, ("user", "centre", "role", "started_on", "ended_on"), about="centre"),
    Travels("month", Month, ("centre", "first_day", "state"), about="centre"),
)
