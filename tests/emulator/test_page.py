"""The phone page in a real browser: one call from dialling to its end, played on both sides."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.emulator.live import Live, live

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


@pytest.fixture(scope="module")
def running() -> Iterator[Live]:
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
    expect(page.locator("#lines .line")).to_have_count(1)
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
    duty.get_by_role("button", name="Answer").click()
    expect(mine.get_by_role("log")).to_contain_text("You are talking to Duty engineer.")
    mine.get_by_label("Speak by typing").fill("Water on the floor")
    page.keyboard.press("Enter")
    expect(duty.get_by_role("log")).to_contain_text("Water on the floor")
    mine.get_by_role("button", name="star").click()
    page.keyboard.press("Escape")
    expect(mine.locator(".state")).to_have_text("Call ended")
    expect(duty.locator(".state")).to_have_text("Call ended")
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
        expect(page.locator("#lines .line")).to_have_count(1)
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
