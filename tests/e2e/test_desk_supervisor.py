"""A supervisor at the desk: sees the floor, listens, coaches, barges in, and frees who is stuck."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.e2e.axe import is_for_everybody_at_any_width
from tests.e2e.demonstration import Demo
from tests.e2e.desk import LEAVE, SOON_MS, Office, Worker, at_work

WHY = "A complaint about this agent"


async def takes_part(supervisor: Worker, how: str) -> None:
    """Press a way to take part and write why, by the keyboard; later ways have the reason already."""
    await supervisor.presses(how)
    field = supervisor.page.get_by_label("Why")
    await expect(field).to_be_focused(timeout=SOON_MS)
    if not await field.input_value():
        await field.press_sequentially(WHY)
    await expect(field).to_have_value(WHY)
    await supervisor.page.keyboard.press("Enter")
    await expect(supervisor.page.locator("#dialog")).to_have_count(0, timeout=SOON_MS)


def test_a_supervisor_listens_coaches_and_leaves_and_the_agent_sees_it(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent, supervisor = await office.signs_in("agent1"), await office.signs_in("supervisor")
        await agent.goes_available()
        caller = await office.rings()
        await agent.accepts()
        seen = agent.page.locator(".notices")
        await supervisor.presses("Listen: Agent 1")
        await is_for_everybody_at_any_width(supervisor.page, "supervise")
        await supervisor.page.keyboard.press("Escape")
        await takes_part(supervisor, "Listen: Agent 1")
        await expect(seen).to_contain_text("is listening", timeout=SOON_MS)
        watching = supervisor.page.locator("#watching")
        await expect(watching).to_contain_text("You listen to the call of Agent 1", timeout=SOON_MS)
        pressed = supervisor.button("Listen: Agent 1")
        await pressed.focus()
        await expect(pressed).to_have_css("color", "rgb(255, 255, 255)")
        await expect(pressed).to_have_css("background-color", "rgb(11, 95, 138)")
        await expect(agent.page.locator("body")).not_to_contain_text(WHY)
        await expect(supervisor.page.locator(".phone-state")).to_have_text("Phone in a call", timeout=SOON_MS)
        await takes_part(supervisor, "Coach: Agent 1")
        await expect(seen).to_contain_text("is coaching you: the caller does not hear it", timeout=SOON_MS)
        await takes_part(supervisor, "Barge in: Agent 1")
        await expect(seen).to_contain_text("is in the call", timeout=SOON_MS)
        await supervisor.presses("Leave the call")
        await expect(seen).not_to_contain_text("is in the call", timeout=SOON_MS)
        await expect(supervisor.page.locator(".phone-state")).to_have_count(0, timeout=SOON_MS)
        await agent.presses("End call")
        await agent.wraps_up()
        await caller.hangs_up()

    at_work(open_demo, story)


def test_a_supervisor_who_takes_no_calls_has_the_floor_and_no_idle_phone(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent, supervisor = await office.signs_in("agent3"), await office.signs_in("supervisor")
        page, last = supervisor.page, supervisor.page.locator(".floor tbody tr").last
        await expect(page.locator(".watches")).to_have_text("You take no calls")
        await expect(page.locator("#presence, .phone-state")).to_have_count(0)
        await expect(page.get_by_role("heading", name="Your last calls")).to_have_count(0)
        await agent.goes_available()
        rows = page.locator(".floor tbody tr")
        await expect(rows.first).to_contain_text("Agent 3Available", timeout=SOON_MS)
        await expect(rows).to_have_count(8)
        await expect(last).to_contain_text("Agent 8Offline")
        await expect(last).to_have_class("gone")
        row = page.locator("tr", has_text="Agent 3")
        await agent.page.evaluate(LEAVE)
        await expect(row).to_contain_text("OfflineDesk is open", timeout=SOON_MS)
        await agent.page.goto("about:blank")
        await expect(row).to_contain_text(re.compile(r"OfflineLast seen \d"), timeout=45_000)

    at_work(open_demo, story)


def test_a_floor_is_drawn_from_the_news_before_it_is_read_again(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent, supervisor = await office.signs_in("agent1"), await office.signs_in("supervisor")
        row = supervisor.page.locator("tr", has_text="Agent 1")
        await agent.goes_available()
        await expect(row).to_contain_text("Available", timeout=SOON_MS)
        await supervisor.page.route("**/desk/state", lambda route: route.abort())
        await agent.page.evaluate(LEAVE)
        await expect(row).to_contain_text("Offline", timeout=SOON_MS)
        await supervisor.page.unroute("**/desk/state")

    at_work(open_demo, story)


def test_a_raised_hand_is_seen_and_an_agent_is_freed_from_wrap_up(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent, supervisor = await office.signs_in("agent1"), await office.signs_in("supervisor")
        await agent.goes_available()
        caller = await office.rings()
        await agent.accepts()
        await agent.presses("Raise hand")
        row = supervisor.page.locator("tr", has_text="Agent 1")
        await expect(row).to_contain_text("Hand raised", timeout=30_000)
        await agent.presses("End call")
        await expect(row).to_contain_text("Wrap-up", timeout=SOON_MS)
        await expect(row).not_to_contain_text("Hand raised", timeout=SOON_MS)
        await supervisor.presses("Free Agent 1")
        await is_for_everybody_at_any_width(supervisor.page, "free")
        await supervisor.reaches(supervisor.page.locator("[data-do='free-now']"))
        await supervisor.page.keyboard.press("Enter")
        await agent.shows("Available")
        await expect(agent.page.locator("#told")).to_contain_text("A supervisor ended your wrap-up")
        await caller.hangs_up()

    at_work(open_demo, story)
