"""A wrong key or words that make no sense are said to be that, and never end in a dead end."""

from __future__ import annotations

import pytest

from tests.calls import doing, homewise
from tests.calls.conftest import At
from tests.calls.homewise import NIGHT
from tests.calls.homewise_ways import ASKS, MENUS, MESSAGES, QUEUES, SURVEYS, VERIFIES, goes_to

WRONG_CHOICE = "Sorry, that is not one of the choices"
#: Where wrong keys lead: the step of the support line at which the call then stands.
AFTER_WRONG_KEYS = {
    "homewise-main/urgent_first": "homewise-main/main_menu",
    "homewise-main/main_menu": "homewise-support/tier1_queue",
    "homewise-main/other_menu": "homewise-support/tier1_queue",
    "homewise-support/urgent_first": "homewise-support/who",
    "homewise-support/owner_menu": "homewise-support/tier1_queue",
    "homewise-support/renter_menu": "homewise-support/tier1_queue",
    "homewise-support/reduced_menu": "homewise-support/tier1_queue",
    "homewise-support/closed_menu": "homewise-support/message",
    "homewise-support/visit_menu": "homewise-support/tier1_queue",
    "homewise-support/visit_told": "homewise-support/tier1_queue",
    "homewise-support/bill_menu": "homewise-support/billing_queue",
    "homewise-support/invoice_told": "homewise-support/billing_queue",
    "homewise-support/invoice_paid": "homewise-support/billing_queue",
    "homewise-support/hours_open": "homewise-support/tier1_queue",
    "homewise-support/hours_reduced": "homewise-support/tier1_queue",
    "homewise-support/hours_closed": "homewise-support/closed_menu",
}
#: How often a menu is told in all.
TOLD = {"urgent_first": 1, "main_menu": 3, "owner_menu": 3}


def _told(step: str) -> int:
    return TOLD.get(step.partition("/")[2], 2)


@pytest.mark.parametrize("step", MENUS)
def test_wrong_keys_at_a_menu_are_said_to_be_wrong_and_lead_on(at: At, step: str) -> None:
    """HW1: 6 is no choice anywhere; the choices are told again as often as the menu allows."""
    house, call = goes_to(at, step)
    for left in reversed(range(_told(step))):
        call.presses("6")
        if left:
            call.hears(WRONG_CHOICE)
    doing.comes_to(house, call, AFTER_WRONG_KEYS[step])
    if AFTER_WRONG_KEYS[step] in QUEUES:
        call.hears("Let me find somebody to help you")
    call.hangs_up()


@pytest.mark.parametrize("step", MENUS)
def test_words_that_mean_nothing_are_a_miss_like_a_wrong_key(at: At, step: str) -> None:
    """HW1: whoever is not understood hears so, and hears the choices again."""
    house, call = goes_to(at, step)
    call.says("the quick brown fox")
    if _told(step) == 1:
        doing.comes_to(house, call, AFTER_WRONG_KEYS[step]).hangs_up()
        return
    call.hears(WRONG_CHOICE).hangs_up()
    assert house.state(call)["step"] == step.partition("/")[2]


def test_a_wrong_key_for_ones_home_is_asked_again_and_then_let_go(at: At) -> None:
    """HW6: nothing is kept, and the caller hears the choices of a homeowner."""
    (step,) = ASKS
    house, call = goes_to(at, step)
    call.presses("6").hears("Sorry, that does not look right.").hears("If you own your home, press 1.")
    call.presses("6").hears("How can we help?")
    assert house.state(call)["answers"] == {}
    call.hangs_up()


@pytest.mark.parametrize("step", VERIFIES)
def test_a_number_that_does_not_fit_is_refused_and_asked_for_again(at: At, step: str) -> None:
    """DC2: twice at most, and then the call goes on without it."""
    house, call = goes_to(at, step)
    call.presses("1234567#").hears("does not match our records").presses("1234567#").waits(seconds=1)
    assert house.state(call)["step"] != step.partition("/")[2]
    assert house.level(call) == "none"
    call.hangs_up()


@pytest.mark.parametrize("step", QUEUES)
def test_a_key_that_means_nothing_loses_nobody_their_place(at: At, step: str) -> None:
    """DC3: the music goes on, and the caller is where they were in the queue."""
    house, call = goes_to(at, step)
    before = house.state(call)["place"]
    for key in ("4", "6", "#", "5"):
        call.presses(key)
    assert (house.state(call)["step"], house.state(call)["place"]) == (step.partition("/")[2], before)
    call.hangs_up()


@pytest.mark.parametrize("step", MESSAGES)
def test_a_key_ends_a_message_and_what_was_said_is_kept(at: At, step: str) -> None:
    """HW2: hash is how many people end a message; no key there means danger, a person or a repeat."""
    house, call = goes_to(at, step)
    call.leaves_message("my name is in the book, please ring me").presses("#").ends()
    house.net.settles()
    (kept,) = (row for row in house.promises(call) if row.recording_sid)
    assert kept.recording_s


def test_a_wrong_score_is_asked_for_once_more(at: At) -> None:
    """HW8: 11 is no mark out of ten, and is not kept as one."""
    (step,) = SURVEYS
    house, call = goes_to(at, step)
    call.hears("From 1 to 10, how did we do?").presses("11").hears(WRONG_CHOICE)
    call.hears("From 1 to 10, how did we do?").presses("0#").hears("From 0 to 10").hangs_up()
    assert homewise.facts_of(house, "SurveyAnswered") == []


def test_the_key_of_a_closed_choice_is_no_way_round_the_hours(at: At) -> None:
    """HW3: at night 0 asks for a person, and there is none: the caller hears what there is."""
    house = at(NIGHT)
    call = homewise.calls(house, "press 0").hears("We are closed until 8 am today.")
    assert homewise.in_line(house, "tier1") == []
    call.presses("0").hears("We are closed until 8 am today.").hangs_up()
