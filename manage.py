#!/usr/bin/env python
"""Entry point for every command: finds its database first, starting the embedded one when nobody else has."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext

# These change the schema, so they connect as the owner of the tables; everything else
# connects as the web's role, which cannot rewrite the audit trail.
OWNER_COMMANDS = {
    "migrate", "prepare", "makemigrations", "sqlmigrate", "pgtrigger", "sqlflush", "flush", "backup", "restore",
}  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in OWNER_COMMANDS:
        os.environ.setdefault("GEOREUM_DATABASE_ROLE", "owner")

    from django.core.management import execute_from_command_line

    from apps.core.runtime.session import servers_for

    with servers_for(command, sys.argv[2:]), recorded(command):
        execute_from_command_line(sys.argv)


def recorded(command: str) -> AbstractContextManager[object]:
    """What the command changes is recorded under its name; `run` becomes the supervisor and changes nothing."""
    if command == "run":
        return nullcontext()
    from apps.audit.context import of_command

    return of_command(command)


if __name__ == "__main__":
    main()
