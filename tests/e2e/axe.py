"""axe-core in a page: what keeps people with a disability from using it (WCAG 2.2 A and AA)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from tests.architecture.tree import ROOT

SOURCE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = {"serious", "critical"}
#: CSS pixels: a phone, and a desk.
WIDTHS = (390, 1440)


async def found_by_axe(page: Page) -> list[str]:
    """Return what is wrong with the page as it is now, one line each: impact, rule, where.

    All impacts are told; see `grave` for those that fail a page.
    """
    # evaluate runs beside the page's content policy, which would refuse a script tag.
    await page.evaluate(SOURCE.read_text("utf-8"))
    result: dict[str, Any] = await page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{each['impact']} {each['id']}: {each['help']} at {' '.join(map(str, node['target']))}"
        for each in result["violations"]
        for node in each["nodes"]
    ]


async def grave(page: Page) -> list[str]:
    """Return what is serious or critical."""
    return [line for line in await found_by_axe(page) if line.split()[0] in GRAVE]


async def is_for_everybody(page: Page, name: str) -> None:
    """Look at the page as it is now: nothing that axe finds serious, nothing wider than the screen."""
    size = page.viewport_size
    assert size is not None
    found = [line for line in await found_by_axe(page) if line.split()[0] != "minor"]
    assert found == [], (name, found)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= size["width"], (name, wide)
    pictures = os.environ.get("RINGDOWN_PICTURES")  # noqa: TID251 - where to leave pictures of the pages, if anywhere
    if pictures:
        scheme = await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'")
        await page.screenshot(
            path=Path(pictures) / f"desk-{name}-{size['width']}-{scheme}.png", full_page=True
        )


async def is_for_everybody_at_any_width(page: Page, name: str) -> None:
    """Look at the page as it is now on a narrow screen and on a wide one, which it then has again."""
    before = page.viewport_size
    assert before is not None
    for width in WIDTHS:
        await page.set_viewport_size({**before, "width": width})
        await is_for_everybody(page, name)
    await page.set_viewport_size(before)
