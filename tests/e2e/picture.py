"""Take the README's picture: `python -m tests.e2e.picture` writes docs/images/phone.png, a call under way.

It starts the demo in a folder of its own, dials Homeika support as a customer with a return under way, and
ends everything again. Real time: about a minute.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from tests.e2e.caller import ARGUMENTS, CHROMIUM, Caller, open_page
from tests.e2e.demonstration import ROOT, Demo, copy_flows, serving_demo

PICTURE = ROOT / "docs" / "images" / "phone.png"


async def ask_for_a_text(caller: Caller) -> None:
    """Bring the call to where most of the page has something to show: verified, told, and texted."""
    await caller.dials("Homeika: customer with a return under way")
    await caller.hears("Otherwise, stay on the line.")
    await caller.presses("1")
    await caller.hears("Key in your order number")
    await caller.presses("41000004#")
    await caller.hears("Now your six digit PIN")
    await caller.presses("141421")
    if await caller.hears("What can we help with?", "We are closed until") == "What can we help with?":
        await caller.says("return")
        await caller.hears("For the status of a return, press 2")
    await caller.says("status")
    await caller.hears("Your return is ")
    await caller.presses("2")
    await caller.gets_text("Homeika: your return ")
    await caller.hears("From 1 to 5")
    await caller.is_at("csat")


async def take(demo: Demo, picture: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        caller = await open_page(browser, demo.phones_url, "Homeika support")
        await ask_for_a_text(caller)
        await caller.page.screenshot(path=picture)
        await caller.hangs_up()
        await caller.is_over()
        await browser.close()


def main() -> int:
    PICTURE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        demo = serving_demo(copy_flows(Path(scratch)), Path(scratch) / "data")
        try:
            asyncio.run(take(demo, PICTURE))
        finally:
            demo.is_interrupted()
    return 0


if __name__ == "__main__":
    sys.exit(main())
