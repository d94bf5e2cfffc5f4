"""The phone page in real Chromium, before the whole demo: one call of each line, all four at once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from playwright.async_api import Browser, async_playwright

from tests.e2e.caller import ARGUMENTS, CHROMIUM, Caller, open_page
from tests.e2e.demonstration import Demo
from tests.e2e.four_lines import STORIES

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
    caller = await open_page(browser, demo.phones_url, line)
    try:
        await STORIES[line](caller)
    except AssertionError as wrong:
        return await _story(caller, wrong)
    return f"the browser logged {caller.logged}" if caller.logged else None


async def _story(caller: Caller, wrong: AssertionError) -> str:
    heard = await caller.log.inner_text() if await caller.log.count() else "(the call was not on the page)"
    return f"{wrong}\n{heard}\n{caller.logged}"
