"""The phone page in a real browser: one call from dialling to its end, played on both sides."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.emulator.live import DUTY, LINE, Live, live

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 15_000  #: a busy machine may be slow; nothing waits so long when all is well
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def running() -> Iterator[Live]:
    """An emulator of its own for each test: a page shows all calls, also those of another page."""
    with live() as one:
        yield one


@pytest.fixture
def page(browser: Browser, running: Live) -> Iterator[Page]:
    """The page. It must log nothing but the browser's own word on a refusal: no policy violation."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    logged: list[str] = []
    page.on("console", lambda message: logged.append(message.text))
    page.on("pageerror", lambda error: logged.append(str(error)))
    page.set_default_timeout(PATIENCE_MS)
    page.goto(running.emulator.url)
    expect(page.locator("#lines .line")).to_have_count(2)
    yield page
    assert [words for words in logged if "status of 404" not in words] == []
    page.close()


def test_one_person_plays_caller_and_duty_engineer(page: Page, running: Live) -> None:
    expect(page.get_by_text("No call yet.")).to_be_visible()
    expect(page.get_by_text("PIN 1234")).to_be_visible()
    page.get_by_role("button", name="Call", exact=True).click()
    mine = page.locator("#mine .panel").first
    expect(mine.get_by_role("log")).to_contain_text("Press 1.")
    expect(mine.locator(".wants")).to_have_text("It waits for keys.")
    expect(mine.get_by_role("navigation")).to_contain_text("menu")
    page.keyboard.press("1")
    duty = page.locator("#ringing .panel")
    rings = mine.get_by_role("link", name="Ringing Duty engineer …")
    expect(rings).to_be_visible()
    duty.get_by_role("button", name="Answer").click()
    expect(mine.get_by_role("log")).to_contain_text("You are talking to Duty engineer.")
    mine.get_by_label("Speak by typing").fill("Water on the floor")
    page.keyboard.press("Enter")
    expect(duty.get_by_role("log")).to_contain_text("Water on the floor")
    expect(rings).to_have_count(0)
    mine.get_by_role("button", name="star").click()
    page.keyboard.press("Escape")
    expect(mine.locator(".state")).to_have_text("Call ended")
    expect(duty.locator(".state")).to_have_text("Call ended")
    expect(mine.get_by_text("The call is over.")).to_be_in_viewport()
    assert running.service.waits_for("/key")["Digits"] == "1"


def test_a_number_typed_wrong_is_refused_in_words(page: Page) -> None:
    page.get_by_label("You are").select_option("own")
    page.get_by_label("Your number").fill("0123")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("with its country code")
    page.get_by_label("Your number").fill("+1 (510) 555-0199")
    page.get_by_label("Or another number").fill("+18005550000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Choose one of the lines")


def test_a_page_whose_emulator_is_gone_says_what_to_do(browser: Browser) -> None:
    with live() as running:
        page = browser.new_page()
        page.goto(running.emulator.url)
        expect(page.locator("#lines .line")).to_have_count(2)
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Start it again")
    page.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_sticks_out_of_a_narrow_or_a_wide_page(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_role("button", name="Call", exact=True).click()
    expect(page.locator("#mine .panel").first.get_by_role("log")).to_contain_text("Press 1.")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_voice_is_silenced_by_its_switch_for_good(page: Page) -> None:
    page.get_by_label("Read aloud").uncheck()
    page.reload()
    expect(page.get_by_label("Read aloud")).not_to_be_checked()


def test_choosing_a_person_chooses_their_line_too(page: Page) -> None:
    page.get_by_label("You are").select_option(label="Erin")
    expect(page.get_by_role("radio", name="Emergency")).to_be_checked()
    page.get_by_label("You are").select_option(label="Withheld")
    expect(page.get_by_role("radio", name="Emergency")).to_be_checked()


def test_a_line_that_is_added_later_can_be_dialled_from_a_page_that_is_open(browser: Browser) -> None:
    with live() as running:
        page = browser.new_page()
        page.goto(running.emulator.url)
        page.get_by_role("radio", name="Emergency").check()
        lines = running.settings.lines
        later = replace(lines[0], number="+18005551822", name="Survey")
        running.emulator.reread(replace(running.settings, lines=(*lines, later)))
        expect(page.get_by_role("radio", name="Emergency")).to_be_checked()
        page.get_by_role("radio", name="Survey").check()
        page.get_by_role("button", name="Call", exact=True).click()
        expect(page.locator("#mine .panel-peer")).to_have_text("Survey")
        running.service.waits_for("/voice", To="+18005551822")
        page.close()


def test_a_line_that_is_added_before_the_first_news_reach_the_page_is_shown(browser: Browser) -> None:
    with live() as running:
        lines = running.settings.lines
        later = replace(lines[0], number="+18005551822", name="Survey")

        def adds_it_first(route: Route) -> None:
            running.emulator.reread(replace(running.settings, lines=(*lines, later)))
            route.continue_()

        page = browser.new_page()
        page.route("**/page/events?*", adds_it_first)
        page.goto(running.emulator.url)
        expect(page.get_by_role("radio", name="Survey")).to_be_visible()
        page.close()


def test_the_path_of_a_call_is_asked_for_no_more_once_it_is_over(page: Page) -> None:
    page.clock.install()
    mine = page.locator("#mine .panel").first
    page.get_by_role("button", name="Call", exact=True).click()
    expect(mine.get_by_role("navigation")).to_contain_text("menu")
    sid = (mine.get_attribute("id") or "").removeprefix("phone-")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_request(f"**/page/calls/{sid}/path"):
        page.clock.run_for(1000)
    page.keyboard.press("Escape")
    expect(mine.locator(".state")).to_have_text("Call ended")
    with page.expect_request(f"**/page/calls/{sid}/path"):  # the last look: an end is itself a step
        page.clock.run_for(600)
    asked.clear()
    page.clock.run_for(5000)
    assert [url for url in asked if sid in url] == []


def test_a_call_that_is_over_folds_when_the_next_begins_and_unfolds_again(page: Page) -> None:
    panels = page.locator("#mine .panel")
    sid = "none"
    for _ in range(2):
        page.get_by_role("button", name="Call", exact=True).click()
        expect(panels.first).not_to_have_id(sid)
        sid = panels.first.get_attribute("id") or ""
        expect(panels.first.get_by_role("log")).to_contain_text("Press 1.")
        page.keyboard.press("Escape")
        expect(panels.first.locator(".state")).to_have_text("Call ended")
    expect(panels.nth(0).get_by_role("log")).to_be_visible()
    expect(panels.nth(1).get_by_role("log")).to_be_hidden()
    panels.nth(1).get_by_role("button", name="Show").click()
    expect(panels.nth(1).get_by_role("log")).to_be_visible()


def test_the_same_text_again_is_counted_and_clear_takes_it_away(page: Page, running: Live) -> None:
    for _ in range(3):
        assert running.rest("/Messages.json", To=DUTY, From=LINE, Body="Please ring")[0] == 201
    texts = page.locator("#texts li")
    expect(texts.filter(has_text="Please ring")).to_have_count(1)
    expect(texts.filter(has_text="Please ring").locator("strong")).to_have_text(
        "Support to Duty engineer \N{MULTIPLICATION SIGN} 3"
    )
    page.get_by_role("button", name="Clear").click()
    expect(texts).to_have_count(0)
    expect(page.locator("#mine .panel:not(.live)")).to_have_count(0)
    assert running.rest("/Messages.json", To=DUTY, From=LINE, Body="Please ring")[0] == 201
    expect(texts.locator("strong")).to_have_text("Support to Duty engineer")


def test_a_narrow_page_leads_to_the_phone_that_rings_and_to_the_dialler(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Call", exact=True).click()
    mine = page.locator("#mine .panel").first
    expect(mine.get_by_role("log")).to_contain_text("Press 1.")
    page.keyboard.press("1")
    page.get_by_role("link", name="Duty engineer rings").click()
    expect(page.locator("#ringing .panel").first.get_by_role("button", name="Answer")).to_be_in_viewport()
    page.get_by_role("link", name="Make a call").click()
    expect(page.get_by_label("You are")).to_be_in_viewport()


def test_closing_the_page_hangs_up(browser: Browser) -> None:
    with live() as running:
        page = browser.new_page()
        page.goto(running.emulator.url)
        page.get_by_role("button", name="Call", exact=True).click()
        mine = page.locator("#mine .panel").first
        expect(mine.get_by_role("log")).to_contain_text("Press 1.")
        page.close(run_before_unload=True)
        running.service.waits_for("/status", CallStatus="completed")
