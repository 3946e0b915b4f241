"""Looking at a page as a whole: when it has stopped moving, and what axe has against it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Fragments ask for more fragments: quiet is what stays so for a while. `networkidle` takes half a second each time.
QUIET = """async () => {
    await document.fonts.ready;
    const moving = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added";
    for (let quiet = 0; quiet < 4; ) {
        await new Promise((done) => setTimeout(done, 25));
        quiet = document.readyState === "complete" && !document.querySelector(moving) ? quiet + 1 : 0;
    }
}"""


def settled(page: Page) -> None:
    """Wait until the page is loaded, with its fonts and with all that htmx fetched into it."""
    page.evaluate(QUIET)


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds, by all of its rules; of what it has nothing against it need not tell us everything."""
    found: list[dict[str, Any]] = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return found
