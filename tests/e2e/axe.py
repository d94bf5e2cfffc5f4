"""axe-core in a page: what keeps people with a disability from using it (WCAG 2.2 A and AA)."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

from tests.architecture.tree import ROOT

SOURCE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = {"serious", "critical"}


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
