"""A call that nobody wrapped up, completed later in its row of the last calls: by keyboard, in Chromium."""

from __future__ import annotations

import re

from playwright.async_api import Locator, expect

from tests.e2e.axe import grave
from tests.e2e.demonstration import Demo
from tests.e2e.desk import SOON_MS, Caller, Office, Worker, at_work

#: What nobody saved is in the record some seconds later, and the page looks for it again and again.
KEPT_WITHIN_MS = 40_000


async def is_freed_in_wrap_up(office: Office, agent: Worker, supervisor: Worker) -> Caller:
    """Let the agent take a call, end it, type a note, and be freed by the supervisor before they save."""
    await agent.goes_available()
    caller = await office.rings()
    await agent.accepts()
    await agent.presses("End call")
    await expect(agent.page.get_by_role("heading", name="Wrap-up")).to_be_visible(timeout=SOON_MS)
    await agent.page.get_by_label("Notes", exact=True).fill("Router blinks red.")
    await expect(agent.page.locator("#notes-saved")).to_have_text("Saved", timeout=SOON_MS)
    await supervisor.presses("Free Agent 1")
    await supervisor.reaches(supervisor.page.locator("[data-do='free-now']"))
    await supervisor.page.keyboard.press("Enter")
    await expect(agent.page.get_by_role("heading", name="Wrap-up")).to_be_hidden(timeout=SOON_MS)
    return caller


async def opens(worker: Worker) -> Locator:
    """Open the first row's form by the keyboard; return it."""
    button = worker.page.get_by_role("button", name=re.compile("^Complete the call of")).first
    await button.wait_for(timeout=KEPT_WITHIN_MS)
    await worker.reaches(button)
    await worker.page.keyboard.press("Enter")
    form = worker.page.get_by_role("form", name=re.compile("^Complete the call of"))
    await expect(form.get_by_label("What was it?")).to_be_focused(timeout=SOON_MS)
    return form


def test_an_agent_completes_a_call_that_a_supervisor_freed_them_from(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent, supervisor = await office.signs_in("agent1"), await office.signs_in("supervisor")
        caller = await is_freed_in_wrap_up(office, agent, supervisor)
        form = await opens(agent)
        found = await grave(agent.page)
        assert found == [], "\n".join(found)
        await agent.page.keyboard.press("Escape")
        await expect(form).to_have_count(0)
        await expect(agent.page.locator(".history .link").first).to_be_focused()
        form = await opens(agent)
        await agent.page.keyboard.press("ArrowDown")
        notes = form.get_by_label("Notes of that call")
        await expect(notes).to_have_value("Router blinks red.")
        await agent.reaches(form.get_by_label("Yes"))
        await agent.page.keyboard.press("Space")
        await agent.reaches(notes)
        await agent.page.keyboard.press("End")
        await agent.page.keyboard.type(" A new lamp.")
        await agent.reaches(form.get_by_role("button", name=re.compile("^Save")))
        await agent.page.keyboard.press("Enter")
        row = agent.page.locator(".history li").first
        await expect(row).to_contain_text("Solved on the call", timeout=SOON_MS)
        await expect(agent.page.locator(".history .late")).to_have_count(0)
        await expect(row.locator(".link")).to_be_focused()
        await expect(agent.page.locator(".state-words")).not_to_have_text("Wrap-up")
        await agent.page.keyboard.press("Enter")
        await expect(agent.page.locator(".timeline")).to_contain_text(
            "Agent 1 completed it later", timeout=SOON_MS
        )
        await caller.hangs_up()

    at_work(open_demo, story)


def test_a_supervisor_completes_the_call_of_another(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent, supervisor = await office.signs_in("agent1"), await office.signs_in("supervisor")
        caller = await is_freed_in_wrap_up(office, agent, supervisor)
        form = await opens(supervisor)
        open_rows = supervisor.page.locator("section", has_text="Calls to complete").locator("li")
        await expect(open_rows.first).to_contain_text("Agent 1")
        before = await open_rows.count()
        await supervisor.reaches(form.get_by_role("button", name=re.compile("^Save")))
        await supervisor.page.keyboard.press("Enter")
        await expect(open_rows).to_have_count(before - 1, timeout=SOON_MS)
        await expect(agent.page.locator(".history li").first.get_by_role("button")).to_have_count(
            1, timeout=SOON_MS
        )
        await caller.hangs_up()

    at_work(open_demo, story)
