"""The sign-in in a real browser: by keyboard alone, wide and narrow, light and dark, for everybody."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page, async_playwright

from storage.record.demo_staff import demo_password
from tests.calls.conftest import _logs_of_the_product, at, books, filled, house, redis_server
from tests.e2e.axe import found_by_axe
from tests.e2e.caller import ARGUMENTS, CHROMIUM
from tests.house import House
from tests.web.served import served

__all__ = ["_logs_of_the_product", "at", "books", "filled", "house", "redis_server"]

Scheme = Literal["light", "dark"]


def in_browser(width: int, scheme: Scheme, does: Callable[[Page], Awaitable[None]]) -> list[str]:
    """Do something in a page of this width; return what the browser's console complained of."""
    complaints: list[str] = []

    async def run() -> None:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            context = await browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
            )
            page = await context.new_page()
            page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            await does(page)
            await browser.close()

    asyncio.run(run())
    return complaints


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody_and_fits(house: House, width: int, scheme: Scheme) -> None:
    wrong: dict[str, list[str]] = {}
    pictures = os.environ.get("RINGDOWN_PICTURES")  # noqa: TID251 - where to leave pictures of the pages, if anywhere

    with served(house) as url:

        async def looks(page: Page) -> None:
            for path in ("/sign-in", "/signed-out"):
                await page.goto(url + path)
                wrong[path] = await found_by_axe(page)
                wide = await page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, (path, wide)
                if pictures:
                    name = f"{path.strip('/')}-{width}-{scheme}.png"
                    await page.screenshot(path=Path(pictures) / name, full_page=True)

        complaints = in_browser(width, scheme, looks)
    assert wrong == {"/sign-in": [], "/signed-out": []}
    assert complaints == []


def test_somebody_signs_in_and_out_by_keyboard_alone(house: House) -> None:
    """Chooses an account of the demo, types its password, presses Enter, and signs out again."""
    with served(house) as url:

        async def types(page: Page) -> None:
            await page.goto(f"{url}/sign-in")
            await page.keyboard.type("homewise")
            await page.keyboard.press("Tab")
            await page.keyboard.type("ops")
            await page.keyboard.press("Tab")
            await page.keyboard.type("wrong")
            await page.keyboard.press("Enter")
            await page.get_by_role("alert").wait_for()
            assert await found_by_axe(page) == []
            assert await page.evaluate("document.activeElement.id") == "password"
            await page.keyboard.type(demo_password("homewise", "ops"))
            await page.keyboard.press("Enter")
            await page.get_by_text("You are signed in as Operations, ops.").wait_for()
            assert await found_by_axe(page) == []
            await page.get_by_role("button", name="Sign out").focus()
            await page.keyboard.press("Enter")
            await page.wait_for_url("**/signed-out")
            await page.go_back()
            await page.wait_for_url("**/sign-in**")

        complaints = in_browser(1440, "light", types)
    assert [said for said in complaints if "401" not in said] == []
