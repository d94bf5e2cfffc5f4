"""A call at the desk from its offer to its wrap-up, in real Chromium, before the whole product."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.e2e.axe import is_for_everybody_at_any_width
from tests.e2e.demonstration import Demo
from tests.e2e.desk import SOON_MS, Office, Worker, at_work


async def is_heard_again_after_mute(agent: Worker) -> None:
    await agent.presses("Mute")
    await expect(agent.page.locator("#muted")).to_be_visible()
    await agent.presses("Unmute")
    await expect(agent.page.locator("#muted")).to_have_count(0)


async def wraps_up_at_length(agent: Worker) -> None:
    """Choose a favourite, take more time twice, which is all there is, and stay away."""
    await agent.page.get_by_role("combobox").press("1")
    await expect(agent.page.get_by_role("option", selected=True)).to_contain_text("Solved on the call")
    await agent.page.get_by_label("Yes").press("Space")
    await agent.presses("+30 s")
    await expect(agent.button("+30 s")).to_have_attribute("title", "1 time more", timeout=SOON_MS)
    await agent.presses("+30 s")
    await expect(agent.button("+30 s")).to_have_attribute("aria-disabled", "true", timeout=SOON_MS)
    await agent.presses("Save and stay away")


def test_a_call_is_taken_held_ended_and_wrapped_up(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1")
        await agent.goes_available()
        caller = await office.rings()
        await agent.is_offered()
        await expect(agent.page).to_have_title("● Call: +15105550199")
        await expect(agent.page.locator("#alarm")).to_contain_text("Alt A to accept")
        await agent.accepts()
        await agent.page.get_by_label("Notes", exact=True).fill("Router blinks red.")
        await expect(agent.page.locator("#notes-saved")).to_have_text("Saved", timeout=SOON_MS)
        recording = agent.page.locator("#recording")
        await expect(recording).to_have_text("Recording", timeout=SOON_MS)
        await agent.presses("Pause recording")
        await expect(recording).to_have_text(
            "Recording paused: the phone network confirms it", timeout=SOON_MS
        )
        await agent.presses("Resume recording")
        await expect(recording).to_have_text("Recording", timeout=SOON_MS)
        await agent.presses("Hold")
        await expect(agent.page.locator("#held")).to_contain_text("Caller on hold")
        await caller.hears("held")
        await agent.presses("Take back")
        await expect(agent.page.locator("#held")).to_have_count(0)
        await is_heard_again_after_mute(agent)
        await agent.presses("End call")
        await caller.hears("hears", "three short questions")
        await expect(agent.page.get_by_label("Notes", exact=True)).to_have_value("Router blinks red.")
        await wraps_up_at_length(agent)
        await agent.shows("Away")
        await caller.hangs_up()
        await expect(agent.page.locator(".history")).to_contain_text("Solved on the call", timeout=SOON_MS)
        await expect(agent.page.locator(".history")).to_contain_text("talked 0:")
        await agent.page.locator(".history button").first.press("Enter")
        await expect(agent.page.locator(".timeline .why")).to_have_text(
            re.compile("Why this call came to you")
        )
        await is_for_everybody_at_any_width(agent.page, "timeline")

    at_work(open_demo, story)


def test_a_declined_call_goes_to_a_colleague_and_a_missed_one_makes_away(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        first, second = await office.signs_in("agent1"), await office.signs_in("agent2")
        await first.goes_available()
        caller = await office.rings()
        await first.is_offered()
        await first.page.keyboard.press("Alt+d")
        await expect(first.button("Accept")).to_have_count(0)
        await first.shows("Available")
        await second.goes_available()
        await second.is_offered()
        await expect(second.page.locator(".countdown strong")).to_have_text("5", timeout=30_000)
        await expect(second.page.locator("#alarm")).to_have_text("Five seconds left to accept.")
        await second.shows("Away · missed a call")
        await expect(second.page.locator("#sent-off")).to_contain_text("You missed the call of")
        await is_for_everybody_at_any_width(second.page, "missed")
        await second.presses("I'm back")
        await second.shows("Available")
        await first.accepts()
        await first.presses("End call")
        await first.wraps_up()
        await caller.hangs_up()

    at_work(open_demo, story)


def test_a_caller_who_hangs_up_while_it_rings_takes_the_offer_along(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1")
        await agent.goes_available()
        caller = await office.rings()
        await agent.is_offered()
        await caller.hangs_up()
        await expect(agent.button("Accept")).to_have_count(0, timeout=SOON_MS)
        await expect(agent.page.locator("#after-offer")).to_contain_text("hung up")
        await agent.shows("Available")

    at_work(open_demo, story)


def test_a_caller_is_handed_on_after_a_consult_with_the_notes(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        first, second = await office.signs_in("agent1"), await office.signs_in("agent2")
        await first.goes_available()
        caller = await office.rings()
        await first.accepts()
        await first.page.get_by_label("Notes", exact=True).fill("Was promised a new router.")
        await second.goes_available()
        await first.consults("Agent 2")
        await expect(first.page.locator("#consult")).to_contain_text("Calling Agent 2")
        await second.accepts()
        await expect(first.page.locator("#consult")).to_contain_text(
            "You speak with Agent 2", timeout=SOON_MS
        )
        await expect(second.page.locator("#consult")).to_contain_text("Agent 1 asks you", timeout=SOON_MS)
        await is_for_everybody_at_any_width(first.page, "consult")
        await is_for_everybody_at_any_width(second.page, "consulted")
        await first.presses("Swap")
        await expect(first.page.locator("#consult")).to_contain_text("You speak with the caller")
        await first.presses("Complete")
        await first.wraps_up()
        await expect(second.page.locator(".before")).to_contain_text("Was promised a new router.")
        await expect(second.page.locator("#held")).to_have_count(0, timeout=SOON_MS)
        await second.presses("End call")
        await second.wraps_up()
        await caller.hangs_up()

    at_work(open_demo, story)


def test_a_consult_that_nobody_answers_comes_back_to_the_agent(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        first, second = await office.signs_in("agent1"), await office.signs_in("agent2")
        await first.goes_available()
        caller = await office.rings()
        await first.accepts()
        await second.goes_available()
        await first.consults("Agent 2")
        await second.is_offered()
        await second.presses("Decline")
        await expect(first.page.locator("#consult")).to_have_count(0, timeout=SOON_MS)
        await expect(first.page.locator("#held")).to_have_count(0, timeout=SOON_MS)
        await first.consults("Agent 2")
        await second.accepts()
        await first.presses("Join all")
        await expect(first.page.locator("ul.parties li")).to_have_count(3)
        await is_for_everybody_at_any_width(first.page, "conference")
        other = first.page.locator("ul.parties li", has_text="Agent 2")
        for does, state, undoes in (("Mute", "muted", "Unmute"), ("Hold", "on hold", "Take back")):
            await first.presses(f"{does} Agent 2")
            await expect(other).to_contain_text(state, timeout=SOON_MS)
            await first.presses(f"{undoes} Agent 2")
            await expect(other).not_to_contain_text(state, timeout=SOON_MS)
        await first.presses("Hold +15105550199")
        await expect(first.page.locator("#held")).to_contain_text("Caller on hold", timeout=SOON_MS)
        await first.presses("Take back +15105550199")
        await expect(first.page.locator("#held")).to_have_count(0, timeout=SOON_MS)
        await first.presses("Remove Agent 2")
        await expect(first.page.locator("ul.parties li")).to_have_count(2, timeout=SOON_MS)
        await second.wraps_up()
        await first.presses("End call")
        await first.wraps_up()
        await caller.hangs_up()

    at_work(open_demo, story)
