"""No card number, at whichever prompt, stays in a fact, state, record or reply (HW15); no PIN either."""

from __future__ import annotations

import pytest

from tests.calls import homeika
from tests.calls.conftest import At
from tests.calls.homeika import PREMIUM
from tests.calls.homeika_kept import everything
from tests.calls.homeika_ways import ASKS, MENUS, QUEUES, SURVEYS, VERIFIES, goes_to
from tests.house import HOMEIKA_SUPPORT, House

CARD = "4111111111111111"  #: passes the Luhn check; the card networks' own test number
AS_WRITTEN = ("4111 1111 1111 1111", "4111-1111-1111-1111", CARD)
IN_WORDS = "four " + "one " * 14 + "one"
#: More than is ever needed of a card number: its first six digits are the most that may be kept.
PARTS = tuple(CARD[first : first + 7] for first in (0, 1, 9))
MASK = "••••"
#: Where words are taken; the kind of network is keyed in.
SPEAKABLE = [
    *MENUS,
    *(step for step in ASKS if not step.endswith("ask_network")),
    *SURVEYS,
    "homeika-support/who",
]


def _is_nowhere(house: House) -> None:
    kept = everything(house)
    assert [form for form in AS_WRITTEN if form in kept] == []


@pytest.mark.parametrize("step", [*VERIFIES, "homeika-support/ask_serial", "homeika-support/ask_speed"])
def test_a_card_keyed_in_for_a_number_is_kept_nowhere(at: At, step: str) -> None:
    """HW15: sixteen digits and pound, where eight to twelve or any were asked for."""
    house, call = goes_to(at, step)
    call.presses(f"{CARD}#").waits(seconds=2)
    _is_nowhere(house)
    call.hangs_up()


@pytest.mark.parametrize("step", [*MENUS, *QUEUES, *SURVEYS])
def test_a_card_keyed_in_at_a_choice_is_kept_nowhere(at: At, step: str) -> None:
    """HW15: one key at a time goes to whatever is asked next, and no step puts them together."""
    house, call = goes_to(at, step)
    call.waits(seconds=0.5)
    for digit in CARD:
        call.leg.presses(digit)
        call.waits(seconds=0.2)
    call.waits(seconds=10)
    _is_nowhere(house)
    call.hangs_up()


@pytest.mark.parametrize("step", SPEAKABLE)
@pytest.mark.parametrize(
    "spoken",
    [*AS_WRITTEN, IN_WORDS, "four triple one" + " double one" * 6],
    ids=["blanks", "dashes", "digits", "words", "doubles"],
)
def test_a_spoken_card_is_kept_nowhere(at: At, step: str, spoken: str) -> None:
    """HW15: in whichever form the recogniser writes it."""
    house, call = goes_to(at, step)
    call.says(f"my card is {spoken} thanks").waits(seconds=2)
    _is_nowhere(house)
    assert spoken not in everything(house)
    call.hangs_up()


@pytest.mark.parametrize("every_s", [0.1, 0.3, 0.6, 1.0])
def test_a_card_keyed_in_for_a_pin_is_kept_nowhere_nor_a_part_of_it(house: House, every_s: float) -> None:
    """HW15: the PIN takes six keys, and the question after it would take the rest for an order number."""
    call = homeika.rings_in(house, PREMIUM).stays_silent()
    call.presses(f"{PREMIUM.order_number}#").hears("PIN")
    for digit in CARD:
        call.leg.presses(digit)
        call.waits(seconds=every_s)
        kept = everything(house)
        assert [part for part in PARTS if part in kept] == []
    call.waits(seconds=10)
    kept = everything(house)
    assert [part for part in PARTS if part in kept] == []
    call.hangs_up()


def test_the_rest_of_a_card_keyed_in_at_a_choice_is_kept_nowhere(at: At) -> None:
    """HW15: the first key is no choice, the next leads to a question that takes seventeen digits."""
    house, call = goes_to(at, "homeika-support/main_menu")
    for digit in CARD:
        call.waits(seconds=0.2)
        call.leg.presses(digit)
    call.waits(seconds=10)
    kept = everything(house)
    assert [part for part in PARTS if part in kept] == []
    call.hangs_up()


def test_an_answer_with_a_card_in_it_is_kept_with_a_mask(at: At) -> None:
    """HW15, HK9: the rest of the answer is still of use to the agent."""
    house, call = goes_to(at, "homeika-support/ask_links")
    call.says(f"the alarm and {AS_WRITTEN[0]} sorry").hears("Unplug the device")
    assert house.state(call)["answers"]["integrations"] == f"the alarm and {MASK} sorry"
    call.hangs_up()


def test_a_card_in_a_text_message_is_kept_nowhere(house: House) -> None:
    """HW15: whoever texts one to the line."""
    house.net.phone(PREMIUM.number).sends_sms(HOMEIKA_SUPPORT, f"my card {CARD}")
    _is_nowhere(house)


@pytest.mark.parametrize("pin", [PREMIUM.pin, "908172"], ids=["right", "wrong"])
def test_a_pin_is_kept_nowhere(house: House, pin: str) -> None:
    """DC2: neither while it is checked nor afterwards, right or wrong, in hours of records."""
    call = homeika.rings_in(house, PREMIUM).stays_silent()
    call.presses(f"{PREMIUM.order_number}#").presses(pin).waits(seconds=3)
    kept = everything(house)
    assert PREMIUM.order_number in kept
    assert pin not in kept
    call.hangs_up()
    assert pin not in everything(house)
