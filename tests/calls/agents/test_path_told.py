"""What the demo's phone page shows of a call's path while the caller talks to an agent."""

from __future__ import annotations

from emulator.phone_call import PhoneCall
from routing.floor import events
from switchboard.tracing import path_of
from tests.calls.agents.working import Desk
from tests.house import House


def test_the_step_of_a_caller_says_that_an_agent_talks_to_them_for_as_long_as_one_does(
    house: House, ann: Desk, call: PhoneCall
) -> None:
    def last() -> tuple[str, str]:
        step = path_of(house.services, call.sid)[-1]
        return step["step"], step["outcome"]

    assert last() == ("tier1_queue", "")
    ann.accepts().talks_to(call)
    assert last() == ("tier1_queue", "talking to an agent")
    ann.does(events.End)
    house.net.settles(seconds=2)
    assert last()[1] != "talking to an agent"
