"""The page of on-call schedules in a real browser: by keyboard alone, wide and narrow, light and dark."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from storage.record.demo_staff import demo_password
from tests.calls.conftest import At
from tests.e2e.axe import found_by_axe
from tests.e2e.caller import ARGUMENTS, CHROMIUM
from tests.e2e.test_sign_in_page import Scheme, in_browser
from tests.house import House
from tests.web.admin.company import ON_CALL, put_live
from tests.web.admin.conftest import _logs_of_the_product, at, books, filled, house, redis_server
from tests.web.admin.sending import SHIFT_1, SHIFT_2
from tests.web.served import served

__all__ = ["_logs_of_the_product", "at", "books", "filled", "house", "redis_server"]

PAGE = "/admin/oncall"
WITH_A_HOLE = ON_CALL.replace(
    'starts: "2026-01-05T09:00", people', 'starts: "2026-01-05T09:00", ends: "2027-01-04T09:00", people'
).replace("fallback: duty_manager", "fallback: nobody", 1)
#: What reaches over the right edge of the screen, where the page scrolls sideways.
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? []
    : [...document.querySelectorAll("main *")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth)
    .map((each) => `${each.tagName}.${each.className}#${each.id}`)"""


async def signs_in(page: Page, url: str, login: str, path: str = PAGE) -> None:
    await page.goto(f"{url}/sign-in?next={path}&company=homeika&login={login}")
    await page.get_by_label("Password").fill(demo_password("homeika", login))
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url(f"**{path}**")


async def is_for_everybody(page: Page, name: str) -> None:
    """Look at the page as it is now: nothing that axe finds, nothing wider than the screen."""
    size = page.viewport_size
    assert size is not None
    pictures = os.environ.get("RINGDOWN_PICTURES")  # noqa: TID251 - where to leave pictures of the pages, if anywhere
    if pictures:
        scheme = await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'")
        path = Path(pictures) / f"oncall-{name}-{size['width']}-{scheme}.png"
        await page.screenshot(path=path, full_page=True)
    assert await found_by_axe(page) == [], name
    assert await page.evaluate(WIDER) == [], name


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody_and_fits(house: House, width: int, scheme: Scheme) -> None:
    with served(house) as url:

        async def looks(page: Page) -> None:
            await signs_in(page, url, "admin")
            await is_for_everybody(page, "month")
            await page.get_by_role("link", name="As a list").click()
            await is_for_everybody(page, "list")

        complaints = in_browser(width, scheme, looks)
    assert complaints == []


async def tabs_to(page: Page, wanted: Locator, most: int = 60) -> None:
    """Press Tab until this has the focus."""
    element = await wanted.element_handle()
    assert element is not None
    for _ in range(most):
        if await element.evaluate("each => each === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


def day(page: Page, date: str) -> Locator:
    return page.locator(f"td[data-day='{date}']")


def test_an_override_is_made_and_undone_by_keyboard_alone(house: House) -> None:
    """Arrow keys over days, Enter on one, the form by Tab; what was done has the focus, Undo is next."""
    with served(house) as url:

        async def story(page: Page) -> None:
            await signs_in(page, url, "admin")
            await tabs_to(page, day(page, "2026-11-23").locator("a"))
            for key in ("ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowUp", "ArrowRight"):
                await page.keyboard.press(key)
            await expect(day(page, "2026-11-24").locator("a")).to_be_focused()
            await page.keyboard.press("Enter")
            await expect(page.get_by_text("Chosen: Engineer 2, Mon 23 Nov 09:00")).to_be_visible()
            await tabs_to(page, page.locator("#override-person"))
            await page.keyboard.type("Engineer 1")
            await tabs_to(page, page.locator("#override-until"))
            await expect(page.locator("#override-until")).to_have_value("2026-11-30T09:00")
            await tabs_to(page, page.get_by_role("button", name="Put on call"))
            await page.keyboard.press("Enter")
            told = page.locator("#told")
            await expect(told).to_be_focused()
            await expect(told).to_contain_text("Engineer 1 on primary, Mon 23 Nov 10:00 to Mon 30 Nov 09:00")
            await expect(day(page, "2026-11-25")).to_contain_text("Engineer 1")
            await expect(day(page, "2026-11-25")).to_contain_text("Override")
            await is_for_everybody(page, "override")
            await page.keyboard.press("Tab")
            await expect(page.get_by_role("button", name="Undo")).to_be_focused()
            await page.keyboard.press("Enter")
            await expect(told).to_contain_text("Taken back.")
            await expect(day(page, "2026-11-25")).to_contain_text("Engineer 2")

        complaints = in_browser(1440, "light", story)
    assert complaints == []


def test_page_keys_turn_the_month_and_tab_stops_at_one_day_of_it(house: House) -> None:
    with served(house) as url:

        async def story(page: Page) -> None:
            await signs_in(page, url, "admin")
            await tabs_to(page, day(page, "2026-11-23").locator("a"))
            await page.keyboard.press("Tab")
            assert await page.evaluate("document.activeElement.closest('#days')") is None
            await page.keyboard.press("Shift+Tab")
            await page.keyboard.press("PageDown")
            await expect(page.locator("#month")).to_have_text("primary, December 2026")
            await tabs_to(page, day(page, "2026-11-30").locator("a").last)
            await page.keyboard.press("PageUp")
            await expect(page.locator("#month")).to_have_text("primary, November 2026")

        complaints = in_browser(1440, "light", story)
    assert complaints == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_swap_is_proposed_by_one_and_accepted_by_the_other(house: House, width: int) -> None:
    with served(house) as url:

        async def proposes(page: Page) -> None:
            await signs_in(page, url, "agent1")
            await page.locator("#swap-shift").select_option(SHIFT_1)
            await page.locator("#swap-to").select_option(SHIFT_2)
            await page.get_by_role("button", name="Propose").click()
            await expect(page.locator("#told")).to_contain_text("It waits for Engineer 2")
            await is_for_everybody(page, "proposed")

        async def accepts(page: Page) -> None:
            await signs_in(page, url, "agent2", f"{PAGE}?month=2026-12")
            await is_for_everybody(page, "asked")
            await page.get_by_role("button", name="Accept").click()
            await expect(page.locator("#told")).to_contain_text("Accepted. Engineer 2 on primary")
            await expect(day(page, "2026-12-09")).to_contain_text("Engineer 2")
            await expect(day(page, "2026-12-09")).to_contain_text("Swap")
            await expect(day(page, "2026-12-16")).to_contain_text("Engineer 1")
            await expect(page.get_by_role("button", name="Accept")).to_have_count(0)

        complaints = [*in_browser(width, "light", proposes), *in_browser(width, "light", accepts)]
    assert complaints == []


def test_what_is_wrong_in_a_form_is_said_beside_its_field(house: House) -> None:
    with served(house) as url:

        async def story(page: Page) -> None:
            await signs_in(page, url, "admin")
            await page.locator("#override-person").select_option("engineer_1")
            await page.locator("#override-since").fill("2026-11-20T09:00")
            await page.locator("#override-until").fill("2026-11-24T09:00")
            await page.get_by_role("button", name="Put on call").click()
            await expect(page.locator("#told")).to_be_focused()
            await page.keyboard.press("Tab")
            await page.keyboard.press("Enter")
            field = page.locator("#override-since")
            await expect(field).to_be_focused()
            await expect(field).to_have_attribute("aria-invalid", "true")
            await expect(field).to_have_accessible_description(re.compile("What has been is not rewritten"))
            await expect(field).to_have_value("2026-11-20T09:00")
            await is_for_everybody(page, "wrong")

        complaints = in_browser(390, "dark", story)
    assert [said for said in complaints if "422" not in said] == []


def test_without_scripts_an_override_is_made_all_the_same(house: House) -> None:
    with served(house) as url:

        async def run() -> None:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                context = await browser.new_context(java_script_enabled=False)
                page = await context.new_page()
                await signs_in(page, url, "admin")
                await day(page, "2026-12-02").locator("a").click()
                await expect(page.locator("#override-since")).to_have_value("2026-11-30T09:00")
                await page.locator("#override-person").select_option("engineer_1")
                await page.get_by_role("button", name="Put on call").click()
                await expect(page.locator("#told")).to_contain_text("Engineer 1 on primary, Mon 30 Nov")
                await browser.close()

        asyncio.run(run())


def test_an_address_is_copied_and_opens_the_calendar(house: House) -> None:
    with served(house) as url:

        async def story(page: Page) -> None:
            await page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url)
            await signs_in(page, url, "agent1")
            await page.get_by_role("button", name="Copy the address: Your shifts").click()
            await expect(page.locator("#copied")).to_have_text("Copied.")
            copied = await page.evaluate("navigator.clipboard.readText()")
            calendar = await page.context.request.get(copied)
            assert calendar.status == 200
            assert "SUMMARY:Engineer 1" in await calendar.text()

        complaints = in_browser(1440, "light", story)
    assert complaints == []


def test_an_address_is_copied_from_a_page_that_came_without_tls_too(house: House) -> None:
    """There a browser has no clipboard for scripts: the older way is taken."""
    with served(house) as url:

        async def story(page: Page) -> None:
            await page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
            await signs_in(page, url, "agent1")
            await page.get_by_role("button", name="Copy the address: Your shifts").click()
            await expect(page.locator("#copied")).to_have_text("Copied.")
            await page.locator("#override-note").focus()
            await page.keyboard.press("Control+V")
            await expect(page.locator("#override-note")).to_have_value(re.compile("^http.*only=mine$"))

        complaints = in_browser(1440, "light", story)
    assert complaints == []


def test_everybodys_own_clock_is_offered(house: House) -> None:
    with served(house) as url:

        async def run() -> None:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                context = await browser.new_context(timezone_id="Europe/London")
                page = await context.new_page()
                await signs_in(page, url, "admin")
                await page.get_by_role("link", name="Show your own, Europe/London").click()
                await expect(page.locator("#zone")).to_have_text("Europe/London")
                await expect(day(page, "2026-11-23")).to_contain_text("from 17:00")
                await browser.close()

        asyncio.run(run())


@pytest.mark.parametrize("width", [1440, 390])
def test_a_hole_is_seen_with_its_date_and_leads_to_its_month(at: At, tmp_path: Path, width: int) -> None:
    """Nobody has written who comes after Engineer 1's last turn, and the fallback has left."""
    house = at("2026-11-23T18:00:00+00:00")
    put_live(house, WITH_A_HOLE, tmp_path / "shelf")
    with served(house) as url:

        async def story(page: Page) -> None:
            await signs_in(page, url, "admin")
            found = page.locator(
                ".findings .error", has_text="level 1 of policy homeika-on-call reaches nobody"
            )
            await expect(found).to_contain_text("2027-01-04 09:00 PST")
            await is_for_everybody(page, "hole")
            await found.get_by_role("link").click()
            await expect(page.locator("#month")).to_have_text("primary, January 2027")
            await expect(day(page, "2027-01-05")).to_contain_text("Nobody")
            await is_for_everybody(page, "hole-month")

        complaints = in_browser(width, "light", story)
    assert complaints == []
