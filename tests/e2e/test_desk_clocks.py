"""Clocks at the desk, in a browser: on the card, in the bar, above the floor; warned, overdue and done."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

from playwright.async_api import expect

from tests.e2e.axe import is_for_everybody_at_any_width
from tests.e2e.demonstration import Demo
from tests.e2e.desk import SOON_MS, Office, Worker, at_work

#: Longer than a desk goes without looking.
LOOKS_MS = 40_000
CLOCK = "loan-device"
STATE = "async () => (await fetch('/desk/state')).json()"


def writes(demo: Demo, statement: str, *values: str) -> None:
    with closing(sqlite3.connect(demo.data / "ringdown.sqlite", timeout=10)) as record, record:
        record.execute(statement, values)


async def ago(worker: Worker, minutes: int) -> str:
    """Write an instant as the record keeps it, by the demo's own clock."""
    now = datetime.fromisoformat((await worker.page.evaluate(STATE))["now"])
    return str((now - timedelta(minutes=minutes)).replace(tzinfo=None))


async def starts_a_clock(demo: Demo, agent: Worker) -> None:
    """Write down a clock of the call that begins now, after the answer: it stops none that begins later."""
    call = (await agent.page.evaluate(STATE))["call"]["id"]
    started, half, due = [await ago(agent, minutes) for minutes in (0, -10, -40)]
    columns = "id, tenant, clock, case_id, call_id, number, dialled, started_at, half_at, due_at"
    values = ("e2e", "homeika", CLOCK, "loan", call, "+15105550199", "+18005551820", started, half, due)
    writes(demo, f"INSERT INTO clocks ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", *values)  # noqa: S608 - ours


async def is_news(agent: Worker) -> None:
    """Do what every desk is told of: nobody was told of what a test wrote into the record by itself."""
    await agent.presses("Hold")
    await expect(agent.page.locator("#held")).to_contain_text("Caller on hold", timeout=SOON_MS)
    await agent.presses("Take back")
    await expect(agent.page.locator("#held")).to_have_count(0, timeout=SOON_MS)


def test_a_clock_runs_is_overdue_and_is_done_by_a_key(open_demo: Demo) -> None:
    async def story(office: Office) -> None:
        agent = await office.signs_in("agent1", scheme="dark")
        supervisor = await office.signs_in("supervisor")
        await agent.goes_available()
        caller = await office.rings()
        await agent.accepts()
        await starts_a_clock(open_demo, agent)
        await is_news(agent)
        listed = agent.page.get_by_role("list", name="Clocks of this call")
        await expect(listed).to_contain_text(f"{CLOCK} 40 min left", timeout=LOOKS_MS)
        await expect(agent.page.locator("#clocks-short")).to_contain_text("40 min left")
        await is_for_everybody_at_any_width(agent.page, "clock-runs")
        half, due = await ago(agent, 40), await ago(agent, 5)
        writes(open_demo, "UPDATE clocks SET half_at = ?, due_at = ? WHERE id = 'e2e'", half, due)
        await is_news(agent)
        await expect(agent.page.locator("#alarm")).to_have_text(f"Overdue: {CLOCK}.", timeout=LOOKS_MS)
        await expect(listed).to_contain_text("overdue by 5 min")
        above = supervisor.page.locator("#clocks")
        await expect(above).to_contain_text(f"{CLOCK} overdue by", timeout=LOOKS_MS)
        await is_for_everybody_at_any_width(agent.page, "clock-overdue")
        await is_for_everybody_at_any_width(supervisor.page, "clocks-of-all")
        await agent.page.keyboard.press("Alt+c")
        await expect(listed).to_have_count(0, timeout=SOON_MS)
        await expect(above).to_be_empty(timeout=SOON_MS)
        await agent.presses("End call")
        await agent.wraps_up()
        await caller.hangs_up()

    at_work(open_demo, story)
