"""What stands before the first patient: the two centres, their support, and the people who work there."""

from datetime import date

from django.contrib.auth.hashers import make_password

from apps.accounts.actions import users
from apps.accounts.models import User
from apps.centres.actions import centres, memberships
from apps.centres.models import Centre, Role
from apps.desk.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD, STAFF

DONOR = "ICRC"
SINCE = {"RAK": date(2013, 1, 1), "SON": date(2016, 4, 1)}


def lay() -> None:
    """Enter both centres, their support periods and all accounts."""
    rakrang = centres.found(
        code="RAK", name_en="Rakrang", name_ko="락랑",
        operator_en="A military medical bureau", operator_ko="군의료국",
    )  # fmt: skip
    songrim = centres.found(
        code="SON", name_en="Songrim", name_ko="송림", bed_capacity=50,
        operator_en="A foundation with the Ministry of Public Health and the Red Cross Society",
        operator_ko="재단(보건성, 적십자회 협력)",
    )  # fmt: skip
    centres.support(
        centre=rakrang, donor=DONOR, first_month=date(2015, 1, 1),
        note="Begins with the earliest month for which figures were published.",
    )  # fmt: skip
    centres.support(
        centre=songrim, donor=DONOR, first_month=date(2002, 7, 1), last_month=date(2003, 12, 1),
        note="Ends with the last month for which figures were published; the end itself was not.",
    )  # fmt: skip
    centres.support(centre=songrim, donor=DONOR, first_month=date(2016, 4, 1), note="Resumed in April 2016.")
    _bring_staff({"RAK": rakrang, "SON": songrim})


def _bring_staff(by_code: dict[str, Centre]) -> None:
    # Made once each, because it takes long on purpose. Colleagues get a password that nobody knows.
    known, unknown = make_password(DEMO_PASSWORD), make_password(users.temporary_password())
    for account in STAFF:
        hashed = known if account in DEMO_ACCOUNTS else unknown
        user = users.enrol(
            username=account.username, name=account.name, hashed=hashed, language=account.language, by=None
        )
        for code in account.centres:
            memberships.grant(user=user, centre=by_code[code], role=Role(account.role), on=SINCE[code], by=None)


def staff() -> dict[str, User]:
    """Everyone who works in the demo, by sign-in name."""
    return {account.username: found for account in STAFF if (found := users.find(account.username))}
