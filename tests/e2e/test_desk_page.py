"""The desk is for everybody: by keyboard alone, wide and narrow, light and dark, and text stays text."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.e2e.axe import is_for_everybody
from tests.e2e.demonstration import Demo
from tests.e2e.desk import SOON_MS, Office, at_work


@pytest.mark.parametrize(
    ("width", "scheme"), [(1440, "light"), (390, "light"), (1440, "dark"), (390, "dark")]
)
def test_each_state_of_the_desk_is_for_everybody_and_fits(open_demo: Demo, width: int, scheme: str) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1", width=width, scheme=scheme)
        supervisor = await office.signs_in("supervisor", width=width, scheme=scheme)
        await is_for_everybody(agent.page, "offline")
        await agent.goes_available()
        caller = await office.rings("+15105550101")
        await agent.is_offered()
        await is_for_everybody(agent.page, "offer")
        await agent.accepts()
        await agent.presses("Hold")
        await expect(agent.page.locator("#held")).to_be_visible(timeout=SOON_MS)
        await agent.page.get_by_text("Why this call came to you").click()
        await expect(agent.page.locator(".why")).to_contain_text("Ring 1 of 6")
        await is_for_everybody(agent.page, "call")
        await expect(supervisor.page.locator("tr", has_text="Agent 1")).to_contain_text(
            "on hold", timeout=SOON_MS
        )
        await is_for_everybody(supervisor.page, "floor")
        await agent.presses("Take back")
        await agent.presses("Transfer or add")
        await expect(agent.page.locator(".targets li").first).to_be_visible(timeout=SOON_MS)
        await is_for_everybody(agent.page, "transfer")
        await agent.page.keyboard.press("Escape")
        await agent.presses("Keys, sound")
        await is_for_everybody(agent.page, "keys")
        await agent.page.keyboard.press("Escape")
        await agent.presses("End call")
        await expect(agent.page.get_by_role("heading", name="Wrap-up")).to_be_visible(timeout=SOON_MS)
        await is_for_everybody(agent.page, "wrap-up")
        await agent.wraps_up()
        await caller.hangs_up()

    at_work(open_demo, story)


FOCUSED = "document.activeElement.id || document.activeElement.dataset.do || ''"


async def focused(page: Page) -> str:
    return str(await page.evaluate(FOCUSED))


async def comes_to(page: Page, wanted: str) -> None:
    """Wait until this has the focus: an id, or what a button does."""
    await page.wait_for_function(f"wanted => ({FOCUSED}) === wanted", arg=wanted, timeout=SOON_MS)


async def tabs_to(page: Page, wanted: str, most: int = 60) -> None:
    """Press Tab until this has the focus: an id, or what a button does."""
    for _ in range(most):
        if await focused(page) == wanted:
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_a_call_is_worked_by_keyboard_alone(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1")
        keyboard = agent.page.keyboard
        await tabs_to(agent.page, "go-available")
        await keyboard.press("Enter")
        await agent.shows("Available")
        caller = await office.rings()
        await agent.is_offered()
        await keyboard.press("Alt+a")
        await agent.is_connected()
        await keyboard.press("Alt+n")
        await comes_to(agent.page, "notes")
        await keyboard.type("By keyboard? Yes.")
        assert await agent.page.get_by_role("dialog").count() == 0
        await keyboard.press("Alt+h")
        await expect(agent.page.locator("#held")).to_be_visible(timeout=SOON_MS)
        await keyboard.press("Alt+t")
        await comes_to(agent.page, "target")
        await keyboard.press("Escape")
        await expect(agent.page.get_by_role("dialog")).to_have_count(0)
        await keyboard.press("Alt+h")
        await expect(agent.page.locator("#held")).to_have_count(0, timeout=SOON_MS)
        await keyboard.press("Alt+e")
        await expect(agent.page.get_by_role("heading", name="Wrap-up")).to_be_visible(timeout=SOON_MS)
        await tabs_to(agent.page, "disposition")
        await keyboard.press("2")
        await expect(agent.page.get_by_role("option", selected=True)).to_contain_text("Return opened")
        await keyboard.type("fir")
        await keyboard.press("Enter")
        await expect(agent.page.get_by_role("option", selected=True)).to_contain_text("Firmware updated")
        await tabs_to(agent.page, "save")
        await keyboard.press("Enter")
        await agent.shows("Available")
        await caller.hangs_up()

    at_work(open_demo, story)


def test_a_button_stays_itself_when_another_comes_before_it(open_demo: Demo) -> None:
    """Whoever has it under the finger, the focus or a screen reader's cursor does what it said."""

    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1")
        page, let_go = agent.page, asyncio.Event()

        async def late(route: Route) -> None:
            await let_go.wait()
            await route.continue_()

        await page.route("**/desk/state", late)
        await page.reload()
        keys = await agent.button("Keys, sound").element_handle()
        assert keys is not None
        let_go.set()
        await expect(agent.button("Raise hand")).to_be_visible()
        await keys.click()
        await expect(page.locator("#key-status")).to_be_visible()
        assert await page.locator("[data-do='hand']").get_attribute("aria-pressed") == "false"

    at_work(open_demo, story)


def test_shortcuts_are_changed_switched_off_and_set_back(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1")
        page = agent.page
        await page.keyboard.press("?")
        await page.locator("#key-status").press("Control+Alt+y")
        await expect(page.locator("#key-status")).to_have_value("Control+Alt+Y")
        await page.keyboard.press("Escape")
        await expect(page.locator("#dialog")).to_have_count(0)
        await page.keyboard.press("Control+Alt+y")
        await expect(page.locator("#presence")).to_have_attribute("open", "")
        await page.reload()
        await expect(page.locator(".link-state")).to_have_text("Connected", timeout=SOON_MS)
        await agent.presses("Keys, sound")
        await expect(page.locator("#key-status")).to_have_value("Control+Alt+Y")
        await agent.presses("Set all keys back")
        await expect(page.locator("#key-status")).to_have_value("Alt+S")
        await page.locator("#shortcuts-on").uncheck()
        await page.keyboard.press("Escape")
        await expect(page.locator("#dialog")).to_have_count(0)
        await page.keyboard.press("Alt+s")
        assert await page.locator("#presence").get_attribute("open") is None
        await agent.presses("Keys, sound")
        await agent.presses("Set all keys back")

    at_work(open_demo, story)
