"""Every way in which Homewise's callers say, or do not say, who they are."""

from __future__ import annotations

import json

import pytest

from tests.calls import doing, homewise
from tests.calls.conftest import At
from tests.calls.homeika_kept import everything
from tests.calls.homewise import AS_OWNER, HOMEOWNER, OPEN, RENTER, STRANGER, STRANGERS
from tests.house import HOMEWISE_MAIN, HOMEWISE_SUPPORT, House

SORRY = "Sorry, that does not match our records. Let's try again."
ASKED = "Key in your booking or account number, then press hash."
KINDS = "If you own your home, press 1."
LOCKED = "I could not match those numbers."
#: What a number that is nobody's may look like.
WRONG = {
    "7 digits": "1234567",
    "8 digits": "12345678",
    "12 digits": "123456789012",
    "13 digits": "1234567890123",
    "a company's other number": "0345678901",
}


@pytest.fixture
def house(at: At) -> House:
    """A house on a Tuesday morning in Britain."""
    return at(OPEN)


@pytest.mark.parametrize("number", [RENTER.order_number, RENTER.account], ids=["booking", "account"])
def test_a_booking_or_account_number_identifies(house: House, number: str) -> None:
    """DC2: from any phone, and no PIN is asked for until somebody wants to hear a bill."""
    call = house.dials(HOMEWISE_SUPPORT, number=STRANGER).stays_silent()
    call.hears(ASKED).hears("If you do not have one, just press hash.").presses(f"{number}#")
    call.hears("For a repair or visit, press 1.").hangs_up()
    assert house.level(call) == "identified"
    (identified,) = homewise.facts_of(house, "CallerIdentified")
    assert (identified["factor"], identified["customer"]) == ("order_number", RENTER.customer_id)


@pytest.mark.parametrize(
    "spoken", ["four one zero zero zero zero zero two", "4100 0002", "four one triple zero double oh two"]
)
def test_the_number_may_be_said(house: House, spoken: str) -> None:
    """DC2: as words or as figures, in whatever groups."""
    call = homewise.calls(house, "wait", f"say {spoken}").hears("For a repair or visit, press 1.").hangs_up()
    assert house.level(call) == "identified"


@pytest.mark.parametrize("digits", WRONG.values(), ids=WRONG)
def test_a_number_that_is_nobodys_is_refused_in_the_same_words(house: House, digits: str) -> None:
    """DC2: too short, too long or unknown sound alike; asked twice, and then the call goes on without."""
    call = homewise.calls(house, "wait", f"press {digits}#").hears(SORRY).hears(ASKED)
    call.presses(f"{digits}#").hears(KINDS).presses("1").hears("How can we help?").hangs_up()
    assert house.level(call) == "none"
    failed = homewise.facts_of(house, "VerificationFailed")
    assert [(fact["factor"], fact["reason"]) for fact in failed] == [("order_number", "wrong")] * 2


def test_a_wrong_number_may_be_put_right(house: House) -> None:
    """DC2: the second try is as good as the first."""
    call = homewise.calls(house, "wait", "press 12345678#").hears(SORRY)
    call.presses(f"{HOMEOWNER.order_number}#").hears("How can we help?").hangs_up()
    assert house.level(call) == "identified"


def test_hash_skips_the_number_and_costs_no_try(house: House) -> None:
    """DC2: whoever has no number is not kept from speaking to somebody."""
    call = homewise.calls(house, "wait", "press #").hears(KINDS).hangs_up()
    assert house.level(call) == "none"
    assert homewise.facts_of(house, "VerificationFailed") == []


def test_silence_is_asked_once_more_and_then_goes_on(house: House) -> None:
    """DC2: nobody hears that silence does not match any records."""
    call = homewise.calls(house, "wait", "wait").hears(ASKED).stays_silent().hears(KINDS)
    call.does_not_hear("Sorry").hangs_up()
    assert homewise.facts_of(house, "VerificationFailed") == []


def test_words_that_are_no_number_are_asked_for_again(house: House) -> None:
    """DC2: what was not understood is no guess at a number."""
    call = homewise.calls(house, "wait", "say I have lost the letter")
    call.hears("Sorry, that does not look right. Please try again.").hears(ASKED)
    call.says("I do not have it").hears(KINDS).hangs_up()
    assert homewise.facts_of(house, "VerificationFailed") == []


def test_three_wrong_numbers_in_a_call_lead_to_a_person(house: House) -> None:
    """DC2: over all its questions; no further number is looked at, and the caller is not sent away."""
    call = homewise.calls(
        house, "wait", "press 12345678#", "press 12345679#", "press 1", "press 1", "press 2"
    )
    call.hears("To find your visit, I need your booking or account number.").presses("12345670#")
    call.hears(LOCKED).hears("Let me find somebody to help you.").hears("You are next in the queue.")
    assert homewise.step(house, call) == "tier1_queue"
    call.hangs_up()


def test_a_phone_that_was_wrong_ten_times_is_refused_for_a_day(house: House) -> None:
    """DC2: even with a right number; a person is found instead. From another phone that number works."""
    for guess in range(5):
        homewise.calls(house, "wait", f"press 1234567{guess}#", f"press 2234567{guess}#").hangs_up()
        house.net.settles(seconds=120)
    call = homewise.calls(house, "wait", f"press {HOMEOWNER.order_number}#").hears(LOCKED)
    call.hears("You are next in the queue.").hangs_up()
    assert house.level(call) == "none"
    other = homewise.calls(house, "wait", f"press {HOMEOWNER.order_number}#", number=STRANGERS[1])
    other.hears("How can we help?").hangs_up()
    house.net.settles(seconds=24 * 3600)
    later = homewise.calls(house, *AS_OWNER[:1], f"press {HOMEOWNER.order_number}#")
    later.hears("How can we help?").hangs_up()
    assert house.level(later) == "identified"


@pytest.mark.parametrize(
    "attestation", ["", "No-TN-Validation", "TN-Validation-Failed-C", "TN-Validation-Passed-B"]
)
def test_a_british_number_recognises_nobody(house: House, attestation: str) -> None:
    """DC2: no call in the United Kingdom carries a full attestation, so the number on file says nothing."""
    call = house.dials(HOMEWISE_SUPPORT, number=HOMEOWNER.number, attestation=attestation)
    doing.does(call, "wait", "press #").hears(KINDS).hangs_up()
    assert house.level(call) == "none"
    assert homewise.facts_of(house, "CallerIdentified") == []


@pytest.mark.parametrize("number", [None, "withheld"])
def test_a_withheld_number_is_treated_like_any_other(house: House, number: str | None) -> None:
    """DC2: and is identified by a booking number like any other."""
    call = house.dials(HOMEWISE_SUPPORT, number=number)
    doing.does(call, "wait", f"press {HOMEOWNER.order_number}#").hears("How can we help?").hangs_up()
    assert house.level(call) == "identified"


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        (("press 1", "press 2"), "To find your visit, I need your booking or account number."),
        (("press 2", "press 1"), "To find your bill, I need your booking or account number."),
    ],
    ids=["visit", "bill"],
)
def test_whoever_skipped_the_number_is_asked_when_it_is_needed(
    house: House, keys: tuple[str, ...], asked: str
) -> None:
    """DC2: nothing of anybody's is told below identified; without a number a person is found."""
    call = homewise.calls(house, *AS_OWNER, *keys).hears(asked).hears("For a person, just press hash.")
    call.presses("#").hears("Without that number, I cannot go on here.").hears("You are next in the queue.")
    assert {"visit_told", "invoice_told", "invoice_paid"}.isdisjoint(house.path(call))
    call.hangs_up()


def test_a_card_number_is_kept_nowhere_and_no_digits_are_in_a_fact(house: House) -> None:
    """HW15: a card keyed where a booking is asked for leaves no trace, and a booking none in the facts."""
    card = "4242424242424242"
    call = homewise.calls(house, "wait", f"press {card}#").hears(SORRY)
    call.presses(f"{HOMEOWNER.order_number}#").hears("How can we help?")
    call.hangs_up()
    assert card not in everything(house)
    assert HOMEOWNER.order_number not in json.dumps(house.facts("homewise"))


def test_the_main_line_asks_a_trade_partner_for_a_trade_account(house: House) -> None:
    """HW6: the same rules, and other words."""
    call = homewise.calls(house, "wait", "press 3", line=HOMEWISE_MAIN)
    call.hears("Key in your trade account number, then press hash.").presses("1234567#").hears(SORRY)
    call.hears("Key in your trade account number").stays_silent().hears("You are next in the queue.")
    assert homewise.step(house, call) == "trade_queue"
    call.hangs_up()
