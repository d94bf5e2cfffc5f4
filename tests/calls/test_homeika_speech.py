"""Every menu of Homeika takes words for keys, and every word for danger or a person works everywhere."""

from __future__ import annotations

import pytest

from tests.calls import doing, homeika
from tests.calls.conftest import At
from tests.calls.homeika_ways import ASKS, MENUS, QUEUES, VERIFIES, goes_to
from tests.house import House

#: Menu, what the caller says, and the step of the support line where the call then stands.
SPOKEN = (
    ("danger_check", "there are sparks coming out of it", "danger_page"),
    ("danger_check", "my camera is burning", "danger_page"),
    ("enterprise_menu", "we have an outage", "p1_page"),
    ("enterprise_menu", "my account manager please", "enterprise_queue"),
    ("enterprise_menu", "something else", "main_menu"),
    ("main_menu", "my doorbell is not working", "ask_serial"),
    ("main_menu", "I want a replacement", "return_menu"),
    ("main_menu", "it is about my bill", "support_queue"),
    ("main_menu", "press two", "return_menu"),
    ("fix_power", "yes it works", "csat"),
    ("fix_power", "still broken", "fix_router"),
    ("fix_router", "it is working again", "csat"),
    ("fix_router", "no, not working", "fix_network"),
    ("fix_network", "there it works", "support_queue"),
    ("fix_network", "next", "fix_firmware"),
    ("fix_firmware", "fixed", "csat"),
    ("fix_firmware", "not fixed", "support_queue"),
    ("return_menu", "I want to send back my hub", "prove_return"),
    ("return_menu", "the status please", "identify_return"),
    ("return_menu", "my warranty", "identify_warranty"),
    ("not_covered", "yes", "support_queue"),
    ("rma_opened", "a text message please", "csat"),
    ("rma_closed", "a person please", "support_queue"),
    ("rma_status", "say that again", "rma_status"),
    ("rma_status", "text", "csat"),
    ("warranty_told", "start a return", "rma_opened"),
    ("invoice_told", "I want to pay", "support_queue"),
    ("invoice_paid", "a question about it", "support_queue"),
    ("closed_premium", "the engineer", "on_call"),
    ("closed_premium", "the status of my return", "identify_return"),
    ("closed_premium", "call back please", "callback_message"),
    ("closed_menu", "my device is offline", "fix_power"),
    ("closed_menu", "status", "identify_return"),
    ("closed_menu", "a call back", "callback_message"),
    ("closed_menu", "leave a message", "message"),
    ("closed_menu", "start a return", "prove_return"),
    ("basic_told", "the choices please", "closed_menu"),
)
DANGER = ("fire", "It is smoking!", "emergency", "danger")
PERSON = (
    "agent",
    "Person, please.",
    "representative",
    "Can I speak to someone?",
    "I want to talk to a person, please",
)
#: Where whoever asks for a person may be taken; at night the choices of the plan.
PEOPLE = {"support_queue", "premium_queue", "enterprise_queue", "on_call", "closed_premium", "closed_menu"}
STANDING = [*MENUS, *ASKS, *VERIFIES]


def _full(name: str) -> str:
    return next(step for step in MENUS if step.endswith(f"/{name}"))


@pytest.mark.parametrize(
    ("menu", "words", "then"), SPOKEN, ids=[f"{menu}: {words}" for menu, words, _ in SPOKEN]
)
def test_a_spoken_choice_works_like_its_key(at: At, menu: str, words: str, then: str) -> None:
    """HK1: the caller may say it in a sentence of their own."""
    house, call = goes_to(at, _full(menu))
    call.says(words)
    doing.comes_to(house, call, f"homeika-support/{then}").hangs_up()


def test_every_menu_has_been_spoken_to() -> None:
    """HK1: a menu that is missing in SPOKEN fails here."""
    assert {menu for menu, _, _ in SPOKEN} == {step.partition("/")[2] for step in MENUS}


@pytest.mark.parametrize("step", MENUS)
def test_a_word_for_danger_is_heard_at_every_menu(at: At, step: str) -> None:
    """HK3: it rings the engineer, whoever says it and whatever was being asked."""
    house, call = goes_to(at, step, plan="accept")
    number = list(MENUS).index(step)
    call.says(DANGER[number % len(DANGER)]).talks_to(homeika.first(house).number).hangs_up()
    assert house.state(call)["tags"]["case"] == "safety"


@pytest.mark.parametrize("step", [*ASKS, *VERIFIES, *QUEUES])
def test_the_danger_key_works_at_every_question_and_in_line(at: At, step: str) -> None:
    """HK3: 9 is danger wherever keys are taken."""
    house, call = goes_to(at, step, plan="accept")
    call.presses("9#" if step in VERIFIES or step in ASKS else "9")
    call.talks_to(homeika.first(house).number).hangs_up()
    assert house.state(call)["tags"]["case"] == "safety"


@pytest.mark.parametrize("step", STANDING)
def test_whoever_asks_for_a_person_is_taken_to_one(at: At, step: str) -> None:
    """HK1: in line in the hours; at night to what the plan gives, which is never nothing."""
    house, call = goes_to(at, step)
    words = PERSON[STANDING.index(step) % len(PERSON)]
    call.says(words)
    asked = {"person", "support_person"}
    house.net.runs_until(lambda: bool(asked & set(house.path(call))), 30)
    call.waits(seconds=1)
    assert house.path(call)[-1] in PEOPLE
    assert asked & set(house.path(call))
    call.hangs_up()


def test_two_wishes_in_one_sentence_take_the_longer_phrase(house: House) -> None:
    """HK1: "not working" is more than "return"."""
    call = homeika.skips(homeika.rings_in(house, None))
    call.says("a return of a camera that is not working")
    doing.comes_to(house, call, "homeika-support/ask_serial").hangs_up()


def test_a_noise_at_a_menu_is_silence(house: House) -> None:
    """HK1: empty speech is no wrong answer."""
    call = homeika.skips(homeika.rings_in(house, None)).hears("What can we help with?")
    call.says("").hears("What can we help with?").does_not_hear("Sorry").hangs_up()
