"""Limits on guessing hold over many calls, and delay an owner without shutting them out."""

from __future__ import annotations

from tests.calls import homeika
from tests.calls.homeika import BASIC, PREMIUM, RETURNING, STRANGER
from tests.house import HOMEIKA_SUPPORT, House

HALF_HOUR = 30 * 60
LOCKED = "I could not match those numbers"


def _guesses(house: House, number: str | None, *, at_account: str, times: int) -> None:
    """Call and key in wrong PINs, as many as asked for, three at most in each call."""
    while times > 0:
        call = house.dials(HOMEIKA_SUPPORT, number=number).stays_silent()
        for guess in range(min(times, 3)):
            call.presses(f"{at_account}#").hears("PIN").presses(f"00000{guess}").hears("match")
        times -= 3
        call.hangs_up()


def _right_pin_is_refused(house: House, number: str | None) -> bool:
    call = house.dials(HOMEIKA_SUPPORT, number=number)
    homeika.proves(call, PREMIUM)
    call.hears("?" if house.level(call) == "verified" else LOCKED).hangs_up()
    return bool(house.state(call)["level"] == "none")


def test_five_wrong_pins_at_one_account_delay_the_next_try(house: House) -> None:
    """DC2: from five different numbers, over several calls; then even the right PIN is refused for now."""
    for caller in range(5):
        _guesses(house, f"+1415555014{caller}", at_account=PREMIUM.order_number, times=1)
    assert _right_pin_is_refused(house, STRANGER)
    refused = homeika.facts_of(house, "VerificationFailed")[-1]
    assert (refused["factor"], refused["reason"]) == ("pin", "limited")


def test_half_an_hour_later_there_is_one_more_try(house: House) -> None:
    """DC2: the owner, on any phone, is delayed and never shut out."""
    _guesses(house, STRANGER, at_account=PREMIUM.order_number, times=5)
    assert _right_pin_is_refused(house, "+14155550149")
    house.net.clock.moves(seconds=HALF_HOUR)
    assert not _right_pin_is_refused(house, "+14155550149")


def test_order_and_account_number_share_one_count(house: House) -> None:
    """DC2: two names of one account are not two chances."""
    _guesses(house, "+14155550141", at_account=PREMIUM.order_number, times=3)
    _guesses(house, "+14155550142", at_account=PREMIUM.account, times=2)
    assert _right_pin_is_refused(house, STRANGER)


def test_strangers_do_not_use_up_the_tries_of_the_owners_own_phone(house: House) -> None:
    """DC2: whoever keeps an account at its limit keeps its owner from nothing."""
    _guesses(house, STRANGER, at_account=PREMIUM.order_number, times=5)
    assert not _right_pin_is_refused(house, PREMIUM.number)


def test_ten_wrong_pins_from_one_number_end_its_tries_for_a_day(house: House) -> None:
    """DC2: however many accounts they were at; a day later it may try again."""
    for account in (BASIC.order_number, RETURNING.order_number, "41999999"):
        _guesses(house, STRANGER, at_account=account, times=3)
        house.net.clock.moves(seconds=60)
    _guesses(house, STRANGER, at_account="41999998", times=1)
    assert _right_pin_is_refused(house, STRANGER)
    assert not _right_pin_is_refused(house, "+14155550149")
    house.net.clock.moves(seconds=24 * 3600)
    assert not _right_pin_is_refused(house, STRANGER)


def test_withheld_callers_have_no_count_in_common(house: House) -> None:
    """DC2: one of them that guesses shuts out none of the others; the account's own limit holds."""
    for account in (BASIC.order_number, RETURNING.order_number, "41999999", "41999998"):
        _guesses(house, None, at_account=account, times=3)
        house.net.clock.moves(seconds=60)
    assert not _right_pin_is_refused(house, None)


def test_right_pins_use_nothing_up(house: House) -> None:
    """DC2: a customer who calls twelve times a day is let in twelve times."""
    for _ in range(12):
        assert not _right_pin_is_refused(house, STRANGER)


def test_a_refused_number_still_reaches_a_person(house: House) -> None:
    """DC2: the limit is on proof, not on help; danger and the queue are as open as ever."""
    _guesses(house, STRANGER, at_account=PREMIUM.order_number, times=5)
    call = house.dials(HOMEIKA_SUPPORT, number="+14155550149")
    homeika.proves(call, PREMIUM).hears(LOCKED).hears("Let me find a person").hears("next in line")
    assert house.path(call)[-1] == "support_queue"
    call.hangs_up()
