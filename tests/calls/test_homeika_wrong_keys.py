"""A wrong key or an answer that makes no sense is said to be one, and never ends in a dead end."""

from __future__ import annotations

import pytest

from tests.calls import doing
from tests.calls.conftest import At
from tests.calls.homeika_ways import ASKS, MENUS, MESSAGES, QUEUES, VERIFIES, goes_to

WRONG_CHOICE = "Sorry, that is not one of the choices"
WRONG_ENTRY = "Sorry, that does not look right"

#: Where two or three wrong keys at a menu lead.
AFTER_WRONG_KEYS = {
    "danger_check": "who",
    "enterprise_menu": "enterprise_queue",
    "rma_opened": "csat",
    "closed_premium": "message",
    "closed_menu": "message",
    "basic_told": "closed_menu",
}
#: An entry that does not fit, and where it leads.
MISFITS = {
    "ask_serial": ("press 12#", "ask_firmware"),
    "ask_firmware": ("say the latest", "ask_network"),
    "ask_network": ("press 6", "ask_speed"),
    "ask_speed": ("press 5#", "ask_links"),
    "ask_links": ("press 12#", "fix_power"),
}
TRIES = {"danger_check": 1, "main_menu": 3}


@pytest.mark.parametrize("step", MENUS)
def test_wrong_keys_at_a_menu_are_said_to_be_wrong_and_lead_on(at: At, step: str) -> None:
    """HK1: 6 is no choice anywhere; the choices are said again as often as the menu allows."""
    house, call = goes_to(at, step)
    name = step.partition("/")[2]
    tries = TRIES.get(name, 2)
    for left in reversed(range(tries)):
        call.presses("6")
        if left:
            call.hears(WRONG_CHOICE)
    doing.comes_to(house, call, f"homeika-support/{AFTER_WRONG_KEYS.get(name, 'support_queue')}")
    call.hangs_up()


@pytest.mark.parametrize("step", MENUS)
def test_words_that_mean_nothing_are_a_miss_like_a_wrong_key(at: At, step: str) -> None:
    """HK1: whoever is not understood hears so, and hears the choices again."""
    house, call = goes_to(at, step)
    call.says("the quick brown fox")
    if step.endswith("/danger_check"):
        call.hears("Key in your order number").hangs_up()
        return
    call.hears(WRONG_CHOICE).hangs_up()
    assert house.state(call)["step"] == step.partition("/")[2]


@pytest.mark.parametrize("step", ASKS)
def test_an_answer_that_does_not_fit_is_not_kept(at: At, step: str) -> None:
    """HK9: the agent sees what was given, or nothing; the caller is asked twice at most."""
    house, call = goes_to(at, step)
    wrong, then = MISFITS[step.partition("/")[2]]
    doing.does(call, wrong)
    if step.endswith("/ask_serial"):
        call.hears(WRONG_ENTRY)
        doing.does(call, wrong)
    doing.comes_to(house, call, f"homeika-support/{then}")
    assert house.state(call)["answers"] == {}
    call.hangs_up()


@pytest.mark.parametrize("step", VERIFIES)
def test_a_number_that_does_not_fit_is_refused_and_asked_for_again(at: At, step: str) -> None:
    """DC2: and the third locks, and leads to a person."""
    house, call = goes_to(at, step)
    for _ in range(2):
        call.presses("1234567#").hears("does not match our records")
    call.presses("1234567#").hears("I could not match those numbers").hears("next in line")
    assert house.path(call)[-1] == "support_queue"
    call.hangs_up()


@pytest.mark.parametrize("step", QUEUES)
def test_a_key_that_means_nothing_loses_nobody_their_place(at: At, step: str) -> None:
    """DC3: the music goes on, and the caller is where they were in line."""
    house, call = goes_to(at, step)
    place = house.state(call)["place"]
    call.waits(seconds=15).presses("5").waits(seconds=15)
    assert (house.state(call)["step"], house.state(call)["place"]) == (step.partition("/")[2], place)
    call.hangs_up()


@pytest.mark.parametrize("step", [step for step in MESSAGES if step.startswith("homeika-support/")])
def test_a_key_at_the_tone_ends_the_message_and_nothing_else(at: At, step: str) -> None:
    """HK2: whoever speaks and presses any key is told that the message is kept, where one is taken."""
    house, call = goes_to(at, step)
    call.leaves_message("please call me about my lock").presses("#").ends()
    kept = [row for row in house.promises(call) if row.kind == "voicemail"]
    assert [row.recording_s for row in kept] == [2]
