"""When our own side fails, a person is rung, and otherwise the engineer is told: on both Homewise lines."""

from __future__ import annotations

import pytest

from emulator.phone import Plan
from tests.calls import doing, homewise
from tests.calls.conftest import At
from tests.calls.homewise import FAILSAFE
from tests.calls.homewise_ways import goes_to

LINES = pytest.mark.parametrize("flow", ["homewise-main", "homewise-support"])


@LINES
def test_a_person_who_presses_1_takes_the_call(at: At, flow: str) -> None:
    """HW2: the caller hears that it was our fault, and the person hears who calls and why."""
    house, call = goes_to(at, f"{flow}/failsafe", plan="accept")
    call.hears("Sorry. Something went wrong on our side. Putting you through now.").talks_to(FAILSAFE)
    house.net.phone(FAILSAFE).hears("Our system failed. Press 1 to take it.")
    call.hangs_up()
    (failed,) = homewise.facts_of(house, "FlowFailed")
    assert str(failed["why"])
    assert house.promises(call) == ()


@pytest.mark.parametrize("plan", ["no answer", "voicemail", "reject", "busy"])
@LINES
def test_without_a_person_a_message_is_taken_and_the_engineer_is_told(at: At, flow: str, plan: Plan) -> None:
    """HW2: a machine that answers is no person."""
    house, call = goes_to(at, f"{flow}/failsafe", plan=plan)
    call.hears("Nobody has picked up, so I am telling our engineer that you called.")
    call.leaves_message("please ring me").ends()
    assert doing.promised(house, call) == ["alert", "page", "voicemail"]
    house.runs_errands()
    homewise.texted(house).receives_sms("Call back, and reply OK ")


@LINES
def test_even_silence_is_told_to_the_engineer(at: At, flow: str) -> None:
    """HW2: something is wrong on our side, whatever the caller says."""
    house, call = goes_to(at, f"{flow}/failsafe")
    call.hears("Please leave your name and a short message.").stays_silent().ends()
    assert "alert" in doing.promised(house, call)
