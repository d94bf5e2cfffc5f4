"""How a call is told to an agent who looks elsewhere, and what keeps an agent from going available deaf."""

from __future__ import annotations

import re

from playwright.async_api import Route, expect

from tests.e2e.axe import is_for_everybody_at_any_width
from tests.e2e.demonstration import Demo
from tests.e2e.desk import SOON_MS, Office, Worker, at_work

#: Keeps what the page tells by the browser's own notifications, and whether it closed them.
WATCH = """
window.told = [];
window.Notification = class extends Notification {
  constructor(title, options) {
    super(title, options);
    window.told.push({ title, tag: this.tag, stays: this.requireInteraction, closed: false });
    this.which = window.told.length - 1;
  }
  close() {
    super.close();
    window.told[this.which].closed = true;
  }
};
"""


async def told(worker: Worker) -> list[dict[str, object]]:
    found: list[dict[str, object]] = await worker.page.evaluate("window.told")
    return found


def test_a_call_is_told_by_title_and_notification_in_the_leading_tab_alone(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        first = await office.signs_in("agent1")
        context = first.page.context
        await context.grant_permissions(["notifications"])
        await context.add_init_script(WATCH)
        await first.page.reload()
        await first.goes_available()
        second = office.watch("agent1 again", await context.new_page())
        await second.page.goto(f"{office.web_url}/desk")
        await expect(second.button("Use this tab")).to_be_visible(timeout=SOON_MS)
        caller = await office.rings()
        for tab in (first, second):
            await tab.is_offered()
            await expect(tab.page).to_have_title("● Call: +15105550199")
        offer = await first.page.locator("[data-offer]").get_attribute("data-offer")
        about = {"title": "Call: +15105550199", "tag": offer, "stays": True}
        assert await told(first) == [{**about, "closed": False}]
        assert await told(second) == []
        await caller.hangs_up()
        await expect(first.page).to_have_title(re.compile("^Desk"), timeout=SOON_MS)
        assert await told(first) == [{**about, "closed": True}]

    at_work(open_demo, story)


def test_nobody_goes_available_who_could_not_hear_or_answer(open_demo: Demo) -> None:
    """First on the network's own softphone, without a microphone; then where no network answers."""

    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1")
        page = agent.page
        await page.route("**/desk", _with_the_real_softphone)
        await page.reload()
        await agent.presses("Go available")
        checks = page.get_by_role("dialog").locator("li.bad")
        await expect(checks).to_contain_text("The microphone is not allowed", timeout=SOON_MS)
        await is_for_everybody_at_any_width(page, "pre-flight")
        await page.keyboard.press("Escape")
        await agent.shows("Offline")
        await page.unroute("**/desk")
        await page.route("**/softphone/none/mute", lambda route: route.abort())
        await page.reload()
        await agent.presses("Go available")
        await expect(checks).to_contain_text("The telephone network cannot be reached", timeout=SOON_MS)
        await page.unroute("**/softphone/none/mute")
        await agent.presses("Check again")
        await agent.shows("Available")

    at_work(open_demo, story)


async def _with_the_real_softphone(route: Route) -> None:
    """Let the page carry the telephone network's own software, as it does where no stand-in is set."""
    reply = await route.fetch()
    page = re.sub(r'"softphone_url": *"[^"]*"', '"softphone_url": ""', await reply.text())
    script = '<script src="/assets/lib/twilio-voice.js" defer></script>'
    await route.fulfill(response=reply, body=page.replace("</head>", f"{script}</head>"))
