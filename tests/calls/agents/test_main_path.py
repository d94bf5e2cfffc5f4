"""From the queue to an agent, and on with the flow: the whole way, with real stores."""

from __future__ import annotations

import pytest

from routing.floor import events
from tests.calls import homewise
from tests.calls.agents.working import Floor, hearers
from tests.house import House

TO_TIER1 = (*homewise.AS_OWNER, "press 0")


@pytest.fixture
def floor(house: House) -> Floor:
    return Floor(house=house)


def test_a_caller_is_put_to_a_free_agent_and_goes_on_to_the_survey(house: House, floor: Floor) -> None:
    ann = floor.agent("ann").goes_available()
    call = homewise.calls(house, *TO_TIER1)
    ann.is_offered(call, within=60).accepts().talks_to(call)
    assert homewise.in_line(house, "tier1") == []
    house.net.settles(seconds=30)
    ann.sees("on_call")
    ann.does(events.End)
    call.hears("How did we do")
    ann.sees("wrap_up")
    ann.does(events.Wrapped, disposition="booking", resolved="yes")
    ann.sees("available")
    call.hangs_up()
    house.net.settles()
    names = [fact["fact"] for fact in house.facts("homewise")]
    assert names.count("CallAnswered") == names.count("ConversationEnded") == names.count("CallEnded") == 1


def test_the_customer_hears_music_on_hold_and_the_agent_again_after_it(house: House, floor: Floor) -> None:
    ann = floor.agent("ann").goes_available()
    call = homewise.calls(house, *TO_TIER1)
    ann.is_offered(call, within=60).accepts().talks_to(call)
    ann.does(events.Hold, on=True)
    house.net.settles(seconds=5)
    assert hearers(call) == []
    assert call.leg.heard[-1].text.endswith("/audio/hold/0.wav")
    ann.sees("on_hold").does(events.Hold, on=False)
    ann.talks_to(call).does(events.Mute, on=True)
    house.net.settles(seconds=5)
    assert ann.leg is not None
    assert hearers(ann.leg) == []
    ann.does(events.Mute, on=False)
    ann.talks_to(call).does(events.End)
    call.hears("How did we do")
