"""What our scripts do while somebody types: Hangul, boxes, pressing twice, lost sessions. On pages of their own."""

import json
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

APP = ROOT / "static/dist/app.js"
SITE = "http://georeum.test"
FORM = """<form id="f" method="post" action="/save" data-keep="person">
  <input name="name" id="name"><input type="password" name="secret" id="secret">
  <input type="checkbox" name="skill" value="a" id="skill">
  <div data-advance><input id="y" name="y" maxlength="4"><input id="m" name="m" maxlength="2"></div>
  <button id="go">Save</button></form>"""
NOTICE = '<template id="draft-notice"><div id="back"><button type="button" data-discard>x</button></div></template>'
SIGN_OUT = '<form method="post" action="/out" data-sign-out><button id="out">out</button></form>'


def document(body: str, user: str = "kim") -> str:
    return (
        f'<!doctype html><body data-user="{user}" data-sign-in="/login/">{body}{NOTICE}<script src="/app.js"></script>'
    )


@pytest.fixture
def site(page):
    """A site of three pages; `site.posts` holds what was sent, `site.answer` what /save answers with."""
    page.posts, page.answer = [], document("<p>saved</p>")
    pages = {"/form": document(FORM + SIGN_OUT), "/login/": document("<p>sign in</p>", user=""), "/": document("")}

    def serve(route):
        path = route.request.url.removeprefix(SITE)
        if path == "/app.js":
            return route.fulfill(body=Path(APP).read_text("utf-8"), content_type="text/javascript; charset=utf-8")
        if route.request.method == "POST":
            page.posts.append((path, route.request.post_data))
            return route.fulfill(body=page.answer, content_type="text/html; charset=utf-8")
        return route.fulfill(body=pages.get(path, ""), content_type="text/html; charset=utf-8")

    page.route(f"{SITE}/**", serve)
    page.goto(f"{SITE}/form")
    return page


def enter(client):
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
    client.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    client.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


def drafts(site) -> dict:
    kept = json.loads(site.evaluate("JSON.stringify(sessionStorage)"))
    return {key: value for key, value in kept.items() if key.startswith("georeum:")}


def test_enter_inside_an_open_syllable_does_not_submit_and_acts_once_afterwards(site):
    site.focus("#name")
    client = site.context.new_cdp_session(site)
    client.send("Input.imeSetComposition", {"text": "김", "selectionStart": 1, "selectionEnd": 1})
    enter(client)
    site.wait_for_timeout(200)
    assert site.posts == []
    client.send("Input.insertText", {"text": "김"})
    enter(client)
    site.wait_for_url(f"{SITE}/save")
    assert len(site.posts) == 1


def test_pressing_save_twice_sends_once(site):
    site.evaluate("go.click(); go.click(); f.requestSubmit()")
    site.wait_for_url(f"{SITE}/save")
    assert len(site.posts) == 1


def test_full_boxes_hand_over_and_backspace_goes_back(site):
    site.focus("#y")
    site.keyboard.type("19700")
    assert site.input_value("#y") == "1970"
    assert site.input_value("#m") == "0"
    site.keyboard.press("Backspace")
    site.keyboard.press("Backspace")
    assert site.evaluate("document.activeElement.id") == "y"


def test_a_draft_comes_back_without_its_password(site):
    site.fill("#name", "김영수")
    site.fill("#secret", "hush")
    site.check("#skill")
    assert "hush" not in json.dumps(drafts(site))
    site.evaluate("document.querySelector('form').dataset.changed = ''; delete document.forms[0].dataset.changed")
    site.goto(f"{SITE}/form")
    assert site.input_value("#name") == "김영수"
    assert site.is_checked("#skill")
    assert site.input_value("#secret") == ""
    assert site.locator("#back").is_visible()


def test_a_saved_form_leaves_no_draft(site):
    site.fill("#name", "김영수")
    site.click("#go")
    site.wait_for_url(f"{SITE}/save")
    assert drafts(site) == {}


def test_a_refused_form_keeps_its_draft(site):
    site.answer = document(FORM.replace('<input name="name"', '<p data-errors>no</p><input name="name"'))
    site.fill("#name", "김영수")
    site.click("#go")
    site.wait_for_url(f"{SITE}/save")
    assert "김영수" in json.dumps(drafts(site), ensure_ascii=False)


def test_what_was_typed_survives_the_end_of_the_session(site):
    site.answer = document("<p>sign in</p>", user="")
    site.fill("#name", "김영수")
    site.click("#go")
    site.wait_for_url(f"{SITE}/save")
    site.goto(f"{SITE}/")
    site.goto(f"{SITE}/form")
    assert site.input_value("#name") == "김영수"


def test_signing_out_forgets_every_draft(site):
    site.fill("#name", "김영수")
    site.click("#out")
    site.wait_for_url(f"{SITE}/out")
    assert drafts(site) == {}


def test_a_discarded_draft_is_gone(site):
    site.fill("#name", "김영수")
    site.evaluate("delete document.forms[0].dataset.changed")
    site.goto(f"{SITE}/form")
    site.click("[data-discard]")
    assert site.input_value("#name") == ""
    assert drafts(site) == {}


def test_leaving_a_changed_form_asks_first(site):
    asked = []
    site.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    site.click("#name")
    site.keyboard.type("Kim")
    site.goto(f"{SITE}/")
    assert asked == ["beforeunload"]
