"""One call of each line, as somebody lives it who opens the demo's page: from dialling to its end."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import expect

from tests.e2e.caller import HEARS_WITHIN_MS, Caller

Story = Callable[[Caller], Awaitable[None]]


async def a_return_is_asked_about(caller: Caller) -> None:
    """HK7, HK9: verified by order number and PIN, told the status, sent a text, asked three questions."""
    await caller.dials("Homeika: customer with a return under way")
    await caller.hears("press 9 now")
    await caller.presses("1")  # not 9: whoever presses anything else goes on at once
    await caller.hears("Key in your order number")
    await caller.presses("41000004#")
    await caller.hears("Now your six digit PIN")
    await caller.presses("141421")
    if await caller.hears("What can we help with?", "We are closed until") == "What can we help with?":
        await caller.says("return")
        await caller.hears("For the status of a return, press 2")
    await caller.says("status")
    if await caller.hears("Your return is ", "To find your return") == "To find your return":
        # On a machine so busy that the PIN could not be checked in a webhook's time, nobody is verified.
        await caller.presses("41000004#")
        await caller.hears("Your return is ")
    await caller.presses("2")
    await caller.hears("Your text message is on its way.")
    await caller.gets_text("Homeika: your return ")
    await caller.is_at("rma_text")
    await caller.hears("From 1 to 5")
    await caller.presses("5")
    await caller.hears("Is it fixed?")
    await caller.presses("1")
    await caller.hears("From 0 to 10")
    await caller.presses("10")
    await caller.hears("Thank you for calling Homeika. Goodbye.")
    await caller.is_over()
    await caller.is_at("thanks")


async def an_engineer_is_reached(caller: Caller) -> None:
    """HK3: nothing is asked; the engineer presses 1; the two talk until one of them hangs up."""
    await caller.dials("Somebody who withholds the number")
    await caller.hears("Calling our engineer now.")
    engineer = caller.other("Homeika duty engineer")
    await engineer.get_by_role("button", name="Answer").click(timeout=HEARS_WITHIN_MS)
    heard = engineer.get_by_role("log")
    await expect(heard).to_contain_text("Press 1 to take it.", timeout=HEARS_WITHIN_MS)
    await expect(engineer.locator(".wants")).to_contain_text("keys", timeout=HEARS_WITHIN_MS)
    await engineer.get_by_role("button", name="1", exact=True).click()
    await caller.hears("You are talking to Homeika duty engineer.")
    await caller.speaks("The lock is very hot")
    await expect(heard).to_contain_text("The lock is very hot", timeout=HEARS_WITHIN_MS)
    await caller.is_at("on_call")
    await caller.hangs_up()
    await caller.is_over()
    await expect(engineer.locator(".state")).to_have_text("Call ended", timeout=HEARS_WITHIN_MS)


async def the_hours_are_told(caller: Caller) -> None:
    """HW1, HW2: the main line tells the hours to a caller who says what is wanted, and who then hangs up."""
    await caller.dials("Homewise: homeowner with a visit booked")
    await caller.hears("If you smell gas, press 8.")
    await caller.presses("1")
    await caller.hears("How can we help?")
    await caller.says("your opening hours please")
    await caller.hears("Our hours are 8 in the morning")
    await caller.is_at("hours_told")
    await caller.hangs_up()
    await caller.is_over()


async def an_urgent_report_is_left(caller: Caller) -> None:
    """HW4, HW5: nobody takes the urgent call, so a message is taken and the engineer is alerted by text."""
    await caller.dials("Homewise: renter")
    await caller.hears("press 9")
    await caller.presses("9")
    engineer = caller.other("Homewise duty engineer")
    declines = engineer.get_by_role("button", name="Decline")
    waits = caller.panel.locator(".wants").filter(has_text="keys")
    await expect(declines.or_(waits).first).to_be_visible(timeout=HEARS_WITHIN_MS)
    if not await declines.is_visible():
        await caller.presses("7")  # staffed: whoever does not want to wait a minute in the urgent queue
    await declines.click(timeout=HEARS_WITHIN_MS)
    await caller.hears("Nobody has picked up yet.")
    await caller.says("Water comes through the ceiling at 5 Mill Lane")
    await caller.hears("Thank you. We have your message")
    await caller.is_over()
    await caller.is_at("urgent_saved")
    alert = caller.page.locator("#texts li").filter(has_text=re.compile("to Homewise duty engineer"))
    await expect(alert.first).to_be_visible(timeout=HEARS_WITHIN_MS)


STORIES: dict[str, Story] = {
    "Homeika support": a_return_is_asked_about,
    "Homeika emergency": an_engineer_is_reached,
    "Homewise main": the_hours_are_told,
    "Homewise support": an_urgent_report_is_left,
}
