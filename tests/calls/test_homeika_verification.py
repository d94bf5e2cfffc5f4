"""Every way in which Homeika's callers prove, or do not prove, who they are."""

from __future__ import annotations

import pytest

from tests.calls import homeika
from tests.calls.homeika import BASIC, PREMIUM
from tests.house import HOMEIKA_SUPPORT, House

SORRY = "Sorry, that does not match our records. Let's try again."


@pytest.mark.parametrize("number", [PREMIUM.order_number, PREMIUM.account], ids=["order", "account"])
def test_an_order_or_account_number_and_the_pin_verify(house: House, number: str) -> None:
    """DC2: two things only the customer has; from any phone."""
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER)
    call.hears("stay on the line").stays_silent()
    call.hears("Key in your order number, then press pound").presses(f"{number}#")
    call.hears("Now your six digit PIN").presses(PREMIUM.pin)
    call.hears("What can we help with?").presses("0")
    call.hears("You are next in line")
    assert house.level(call) == "verified"
    assert house.path(call)[-1] == "premium_queue"
    call.hangs_up()


def test_twelve_digits_are_looked_up_and_do_not_match(house: House) -> None:
    """DC2: a number of full length that is nobody's gets as far as the PIN, like any other."""
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER).stays_silent()
    call.presses("410000011234#").hears("Now your six digit PIN").presses("111111")
    call.hears(SORRY).hears("Key in your order number").hangs_up()
    (failed,) = homeika.facts_of(house, "VerificationFailed")
    assert (failed["factor"], failed["reason"]) == ("pin", "wrong")


@pytest.mark.parametrize("digits", ["1234567", "1234567890123"], ids=["7 digits", "13 digits"])
def test_a_number_too_short_or_too_long_asks_for_no_pin(house: House, digits: str) -> None:
    """DC2: 8 to 12 digits are a number; others are refused at once, in the words of every refusal."""
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER).stays_silent()
    call.presses(f"{digits}#").hears(SORRY).hears("Key in your order number")
    call.does_not_hear("PIN").presses("#").hears("What can we help with?").hangs_up()
    assert house.state(call)["level"] == "none"


def test_a_number_without_its_pin_identifies_and_no_more(house: House) -> None:
    """DC2: whoever skips the PIN hears a return's status, and is asked for the PIN to open one."""
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER).stays_silent()
    call.presses(f"{PREMIUM.order_number}#").hears("PIN").presses("#")
    call.hears("What can we help with?")
    assert house.level(call) == "identified"
    call.presses("2").presses("1").hears("To open a return, key in your six digit PIN.")
    call.hangs_up()


def test_silence_at_the_pin_identifies_too(house: House) -> None:
    """DC2: nothing keyed is no wrong PIN, and costs no try."""
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER).stays_silent()
    call.presses(f"{BASIC.order_number}#").hears("PIN").stays_silent()
    call.hears("What can we help with?")
    assert house.level(call) == "identified"
    assert homeika.facts_of(house, "VerificationFailed") == []
    call.hangs_up()


def test_one_wrong_pin_may_be_put_right(house: House) -> None:
    """DC2: the number is asked for again as well, so that nobody learns which of the two was wrong."""
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER).stays_silent()
    call.presses(f"{PREMIUM.order_number}#").presses("000000")
    call.hears(SORRY).hears("Key in your order number").presses(f"{PREMIUM.order_number}#")
    call.presses(PREMIUM.pin).hears("What can we help with?")
    assert house.level(call) == "verified"
    call.hangs_up()


def test_three_wrong_pins_lock_and_lead_to_a_person(house: House) -> None:
    """DC2, HK8: nothing is granted, and the caller is not sent away."""
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER).stays_silent()
    for wrong in ("000000", "000001", "000002"):
        call.hears("Key in your order number").presses(f"{PREMIUM.order_number}#")
        call.hears("PIN").presses(wrong)
    call.hears("I could not match those numbers").hears("Let me find a person").hears("next in line")
    assert house.level(call) == "none"
    assert house.path(call)[-4:] == ["person", "connecting", "by_queue", "support_queue"]
    tries = homeika.facts_of(house, "VerificationFailed")
    assert [fact["reason"] for fact in tries] == ["wrong"] * 3
    call.hangs_up()


def test_a_locked_caller_at_night_gets_the_closed_line_and_no_engineer(house: House) -> None:
    """HK6: a wrong PIN on a Premium account does not wake the engineer of Premium."""
    house.net.clock.moves(seconds=17 * 3600)
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER).stays_silent()
    for wrong in ("000000", "000001", "000002"):
        call.hears("Key in your order number").presses(f"{PREMIUM.order_number}#")
        call.hears("PIN").presses(wrong)
    call.hears("I could not match those numbers").hears("We are closed until").hangs_up()
    assert "closed_premium" not in house.path(call)


def test_more_tries_after_the_third_are_refused_everywhere_in_the_call(house: House) -> None:
    """DC2: the limit of a call is one for all its steps: a return asks for no further number."""
    house.net.clock.moves(seconds=17 * 3600)
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER).stays_silent()
    for wrong in ("000000", "000001", "000002"):
        call.presses(f"{PREMIUM.order_number}#").hears("PIN").presses(wrong).hears("match")
    call.hears("We are closed until").presses("5")
    call.hears("I could not match those numbers").hears("We are closed until").hangs_up()
    assert house.state(call)["level"] == "none"


def test_the_order_number_may_be_spoken_and_the_pin_may_not(house: House) -> None:
    """DC2: digits of a secret are keyed, so that nobody in the room hears them."""
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER).stays_silent()
    call.hears("order number").says("four one zero zero zero zero zero one")
    call.hears("Now your six digit PIN")
    assert call.leg.listening is not None
    assert not call.leg.listening.speech
    call.presses(PREMIUM.pin).hears("What can we help with?")
    assert house.level(call) == "verified"
    call.hangs_up()


def test_words_that_are_no_number_cost_no_try(house: House) -> None:
    """DC2: a caller who talks is asked again, and nothing counts as guessed."""
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER).stays_silent()
    call.says("I do not have it on me").hears("Sorry, that does not look right")
    call.hears("Key in your order number").presses("#").hears("What can we help with?").hangs_up()
    assert house.state(call)["tries"] == 0
    assert homeika.facts_of(house, "VerificationFailed") == []
