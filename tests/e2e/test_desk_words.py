"""The desk says what there is once, in people's words, and in the room that a screen has."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.e2e.demonstration import Demo
from tests.e2e.desk import SOON_MS, Office, Worker, at_work

#: On file at Homeika.
NUMBER = "+12125550100"
MISSED_WITHIN_MS = 60_000
#: Two lines of the bar, each as high as its highest button.
TWO_LINES = 100
#: What the server may say of a customer, as it says it.
CARD: dict[str, Any] = {
    "account": "30000001",
    "name": "Rowan Whitwell",
    "plan": "premium",
    "language": "en-US",
    "number": NUMBER,
    "device": {"serial": "HKWWWWWWWW000001", "model": "Doorbell", "firmware": "2.6"},
    "invoice": {"number": "INV-1", "balance": "0.00", "currency": "USD", "due": "2031-10-06"},
    "warranty": {"covered": "true", "months": "36", "plan": "premium", "until": "2034-10-06"},
}
#: Into how many lines the text of an element is broken.
LINES = """each => {
  const range = document.createRange();
  range.selectNodeContents(each);
  return range.getClientRects().length;
}"""


async def has_two_lines(worker: Worker, name: str) -> None:
    """The bar is two lines high, has the name in it, and nothing sticks out of it."""
    page = worker.page
    await page.evaluate("scrollTo(0, 0)")  # a narrow page's bar scrolls with it
    await expect(page.locator(".who")).to_have_text(name)
    await expect(page.locator(".who")).to_be_in_viewport(ratio=1)
    box = await page.locator(".bar").bounding_box()
    assert box is not None
    assert box["height"] <= TWO_LINES
    assert await page.evaluate("document.documentElement.scrollWidth") <= box["width"]


@pytest.mark.parametrize("width", [390, 1440])
def test_a_missed_offer_is_told_once_beside_the_way_back(open_demo: Demo, width: int) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1", width=width)
        page = agent.page
        await agent.goes_available()
        caller = await office.rings(NUMBER)
        await agent.is_offered()
        banner = page.locator("#sent-off")
        await expect(banner).to_contain_text(
            "You missed the call of Rowan Whitwell, so you are set to Away.", timeout=MISSED_WITHIN_MS
        )
        assert await page.locator("#banners .banner, #offers > *").count() == 1
        await expect(page.locator("main")).not_to_contain_text("someone else")
        if width == 390:
            await has_two_lines(agent, "Agent 1")
        await caller.hangs_up()
        await agent.presses("I'm back")
        await agent.shows("Available")
        await expect(banner).to_have_count(0)

    at_work(open_demo, story)


async def _card(route: Route) -> None:
    await route.fulfill(json={"customer": CARD, "calls": []})


async def is_told_in_words(page: Page) -> None:
    pane = page.locator("#customer-pane")
    for words in ("American English", "$0.00", "Mon, October 6, 2031", "Fri, October 6, 2034", "Yes"):
        await expect(pane).to_contain_text(words, timeout=SOON_MS)
    for raw in ("en-US", "USD", "Currency", "Plan", "premium"):
        await expect(pane).not_to_contain_text(raw)
    for once in ("Rowan Whitwell", "Premium"):
        assert (await pane.inner_text()).count(once) == 1, once
    serial = pane.locator("dd", has_text="HKWWWWWWWW000001").last
    for width in (1440, 390, 1280):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await serial.evaluate(LINES) == 1, width


async def top(button: Locator) -> float:
    box = await button.bounding_box()
    assert box is not None
    return box["y"]


def test_a_customers_card_speaks_peoples_words_and_the_button_to_end_stands_with_another(
    open_demo: Demo,
) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1")
        page = agent.page
        await page.route("**/desk/customers/*", _card)
        await agent.goes_available()
        caller = await office.rings(NUMBER)
        await agent.accepts()
        await is_told_in_words(page)
        for press, becomes in (
            ("Pause recording", "Resume recording"),
            ("Mute", "Unmute"),
            ("Hold", "Take back"),
        ):
            await agent.presses(press)
            await expect(agent.button(becomes)).to_be_visible(timeout=SOON_MS)
        for width in (1440, 1280, 390):
            await page.set_viewport_size({"width": width, "height": 900})
            assert await top(agent.button("End call")) == await top(agent.button("Escalate")), width
        await has_two_lines(agent, "Agent 1")
        await agent.presses("End call")
        await agent.wraps_up()
        await caller.hangs_up()

    at_work(open_demo, story)


def test_the_narrow_bar_has_two_lines_in_each_state(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1", width=390)
        await has_two_lines(agent, "Agent 1")
        await agent.goes_available()
        await has_two_lines(agent, "Agent 1")
        second = office.watch("agent1 again", await agent.page.context.new_page())
        await second.page.goto(f"{office.web_url}/desk")
        await expect(second.button("Use this tab")).to_be_visible(timeout=SOON_MS)
        await has_two_lines(second, "Agent 1")
        supervisor = await office.signs_in("supervisor", width=390)
        await has_two_lines(supervisor, "Supervisor")

    at_work(open_demo, story)
