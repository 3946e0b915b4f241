"""`manage.py establish`: the first centre of a real installation and the person who administers it."""

from argparse import ArgumentParser
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction

from apps.accounts.actions import users
from apps.centres.actions import centres, memberships
from apps.centres.models import Role
from apps.core import clock
from apps.core.problems import Refused


class Command(BaseCommand):
    help = "Enter a centre with its administrator and, if a donor supports it, from which month on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--code", required=True, help="two to eight capitals; begins every patient number")
        parser.add_argument("--name-en", required=True)
        parser.add_argument("--name-ko", required=True)
        parser.add_argument("--time-zone", default="Asia/Pyongyang")
        parser.add_argument("--beds", type=int, default=0)
        parser.add_argument("--administrator", required=True, help="sign-in name of the first administrator")
        parser.add_argument("--person", default="", help="the administrator's own name")
        parser.add_argument("--donor", default="", help="who gets the monthly report")
        parser.add_argument("--supported-from", default="", help="the first supported month, such as 2026-11")

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        """Raises CommandError for an unknown zone or month, a code that exists, or a donor without a month."""
        zone, first_month = zone_of(options["time_zone"]), month_of(options["supported_from"])
        if bool(options["donor"]) != bool(first_month):
            raise CommandError("Give --donor and --supported-from together, or neither.")
        try:
            centre = centres.found(
                code=options["code"], name_en=options["name_en"], name_ko=options["name_ko"],
                time_zone=options["time_zone"], bed_capacity=options["beds"],
            )  # fmt: skip
        except IntegrityError:
            raise CommandError("The code is two to eight capital letters, and not in use yet.") from None
        if first_month:
            centres.support(centre=centre, donor=options["donor"], first_month=first_month)
        password = self.administrator(centre, options, on=clock.today(zone))
        self.stdout.write(f"{centre.code} is established.")
        if password:
            self.stdout.write(f"Sign in as {options['administrator']} with the password {password} and change it.")

    def administrator(self, centre: Any, options: dict[str, Any], *, on: date) -> str:
        """Give the role to a new account, whose first password is returned, or to one that exists ("")."""
        username, password = options["administrator"], ""
        person = users.find(username)
        try:
            if person is None:
                password = users.temporary_password()
                name = options["person"] or username
                person = users.enrol(username=username, name=name, password=password, by=None)
            memberships.grant(user=person, centre=centre, role=Role.ADMINISTRATOR, on=on, by=None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        return password


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise CommandError(f"There is no time zone “{name}”.") from None


def month_of(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        raise CommandError("--supported-from is a month such as 2026-11.") from None
