"""What the console says."""

from pathlib import Path

from apps.core.runtime.words import gettext as _


def say(line: str) -> None:
    """Print one line at once, also into a pipe."""
    print(line, flush=True)


def say_welcome(url: str, home: Path) -> None:
    """Print the address, the demo accounts if there are any, and what to try."""
    say("")
    say(_("Georeum is ready: %(url)s") % {"url": url})
    accounts = home / "demo-accounts.txt"
    if accounts.is_file():
        say("")
        say(_("Demonstration accounts (all data are invented):"))
        say(accounts.read_text().rstrip())
        say("")
        say(_("Try this:"))
        for number, step in enumerate(_tour(), start=1):
            say(f"  {number}. {step}")
    say("")
    say(_("Logs: %(folder)s   Health: manage.py doctor   Stop: Ctrl-C") % {"folder": home / "logs"})


def _tour() -> list[str]:
    return [
        _("Sign in as the receptionist, type a name in the search box, and register a person."),
        _("As the technician prescribe a leg, log a fitting, and deliver it with the check-out list."),
        _("As the physiotherapist log a session for a group."),
        _("As the manager open the report of May 2016, click a figure, and download the PDF."),
        _("Switch the language in the header: pages and PDF follow."),
    ]
