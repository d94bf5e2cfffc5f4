"""A caller who presses and says nothing ends with a person, a promise or an answer, wherever they are."""

from __future__ import annotations

import pytest

from storage.record.roles import Role
from tests.calls import doing, homeika
from tests.calls.conftest import At
from tests.calls.homeika import BASIC, ENTERPRISE, NIGHT, OPEN, PREMIUM
from tests.calls.homeika_ways import ASKS, MENUS, MESSAGES, SURVEYS, VERIFIES, goes_to
from tests.house import HOMEIKA_EMERGENCY, House

#: Where silence at a menu leads.
AFTER_SILENCE = {
    "danger_check": "who",
    "enterprise_menu": "enterprise_queue",
    "main_menu": "support_queue",
    "fix_power": "support_queue",
    "fix_router": "support_queue",
    "fix_network": "support_queue",
    "fix_firmware": "support_queue",
    "return_menu": "support_queue",
    "not_covered": "csat",
    "rma_opened": "csat",
    "rma_closed": "csat",
    "rma_status": "csat",
    "warranty_told": "csat",
    "invoice_told": "csat",
    "invoice_paid": "csat",
    "closed_premium": "message",
    "closed_menu": "message",
    "basic_told": "closed_menu",
}
#: Where silence at any other prompt leads; what an agent is to see is asked for once more at most.
AFTER_NO_ANSWER = {
    "ask_serial": "ask_firmware",
    "ask_firmware": "ask_network",
    "ask_network": "ask_speed",
    "ask_speed": "ask_links",
    "ask_links": "fix_power",
    "who": "main_menu",
    "prove_return": "support_queue",
    "identify_return": "support_queue",
    "identify_warranty": "support_queue",
}
QUEUED = {"enterprise_queue", "premium_queue", "support_queue"}


@pytest.mark.parametrize("step", MENUS)
def test_silence_at_a_menu_is_not_a_wrong_answer(at: At, step: str) -> None:
    """HK1: the choices are said again, nobody is told off, and then the call goes on by itself."""
    house, call = goes_to(at, step)
    doing.comes_to(house, call, f"homeika-support/{AFTER_SILENCE[step.partition('/')[2]]}", within=900)
    call.does_not_hear("Sorry").hangs_up()


@pytest.mark.parametrize("step", [*ASKS, *VERIFIES])
def test_silence_at_a_question_goes_on_without_it(at: At, step: str) -> None:
    """HK9, DC2: nobody has to answer, and nothing counts as guessed."""
    house, call = goes_to(at, step)
    doing.comes_to(house, call, f"homeika-support/{AFTER_NO_ANSWER[step.partition('/')[2]]}")
    call.does_not_hear("Sorry").hangs_up()
    assert house.state(call)["answers"] == {}
    assert house.state(call)["tries"] == 0


@pytest.mark.parametrize("step", [step for step in MESSAGES if "voicemail" not in step])
def test_silence_at_a_message_gets_a_second_chance_and_then_a_word(at: At, step: str) -> None:
    """HK2: nobody is told that a message was taken, and none is kept; the caller is told to call again."""
    house, call = goes_to(at, step)
    call.hears("I still cannot hear you. Please call us again").ends()
    call.does_not_hear("We have your message")
    assert doing.promised(house, call) == []
    assert house.state(call)["tags"] == {"outcome": "nothing_heard"}


@pytest.mark.parametrize("step", [step for step in MESSAGES if "voicemail" in step])
def test_silence_at_the_engineers_voicemail_is_still_reported(at: At, step: str) -> None:
    """HK3: it may be somebody who cannot speak, so the alert stands."""
    house, call = goes_to(at, step)
    call.ends()
    assert doing.promised(house, call) == ["alert", "page"]
    house.runs_errands()
    homeika.texted(house).receives_sms("URGENT")


@pytest.mark.parametrize("step", SURVEYS)
def test_silence_in_the_survey_is_no_answer_to_it(at: At, step: str) -> None:
    """HK5: each question is put once, and nothing is counted."""
    house, call = goes_to(at, step)
    call.hears("how satisfied").hears("Is it fixed?").hears("recommend Homeika").hears("Goodbye").ends()
    assert homeika.facts_of(house, "SurveyAnswered") == []


def test_silence_throughout_in_open_hours_waits_in_line_for_a_person(house: House) -> None:
    """HK1: from the first word to the place in line, and after twenty minutes two chances of a message."""
    call = homeika.rings_in(house, None)
    call.hears("Thank you for calling Homeika").hears("press 9 now").hears("order number")
    call.hears("What can we help with?").hears("What can we help with?").hears("next in line")
    assert house.path(call)[-1] == "support_queue"
    call.hears("nobody is free right now", within=1300).hears("I could not hear anything")
    call.hears("I still cannot hear you. Please call us again").ends()
    (left,) = homeika.facts_of(house, "QueueLeft")
    assert (left["queue"], left["reason"]) == ("support", "timed_out")


def test_silence_throughout_at_night_ends_with_a_word_on_what_to_do(at: At) -> None:
    """HK2: told until when the line is closed, asked for a message twice, told to call again."""
    house = at(NIGHT)
    call = homeika.rings_in(house, None)
    call.hears("We are closed until 6 AM").hears("Please leave your name").hears("I could not hear anything")
    call.hears("Please call us again").hears("call 911").ends()


@pytest.mark.parametrize("who", [PREMIUM, ENTERPRISE], ids=["premium", "enterprise"])
def test_silence_throughout_at_night_wakes_no_engineer(at: At, who: Role) -> None:
    """HK6: the engineer is one key away, and is rung by whoever presses it; silence leaves a message."""
    house = at(NIGHT)
    call = homeika.rings_in(house, who).hears("Our support team is closed until 6 AM today.")
    call.hears("To reach the on-call engineer now, press 1.").hears("Please leave your name")
    call.hears("Please call us again").ends()
    assert homeika.first(house).unexpected == []
    assert house.state(call)["tags"] == {"outcome": "nothing_heard"}


@pytest.mark.parametrize("who", [PREMIUM, ENTERPRISE], ids=["premium", "enterprise"])
def test_silence_throughout_reaches_the_engineer_of_a_plan_that_has_one(at: At, who: Role) -> None:
    """HK6: by the queue in hours; the engineer who is away is alerted by text."""
    house = at(OPEN)
    homeika.on_call(house, "no answer")
    call = homeika.rings_in(house, who).ends(within=1500)
    assert house.path(call)[-3:] == ["on_call", "on_call_voicemail", "on_call_unheard"]
    assert doing.promised(house, call) == ["alert", "page"]
    call.does_not_hear("We have your message")


def test_silence_throughout_on_the_emergency_line_is_answered_by_the_engineer(at: At) -> None:
    """HK3: nothing has to be pressed or said to reach a person."""
    house = at(NIGHT)
    homeika.on_call(house, "accept")
    call = homeika.rings_in(house, PREMIUM, HOMEIKA_EMERGENCY).talks_to(homeika.first(house).number)
    call.hangs_up()


def test_silence_throughout_on_the_emergency_line_of_a_basic_caller_ends_in_the_support_line(at: At) -> None:
    """HK3: told of the plan, then the support line's choices, then its message."""
    house = at(NIGHT)
    call = homeika.rings_in(house, BASIC, HOMEIKA_EMERGENCY)
    call.hears("your plan is Basic").hears("We are closed until").hears("Please call us again").ends()
    assert house.state(call)["tags"] == {"outcome": "nothing_heard"}


def test_silence_on_a_line_that_fails_is_still_reported(at: At) -> None:
    """HK1: the error path alerts even where nothing was said."""
    house, call = goes_to(at, "homeika-support/failsafe_voicemail")
    call.ends()
    (failed,) = homeika.facts_of(house, "FlowFailed")
    assert failed["why"] == "ValueError"
    assert doing.promised(house, call) == ["alert", "page"]
