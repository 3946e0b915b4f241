"""Who works in the demonstration. The accounts of DEMO_ACCOUNTS share one known password; colleagues cannot sign in.

This module needs no database, so that whoever prints or shows the accounts can import it.
"""

from dataclasses import dataclass

DEMO_PASSWORD = "georeum-demo-2016"  # noqa: S105  (made to be known: all data of the demonstration are invented)
CENTRES = ("RAK", "SON")
PROGRAMME_MANAGER = "programme.manager"


@dataclass(frozen=True)
class DemoAccount:
    """A sign-in name with the role it has in each of `centres`; `language` of its pages."""

    username: str
    name: str
    role: str
    centres: tuple[str, ...]
    language: str = "ko"


DEMO_ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount("rak.receptionist", "리은경", "receptionist", ("RAK",)),
    DemoAccount("rak.technician", "김철진", "technician", ("RAK",)),
    DemoAccount("rak.physiotherapist", "박선희", "physiotherapist", ("RAK",)),
    DemoAccount("rak.doctor", "문영일", "doctor", ("RAK",)),
    DemoAccount("rak.social.worker", "로은심", "social-worker", ("RAK",)),
    DemoAccount("rak.manager", "최명호", "manager", ("RAK",)),
    DemoAccount("rak.administrator", "정광일", "administrator", ("RAK",), "en"),
    DemoAccount("son.receptionist", "강향미", "receptionist", ("SON",)),
    DemoAccount("son.technician", "조영남", "technician", ("SON",), "en"),
    DemoAccount("son.physiotherapist", "윤금옥", "physiotherapist", ("SON",)),
    DemoAccount("son.doctor", "전광수", "doctor", ("SON",)),
    DemoAccount("son.social.worker", "백옥희", "social-worker", ("SON",)),
    DemoAccount("son.manager", "장성혁", "manager", ("SON",)),
    DemoAccount("son.administrator", "림학철", "administrator", ("SON",)),
    DemoAccount(PROGRAMME_MANAGER, "한수경", "manager", CENTRES, "en"),
)

# They only appear as who did what.
COLLEAGUES: tuple[DemoAccount, ...] = (
    DemoAccount("rak.technician2", "오성철", "technician", ("RAK",)),
    DemoAccount("rak.technician3", "서국진", "technician", ("RAK",)),
    DemoAccount("rak.physiotherapist2", "신혜영", "physiotherapist", ("RAK",)),
    DemoAccount("son.technician2", "황룡수", "technician", ("SON",)),
    DemoAccount("son.technician3", "안명일", "technician", ("SON",)),
    DemoAccount("son.physiotherapist2", "송련화", "physiotherapist", ("SON",)),
)

STAFF = DEMO_ACCOUNTS + COLLEAGUES


def workers(centre: str, role: str) -> tuple[str, ...]:
    """Sign-in names of those who have the role in this one centre, in the order of seniority."""
    return tuple(account.username for account in STAFF if account.role == role and account.centres == (centre,))


def lines() -> list[str]:
    """The accounts as lines for a console: sign-in name and password."""
    width = max(len(account.username) for account in DEMO_ACCOUNTS)
    return [f"  {account.username:<{width}}  {DEMO_PASSWORD}" for account in DEMO_ACCOUNTS]
