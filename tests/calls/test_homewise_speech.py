"""Every menu of Homewise takes words for keys, and every word for danger or a person works everywhere."""

from __future__ import annotations

import pytest

from emulator.phone_call import PhoneCall
from tests.calls import doing, homewise
from tests.calls.conftest import At
from tests.calls.homewise import AS_OWNER, OPEN
from tests.calls.homewise_ways import ASKS, MENUS, QUEUES, VERIFIES, goes_to

MAIN, SUPPORT = "homewise-main", "homewise-support"
#: Menu, what the caller says, and the step of the support line where the call then stands.
SPOKEN = (
    (f"{MAIN}/urgent_first", "there are sparks coming out of the wall", "urgent_queue"),
    (f"{MAIN}/main_menu", "I am a customer", "who"),
    (f"{MAIN}/main_menu", "I want to book a boiler service", "booking_queue"),
    (f"{MAIN}/main_menu", "a trade partner", "trade_who"),
    (f"{MAIN}/main_menu", "what are your opening hours", "hours_open"),
    (f"{MAIN}/main_menu", "press one", "who"),
    (f"{MAIN}/other_menu", "I want to pay an invoice", "bill_menu"),
    (f"{MAIN}/other_menu", "my warranty", "warranty_queue"),
    (f"{MAIN}/other_menu", "a claim please", "claims_queue"),
    (f"{MAIN}/other_menu", "I want to complain", "complaint_queue"),
    (f"{SUPPORT}/urgent_first", "I can smell gas", "urgent_queue"),
    (f"{SUPPORT}/urgent_first", "there is flooding in the hall", "urgent_queue"),
    (f"{SUPPORT}/owner_menu", "an appointment with an engineer", "visit_menu"),
    (f"{SUPPORT}/owner_menu", "my direct debit", "bill_menu"),
    (f"{SUPPORT}/owner_menu", "the warranty of my boiler", "warranty_queue"),
    (f"{SUPPORT}/owner_menu", "it is about a claim", "claims_queue"),
    (f"{SUPPORT}/owner_menu", "a complaint", "complaint_queue"),
    (f"{SUPPORT}/owner_menu", "option two", "bill_menu"),
    (f"{SUPPORT}/renter_menu", "a repair please", "visit_menu"),
    (f"{SUPPORT}/renter_menu", "a claim", "claims_queue"),
    (f"{SUPPORT}/renter_menu", "complaint", "complaint_queue"),
    (f"{SUPPORT}/reduced_menu", "I want to book a visit", "visit_menu"),
    (f"{SUPPORT}/reduced_menu", "a call back", "callback_message"),
    (f"{SUPPORT}/reduced_menu", "I will wait", "tier1_queue"),
    (f"{SUPPORT}/closed_menu", "my visit", "identify_visit"),
    (f"{SUPPORT}/closed_menu", "a call back please", "callback_message"),
    (f"{SUPPORT}/closed_menu", "a message", "message"),
    (f"{SUPPORT}/closed_menu", "my bill", "prove_account"),
    (f"{SUPPORT}/closed_menu", "a complaint", "closed_message"),
    (f"{SUPPORT}/visit_menu", "a new one", "booking_queue"),
    (f"{SUPPORT}/visit_menu", "I need to change it", "identify_visit"),
    (f"{SUPPORT}/visit_told", "cancel it", "tier1_queue"),
    (f"{SUPPORT}/visit_told", "a text please", "csat"),
    (f"{SUPPORT}/bill_menu", "the balance", "prove_account"),
    (f"{SUPPORT}/bill_menu", "a charge is wrong", "billing_queue"),
    (f"{SUPPORT}/bill_menu", "change my direct debit", "billing_queue"),
    (f"{SUPPORT}/invoice_told", "yes", "billing_queue"),
    (f"{SUPPORT}/invoice_told", "that is wrong", "billing_queue"),
    (f"{SUPPORT}/invoice_paid", "a question", "billing_queue"),
    (f"{SUPPORT}/hours_open", "yes", "tier1_queue"),
    (f"{SUPPORT}/hours_open", "a message", "message"),
    (f"{SUPPORT}/hours_reduced", "a person please", "tier1_queue"),
    (f"{SUPPORT}/hours_reduced", "message", "message"),
    (f"{SUPPORT}/hours_closed", "message", "message"),
    (f"{SUPPORT}/hours_closed", "something else", "closed_menu"),
)
DANGER = ("fire", "Gas!", "emergency", "flood", "I smell gas", "danger")
PERSON = (
    "person",
    "A person, please.",
    "operator",
    "Could I speak to an adviser?",
    "I'd like to talk to somebody, please",
)
#: Where whoever asks for a person is taken; at night to the choices of the night.
PEOPLE = {"tier1_queue", "closed_menu"}
STANDING = [*MENUS, *ASKS, *VERIFIES]


def _takes_speech(call: PhoneCall) -> bool:
    return call.leg.listening is not None and call.leg.listening.speech


@pytest.mark.parametrize(
    ("menu", "words", "then"), SPOKEN, ids=[f"{menu.partition('/')[2]}: {words}" for menu, words, _ in SPOKEN]
)
def test_a_spoken_choice_works_like_its_key(at: At, menu: str, words: str, then: str) -> None:
    """HW1: the caller may say it in a sentence of their own."""
    house, call = goes_to(at, menu)
    call.says(words)
    doing.comes_to(house, call, f"{SUPPORT}/{then}").hangs_up()


def test_every_menu_has_been_spoken_to() -> None:
    """HW1: a menu that is missing in SPOKEN fails here."""
    assert {menu for menu, _, _ in SPOKEN} == set(MENUS)


@pytest.mark.parametrize("step", STANDING)
def test_a_word_for_danger_is_heard_at_every_question(at: At, step: str) -> None:
    """HW5: it rings the engineer, whoever says it and whatever was being asked."""
    house, call = goes_to(at, step, plan="accept")
    assert _takes_speech(call)
    call.says(DANGER[STANDING.index(step) % len(DANGER)]).talks_to(homewise.first(house).number).hangs_up()
    assert house.state(call)["tags"]["clock"] == "field-team-60m"


@pytest.mark.parametrize("key", ["8", "9"])
@pytest.mark.parametrize("step", [*ASKS, *VERIFIES, *QUEUES])
def test_the_keys_for_gas_and_danger_work_at_every_question_and_in_the_queue(
    at: At, step: str, key: str
) -> None:
    """HW5: wherever keys are taken."""
    house, call = goes_to(at, step, plan="accept")
    call.presses(f"{key}#" if step in VERIFIES else key).talks_to(homewise.first(house).number).hangs_up()
    assert house.state(call)["tags"]["clock"] == "field-team-60m"


@pytest.mark.parametrize("step", STANDING)
def test_whoever_asks_for_a_person_is_taken_to_one(at: At, step: str) -> None:
    """HW2: in the queue in the hours, at night to what there is at night, which is never nothing."""
    house, call = goes_to(at, step)
    assert _takes_speech(call)
    call.says(PERSON[STANDING.index(step) % len(PERSON)])
    house.net.runs_until(lambda: "person_by_hours" in house.path(call), 30)
    call.waits(seconds=1)
    assert "person_by_hours" in house.path(call)
    assert homewise.step(house, call) in PEOPLE
    call.hangs_up()


def test_a_noise_at_a_menu_is_silence(at: At) -> None:
    """HW1: empty speech is no wrong answer."""
    house = at(OPEN)
    call = homewise.calls(house, *AS_OWNER).hears("How can we help?")
    call.says("").hears("How can we help?").does_not_hear("Sorry").hangs_up()
