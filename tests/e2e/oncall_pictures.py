"""Take the picture of the on-call page: `python -m tests.e2e.oncall_pictures`, into docs/images.

It starts the demo in a folder of its own, lets an engineer propose a swap and an administrator put somebody
on call, and ends everything again. Real time: about half a minute.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from storage.record.demo_staff import demo_password
from tests.e2e.caller import ARGUMENTS, CHROMIUM
from tests.e2e.demonstration import ROOT, copy_flows, serving_demo

PICTURE = ROOT / "docs" / "images" / "oncall-month.png"
PAGE = "/admin/oncall"
WIDTH = 1280
#: From the swaps that wait to the end of the month.
EDGES = """() => [document.getElementById("waiting").getBoundingClientRect().top + scrollY - 12,
    document.querySelector(".both").getBoundingClientRect().bottom + scrollY + 12]"""


async def opened(browser: Browser, url: str, login: str) -> Page:
    """Sign somebody in, in a browser of their own, and open the page."""
    context = await browser.new_context(
        viewport={"width": WIDTH, "height": 900}, reduced_motion="reduce", timezone_id="America/Los_Angeles"
    )
    page = await context.new_page()
    await page.goto(f"{url}/sign-in?next={PAGE}&company=homeika&login={login}")
    await page.get_by_label("Password").fill(demo_password("homeika", login))
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url(f"**{PAGE}")
    return page


async def proposes(page: Page) -> None:
    """Propose the first whole turn of one's own to Engineer 2."""
    whole = page.locator("#swap-shift option", has_text=re.compile(r"\d shifts")).first
    await page.locator("#swap-shift").select_option(await whole.get_attribute("value"))
    await page.locator("#swap-to").select_option("engineer_2")
    await page.locator("#swap-note").fill("A family wedding")
    await page.get_by_role("button", name="Propose").click()
    await page.locator("#told").wait_for()


async def overrides(page: Page) -> None:
    """Put Engineer 4 on call in the second shift that can be chosen in the month."""
    await page.locator(".shift a").nth(3).click()
    await page.locator("#override-person").select_option("engineer_4")
    await page.locator("#override-note").fill("Moved house")
    await page.get_by_role("button", name="Put on call").click()
    await page.locator("#told").wait_for()


async def take(url: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        await proposes(await opened(browser, url, "agent8"))
        page = await opened(browser, url, "admin")
        await overrides(page)
        await page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        top, bottom = await page.evaluate(EDGES)
        await page.screenshot(
            path=PICTURE, clip={"x": 0, "y": top, "width": WIDTH, "height": bottom - top}, full_page=True
        )
        await browser.close()


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        demo = serving_demo(copy_flows(Path(scratch)), Path(scratch) / "data", open_now=True)
        try:
            asyncio.run(take(f"http://127.0.0.1:{demo.port}"))
        finally:
            demo.is_interrupted()
    return 0


if __name__ == "__main__":
    sys.exit(main())
