"""What browsers and networks do in the middle of a call: nothing of it loses the caller or a typed word."""

from __future__ import annotations

import re

from playwright.async_api import Route, expect

from tests.e2e.axe import is_for_everybody_at_any_width
from tests.e2e.demonstration import Demo
from tests.e2e.desk import SOON_MS, Office, at_work

NOTES = "Notes"


def test_a_reload_in_the_middle_of_a_call_keeps_the_caller_and_the_notes(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1")
        await agent.goes_available()
        caller = await office.rings()
        await agent.accepts()
        await agent.page.get_by_label(NOTES, exact=True).fill("Half a sentence")
        await agent.presses("Sign out")
        await expect(agent.page.get_by_role("heading", name="You are still signed in")).to_be_visible()
        await is_for_everybody_at_any_width(agent.page, "still-in-call")
        await agent.page.get_by_role("button", name="Back to the desk").press("Enter")
        await agent.page.reload()
        await expect(agent.page.get_by_label(NOTES, exact=True)).to_have_value(
            "Half a sentence", timeout=SOON_MS
        )
        await agent.is_connected()
        await expect(agent.page.locator("#held")).to_have_count(0, timeout=SOON_MS)
        assert ("closed", "") not in caller.heard
        await agent.presses("End call")
        await expect(agent.page.get_by_role("heading", name="Wrap-up")).to_be_visible(timeout=SOON_MS)
        await agent.page.reload()
        await expect(agent.page.get_by_label(NOTES, exact=True)).to_have_value(
            "Half a sentence", timeout=SOON_MS
        )
        await agent.wraps_up()
        await caller.hangs_up()

    at_work(open_demo, story)


def test_a_lost_link_is_told_and_what_was_typed_is_sent_when_it_is_back(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1")
        await agent.goes_available()
        caller = await office.rings()
        await agent.accepts()
        await agent.page.context.set_offline(True)
        await expect(agent.page.locator("#reconnecting")).to_be_visible(timeout=SOON_MS)
        await expect(agent.button("Hold")).to_have_attribute("aria-disabled", "true")
        await expect(agent.button("End call")).to_have_attribute("aria-disabled", "true")
        await agent.page.get_by_label(NOTES, exact=True).fill("Typed without a link")
        await expect(agent.page.locator("#notes-saved")).to_contain_text("Kept in this browser")
        await is_for_everybody_at_any_width(agent.page, "reconnecting")
        await agent.presses("Mute")
        await expect(agent.page.locator("#muted")).to_be_visible()
        await agent.page.context.set_offline(False)
        await expect(agent.page.locator("#told")).to_have_text(
            re.compile(r"Back online, \d+ updates?\."), timeout=SOON_MS
        )
        await expect(agent.page.locator("#notes-saved")).to_have_text("Saved", timeout=SOON_MS)
        await agent.presses("Unmute")
        await agent.is_connected()
        await agent.presses("End call")
        await agent.wraps_up()
        await caller.hangs_up()

    at_work(open_demo, story)


def test_a_command_that_is_under_way_is_asked_for_until_it_is_done(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1")
        waits = iter(range(6))  # more often than a lost answer is asked for

        async def is_under_way(route: Route) -> None:
            if next(waits, None) is None:
                await route.continue_()
            else:
                await route.fulfill(
                    status=503, json={"error": "This is being done already.", "under_way": True}
                )

        await agent.page.route("**/desk/commands", is_under_way)
        await agent.goes_available()
        await expect(agent.page.get_by_text("This is being done already.")).to_have_count(0)
        assert next(waits, None) is None

    at_work(open_demo, story)


def test_one_tab_leads_and_another_takes_over_the_call_when_asked(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        first = await office.signs_in("agent1")
        await first.goes_available()
        second = office.watch("agent1 again", await first.page.context.new_page())
        await second.page.goto(f"{office.web_url}/desk")
        await expect(second.button("Use this tab")).to_be_visible(timeout=SOON_MS)
        caller = await office.rings()
        await first.accepts()
        await expect(second.page.locator(".phase")).to_have_text("Connected", timeout=SOON_MS)
        await is_for_everybody_at_any_width(second.page, "second-tab")
        await second.presses("Use this tab")
        await second.is_connected()
        await expect(first.button("Use this tab")).to_be_visible(timeout=SOON_MS)
        await expect(second.page.locator("#held")).to_have_count(0)
        await second.page.close()
        await expect(first.button("Use this tab")).to_have_count(0, timeout=SOON_MS)
        await first.is_connected()
        await first.presses("End call")
        await first.wraps_up()
        await caller.hangs_up()

    at_work(open_demo, story)


def test_a_page_that_is_left_takes_its_agent_off_the_floor(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1")
        supervisor = await office.signs_in("supervisor")
        await agent.goes_available()
        row = supervisor.page.locator("tr", has_text="Agent 1")
        await expect(row).to_contain_text("Available", timeout=SOON_MS)
        await agent.page.goto("about:blank")
        await expect(row).to_contain_text("Offline · disconnected", timeout=45_000)
        await agent.page.goto(f"{office.web_url}/desk")
        await agent.presses("I'm back")
        await agent.shows("Available")

    at_work(open_demo, story)
