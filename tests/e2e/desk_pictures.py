"""Take the pictures of docs/how-to/use-the-desk.md: `python -m tests.e2e.desk_pictures`.

It starts the demo in a folder of its own, rings as a customer who is verified, and ends everything
again. Real time: about two minutes.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import expect

from tests.e2e.demonstration import ROOT, copy_flows, serving_demo
from tests.e2e.desk import SOON_MS, Caller, Office, Worker, at_work

PICTURES = ROOT / "docs" / "images"


async def asks_for_a_person(caller: Caller) -> None:
    """Key in the order and the PIN of the Premium customer, then ask for a person."""
    await caller.hears("hears", "Otherwise, stay on the line.")
    await asyncio.to_thread(caller.phone.presses, "1")
    await caller.hears("hears", "Key in your order number")
    await asyncio.to_thread(caller.phone.presses, "41000001#")
    await caller.hears("hears", "Now your six digit PIN")
    await asyncio.to_thread(caller.phone.presses, "271828")
    await caller.hears("hears", "What can we help with?")
    await asyncio.to_thread(caller.phone.presses, "0")


async def shoots(worker: Worker, name: str, height: int = 720) -> None:
    size = worker.page.viewport_size
    assert size is not None
    await worker.page.screenshot(
        path=PICTURES / f"desk-{name}.png",
        clip={"x": 0, "y": 0, "width": size["width"], "height": height},
        full_page=True,
    )


async def meets_a_stranger(office: Office, agent: Worker) -> None:
    """Take the picture of a caller who is on nobody's file, while the agent creates them."""
    caller = await office.rings()
    await agent.accepts()
    await agent.presses("Create customer")
    await agent.page.get_by_label("Name").fill("Sasha Oakley")
    await shoots(agent, "customer", 560)
    await agent.presses("Cancel")
    await agent.presses("End call")
    await agent.wraps_up()
    await caller.hangs_up()


async def story(office: Office) -> None:
    agent = await office.signs_in("agent2", width=1280)
    other = await office.signs_in("agent1", width=1280)
    supervisor = await office.signs_in("supervisor", width=1280)
    await agent.goes_available()
    caller = await office.rings("+15105550101", key="")
    await asks_for_a_person(caller)
    await agent.is_offered()
    await shoots(agent, "offer", 420)
    await agent.accepts()
    await agent.page.get_by_label("Notes", exact=True).fill("The light on the device blinks red.")
    await expect(agent.page.locator("#notes-saved")).to_have_text("Saved", timeout=SOON_MS)
    await shoots(agent, "call")
    await other.goes_available()
    await expect(supervisor.page.locator("tr", has_text="Agent 2")).to_contain_text(
        "On a call", timeout=SOON_MS
    )
    await shoots(supervisor, "floor", 560)
    await agent.consults("Agent 1")
    await other.accepts()
    await expect(agent.page.locator("#consult")).to_contain_text("You speak with Agent 1", timeout=SOON_MS)
    await shoots(agent, "consult", 460)
    await agent.presses("Back to caller")
    await other.shows("Available")
    await agent.presses("End call")
    await expect(agent.page.get_by_role("heading", name="Wrap-up")).to_be_visible(timeout=SOON_MS)
    await agent.page.get_by_role("combobox").press("1")
    await agent.page.get_by_label("Yes").check()
    await shoots(agent, "wrap-up", 640)
    await agent.wraps_up()
    await caller.hangs_up()
    await meets_a_stranger(office, agent)


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        demo = serving_demo(copy_flows(Path(scratch)), Path(scratch) / "data", open_now=True)
        try:
            at_work(demo, story)
        finally:
            demo.is_interrupted()
    return 0


if __name__ == "__main__":
    sys.exit(main())
