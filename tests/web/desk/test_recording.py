"""The recording as the desk shows it: on, paused once confirmed, or not at all and why."""

from __future__ import annotations

from typing import Any

from emulator.faults import RestTrouble
from emulator.phone_call import PhoneCall
from tests.calls import homewise
from tests.calls.agents.working import Desk
from tests.house import House
from tests.web.desk.test_commands import agent, sends, state_after

__all__ = ["agent"]


def shown(person: Any) -> tuple[str, str]:
    call = person.gets("/desk/state").get_json()["call"]
    return call["recording"], call["recording_why"]


def test_a_pause_that_is_not_confirmed_is_an_error_in_words_and_is_seen(
    house: House, agent: Any, ann: Desk, call: PhoneCall
) -> None:
    ann.accepts().talks_to(call)
    house.net.settles(seconds=1)
    assert shown(agent) == ("on", "")
    house.net.faults.rest.append(RestTrouble(status=429, method="POST"))
    refused = sends(agent, "pause_recording")
    assert refused.status_code == 409
    assert "Take no card numbers" in refused.get_json()["error"]
    assert refused.get_json()["state"]["call"]["recording"] == "unsure"
    assert state_after(sends(agent, "pause_recording"))["call"]["recording"] == "paused"
    assert state_after(sends(agent, "resume_recording"))["call"]["recording"] == "on"


def test_a_call_that_is_not_recorded_says_why(house: House, agent: Any, ann: Desk) -> None:
    ann.is_offered(call := homewise.calls(house, "press 9"), within=60).accepts().talks_to(call)
    assert shown(agent) == ("off", "policy")
    refused = sends(agent, "pause_recording")
    assert (refused.status_code, "not recorded" in refused.get_json()["error"]) == (409, True)
