"""The page of on-call schedules in a real browser: by keyboard alone, wide and narrow, light and dark."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Page

from storage.record.demo_staff import demo_password
from tests.e2e.axe import found_by_axe
from tests.e2e.test_sign_in_page import Scheme, in_browser
from tests.house import House
from tests.web.admin.conftest import _logs_of_the_product, at, books, filled, house, redis_server
from tests.web.served import served

__all__ = ["_logs_of_the_product", "at", "books", "filled", "house", "redis_server"]

PAGE = "/admin/oncall"


async def signs_in(page: Page, url: str, login: str, path: str = PAGE) -> None:
    await page.goto(f"{url}/sign-in?next={path}&company=homeika&login={login}")
    await page.get_by_label("Password").fill(demo_password("homeika", login))
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url(f"**{path}**")


async def is_for_everybody(page: Page, name: str) -> None:
    """Look at the page as it is now: nothing that axe finds, nothing wider than the screen."""
    size = page.viewport_size
    assert size is not None
    assert await found_by_axe(page) == [], name
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
    pictures = os.environ.get("RINGDOWN_PICTURES")  # noqa: TID251 - where to leave pictures of the pages, if anywhere
    if pictures:
        scheme = await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'")
        path = Path(pictures) / f"oncall-{name}-{size['width']}-{scheme}.png"
        await page.screenshot(path=path, full_page=True)


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
