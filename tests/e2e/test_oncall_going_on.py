"""What goes on now in a real browser: it comes and goes on a page that nobody loads again."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.e2e.test_oncall_page import is_for_everybody, signs_in
from tests.e2e.test_sign_in_page import Scheme, in_browser
from tests.house import HOMEIKA_EMERGENCY, House
from tests.web.admin.conftest import _logs_of_the_product, at, books, filled, house, redis_server
from tests.web.admin.test_oncall_rings import ENGINEER_2, STRANGER
from tests.web.served import served

__all__ = ["_logs_of_the_product", "at", "books", "filled", "house", "redis_server"]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_and_its_clock_appear_and_go_without_loading_again(
    house: House, width: int, scheme: Scheme
) -> None:
    house.net.phone(ENGINEER_2).will("no answer")
    with served(house) as url:

        async def story(page: Page) -> None:
            await signs_in(page, url, "admin")
            now = page.locator("#going-on-place")
            await expect(now).to_contain_text("Nobody is being rung.")
            call = house.dials(HOMEIKA_EMERGENCY, number=STRANGER)
            house.net.settles(seconds=8)
            await expect(now).to_contain_text("Rings E2 Engineer 2", timeout=12_000)
            await expect(now).to_contain_text("Incident acknowledged")
            await expect(page.locator("#going-on-state")).to_have_text("1 page under way, 1 clock running.")
            await is_for_everybody(page, "going-on")
            call.hangs_up()
            house.net.settles(seconds=5)
            await expect(now).to_contain_text("the caller is called back", timeout=12_000)

        complaints = in_browser(width, scheme, story)
    assert complaints == []
