"""The search box as its users have it: by keyboard alone, in Korean, over a slow line; and for those who hear it."""

import pytest
from playwright.sync_api import expect

from apps.core.clock import now
from apps.patients.models import Viewing
from tests.browser.looking import violations
from tests.people import a_patient


@pytest.fixture
def register(people):
    names = (("김영수", "Kim Yong Su"), ("김영애", "Kim Yong Ae"), ("리철", "Ri Chol"))
    return {hangul: a_patient(people, name_hangul=hangul, name_romanised=latin) for hangul, latin in names}


@pytest.fixture
def desk(people, register, signed_in, live_server):
    """The receptionist's start page; gives the page, its box and the lines below the box."""

    def opened(language="ko", width=1280):
        page = signed_in(people.receptionist, language=language, width=width)
        page.goto(live_server.url + "/")
        return page, page.locator("#global-search"), page.locator("#search-results [role=option]")

    return opened


def path_of(page) -> str:
    return "/" + page.url.split("/", 3)[3]


def enter(client):
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
    client.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    client.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


def test_arrows_choose_a_line_and_enter_opens_it(desk, register):
    page, box, lines = desk()
    box.press_sequentially("김영")
    expect(lines).to_have_count(3)  # two people, and to register somebody
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(lines.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", lines.nth(1).get_attribute("id"))
    expect(box).to_be_focused()
    box.press("Home")
    expect(lines.nth(0)).to_have_attribute("aria-selected", "true")
    box.press("End")
    expect(lines.nth(2)).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(box).not_to_have_attribute("aria-activedescendant", "search-option-3")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(f"**/patients/{register['김영수'].pk}/")


def test_escape_closes_and_enter_without_a_choice_shows_the_list(desk):
    page, box, lines = desk()
    box.press_sequentially("김영")
    expect(lines).to_have_count(3)
    box.press("Escape")
    expect(page.locator("#search-results")).to_be_hidden()
    expect(box).to_have_value("김영")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowDown")
    expect(page.locator("#search-results")).to_be_visible()
    box.press("Escape")
    box.press("Enter")
    page.wait_for_url("**/patients/?q=*")


def test_the_enter_of_a_korean_input_method_acts_once(desk):
    page, box, lines = desk()
    box.click()
    client = page.context.new_cdp_session(page)
    for text in ("ㄱ", "기", "김"):
        client.send("Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1})
    expect(lines).to_have_count(3)
    enter(client)  # closes the syllable
    page.wait_for_timeout(300)
    assert path_of(page) == "/"
    client.send("Input.insertText", {"text": "김"})
    visited = []
    page.on("framenavigated", lambda frame: visited.append(frame.url))
    enter(client)
    page.wait_for_url("**/patients/?q=*")
    page.wait_for_load_state("networkidle")
    assert len(visited) == 1


def test_an_old_answer_never_replaces_a_newer_one(desk):
    page, box, lines = desk()
    page.evaluate(
        """() => {
          const send = XMLHttpRequest.prototype.send, open = XMLHttpRequest.prototype.open;
          XMLHttpRequest.prototype.abort = () => {};
          XMLHttpRequest.prototype.open = function (verb, url, ...rest) {
            this.slow = url.endsWith(encodeURIComponent("김영"));
            return open.call(this, verb, url, ...rest);
          };
          XMLHttpRequest.prototype.send = function (body) {
            if (this.slow) setTimeout(() => send.call(this, body), 1500);
            else send.call(this, body);
          };
        }"""
    )
    box.fill("김영")
    page.wait_for_timeout(400)
    box.fill("리")
    expect(lines.first).to_contain_text("리철")
    page.wait_for_timeout(1800)
    expect(lines.first).to_contain_text("리철")


def test_an_empty_box_offers_whom_one_saw_lately(desk, people, register):
    Viewing.objects.create(patient=register["리철"], user=people.receptionist, at=now())
    page, box, lines = desk()
    page.locator("h1").click()
    box.click()
    expect(lines).to_have_count(1)
    expect(lines.first).to_contain_text("리철")
    box.press_sequentially("김")
    expect(lines.first).to_contain_text("김영")
    box.fill("")
    expect(lines.first).to_contain_text("리철")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(f"**/patients/{register['리철'].pk}/")


def test_a_scanned_card_opens_the_person(desk, register, live_server):
    page, box, _lines = desk()
    box.click()
    page.keyboard.insert_text(f"{live_server.url}/patients/{register['리철'].pk}/")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/patients/{register['리철'].pk}/")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_open_box_is_accessible_and_says_what_was_found(desk, width, language):
    page, box, lines = desk(language, width)
    box.fill("김")
    expect(lines).to_have_count(3)
    assert "2" in page.locator("#search-status").text_content()
    box.press("ArrowDown")
    assert [violation["id"] for violation in violations(page)] == []
    box.fill("ㅎㅎㅎ")
    expect(page.locator("#search-results p:not([hidden])")).to_be_visible()
    assert [violation["id"] for violation in violations(page)] == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
