"""One call of each line, as somebody lives it who opens the demo's page: from dialling to its end."""

from __future__ import annotations

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
    engineer, name = await caller.picks_up("Homeika ")
    await caller.accepts(engineer, "Press 1 to take it, 2 to decline.")
    await caller.hears(f"You are talking to {name}.")
    await caller.speaks("The lock is very hot")
    await expect(engineer.get_by_role("log")).to_contain_text("The lock is very hot", timeout=HEARS_WITHIN_MS)
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


async def an_urgent_caller_is_called_back(caller: Caller) -> None:
    """HW4, HW5: the first phone declines and the caller hangs up; whoever takes them calls back."""
    await caller.dials("Homewise: renter")
    await caller.hears("press 9")
    await caller.presses("9")
    rung = caller.page.locator("#ringing .offer:not([hidden])")
    waits = caller.panel.locator(".wants").filter(has_text="keys")
    await expect(rung.or_(waits).first).to_be_visible(timeout=HEARS_WITHIN_MS)
    if await waits.is_visible():
        await caller.presses("7")  # staffed: whoever does not want to wait a minute in the urgent queue
    engineer, _ = await caller.is_rung("Homewise ")
    await engineer.get_by_role("button", name="Decline").click(timeout=HEARS_WITHIN_MS)
    await caller.hears("We are still calling our engineers. Please stay on the line.")
    await caller.is_at("urgent_page")
    await caller.hangs_up()
    await caller.is_over()
    await caller.gets_text("URGENT: call from +442079460001")
    engineer, name = await caller.picks_up("Homewise ")
    await caller.accepts(engineer, "Press 1")
    back, _ = await caller.picks_up("Homewise: renter")
    await expect(back.get_by_role("log")).to_contain_text(name, timeout=HEARS_WITHIN_MS)


STORIES: dict[str, Story] = {
    "Homeika support": a_return_is_asked_about,
    "Homeika emergency": an_engineer_is_reached,
    "Homewise main": the_hours_are_told,
    "Homewise support": an_urgent_caller_is_called_back,
}
