"""Whoever says nothing hears every prompt as often as it is told, and is never left with nothing."""

from __future__ import annotations

import pytest

from tests.calls import doing, homewise
from tests.calls.conftest import At
from tests.calls.homewise import NIGHT, OPEN, SUNDAY
from tests.calls.homewise_ways import ASKS, MENUS, VERIFIES, goes_to
from tests.house import HOMEWISE_MAIN, HOMEWISE_SUPPORT

#: How often it is told in all, and where silence leads.
SILENT = {
    "homewise-main/urgent_first": (1, "homewise-main/main_menu"),
    "homewise-main/main_menu": (3, "homewise-support/tier1_queue"),
    "homewise-main/other_menu": (2, "homewise-support/tier1_queue"),
    "homewise-support/urgent_first": (1, "homewise-support/who"),
    "homewise-support/owner_menu": (3, "homewise-support/tier1_queue"),
    "homewise-support/renter_menu": (2, "homewise-support/tier1_queue"),
    "homewise-support/reduced_menu": (2, "homewise-support/tier1_queue"),
    "homewise-support/closed_menu": (2, "homewise-support/message"),
    "homewise-support/visit_menu": (2, "homewise-support/tier1_queue"),
    "homewise-support/visit_told": (2, "homewise-support/csat"),
    "homewise-support/bill_menu": (2, "homewise-support/billing_queue"),
    "homewise-support/invoice_told": (2, "homewise-support/csat"),
    "homewise-support/invoice_paid": (2, "homewise-support/csat"),
    "homewise-support/hours_open": (2, "homewise-support/goodbye"),
    "homewise-support/hours_reduced": (2, "homewise-support/goodbye"),
    "homewise-support/hours_closed": (2, "homewise-support/goodbye"),
    "homewise-support/caller_kind": (2, "homewise-support/owner_menu"),
    "homewise-support/who": (2, "homewise-support/caller_kind"),
    "homewise-support/trade_who": (2, "homewise-support/trade_queue"),
    "homewise-support/identify_visit": (2, "homewise-support/tier1_queue"),
    "homewise-support/prove_account": (2, "homewise-support/tier1_queue"),
}


@pytest.mark.parametrize("step", [*MENUS, *ASKS, *VERIFIES])
def test_silence_at_a_prompt_is_never_called_wrong_and_leads_on(at: At, step: str) -> None:
    """HW1: told again as often as the flow says; who just heard an answer has been helped."""
    house, call = goes_to(at, step)
    times, then = SILENT[step]
    for _ in range(times):
        assert house.state(call)["step"] == step.partition("/")[2]
        call.stays_silent()
    call.waits(seconds=1).does_not_hear("Sorry")
    assert f"{house.state(call)['flow']}/{house.state(call)['step']}" == then
    call.hangs_up()


@pytest.mark.parametrize("line", [HOMEWISE_MAIN, HOMEWISE_SUPPORT], ids=["main", "support"])
@pytest.mark.parametrize("moment", [OPEN, SUNDAY], ids=["in hours", "on a Sunday"])
def test_a_silent_caller_waits_for_a_person_and_may_then_leave_a_message(
    at: At, moment: str, line: str
) -> None:
    """HW2: silence throughout, with nobody free: twenty minutes in the queue, and two chances to be heard."""
    house = at(moment)
    call = homewise.calls(house, line=line)
    call.hears("You are next in the queue.").hears("To leave a message instead, press 7.")
    call.hears("I am sorry, nobody is free right now.", within=1300)
    assert doing.promised(house, call) == ["voicemail"]
    call.hears("I could not hear anything. Please leave your name and a short message after the tone.")
    call.hears("I still cannot hear you. Please ring us again.").hears(
        "If anyone is in danger, call 999."
    ).ends()
    assert house.promises(call) == ()
    (ended,) = homewise.facts_of(house, "CallEnded")
    assert ended["tags"] == {"outcome": "nothing_heard"}


def test_a_silent_caller_at_night_may_leave_a_message(at: At) -> None:
    """HW2: silence throughout: the choices of the night twice, and two chances to be heard."""
    house = at(NIGHT)
    call = (
        homewise.calls(house)
        .hears("We are closed until 8 am today.")
        .hears("We are closed until 8 am today.")
    )
    call.hears("Please leave your name, number and a short message after the tone.")
    call.hears("I could not hear anything.").leaves_message("sorry, I was muted, please ring me")
    call.hears("Thank you. We have your message. Goodbye.").ends()
    assert doing.promised(house, call) == ["voicemail"]


def test_silence_after_gas_is_somebody_who_cannot_speak(at: At) -> None:
    """HW5: nobody picks up, nothing is heard, and the engineer is told all the same."""
    house = at(NIGHT)
    homewise.on_call(house, "no answer")
    call = doing.nobody_comes(homewise.calls(house, "press 8"))
    call.hears("I could not hear you, but we are still calling our engineers").ends()
    assert "alert" in doing.promised(house, call)
