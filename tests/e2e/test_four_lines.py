"""The phone page in real Chromium, before the whole demo: one call of each line, all four at once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from playwright.async_api import Browser, async_playwright

from tests.e2e.caller import ARGUMENTS, CHROMIUM, Caller, open_page
from tests.e2e.demonstration import Demo
from tests.e2e.four_lines import STORIES

#: What the log says then. It is back long before a story has given up waiting.
STORE_WAS_AWAY = "the live store is away"
#: What became of each line's call: None, or what went wrong with all that was heard.
Told = dict[str, str | None]


def test_a_call_of_each_line_goes_from_dialling_to_its_end(demo: Demo) -> None:
    """All four at the same time, since phone time is real time here."""
    with ThreadPoolExecutor(
        1
    ) as thread:  # a thread of its own: another test's browser may own this one's loop
        told = thread.submit(asyncio.run, _play_all(demo)).result()
    wrong = [f"{line}: {story}" for line, story in told.items() if story is not None]
    assert len(told) == 4
    assert not wrong, "\n\n".join(wrong)


async def _play_all(demo: Demo) -> Told:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        told = await asyncio.gather(*(_play(browser, demo, line) for line in STORIES))
        await browser.close()
    return dict(zip(STORIES, told, strict=True))


async def _play(browser: Browser, demo: Demo, line: str) -> str | None:
    """Play one story; once more where the machine was too busy for Redis to answer in a webhook's time.

    What callers hear then is shown by tests/faults.
    """
    told = await _play_once(browser, demo, line)
    if told is not None and STORE_WAS_AWAY in told:
        told = await _play_once(browser, demo, line)
    return told


async def _play_once(browser: Browser, demo: Demo, line: str) -> str | None:
    caller = await open_page(browser, demo.phones_url, line)
    try:
        await STORIES[line](caller)
    except AssertionError as wrong:
        return await _story(demo, caller, wrong)
    finally:
        await caller.page.close()
    return f"the browser logged {caller.logged}" if caller.logged else None


async def _story(demo: Demo, caller: Caller, wrong: AssertionError) -> str:
    heard = await caller.log.inner_text() if await caller.log.count() else "(the call was not on the page)"
    served = (demo.data / "log" / "serve.log").read_text(encoding="utf-8")
    return f"{wrong}\n{heard}\n{caller.logged}\n{served}"
