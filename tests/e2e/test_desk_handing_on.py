"""A caller handed on at the desk, and what is left to write when they are gone."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from datetime import datetime, timedelta
from urllib.request import Request, urlopen

from playwright.async_api import Route, expect

from tests.e2e.axe import is_for_everybody_at_any_width
from tests.e2e.demonstration import Demo
from tests.e2e.desk import SOON_MS, Office, at_work

#: Nobody's number; and as people write it in the company's country.
OUTSIDE, TYPED = "+15105550188", "(510) 555-0188"
REASON = "Hub 3 loses its pairing after each update"
RINGS_WITHIN_S = 20.0


def declines(demo: Demo, number: str) -> None:
    """Wait, as whoever has this number, until their phone rings, and decline."""
    url = f"{demo.phones_url}page/"
    with closing(urlopen(f"{url}events", timeout=RINGS_WITHIN_S)) as reply:  # noqa: S310 - the demo's own
        for line in reply:
            if not line.startswith(b"data:"):
                continue
            phones = json.loads(line.removeprefix(b"data:"))["phones"]
            rung = [phone for phone in phones if phone["subtitle"].startswith(f"{number}, called by")]
            ringing = [phone["sid"] for phone in rung if phone["status"] == "ringing"]
            if ringing:
                break
    asked = Request(  # noqa: S310 - the same
        f"{url}calls/{ringing[0]}/decline", data=b"{}", headers={"Content-Type": "application/json"}
    )
    with closing(urlopen(asked, timeout=RINGS_WITHIN_S)):  # noqa: S310 - the same
        pass


def test_a_caller_comes_back_from_a_number_that_declines_and_is_escalated(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent, technician = await office.signs_in("agent1"), await office.signs_in("agent6")
        await agent.goes_available()
        await technician.goes_available()
        caller = await office.rings()
        await agent.accepts()
        await agent.hands_on(TYPED, f"Send now: {OUTSIDE}")
        await expect(agent.page.locator("#consult")).to_contain_text(f"Calling {OUTSIDE}", timeout=SOON_MS)
        await caller.hears("held")
        await asyncio.to_thread(declines, office.demo, OUTSIDE)
        await expect(agent.page.locator("#consult")).to_have_count(0, timeout=SOON_MS)
        await expect(agent.page.locator("#held")).to_have_count(0, timeout=SOON_MS)
        told = agent.page.locator("#told")
        await expect(told).to_contain_text(
            f"{OUTSIDE} was busy or declined. The caller is back with you.", timeout=SOON_MS
        )
        await agent.presses("Close")
        await expect(agent.page.locator("#caller")).to_be_focused(timeout=SOON_MS)
        await agent.presses("Escalate")
        await is_for_everybody_at_any_width(agent.page, "escalate")
        await agent.page.get_by_label("Why").press_sequentially(REASON)
        await agent.reaches(agent.page.locator("[data-do='escalate-now']"))
        await agent.page.keyboard.press("Enter")
        await expect(agent.page.locator("#disposition")).to_be_focused(timeout=SOON_MS)
        await technician.accepts()
        await expect(technician.page.locator(".before")).to_contain_text(f"Escalated to Tier 2: {REASON}")
        await agent.wraps_up()
        await technician.presses("End call")
        await technician.wraps_up()
        await caller.hangs_up()

    at_work(open_demo, story)


class Hurry:
    """Leaves the agent four seconds for the wrap-up, as the page sees it."""

    until = ""

    async def __call__(self, route: Route) -> None:
        reply = await route.fetch()
        state = await reply.json()
        if reply.ok and state["wrap"]:
            seen = datetime.fromisoformat(state["now"])
            self.until = self.until or (seen + timedelta(seconds=4)).isoformat()
            state["wrap"]["until"] = self.until
        await route.fulfill(response=reply, json=state)


def test_what_was_chosen_is_saved_before_the_time_for_it_is_over(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1")
        await agent.goes_available()
        caller = await office.rings()
        await agent.accepts()
        await agent.presses("End call")
        await agent.page.get_by_role("combobox").press("2")
        await expect(agent.page.get_by_role("option", selected=True)).to_contain_text("Return opened")
        await agent.page.route("**/desk/state", Hurry().__call__)
        await agent.shows("Available")
        await expect(agent.page.locator(".history li").first).to_contain_text(
            "Return opened", timeout=SOON_MS
        )
        await caller.hangs_up()

    at_work(open_demo, story)
