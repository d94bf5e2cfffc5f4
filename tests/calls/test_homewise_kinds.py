"""Homeowners, renters and trade partners are told apart, and each hears what is theirs."""

from __future__ import annotations

import pytest

from storage.record.roles import Role
from tests.calls import doing, homewise
from tests.calls.conftest import At
from tests.calls.homewise import HOMEOWNER, NIGHT, OPEN, OWING, RENTER, STRANGER, SUNDAY, TRADE
from tests.house import HOMEWISE_MAIN, HOMEWISE_SUPPORT, House

OWNERS = "To book, change or track a visit, press 1."
RENTERS = "For a repair or visit, press 1. For a claim, press 4. For a complaint, press 5."
KINDS = "If you own your home, press 1. If you rent it, press 2. If you are a trade partner, press 3."


@pytest.fixture
def house(at: At) -> House:
    return at(OPEN)


@pytest.mark.parametrize(("who", "hears"), [(HOMEOWNER, OWNERS), (OWING, OWNERS), (RENTER, RENTERS)])
@pytest.mark.parametrize("line", [HOMEWISE_MAIN, HOMEWISE_SUPPORT], ids=["main", "support"])
def test_whoever_is_identified_is_not_asked_what_they_are(
    house: House, line: str, who: Role, hears: str
) -> None:
    """HW6: the directory knows."""
    call = house.dials(line, number=STRANGER).stays_silent()
    if line == HOMEWISE_MAIN:
        call.hears("If you are a customer already, press 1.").presses("1")
    call.presses(f"{who.order_number}#").hears(hears).does_not_hear("If you own your home").hangs_up()


@pytest.mark.parametrize(
    ("answer", "then"),
    [
        ("press 1", "owner_menu"),
        ("press 2", "renter_menu"),
        ("press 3", "trade_queue"),
        ("say two", "renter_menu"),
        ("say I am a renter", "renter_menu"),
        ("say number three", "trade_queue"),
        ("say trade", "trade_queue"),
        ("press #", "owner_menu"),
        ("wait", "caller_kind"),
    ],
)
def test_a_caller_without_a_number_says_what_they_are(house: House, answer: str, then: str) -> None:
    """HW6: by key or by word."""
    call = house.dials(HOMEWISE_SUPPORT, number=STRANGER)
    call.stays_silent().presses("#").hears(KINDS)
    doing.does(call, answer)
    doing.comes_to(house, call, f"homewise-support/{then}").hangs_up()


def test_an_identified_trade_partner_goes_straight_to_the_trade_queue(house: House) -> None:
    """HW6: no menu at all, and a start of a minute before the others."""
    call = homewise.calls(house, "wait", f"press {TRADE.order_number}#").hears("You are next in the queue.")
    (joined,) = homewise.facts_of(house, "QueueJoined")
    assert (joined["queue"], joined["priority"]) == ("trade", 60)
    call.does_not_hear("press 1").hangs_up()


def test_a_trade_partner_on_the_main_line_says_so_and_is_put_in_the_trade_queue(house: House) -> None:
    """HW6: with the account number, and the same queue."""
    call = homewise.calls(house, "wait", "press 3", f"press {TRADE.account}#", line=HOMEWISE_MAIN)
    call.hears("You are next in the queue.")
    assert house.level(call) == "identified"
    assert homewise.in_line(house, "trade") == [call.sid]
    call.hangs_up()


def test_what_the_directory_knows_outweighs_what_is_said(house: House) -> None:
    """HW6: a renter who skips and says homeowner, and then gives the number, hears what is theirs."""
    call = homewise.calls(house, "wait", "press #", "press 1", "press 1", "press 2")
    call.hears("To find your visit").presses(f"{RENTER.order_number}#").hears("I could not find that here.")
    assert house.state(call)["caller"]["kind"] == "renter"
    call.hears("Let me find somebody to help you.").hangs_up()


@pytest.mark.parametrize("who", [TRADE, RENTER, HOMEOWNER], ids=["trade", "renter", "homeowner"])
@pytest.mark.parametrize(
    ("moment", "says"),
    [(SUNDAY, "We have fewer people today."), (NIGHT, "We are closed until")],
    ids=["Sunday", "night"],
)
def test_outside_the_full_hours_all_hear_the_same(at: At, moment: str, says: str, who: Role) -> None:
    """HW2, HW3: the reduced and the closed choices are for everybody."""
    call = homewise.calls(at(moment), "wait", f"press {who.order_number}#").hears(says)
    call.hangs_up()
